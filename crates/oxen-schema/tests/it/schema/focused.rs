//! Small random schemas of few keywords, tried with every value of a list and compared with the
//! oracle: the ways in which null, numbers, strings and objects combine.

use std::cell::Cell;

use oxen_schema::schema::RequestSchema;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Value, json};

use crate::schema::support::{body, oracle, with_parameter};

/// Generates schemas of the leaves and the applicators.
fn combined(leaves: Vec<Value>) -> impl Strategy<Value = Value> {
    select(leaves).prop_recursive(3, 12, 3, |inner| {
        let keyword = select(vec!["allOf", "anyOf", "oneOf"]);
        let parts = vec(inner.clone(), 1..4);
        prop_oneof![
            4 => (keyword, parts).prop_map(|(keyword, parts)| json!({ keyword: parts })),
            1 => inner.clone().prop_map(|negated| json!({ "not": negated })),
            // In one `allOf`, so that each part is merged with the others.
            3 => vec(inner, 2..4).prop_map(side_by_side),
        ]
    })
}

/// Returns one schema with the keywords of all; the last value of a keyword wins.
fn side_by_side(schemas: Vec<Value>) -> Value {
    let members = schemas.into_iter().filter_map(|schema| match schema {
        Value::Object(members) => Some(members),
        _ => None,
    });
    Value::Object(members.flatten().collect())
}

/// Compares verdicts of many schemas on all the values.
fn compare(schemas: impl Strategy<Value = Value>, definitions: &Value, values: &[Value]) {
    let mut config = ProptestConfig {
        failure_persistence: None,
        cases: ProptestConfig::default().cases * 2,
        ..ProptestConfig::default()
    };
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(0x0e17);
    }
    let counts = [Cell::new(0_u32), Cell::new(0)];
    let outcome = TestRunner::new(config).run(&schemas, |mut schema| {
        if let Some(keywords) = schema.as_object_mut() {
            keywords.insert("$defs".to_owned(), definitions.clone());
        }
        let document = with_parameter(schema);
        let oracle = oracle(&document).unwrap();
        let (read, _) = RequestSchema::read(&document).unwrap();
        for value in values {
            let request = body(value.clone());
            let violations = read.check(&request);
            let fits = oracle.is_valid(&Value::Object(request));
            prop_assert_eq!(violations.is_empty(), fits, "{} {:?}", value, violations);
            let count = &counts[usize::from(fits)];
            count.set(count.get() + 1);
        }
        Ok(())
    });
    outcome.unwrap();
    let [refused, accepted] = counts.map(Cell::into_inner);
    println!("{} verdicts compared, {accepted} of them to accept", refused + accepted);
    assert!(refused > 500 && accepted > 500);
}

#[test]
fn null_among_types_and_values() {
    let leaves = [
        json!(true),
        json!(false),
        json!({ "type": "null" }),
        json!({ "type": "string" }),
        json!({ "type": "integer" }),
        json!({ "type": "number" }),
        json!({ "type": ["string", "null"] }),
        json!({ "type": ["integer", "null"] }),
        json!({ "const": null }),
        json!({ "const": 1 }),
        json!({ "enum": ["a", null] }),
        json!({ "enum": [1, "a", 2.5] }),
        json!({ "enum": ["a", "b"] }),
        json!({ "$ref": "#/$defs/nullable" }),
        json!({ "$ref": "#/$defs/tree" }),
        json!({ "maxLength": 1 }),
        json!({ "if": { "type": "null" }, "then": false }),
        json!({ "minItems": 1 }),
    ];
    let definitions = json!({
        "nullable": { "type": ["string", "null"], "maxLength": 2 },
        "tree": { "anyOf": [{ "type": "null" }, { "type": "array", "items": { "$ref": "#/$defs/tree" } }] },
    });
    let values = [
        json!(null),
        json!("a"),
        json!("b"),
        json!("abc"),
        json!(1),
        json!(2.5),
        json!(1.0),
        json!(true),
        json!([]),
        json!([null]),
        json!([[null], null]),
        json!([1]),
        json!({}),
    ];
    compare(combined(leaves.to_vec()), &definitions, &values);
}

#[test]
fn ranges_of_numbers() {
    let leaves = [
        json!({ "minimum": 1 }),
        json!({ "minimum": 1.5 }),
        json!({ "exclusiveMinimum": 1 }),
        json!({ "exclusiveMinimum": 0.5 }),
        json!({ "maximum": 3 }),
        json!({ "maximum": 2.5 }),
        json!({ "exclusiveMaximum": 3 }),
        json!({ "exclusiveMaximum": 3.5 }),
        json!({ "multipleOf": 2 }),
        json!({ "multipleOf": 0.5 }),
        json!({ "type": "integer" }),
        json!({ "type": "number" }),
        json!({ "enum": [1, 2, 2.5, 3] }),
        json!({ "const": 2.0 }),
        json!({ "type": ["integer", "string"] }),
    ];
    let values = [
        json!(0),
        json!(0.5),
        json!(1),
        json!(1.0),
        json!(1.25),
        json!(1.5),
        json!(2),
        json!(2.5),
        json!(3),
        json!(3.0),
        json!(3.25),
        json!(4),
        json!("2"),
        json!(-1e300),
        json!(u64::MAX),
    ];
    compare(combined(leaves.to_vec()), &json!({}), &values);
}

#[test]
fn strings_and_lists_of_them() {
    let leaves = [
        json!({ "minLength": 1 }),
        json!({ "maxLength": 2 }),
        json!({ "pattern": "^a" }),
        json!({ "pattern": "b$" }),
        json!({ "format": "uri" }),
        json!({ "enum": ["a", "ab", "a:b"] }),
        json!({ "type": "string" }),
        json!({ "type": "array" }),
        json!({ "items": { "minLength": 2 } }),
        json!({ "items": { "type": "string" } }),
        json!({ "items": { "pattern": "^a" }, "maxItems": 2 }),
        json!({ "prefixItems": [{ "const": "a" }] }),
        json!({ "prefixItems": [true, { "maxLength": 1 }], "items": false }),
        json!({ "contains": { "const": "a" } }),
        json!({ "contains": { "pattern": "b" }, "minContains": 2 }),
        json!({ "contains": { "type": "string" }, "maxContains": 1 }),
        json!({ "uniqueItems": true }),
        json!({ "minItems": 1 }),
        json!({ "maxItems": 1 }),
    ];
    let values = [
        json!(""),
        json!("a"),
        json!("ab"),
        json!("a:b"),
        json!("b"),
        json!("\u{1F402}"),
        json!([]),
        json!(["a"]),
        json!(["ab"]),
        json!(["a", "b"]),
        json!(["a", "a"]),
        json!(["b", "ab", "b"]),
        json!(["ab", 1]),
        json!([1]),
        json!(1),
        json!(["a", "ab", "a:b"]),
    ];
    compare(combined(leaves.to_vec()), &json!({}), &values);
}

#[test]
fn properties_of_objects() {
    let leaves = [
        json!({ "properties": { "a": { "type": "integer" } } }),
        json!({ "properties": { "a": { "minimum": 2 }, "b": true } }),
        json!({ "properties": { "ab": false } }),
        json!({ "additionalProperties": false, "properties": { "a": true } }),
        json!({ "additionalProperties": { "type": "integer" } }),
        json!({ "additionalProperties": { "type": "string" }, "properties": { "b": {} } }),
        json!({ "patternProperties": { "^a": { "type": "integer" } } }),
        json!({ "patternProperties": { "b$": { "type": "string" } }, "additionalProperties": false }),
        json!({ "required": ["a"] }),
        json!({ "required": ["b", "a"] }),
        json!({ "minProperties": 2 }),
        json!({ "maxProperties": 1 }),
        json!({ "propertyNames": { "maxLength": 1 } }),
        json!({ "propertyNames": { "enum": ["a", "ab"] } }),
        json!({ "dependentRequired": { "a": ["b"] } }),
        json!({ "dependentSchemas": { "b": { "required": ["a"], "maxProperties": 2 } } }),
        json!({ "type": "object" }),
        json!({ "type": ["object", "null"] }),
        json!({ "enum": [{ "a": 1 }, { "a": 2, "b": "x" }] }),
        json!({ "$ref": "#/$defs/node" }),
    ];
    let definitions = json!({
        "node": { "type": "object", "properties": { "a": { "anyOf": [{ "type": "integer" }, { "$ref": "#/$defs/node" }] } }, "required": ["a"] },
    });
    let values = [
        json!({}),
        json!({ "a": 1 }),
        json!({ "a": 2 }),
        json!({ "a": "x" }),
        json!({ "b": "x" }),
        json!({ "b": 1 }),
        json!({ "ab": 1 }),
        json!({ "ab": "x" }),
        json!({ "a": 2, "b": "x" }),
        json!({ "a": 1, "b": 1 }),
        json!({ "a": 2, "ab": 1 }),
        json!({ "a": 2, "b": "x", "c": 1 }),
        json!({ "a": { "a": 1 } }),
        json!({ "a": { "a": "x" } }),
        json!(null),
        json!([]),
        json!("a"),
    ];
    compare(combined(leaves.to_vec()), &definitions, &values);
}
