//! Unchecked keywords, which are neither valid nor invalid: they refuse nothing, however nested.

use fastrand::Rng;
use oxen_schema::schema::RequestSchema;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::schema::generated::{body, document};
use crate::schema::support::oracle;

/// Returns the messages of all violations of a body, for a schema with unchecked keywords.
fn sentences(schema: &Value, body: &Value) -> Vec<String> {
    let (schema, diagnostics) = RequestSchema::read(schema).unwrap();
    assert!(!diagnostics.is_empty(), "{schema:?}");
    schema.check(body.as_object().unwrap()).iter().map(ToString::to_string).collect()
}

#[test]
fn unchecked_keywords_refuse_nothing_anywhere() {
    let backreference = json!({ "type": "string", "pattern": r"^(a)\1$" });
    for (schema, value) in [
        (json!({ "not": { "type": "string", "format": "email" } }), json!("not an email")),
        (json!({ "not": { "pattern": "(?<=a)b" } }), json!("x")),
        (json!({ "not": { "minimum": "three" } }), json!(1)),
        (json!({ "not": { "unknownKeyword": 1 } }), json!(null)),
        (json!({ "not": { "type": "object", "unevaluatedProperties": false } }), json!({ "a": 1 })),
        (json!({ "not": { "not": { "not": { "$ref": "other.json" } } } }), json!(1)),
        (json!({ "not": { "enum": ["zz", "a"], "pattern": r"(z)\1" } }), json!("a")),
        (json!({ "not": { "anyOf": [{ "const": 1 }, { "$ref": "#/$defs/none" }] } }), json!(2)),
        (json!({ "not": { "$id": "b.json", "$ref": "#/properties/value" } }), json!(2)),
        (json!({ "oneOf": [backreference, { "type": "string" }] }), json!("zz")),
        (
            json!({ "oneOf": [backreference, { "type": "string", "minLength": 5 }] }),
            json!("xxxxxx"),
        ),
        (json!({ "if": { "type": "string", "format": "email" }, "then": false }), json!("zz")),
        (json!({ "if": { "pattern": "(?<!x)y" }, "then": { "maxLength": 1 } }), json!("xxxx")),
        (
            json!({ "contains": { "pattern": "(?<=a)b" }, "minContains": 0, "maxContains": 1 }),
            json!(["x", "y"]),
        ),
        (json!({ "contains": { "pattern": "(?<=a)b" } }), json!(["x", "y"])),
        (json!({ "not": { "propertyNames": { "format": "regex" } } }), json!({ "a": 1 })),
        (json!({ "patternProperties": { "(?<=a)b": false } }), json!({ "ab": 1 })),
        (
            json!({ "patternProperties": { "(?<=a)b": true }, "additionalProperties": false }),
            json!({ "x": 1 }),
        ),
        (
            json!({ "not": { "dependentSchemas": { "a": { "$ref": "other.json" } } } }),
            json!({ "a": 1 }),
        ),
    ] {
        let document = json!({ "properties": { "value": schema } });
        assert_eq!(sentences(&document, &json!({ "value": value })), [""; 0], "{schema}");
    }
}

#[test]
fn unchecked_keywords_do_not_hide_violations() {
    for (schema, value) in [
        (json!({ "format": "email", "maxLength": 1 }), json!("ab")),
        (json!({ "not": { "format": "email" } }), json!(1)),
        (json!({ "not": { "anyOf": [{ "const": 1 }, { "$ref": "other.json" }] } }), json!(1)),
        (
            json!({ "anyOf": [{ "format": "email", "maxLength": 1 }, { "type": "null" }] }),
            json!("ab"),
        ),
        (json!({ "oneOf": [{ "format": "email" }, true, { "minLength": 1 }] }), json!("ab")),
        (
            json!({ "if": { "$ref": "other.json" }, "then": { "minimum": 3 }, "else": false }),
            json!(1),
        ),
        (json!({ "contains": { "pattern": "(?<=a)b", "minLength": 3 } }), json!(["x", "y"])),
        (
            json!({ "contains": { "anyOf": [{ "const": 1 }, { "format": "email" }] }, "maxContains": 1 }),
            json!([1, 2]),
        ),
        (json!({ "unknownKeyword": 1, "type": "string" }), json!(1)),
    ] {
        let document = json!({ "properties": { "value": schema } });
        assert_ne!(sentences(&document, &json!({ "value": value })), [""; 0], "{schema}");
    }
}

#[test]
fn extensions_recognized_by_name_are_annotations() {
    let document = json!({ "properties": { "value": { "not": { "x-widget": "slider" } } } });
    assert_ne!(sentences(&document, &json!({ "value": 1 })), [""; 0]);
}

#[test]
fn an_unchecked_keyword_at_the_root_refuses_no_model() {
    for schema in [
        json!({ "type": "object", "not": { "$ref": "other.json" } }),
        json!({ "not": { "unevaluatedProperties": false, "anyOf": [true, { "properties": { "foo": true } }] } }),
        json!({ "not": { "additionalProperties": { "format": "relative-json-pointer" } } }),
        json!({ "not": { "unknownKeyword": true } }),
        json!({ "allOf": [{ "not": 1 }], "type": "object" }),
    ] {
        assert_eq!(sentences(&schema, &json!({ "bar": "x" })), [""; 0], "{schema}");
    }
}

/// An unchecked keyword, and the strictest meaning that it can have.
const OPAQUE: [(&str, &str); 6] = [
    (r#"{"$ref": "other.json"}"#, "false"),
    (r#"{"unknownKeyword": 1}"#, "false"),
    (r#"{"pattern": "(?<=a)b"}"#, r#"{"not": {"type": "string"}}"#),
    (r#"{"format": "relative-json-pointer"}"#, r#"{"not": {"type": "string"}}"#),
    (r#"{"unevaluatedProperties": false}"#, r#"{"not": {"type": "object"}}"#),
    (r#"{"multipleOf": "1"}"#, r#"{"not": {"type": "number"}}"#),
];

/// Returns three variants of one schema, each with an addition at random locations: an unchecked
/// keyword; its strictest meaning; the strictest meaning or none, chosen per location.
fn readings(schema: &Value, random: &mut Rng) -> [Value; 3] {
    let mut readings = [schema, schema, schema].map(Value::clone);
    if let Value::Object(keywords) = schema {
        for (keyword, value) in keywords {
            let places: Vec<String> = match (keyword.as_str(), value) {
                (
                    "not"
                    | "if"
                    | "then"
                    | "else"
                    | "items"
                    | "contains"
                    | "additionalProperties"
                    | "propertyNames",
                    _,
                ) => {
                    vec![String::new()]
                }
                (
                    "properties" | "patternProperties" | "dependentSchemas" | "definitions"
                    | "$defs",
                    Value::Object(members),
                ) => members.keys().cloned().collect(),
                ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(items)) => {
                    (0..items.len()).map(|index| index.to_string()).collect()
                }
                _ => Vec::new(),
            };
            for place in places {
                let at = |schema: &mut Value, new: Option<Value>| -> Value {
                    let value = &mut schema[keyword.as_str()];
                    let place = match value {
                        Value::Array(items) => &mut items[place.parse::<usize>().unwrap()],
                        value if place.is_empty() => value,
                        value => &mut value[place.as_str()],
                    };
                    match new {
                        Some(new) => std::mem::replace(place, new),
                        None => place.clone(),
                    }
                };
                let inner = self::readings(&at(&mut readings[0], None), random);
                for (reading, new) in readings.iter_mut().zip(inner) {
                    at(reading, Some(new));
                }
            }
        }
    }
    if random.u8(0..4) == 0 {
        let (opaque, strictest) = OPAQUE[random.usize(0..OPAQUE.len())];
        let strictest: Value = serde_json::from_str(strictest).unwrap();
        let mixed = if random.bool() { strictest.clone() } else { json!(true) };
        let more = [serde_json::from_str(opaque).unwrap(), strictest, mixed];
        let mut with =
            readings.into_iter().zip(more).map(|(one, more)| json!({ "allOf": [one, more] }));
        readings = std::array::from_fn(|_| with.next().unwrap());
    }
    readings
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// A refusal has to hold for every meaning of the unchecked parts.
    #[test]
    fn refusals_hold_for_every_meaning(
        document in document(),
        bodies in vec(body(), 6),
        seed in any::<u64>(),
    ) {
        let mut random = Rng::with_seed(seed);
        let [opaque, strictest, mixed] = readings(&document, &mut random);
        let meanings = [oracle(&document), oracle(&strictest), oracle(&mixed)];
        let [Some(plain), Some(strictest), Some(mixed)] = meanings else { return Ok(()) };
        let schema = RequestSchema::read(&opaque);
        for body in bodies {
            let accepted = match &schema {
                Ok((schema, _)) => schema.check(&body).is_empty(),
                Err(_) => false,
            };
            let body = Value::Object(body);
            for meaning in [&plain, &strictest, &mixed] {
                prop_assert!(accepted || !meaning.is_valid(&body), "{opaque} refuses {body}");
            }
        }
    }
}
