//! The messages of violations.

use oxen_schema::schema::{Rule, Step};
use serde_json::{Map, Value, json};

use crate::schema::support::{body, read, sentences, with_parameter};

/// Returns the only message about a value of a parameter.
fn sentence(parameter: Value, value: Value) -> String {
    let mut sentences = sentences(parameter, value);
    assert_eq!(sentences.len(), 1, "{sentences:?}");
    sentences.remove(0)
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn each_violation_has_a_sentence() {
    let cases = [
        (
            json!({ "type": "integer", "minimum": 1, "maximum": 50 }),
            json!(60),
            "`value` is 60, but must be an integer from 1 to 50",
        ),
        (
            json!({ "type": "integer", "minimum": 1, "maximum": 50 }),
            json!("60"),
            "`value` is \"60\", but must be an integer from 1 to 50",
        ),
        (
            json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 1 }),
            json!(0),
            "`value` is 0, but must be a number above 0 and at most 1",
        ),
        (
            json!({ "type": "number", "minimum": 0 }),
            json!(-0.5),
            "`value` is -0.5, but must be a number of at least 0",
        ),
        (
            json!({ "type": "number", "maximum": 2.5 }),
            json!(3),
            "`value` is 3, but must be a number of at most 2.5",
        ),
        (
            json!({ "type": "integer", "exclusiveMaximum": 2.5 }),
            json!(3),
            "`value` is 3, but must be an integer of at most 2",
        ),
        (
            json!({ "type": "number", "exclusiveMaximum": 2.5 }),
            json!(3),
            "`value` is 3, but must be a number below 2.5",
        ),
        (json!({ "type": "integer" }), json!(1.5), "`value` is 1.5, but must be an integer"),
        (
            json!({ "type": ["string", "null"] }),
            json!(true),
            "`value` is true, but must be a string or null",
        ),
        (
            json!({ "type": "boolean" }),
            json!("true"),
            "`value` is \"true\", but must be true or false",
        ),
        (
            json!({ "type": "integer", "multipleOf": 8 }),
            json!(12),
            "`value` is 12, but must be a multiple of 8",
        ),
        (
            json!({ "enum": ["1:1", "16:9"] }),
            json!("16x9"),
            "`value` is \"16x9\", but must be one of \"1:1\" or \"16:9\" (did you mean \"16:9\"?)",
        ),
        (
            json!({ "enum": ["low", "high"] }),
            json!("loud"),
            "`value` is \"loud\", but must be one of \"low\" or \"high\"",
        ),
        (
            json!({ "enum": [5, 10] }),
            json!("10"),
            "`value` is \"10\", but must be one of 5 or 10 (did you mean 10?)",
        ),
        (
            json!({ "enum": ["5", "10"] }),
            json!(5),
            "`value` is 5, but must be one of \"5\" or \"10\" (did you mean \"5\"?)",
        ),
        (
            json!({ "enum": ["auto", 4] }),
            json!(null),
            "`value` is null, but must be one of \"auto\" or 4",
        ),
        (json!({ "const": "on" }), json!("off"), "`value` is \"off\", but must be \"on\""),
        (
            json!({ "type": "string", "maxLength": 3 }),
            json!("\u{1F402}xen"),
            "`value` has 4 characters (\"\u{1F402}xen\"), but must have at most 3 characters",
        ),
        (
            json!({ "minLength": 1 }),
            json!(""),
            "`value` has 0 characters (\"\"), but must have at least 1 character",
        ),
        (
            json!({ "pattern": "^[a-z]+$" }),
            json!("Ox"),
            "`value` is \"Ox\", but must match the regular expression `^[a-z]+$`",
        ),
        (
            json!({ "format": "uri" }),
            json!("ox.png"),
            "`value` is \"ox.png\", but must be a URI such as https://example.com/ox.png or data:image/png;base64,\u{2026}",
        ),
        (
            json!({ "minItems": 1, "maxItems": 4 }),
            json!([]),
            "`value` has 0 items, but must have from 1 to 4 items",
        ),
        (
            json!({ "minItems": 2, "maxItems": 2 }),
            json!([1]),
            "`value` has 1 item, but must have exactly 2 items",
        ),
        (
            json!({ "uniqueItems": true }),
            json!(["a", "b", "a"]),
            "`value` has equal items at 0 and 2, but must not repeat any",
        ),
        (
            json!({ "contains": { "const": 1 } }),
            json!([2]),
            "`value` has 0 items of the kind that is asked for, but must have at least 1 item",
        ),
        (
            json!({ "minProperties": 2 }),
            json!({ "a": 1 }),
            "`value` has 1 property, but must have at least 2 properties",
        ),
        (
            json!({ "propertyNames": { "maxLength": 1 } }),
            json!({ "ab": 1 }),
            "`value.ab` has a name that is not allowed there",
        ),
        (json!({ "required": ["url"] }), json!({}), "`value.url` is required"),
        (
            json!({ "dependentRequired": { "mask": ["image"] } }),
            json!({ "mask": 1 }),
            "`value.image` is required when `mask` is given",
        ),
        (
            json!({ "properties": { "frontal_image_url": {} }, "additionalProperties": false }),
            json!({ "frontal_imageurl": 1 }),
            "`value.frontal_imageurl` is not a known property; did you mean `frontal_image_url`?",
        ),
        (
            json!({ "properties": { "a": {}, "b": {} }, "additionalProperties": false }),
            json!({ "other": 1 }),
            "`value.other` is not a known property; the known ones are `a` and `b`",
        ),
        (
            json!({ "not": { "required": ["a", "b"] }, "type": "object" }),
            json!({ "a": 1, "b": 2 }),
            "`a` and `b` can't be given together in `value`",
        ),
        (
            json!({ "not": { "type": "string" } }),
            json!("a"),
            "`value` is \"a\", but must not be a string",
        ),
        (
            json!({ "anyOf": [{ "type": "string", "maxLength": 2 }, { "type": "string", "pattern": "^x" }] }),
            json!(5),
            "`value` is 5, but must be a string",
        ),
        (
            json!({ "anyOf": [{ "type": "string", "maxLength": 2 }, { "const": "long" }] }),
            json!("abc"),
            "`value` is \"abc\", but must be a string of at most 2 characters or only \"long\"",
        ),
        (
            json!({ "anyOf": [{ "title": "Size", "type": "string", "maxLength": 2 }, { "type": "string", "minLength": 5 }] }),
            json!("abc"),
            "`value` is \"abc\", but must be Size or a string of at least 5 characters",
        ),
        (
            json!({ "oneOf": [{ "multipleOf": 2 }, { "multipleOf": 3 }] }),
            json!(6),
            "`value` is 6, but must be exactly one of a number, a multiple of 2 or a number, a multiple of 3; it fits several",
        ),
    ];
    for (parameter, value, expected) in cases {
        assert_eq!(sentence(parameter.clone(), value), expected, "{parameter}");
    }
}

#[test]
fn missing_and_excluded_parameters_are_reported_for_the_request() {
    let schema = read(&json!({
        "type": "object",
        "properties": { "prompt": {}, "temperature": {}, "top_p": {} },
        "required": ["prompt"],
        "not": { "required": ["temperature", "top_p"] },
    }));
    let violations = schema.check(json!({ "temperature": 1, "top_p": 1 }).as_object().unwrap());
    let sentences: Vec<_> = violations.iter().map(ToString::to_string).collect();
    assert_eq!(
        sentences,
        ["`prompt` is required", "`temperature` and `top_p` can't be given together"]
    );
    assert_eq!(violations[0].parameter(), Some("prompt"));
    assert_eq!(violations[0].found, None);
    assert_eq!(violations[1].parameter(), None);
    assert_eq!(violations[1].rule, Rule::Excludes(vec!["temperature".into(), "top_p".into()]));
    let exclusions: Vec<_> = schema.exclusions().collect();
    assert_eq!(exclusions, [["temperature", "top_p"]]);
}

#[test]
fn every_violation_is_reported_with_its_place() {
    let schema = read(&json!({
        "required": ["prompt", "image"],
        "properties": {
            "steps": { "type": "integer", "maximum": 50, "multipleOf": 5 },
            "elements": {
                "type": "array",
                "items": { "type": "object", "properties": { "frontal_image_url": { "type": "string", "format": "uri", "minLength": 8 }, "a b": { "type": "string" } } },
            },
        },
    }));
    let request = json!({
        "elements": [{ "frontal_image_url": "ox.png" }, 5, { "a b": 1, "frontal_image_url": "a:b" }],
        "steps": 51,
    });
    let violations = schema.check(request.as_object().unwrap());
    let places: Vec<_> = violations.iter().map(|violation| violation.path.to_string()).collect();
    assert_eq!(
        places,
        [
            "prompt",
            "image",
            "elements[0].frontal_image_url",
            "elements[0].frontal_image_url",
            "elements[1]",
            "elements[2][\"a b\"]",
            "elements[2].frontal_image_url",
            "steps",
            "steps",
        ]
    );
    assert_eq!(
        violations[2].path.steps(),
        [
            Step::Property("elements".into()),
            Step::Item(0),
            Step::Property("frontal_image_url".into())
        ]
    );
    assert_eq!(violations[2].parameter(), Some("elements"));
}

#[test]
fn the_intended_alternative_is_explained() {
    let part = |kind: &str, member: &str| {
        json!({
            "type": "object",
            "required": ["type", member],
            "properties": { "type": { "const": kind }, member: { "type": "string" } },
        })
    };
    let parameter =
        json!({ "anyOf": [{ "type": "string" }, part("text", "text"), part("image_url", "url")] });
    assert_eq!(
        sentence(parameter.clone(), json!({ "type": "image_url" })),
        "`value.url` is required"
    );
    assert_eq!(
        sentence(parameter.clone(), json!({ "type": "text", "text": 5 })),
        "`value.text` is 5, but must be a string"
    );
    assert_eq!(
        sentence(parameter.clone(), json!({ "type": "txt" })),
        "`value.type` is \"txt\", but must be one of \"text\" or \"image_url\" (did you mean \"text\"?)"
    );
    assert_eq!(sentence(parameter.clone(), json!({ "text": "an ox" })), "`value.type` is required");
    assert_eq!(sentence(parameter, json!(7)), "`value` is 7, but must be a string or an object");
}

#[test]
fn a_tag_explains_only_alternatives_that_all_have_it() {
    let marked = json!({ "type": "object", "properties": { "type": { "const": "a" } } });
    let counted = json!({ "type": "object", "properties": { "n": { "type": "integer" } } });
    let unmarked =
        sentence(json!({ "oneOf": [marked, counted] }), json!({ "type": "b", "n": "two" }));
    assert_eq!(unmarked, "`value.n` is \"two\", but must be an integer");
    let other = json!({ "type": "object", "properties": { "type": { "enum": ["b", "c"] } } });
    let several = sentence(json!({ "anyOf": [marked, other] }), json!({ "type": "d" }));
    assert_eq!(several, "`value.type` is \"d\", but must be one of \"a\", \"b\" or \"c\"");
}

#[test]
fn found_values_are_truncated_between_characters() {
    let long = "\u{1F402}".repeat(1000);
    let sentence = sentence(json!({ "type": "integer" }), json!(long));
    assert_eq!(
        sentence,
        format!("`value` is \"{}\u{2026}\", but must be an integer", "\u{1F402}".repeat(59))
    );
    let list = json!((0..100).collect::<Vec<_>>());
    let sentence = sentences(json!({ "type": "integer" }), list).remove(0);
    assert!(sentence.starts_with("`value` is [0, 1, 2, ") && sentence.len() < 120, "{sentence}");
}

#[test]
fn long_lists_are_truncated() {
    let values: Vec<_> = (0..100).map(|number| format!("value {number}")).collect();
    let sentence = sentence(json!({ "enum": values }), json!("something else"));
    assert!(sentence.ends_with("\"value 23\" and others"), "{sentence}");
}

#[test]
fn parameters_that_only_a_condition_lists_are_known() {
    let schema = json!({
        "type": "object",
        "properties": { "mode": {} },
        "dependentSchemas": { "mode": { "properties": { "depth": { "type": "integer" } } } },
        "if": { "required": ["mode"] },
        "then": { "properties": { "width": {} } },
    });
    let schema = read(&schema);
    let names: Vec<&str> =
        schema.parameters().iter().map(oxen_schema::schema::Parameter::name).collect();
    assert_eq!(names, ["depth", "mode", "width"]);
    let request = json!({ "mode": 1, "depth": 2, "width": 3 });
    assert_eq!(schema.unknown_parameters(request.as_object().unwrap()), []);
}

#[test]
fn unknown_parameters_are_reported_with_a_suggestion() {
    let schema = read(&json!({
        "properties": { "prompt": { "x-order": 1 }, "aspect_ratio": { "x-order": 0 } },
        "patternProperties": { "^x-": {} },
        "anyOf": [{ "properties": { "seed": {} } }, { "properties": { "width": {} } }],
    }));
    let request: Map<String, Value> =
        ["prompt", "aspect_raito", "x-other", "seed", "width", "loudness"]
            .map(|name| (name.to_owned(), json!(1)))
            .into_iter()
            .collect();
    assert_eq!(schema.check(&request), [], "a validator accepts them");
    let sentences: Vec<_> =
        schema.unknown_parameters(&request).iter().map(ToString::to_string).collect();
    assert_eq!(
        sentences,
        [
            "`aspect_raito` is not a known parameter; did you mean `aspect_ratio`?",
            "`loudness` is not a known parameter; the known ones are `aspect_ratio`, `prompt`, `seed` and `width`",
        ]
    );
}

#[test]
fn a_refused_parameter_has_the_same_message_in_both_checks() {
    let schema = read(&json!({ "properties": { "prompt": {} }, "additionalProperties": false }));
    let request = Map::from_iter([("promt".to_owned(), json!("an ox"))]);
    assert_eq!(schema.check(&request), schema.unknown_parameters(&request));
    assert_eq!(schema.check(&request).len(), 1);
}

#[test]
fn nothing_is_reported_twice() {
    let schema = read(&with_parameter(json!({ "allOf": [
        { "anyOf": [{ "minimum": 5 }, { "type": "string" }], "required": ["a"] },
        { "anyOf": [{ "minimum": 5 }, { "type": "string" }], "required": ["a"] },
    ] })));
    assert_eq!(schema.check(&body(json!(1))).len(), 1);
    assert_eq!(schema.check(&body(json!({}))).len(), 1);
}
