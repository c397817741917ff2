//! Normal forms: one per meaning; and the annotations of parameters.

use oxen_schema::schema::{Bound, Count, JsonType, Kind, Medium, Parameter, RequestSchema, Schema};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::schema::support::{read, with_parameter};

fn normal(parameter: &Value) -> Schema {
    let (schema, _) = RequestSchema::read(&with_parameter(parameter.clone())).unwrap();
    schema.parameter("value").unwrap().schema().clone()
}

fn kind(parameter: &Value) -> Kind {
    named_kind("value", parameter)
}

fn named_kind(name: &str, parameter: &Value) -> Kind {
    let schema =
        json!({ "properties": { name: parameter }, "$defs": { "size": { "enum": ["S", "L"] } } });
    let (schema, _) = RequestSchema::read(&schema).unwrap();
    schema.parameter(name).unwrap().kind()
}

#[test]
fn spellings_of_one_meaning_are_equal() {
    let definitions = json!({ "size": { "type": "string", "enum": ["S", "L"] } });
    let groups = [
        vec![
            json!({ "type": ["string", "null"], "maxLength": 5 }),
            json!({ "anyOf": [{ "type": "string", "maxLength": 5 }, { "type": "null" }] }),
            json!({ "oneOf": [{ "type": "null" }, { "type": "string", "maxLength": 5 }] }),
            json!({ "anyOf": [{ "type": ["null", "string"], "maxLength": 5 }] }),
            json!({ "allOf": [{ "type": ["string", "null"] }, { "maxLength": 5 }] }),
        ],
        vec![
            json!({ "type": "string", "enum": ["S", "L"] }),
            json!({ "enum": ["S", "L"] }),
            json!({ "enum": ["S", "L", 5], "type": "string" }),
            json!({ "$ref": "#/$defs/size", "$defs": definitions }),
            json!({ "allOf": [{ "$ref": "#/$defs/size" }], "$defs": definitions }),
            json!({ "anyOf": [{ "const": "S" }, { "const": "L" }] }),
            json!({ "oneOf": [{ "enum": ["S"] }, { "const": "L", "type": "string" }] }),
            json!({ "enum": ["S", "L", "XXL"], "maxLength": 2 }),
        ],
        vec![
            json!({ "type": "integer", "minimum": 2, "maximum": 9 }),
            json!({ "type": "integer", "exclusiveMinimum": 1, "exclusiveMaximum": 10 }),
            json!({ "type": "integer", "minimum": 1.5, "maximum": 9.0 }),
            json!({ "allOf": [{ "type": "number", "minimum": 2 }, { "type": "integer", "maximum": 9.9 }] }),
            json!({ "type": "integer", "minimum": 2, "exclusiveMinimum": -3.5, "maximum": 9, "minLength": 3 }),
        ],
        vec![
            json!({ "type": ["integer", "string"], "minimum": 1, "maxLength": 3 }),
            json!({ "anyOf": [{ "type": "integer", "minimum": 1 }, { "type": "string", "maxLength": 3 }] }),
            json!({ "oneOf": [{ "type": "string", "maxLength": 3 }, { "type": "integer", "minimum": 1 }] }),
        ],
        vec![
            json!(true),
            json!({}),
            json!({ "anyOf": [{}, { "type": "string" }] }),
            json!({ "not": false }),
            json!({ "allOf": [true] }),
        ],
        vec![
            json!(false),
            json!({ "not": {} }),
            json!({ "allOf": [{ "type": "string" }, { "type": "integer" }] }),
            json!({ "enum": [] }),
        ],
        vec![
            json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "integer" }, "b": {} } }),
            json!({ "allOf": [{ "type": "object", "properties": { "a": { "type": "integer" } } }, { "required": ["a"], "properties": { "b": {} } }] }),
        ],
        vec![json!({ "const": null }), json!({ "type": "null" }), json!({ "enum": [null] })],
    ];
    for group in groups {
        for other in &group[1..] {
            assert_eq!(normal(&group[0]), normal(other), "{} {other}", group[0]);
        }
    }
}

#[test]
fn parts_can_be_read() {
    let schema = normal(&json!({
        "type": ["array", "null"],
        "items": { "type": "number", "exclusiveMinimum": 0, "maximum": 1.5, "multipleOf": 0.5 },
        "minItems": 1, "maxItems": 4, "uniqueItems": true,
        "title": "Weights", "description": "How much.", "default": [1],
    }));
    assert_eq!(schema.types().single(), Some(JsonType::Array));
    assert!(schema.nullable());
    assert_eq!(schema.item_count(), Count { minimum: 1, maximum: Some(4) });
    assert!(schema.unique_items());
    assert_eq!((schema.title(), schema.description()), (Some("Weights"), Some("How much.")));
    assert_eq!(schema.default_value(), Some(&json!([1])));
    let items = schema.items().unwrap();
    assert_eq!(items.range().minimum, Some(Bound { value: 0.into(), exclusive: true }));
    assert_eq!(items.range().maximum.as_ref().map(|bound| bound.value.as_f64()), Some(Some(1.5)));
    assert_eq!(items.multiple_of().len(), 1);
    assert!(items.types().contains(JsonType::Number) && items.types().contains(JsonType::Integer));
}

#[test]
fn annotations_beside_a_reference_take_precedence() {
    let schema = normal(&json!({
        "allOf": [{ "$ref": "#/$defs/size" }], "description": "Of the poster.", "default": "S",
        "$defs": { "size": { "title": "Size", "description": "Any size.", "enum": ["S", "L"] } },
    }));
    assert_eq!(schema.description(), Some("Of the poster."));
    assert_eq!(schema.title(), Some("Size"));
    assert_eq!(schema.default_value(), Some(&json!("S")));
}

#[test]
fn recursive_references_stay() {
    let schema = read(&json!({
        "properties": { "tree": { "$ref": "#/$defs/tree" } },
        "$defs": { "tree": { "type": "object", "properties": { "children": { "items": { "$ref": "#/$defs/tree" } } } } },
    }));
    let tree = schema.parameter("tree").unwrap().schema();
    assert_eq!(tree.reference(), None);
    let item = tree.property("children").unwrap().items().unwrap();
    assert_eq!(item.reference(), Some("/$defs/tree"));
    assert_eq!(schema.definition("/$defs/tree").unwrap(), tree);
}

#[test]
fn kinds() {
    let list = |kind| Kind::List(Box::new(kind));
    let cases = [
        (json!({ "type": "string" }), Kind::String),
        (json!({ "type": "string", "format": "uri" }), Kind::Media),
        (json!({ "type": ["string", "null"], "format": "uri" }), Kind::Media),
        (json!({ "type": "string", "renderType": "video-url" }), Kind::Media),
        (json!({ "type": "string", "renderType": "textarea" }), Kind::String),
        (json!({ "type": "integer" }), Kind::Integer),
        (
            json!({ "anyOf": [{ "type": "integer", "minimum": 1 }, { "type": "null" }] }),
            Kind::Integer,
        ),
        (json!({ "type": "number" }), Kind::Number),
        (json!({ "type": ["integer", "number"] }), Kind::Number),
        (json!({ "type": "boolean" }), Kind::Boolean),
        (
            json!({ "type": "integer", "enum": [-1, 5] }),
            Kind::Enumeration(vec![json!(-1), json!(5)]),
        ),
        (
            json!({ "type": ["integer", "string"], "enum": ["auto", 4] }),
            Kind::Enumeration(vec![json!("auto"), json!(4)]),
        ),
        (json!({ "const": "fast" }), Kind::Enumeration(vec![json!("fast")])),
        (
            json!({ "allOf": [{ "$ref": "#/$defs/size" }], "default": "S" }),
            Kind::Enumeration(vec![json!("S"), json!("L")]),
        ),
        (json!({ "type": "array", "items": { "type": "string" } }), list(Kind::String)),
        (
            json!({ "type": "array", "items": { "type": "string", "format": "uri" } }),
            list(Kind::Media),
        ),
        (
            json!({ "type": "array", "items": { "renderType": "image-url", "type": "string" } }),
            list(Kind::Media),
        ),
        (
            json!({ "type": "array", "items": { "enum": [1, 2] } }),
            list(Kind::Enumeration(vec![json!(1), json!(2)])),
        ),
        (
            json!({ "type": "array", "items": { "type": "array", "items": { "type": "number" } } }),
            list(list(Kind::Number)),
        ),
        (json!({ "type": "array", "items": { "type": "object" } }), list(Kind::Object)),
        (
            json!({ "type": "array", "items": { "type": "object", "properties": { "a": {} } } }),
            list(Kind::Nested),
        ),
        (json!({ "type": "array" }), list(Kind::Any)),
        (json!({ "type": "array", "prefixItems": [{ "type": "string" }] }), Kind::Nested),
        (json!({ "type": "object" }), Kind::Object),
        (json!({ "type": "object", "properties": { "a": {} } }), Kind::Nested),
        (json!({ "type": "object", "additionalProperties": { "type": "string" } }), Kind::Nested),
        (json!({ "type": ["integer", "string"] }), Kind::Nested),
        (
            json!({ "anyOf": [{ "type": "string", "maxLength": 5 }, { "type": "string", "pattern": "^x" }] }),
            Kind::Nested,
        ),
        (json!({}), Kind::Any),
        (json!({ "minimum": 1 }), Kind::Any),
        (json!(false), Kind::Any),
    ];
    for (parameter, expected) in cases {
        assert_eq!(kind(&parameter), expected, "{parameter}");
    }
}

#[test]
fn names_of_media() {
    let text = || json!({ "type": "string" });
    for name in [
        "image",
        "images",
        "input_image",
        "reference_images",
        "audio_urls",
        "mask_url",
        "last_frame_image",
        "first_frame",
        "video",
        "control_video_url",
        "input_audio",
        "image_uri",
    ] {
        assert_eq!(named_kind(name, &text()), Kind::Media, "{name}");
    }
    for name in [
        "prompt",
        "image_style",
        "video_mode",
        "audio_setting",
        "image_size",
        "webhook_url",
        "url",
        "frame",
        "imagery",
        "mask_mode",
        "image_prompt_text",
        "target_repo",
        "voice",
    ] {
        assert_eq!(named_kind(name, &text()), Kind::String, "{name}");
    }
    assert_eq!(named_kind("image", &json!({ "type": "boolean" })), Kind::Boolean);
    assert_eq!(
        named_kind("image", &json!({ "enum": ["a", "b"] })),
        Kind::Enumeration(vec![json!("a"), json!("b")])
    );
}

#[test]
fn media_are_of_a_medium() {
    let cases = [
        ("input_image", json!({ "type": "string" }), Some(Medium::Image)),
        ("mask_url", json!({ "type": "string", "format": "uri" }), Some(Medium::Image)),
        ("image_to_video_url", json!({ "type": "string", "format": "uri" }), Some(Medium::Video)),
        (
            "input_audios",
            json!({ "type": "array", "items": { "type": "string" } }),
            Some(Medium::Audio),
        ),
        ("source", json!({ "type": "string", "format": "uri" }), Some(Medium::Unknown)),
        (
            "source",
            json!({ "type": "array", "items": { "type": "string", "renderType": "audio-url" } }),
            Some(Medium::Audio),
        ),
        ("image", json!({ "type": "string", "renderType": "video-url" }), Some(Medium::Video)),
        ("prompt", json!({ "type": "string" }), None),
        ("generate_audio", json!({ "type": "boolean" }), None),
    ];
    for (name, parameter, expected) in cases {
        let schema = read(&json!({ "properties": { name: parameter } }));
        assert_eq!(schema.parameter(name).unwrap().medium(), expected, "{name} {parameter}");
    }
}

#[test]
fn parameters_come_in_display_order() {
    let schema = read(&json!({
        "basic": ["b"], "required": ["c"],
        "properties": {
            "a": { "x-order": 10 }, "b": { "x-order": 9.5 }, "c": { "x-order": 2 }, "y": {}, "x": {}, "z": { "x-order": -1, "default": 5, "description": "Last letter." },
        },
    }));
    let names: Vec<_> = schema.parameters().iter().map(Parameter::name).collect();
    assert_eq!(names, ["z", "c", "b", "a", "x", "y"]);
    let z = &schema.parameters()[0];
    assert_eq!(
        (z.default_value(), z.description(), z.order()),
        (Some(&json!(5)), Some("Last letter."), Some(-1.0))
    );
    assert!(
        schema.parameter("b").unwrap().is_basic() && !schema.parameter("c").unwrap().is_basic()
    );
    assert!(
        schema.parameter("c").unwrap().is_required()
            && !schema.parameter("b").unwrap().is_required()
    );
    assert_eq!(schema.raw()["basic"], json!(["b"]));
}

#[test]
fn parameters_of_parts_and_alternatives_are_listed() {
    let schema = read(&json!({
        "allOf": [{ "$ref": "#/$defs/common" }],
        "oneOf": [
            { "properties": { "image": { "type": "string" }, "mode": { "const": "image", "description": "Which." } }, "required": ["image"] },
            { "properties": { "video": { "type": "string" }, "mode": { "const": "video" } }, "required": ["video"] },
        ],
        "$defs": { "common": { "properties": { "prompt": { "type": "string" } }, "required": ["prompt"] } },
    }));
    let listed: Vec<_> =
        schema.parameters().iter().map(|each| (each.name(), each.is_required())).collect();
    assert_eq!(listed, [("image", false), ("mode", false), ("prompt", true), ("video", false)]);
    let mode = schema.parameter("mode").unwrap();
    assert_eq!(mode.kind(), Kind::Enumeration(vec![json!("image"), json!("video")]));
    assert_eq!(mode.description(), Some("Which."));
}

proptest! {
    #![proptest_config(ProptestConfig {
        rng_seed: proptest::test_runner::RngSeed::Fixed(0x0e17), failure_persistence: None, ..ProptestConfig::default()
    })]

    /// The range of integers has integer bounds, and contains the same numbers.
    #[test]
    fn integer_ranges_are_exact(low in -20.0..20.0_f64, high in -20.0..20.0_f64, open in any::<[bool; 2]>(), whole in any::<bool>()) {
        let round = |bound: f64| if whole { bound.round() } else { bound };
        let (low, high) = (round(low), round(high));
        let keyword = |open: bool, closed: &'static str, exclusive: &'static str| if open { exclusive } else { closed };
        let schema = normal(&json!({
            "type": "integer",
            keyword(open[0], "minimum", "exclusiveMinimum"): low,
            keyword(open[1], "maximum", "exclusiveMaximum"): high,
        }));
        let range = schema.range();
        for bound in [&range.minimum, &range.maximum] {
            let bound = bound.as_ref().unwrap();
            prop_assert!(bound.value.is_i64() && !bound.exclusive);
        }
        for number in -25..25_i32 {
            let value = f64::from(number);
            let above = if open[0] { value > low } else { value >= low };
            let below = if open[1] { value < high } else { value <= high };
            prop_assert_eq!(range.contains(&number.into()), above && below);
        }
    }
}
