//! Contradictions within a schema are found, and nothing else is.

use oxen_schema::DiagnosticKind as Kind;
use oxen_schema::schema::RequestSchema;
use serde_json::{Value, json};

/// Returns the findings in the schema of a whole request.
fn found(schema: &Value) -> Vec<(Kind, String, String)> {
    let (schema, _) = RequestSchema::read(schema).unwrap();
    let found = schema.contradictions().into_iter();
    found.map(|one| (one.kind, one.path, one.message)).collect()
}

/// Returns the findings in a request with one parameter `p`.
fn of_parameter(schema: &Value) -> Vec<(Kind, String, String)> {
    found(&json!({"type": "object", "properties": {"p": schema}}))
}

#[test]
fn each_kind_is_found_at_its_place() {
    for (schema, kind, path, message) in [
        (
            json!({"minimum": 10, "maximum": 5}),
            Kind::EmptyRange,
            "minimum",
            "`minimum` is 10, but `maximum` is 5",
        ),
        (
            json!({"exclusiveMinimum": 5, "maximum": 5}),
            Kind::EmptyRange,
            "exclusiveMinimum",
            "no number is accepted",
        ),
        (
            json!({"minLength": 3, "maxLength": 2}),
            Kind::EmptyRange,
            "minLength",
            "no string is accepted",
        ),
        (json!({"minItems": 3, "maxItems": 2}), Kind::EmptyRange, "minItems", "no array"),
        (
            json!({"type": "integer", "maximum": 50, "default": 60}),
            Kind::DefaultRefused,
            "default",
            "60 is not an integer",
        ),
        (
            json!({"type": "string", "default": null}),
            Kind::DefaultRefused,
            "default",
            "null is not a string",
        ),
        (json!({"enum": ["a"], "default": "b"}), Kind::DefaultRefused, "default", "\"b\""),
        (
            json!({"type": "strng"}),
            Kind::UnknownType,
            "type",
            "\"strng\" is not a type of JSON Schema; any type",
        ),
        (json!({"type": ["string", "int"]}), Kind::UnknownType, "type", "\"int\""),
        (
            json!({"type": "integer", "enum": ["1", "4"]}),
            Kind::NoValidValue,
            "enum",
            "no value of `enum` is an integer: \"1\", \"4\"; nothing is accepted",
        ),
        (
            json!({"type": "integer", "const": "1"}),
            Kind::NoValidValue,
            "const",
            "nothing is accepted",
        ),
        (json!({"enum": []}), Kind::NoValidValue, "enum", "an empty list"),
        (
            json!({"type": "integer", "enum": [1, "2"]}),
            Kind::ValueRefused,
            "enum",
            "are left out: \"2\"",
        ),
        (
            json!({"type": "object", "properties": {"a": {}}, "required": ["a", "ghost"]}),
            Kind::RequiredUnlisted,
            "required/1",
            "`ghost` is required, but is not among the properties; any value",
        ),
    ] {
        let found = of_parameter(&schema);
        let [(found_kind, found_path, found_message)] = found.as_slice() else {
            panic!("{schema}: {found:?}")
        };
        assert_eq!(
            (*found_kind, found_path.as_str()),
            (kind, &*format!("/properties/p/{path}")),
            "{schema}"
        );
        assert!(found_message.contains(message), "{message:?} is not in {found_message:?}");
        // Every other location of a schema.
        for (place, inside) in [
            ("items", json!({"items": schema})),
            ("anyOf/1", json!({"anyOf": [{"type": "null"}, schema]})),
            ("properties/a~1b", json!({"properties": {"a/b": schema}})),
            ("additionalProperties", json!({"additionalProperties": schema})),
        ] {
            let inside = of_parameter(&inside);
            assert_eq!(inside.len(), 1, "{place}: {inside:?}");
            assert_eq!(inside[0].1, format!("/properties/p/{place}/{path}"));
        }
        let definition = found_of_definition(&schema);
        assert_eq!(definition, 1, "a definition is looked at once: {schema}");
    }
}

fn found_of_definition(definition: &Value) -> usize {
    let reference = json!({"$ref": "#/$defs/d"});
    found(&json!({
        "type": "object",
        "properties": {"a": reference, "b": reference},
        "$defs": {"d": definition},
    }))
    .len()
}

#[test]
fn a_default_is_refused_where_no_value_is_accepted() {
    let schema = json!({"type": "integer", "enum": ["1"], "default": 1});
    let found = found(&json!({"type": "object", "properties": {"p": schema}}));
    let kinds: Vec<Kind> = found.iter().map(|one| one.0).collect();
    assert_eq!(kinds, [Kind::DefaultRefused, Kind::NoValidValue]);
    assert!(found[0].2.starts_with("the default 1 is not accepted, as no value is;"), "{found:?}");
}

#[test]
fn consistent_schemas_have_no_contradictions() {
    for schema in [
        json!({"type": "integer", "minimum": 1, "maximum": 1, "default": 1}),
        json!({"type": "number", "default": 1, "multipleOf": 0.1}),
        json!({"type": ["string", "null"], "default": null, "enum": ["a", null]}),
        json!({"default": {"any": "thing"}}),
        json!({"format": "uri", "default": "https://example.com"}),
        // Listed where the alternatives are, or in the target of a reference.
        json!({"properties": {"a": {}, "b": {}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}),
        json!({"allOf": [{"properties": {"a": {}}}, {"required": ["a"]}]}),
        json!({"$ref": "#/properties/q", "required": ["a"]}),
        json!({"if": {"required": ["mode"]}, "then": {"required": ["a"]}, "properties": {"a": {}, "mode": {}}}),
        json!({"patternProperties": {"^x-": {}}, "required": ["x-1"]}),
        // Negated intentionally.
        json!({"not": {"required": ["a"], "minimum": 2, "maximum": 1}}),
        json!({"if": {"type": "strng"}}),
        json!(true),
        json!(7),
    ] {
        let schema = json!({
            "type": "object",
            "required": ["p", "model"],
            "properties": {"p": schema, "q": {"properties": {"a": {}}}},
        });
        assert_eq!(found(&schema), [], "{schema}");
    }
}

#[test]
fn a_schema_that_no_request_satisfies_is_reported() {
    for impossible in [
        json!({"type": "integer", "enum": ["1", "4"]}),
        json!({"type": "integer", "minimum": 2, "maximum": 1}),
        json!({"type": "number", "exclusiveMinimum": 1, "maximum": 1}),
        json!({"type": "string", "minLength": 2, "maxLength": 1}),
        json!({"type": "array", "minItems": 2, "maxItems": 1}),
        json!({"anyOf": [{"type": "string", "minLength": 2, "maxLength": 1}, false]}),
        json!({"type": "object", "required": ["x"], "properties": {"x": false}}),
        json!(false),
    ] {
        let schema = |required: &[&str]| json!({"type": "object", "required": required, "properties": {"p": impossible}});
        let kinds: Vec<Kind> = found(&schema(&["p"])).into_iter().map(|one| one.0).collect();
        assert_eq!(kinds.last(), Some(&Kind::NoValidRequest), "{impossible}: {kinds:?}");
        // `jsonschema` agrees that nothing can be sent for it.
        let validator = jsonschema::validator_for(&schema(&["p"])).unwrap();
        for value in [
            json!(1),
            json!("1"),
            json!("12"),
            json!([]),
            json!([1, 2]),
            json!({"x": 1}),
            json!(null),
        ] {
            assert!(!validator.is_valid(&json!({"p": value})), "{impossible}: {value}");
        }
        let optional = found(&schema(&[]));
        assert!(optional.iter().all(|one| one.0 != Kind::NoValidRequest), "{optional:?}");
    }
    let unlisted = json!({"type": "object", "required": ["p"], "additionalProperties": false});
    assert!(found(&unlisted).iter().any(|one| one.0 == Kind::NoValidRequest));
}

/// A value that its own schema is reported to refuse is refused by another validator too.
#[test]
fn defaults_and_values_are_judged_as_by_another_validator() {
    let schemas = [
        json!({"type": "integer"}),
        json!({"type": "string", "maxLength": 2}),
        json!({"type": "number", "minimum": 0.5}),
        json!({"type": "array", "items": {"type": "string"}}),
        json!({"anyOf": [{"type": "boolean"}, {"type": "null"}]}),
    ];
    let values = [
        json!(1),
        json!(0.1),
        json!("abc"),
        json!(""),
        json!([1]),
        json!(["a"]),
        json!(true),
        json!(null),
    ];
    for schema in &schemas {
        let validator = jsonschema::validator_for(schema).unwrap();
        for value in &values {
            let mut with_default = schema.clone();
            with_default["default"] = value.clone();
            assert_eq!(
                of_parameter(&with_default).is_empty(),
                validator.is_valid(value),
                "{with_default}"
            );
        }
        let mut listing = schema.clone();
        listing["enum"] = json!(values);
        let refused = values.iter().filter(|value| !validator.is_valid(value)).count();
        assert_eq!(of_parameter(&listing).is_empty(), refused == 0, "{listing}");
    }
}

/// The work is bounded, whatever the references.
#[test]
fn large_schemas_with_many_references_are_skipped() {
    let many: serde_json::Map<String, Value> = (0..400)
        .map(|index| (format!("p{index}"), json!({"$ref": "#/$defs/all", "default": 1})))
        .collect();
    let all: serde_json::Map<String, Value> =
        (0..400).map(|index| (format!("q{index}"), json!({"type": "string"}))).collect();
    let schema = json!({
        "type": "object",
        "properties": many,
        "$defs": {"all": {"type": "object", "properties": all}},
    });
    let found = found(&schema);
    assert!(!found.is_empty() && found.iter().all(|one| one.0 == Kind::DefaultRefused));
}
