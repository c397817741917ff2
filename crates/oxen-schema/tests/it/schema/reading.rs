//! The diagnostics of reading a schema.

use serde_json::{Value, json};

use crate::schema::support::{diagnostics, with_parameter};

fn said(schema: &Value) -> Vec<String> {
    diagnostics(schema).iter().map(ToString::to_string).collect()
}

#[test]
fn the_whole_dialect_is_known() {
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://oxen.ai/schema",
        "$comment": "Not for users.",
        "title": "Request",
        "description": "A request.",
        "type": "object",
        "basic": ["prompt"],
        "required": ["prompt"],
        "properties": {
            "prompt": { "type": "string", "title": "Prompt", "description": "What to make.", "default": "", "minLength": 1, "maxLength": 10, "pattern": "^a", "x-order": 0, "examples": ["an ox"] },
            "image": { "type": "string", "format": "uri", "renderType": "image-url", "x-order": 1.5, "deprecated": true },
            "images": { "type": ["array", "null"], "items": { "type": "string", "format": "uri", "renderType": "image-url" }, "minItems": 1, "maxItems": 4, "uniqueItems": true },
            "size": { "allOf": [{ "$ref": "#/definitions/size" }], "default": "S", "nullable": false },
            "shape": { "anyOf": [{ "$ref": "#/$defs/shape" }, { "type": "null" }] },
            "steps": { "type": "integer", "minimum": 1, "exclusiveMaximum": 50, "multipleOf": 1 },
            "extra": { "type": "object", "additionalProperties": { "type": ["integer", "string"] }, "minProperties": 1, "maxProperties": 3 },
            "mode": { "const": "fast", "readOnly": true, "writeOnly": false },
        },
        "additionalProperties": false,
        "definitions": { "size": { "enum": ["S", "L"] } },
        "$defs": { "shape": { "oneOf": [{ "type": "object", "properties": { "inner": { "$ref": "#/$defs/shape" } } }, { "type": "string" }] } },
    });
    assert_eq!(said(&schema), Vec::<String>::new());
}

#[test]
fn unknown_and_unsupported_keywords_are_reported_with_their_place() {
    let schema = json!({
        "properties": {
            "a/b~c": { "type": "array", "items": { "unknown": 1 } },
            "basic": { "basic": ["a"] },
            "d": { "anyOf": [{ "type": "string" }, { "properties": { "e": { "unevaluatedItems": false } } }] },
            "f": { "$anchor": "x", "format": "email" },
            "g": { "$id": "g", "minContains": 1, "then": {} },
        },
        "x-shiny": true,
        "$defs": { "unused": { "colour": "red" } },
    });
    assert_eq!(
        said(&schema),
        [
            "/properties/a~1b~0c/items/unknown: `unknown` is not a known keyword; not checked",
            "/properties/basic/basic: `basic` is not a known keyword; not checked",
            "/properties/d/anyOf/1/properties/e/unevaluatedItems: `unevaluatedItems` of JSON Schema is not supported; not checked",
            "/properties/f/$anchor: `$anchor` of JSON Schema is not supported; not checked",
            "/properties/f/format: the format `email` is not checked",
            "/properties/g/$id: `$id` of JSON Schema is not supported; not checked",
            "/properties/g/minContains: without `contains` it means nothing",
            "/properties/g/then: without `if` it means nothing",
            "/x-shiny: `x-shiny` is not a known extension; ignored",
            "/$defs/unused/colour: `colour` is not a known keyword; not checked",
        ]
    );
}

#[test]
fn malformed_keywords_are_reported_and_not_checked() {
    let cases = [
        (
            json!({ "type": "text" }),
            "expected a type of JSON Schema or a list of them, found \"text\"; not checked",
        ),
        (
            json!({ "type": [] }),
            "expected a type of JSON Schema or a list of them, found []; not checked",
        ),
        (json!({ "enum": "a" }), "expected a list of values, found \"a\"; not checked"),
        (json!({ "enum": [] }), "an empty list: nothing is accepted"),
        (json!({ "minimum": "1" }), "expected a number, found \"1\"; not checked"),
        (json!({ "exclusiveMinimum": true }), "expected a number, found true; not checked"),
        (json!({ "multipleOf": 0 }), "expected a number above 0, found 0; not checked"),
        (
            json!({ "minLength": -1 }),
            "expected a count: a non-negative integer, found -1; not checked",
        ),
        (
            json!({ "maxItems": 1.5 }),
            "expected a count: a non-negative integer, found 1.5; not checked",
        ),
        (json!({ "pattern": 1 }), "expected a string, found 1; not checked"),
        (json!({ "format": null }), "expected a string, found null; not checked"),
        (
            json!({ "items": [{ "type": "string" }] }),
            "expected one schema, found [{\"type\": \"string\"}]; not checked",
        ),
        (
            json!({ "items": 5 }),
            "a schema is an object, true or false, but this is a number; anything is accepted here",
        ),
        (json!({ "uniqueItems": "yes" }), "expected true or false, found \"yes\"; not checked"),
        (json!({ "properties": [] }), "expected an object of schemas, found []; not checked"),
        (json!({ "required": "a" }), "expected a list of names, found \"a\"; not checked"),
        (json!({ "required": [1] }), "expected a list of names, found [1]; not checked"),
        (json!({ "dependentRequired": [] }), "expected an object, found []; not checked"),
        (json!({ "allOf": [] }), "expected a non-empty list of schemas, found []; not checked"),
        (json!({ "anyOf": {} }), "expected a non-empty list of schemas, found {}; not checked"),
        (json!({ "nullable": 1 }), "expected true or false, found 1; not checked"),
        (json!({ "x-order": "first" }), "expected a number, found \"first\"; not checked"),
        (json!({ "title": 1 }), "expected a string, found 1; not checked"),
        (json!({ "$ref": 1 }), "expected a string, found 1; not checked"),
        (
            json!({ "$ref": "#/$defs/none" }),
            "there is no `#/$defs/none` in this document; not checked",
        ),
        (
            json!({ "$ref": "other.json#/a" }),
            "`other.json#/a` is outside this document; not checked",
        ),
        (
            json!({ "$ref": "https://oxen.ai/a.json" }),
            "`https://oxen.ai/a.json` is outside this document; not checked",
        ),
        (json!({ "$ref": "#name" }), "`#name` is outside this document; not checked"),
        (json!({ "$ref": "#/%zz" }), "`#/%zz` is outside this document; not checked"),
        (
            json!({ "$schema": "http://json-schema.org/draft-07/schema#" }),
            "`http://json-schema.org/draft-07/schema#` is read as draft 2020-12",
        ),
        (
            json!({ "type": "string", "nullable": true }),
            "`nullable` is OpenAPI's; JSON Schema validators pass over it and refuse null here",
        ),
    ];
    for (parameter, message) in cases {
        let said = diagnostics(&with_parameter(parameter.clone()));
        assert_eq!(said.len(), 1, "{parameter}: {said:?}");
        assert_eq!(said[0].message, message, "{parameter}");
        let keyword = parameter
            .as_object()
            .unwrap()
            .keys()
            .find(|keyword| *keyword != "type")
            .or(parameter.as_object().unwrap().keys().next())
            .unwrap()
            .clone();
        assert_eq!(said[0].path, format!("/properties/value/{keyword}"));
    }
}

#[test]
fn missing_names_are_reported() {
    let schema = json!({ "basic": ["prompt", "seed"], "properties": { "prompt": {} } });
    assert_eq!(said(&schema), ["/basic: there is no property `seed`"]);
    assert_eq!(
        said(&json!({ "basic": "prompt" })),
        ["/basic: expected a list of names, found \"prompt\"; not checked"]
    );
    assert_eq!(
        said(&json!({ "$defs": [] })),
        ["/$defs: expected an object of schemas, found []; not checked"]
    );
}

#[test]
fn definitions_are_reported_once() {
    let reference = json!({ "$ref": "#/$defs/a" });
    let schema = json!({
        "properties": { "a": reference, "b": reference, "c": { "items": reference } },
        "$defs": { "a": { "colour": "red" } },
    });
    assert_eq!(said(&schema), ["/$defs/a/colour: `colour` is not a known keyword; not checked"]);
}
