//! Random schemas of the whole dialect, compared with the oracle.

use std::cell::Cell;

use oxen_schema::schema::RequestSchema;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::{Map, Value, json};

use crate::schema::support::oracle;

const NAMES: [&str; 5] = ["a", "b", "image_url", "x y", "\u{e4}"];
const REFERENCES: [&str; 5] =
    ["#/definitions/a", "#/definitions/b", "#/$defs/c", "#", "#/properties/b"];
const PATTERNS: [&str; 8] =
    ["^a", "b$", "^[a-c]{1,3}$", "a|\u{e4}", r"^\d+$", r"\s", "^(?!a).", r"^\w*-?$"];
const FORMATS: [&str; 8] =
    ["uri", "date", "date-time", "ipv4", "uuid", "json-pointer", "uri-reference", "time"];
const TEXTS: [&str; 16] = [
    "",
    "a",
    "b",
    "abc",
    "abcd",
    "12",
    " ",
    "\u{e4}",
    "\u{1F402}\u{1F402}",
    "https://oxen.ai/ox.png",
    "data:,a",
    "not a uri",
    "2026-08-08",
    "127.0.0.1",
    "/a/0",
    "image_url",
];
const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];

/// The number of requests to try with each schema.
const BODIES_EACH: usize = 8;

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        4 => (-4_i64..12).prop_map(Value::from),
        2 => (-8_i64..24).prop_map(|halves| json!(f64::from(i32::try_from(halves).unwrap()) / 2.0)),
        1 => select(vec![json!(0.1), json!(0.3), json!(1e300), json!(-1e-7), json!(i64::MIN),
            json!(u64::MAX), json!(9_007_199_254_740_993_u64), json!(9_007_199_254_740_992.0)]),
    ]
}

fn text() -> impl Strategy<Value = Value> {
    select(TEXTS.to_vec()).prop_map(Value::from)
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        3 => number(),
        4 => text(),
    ]
}

pub(crate) fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(select(NAMES.to_vec()), inner, 0..4).prop_map(object),
        ]
    })
}

fn object(members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn count() -> impl Strategy<Value = Value> {
    prop_oneof![(0_u64..4).prop_map(Value::from), Just(json!(2.0))]
}

fn names() -> impl Strategy<Value = Value> {
    proptest::sample::subsequence(NAMES.to_vec(), 0..3).prop_map(Value::from)
}

fn named(schema: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    btree_map(select(NAMES.to_vec()), schema, 0..4).prop_map(object)
}

/// Generates one keyword whose value contains no schema.
fn plain_keyword() -> BoxedStrategy<(&'static str, Value)> {
    let type_name = select(TYPES.to_vec());
    let types = proptest::sample::subsequence(TYPES.to_vec(), 1..4);
    prop_oneof![
        4 => type_name.prop_map(|name| ("type", Value::from(name))),
        2 => types.prop_map(|names| ("type", Value::from(names))),
        2 => vec(value(), 0..5).prop_map(|values| ("enum", Value::from(values))),
        1 => value().prop_map(|value| ("const", value)),
        1 => (select(vec!["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), number()),
        1 => select(vec![json!(1), json!(2), json!(0.5), json!(0.1), json!(3.0), json!(1e-7)])
            .prop_map(|step| ("multipleOf", step)),
        1 => (select(vec!["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"]), count()),
        1 => select(PATTERNS.to_vec()).prop_map(|pattern| ("pattern", Value::from(pattern))),
        1 => select(FORMATS.to_vec()).prop_map(|format| ("format", Value::from(format))),
        1 => any::<bool>().prop_map(|unique| ("uniqueItems", Value::from(unique))),
        1 => names().prop_map(|names| ("required", names)),
        1 => named(names()).prop_map(|dependents| ("dependentRequired", dependents)),
        2 => select(REFERENCES.to_vec()).prop_map(|reference| ("$ref", Value::from(reference))),
        1 => any::<bool>().prop_map(|nullable| ("nullable", Value::from(nullable))),
        1 => value().prop_map(|value| ("default", value)),
    ]
    .boxed()
}

/// Generates one keyword whose value contains schemas.
fn keyword(schema: &BoxedStrategy<Value>) -> BoxedStrategy<(&'static str, Value)> {
    let one = || schema.clone();
    let some = || vec(schema.clone(), 1..4).prop_map(Value::from);
    let patterns = btree_map(select(PATTERNS.to_vec()), schema.clone(), 0..3).prop_map(object);
    prop_oneof![
        8 => plain_keyword(),
        3 => named(one()).prop_map(|properties| ("properties", properties)),
        1 => patterns.prop_map(|properties| ("patternProperties", properties)),
        1 => (select(vec!["items", "contains", "additionalProperties", "propertyNames", "not", "if", "then", "else"]), one()),
        1 => (select(vec!["minContains", "maxContains"]), count()),
        1 => some().prop_map(|schemas| ("prefixItems", schemas)),
        2 => (select(vec!["allOf", "anyOf", "oneOf"]), some()),
        1 => named(prop_oneof![one(), names()]).prop_map(|dependents| ("dependencies", dependents)),
        1 => named(one()).prop_map(|dependents| ("dependentSchemas", dependents)),
    ]
    .boxed()
}

pub(crate) fn schema() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        1 => any::<bool>().prop_map(Value::from),
        8 => vec(plain_keyword(), 0..4).prop_map(object),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        vec(keyword(&inner.boxed()), 1..5).prop_map(object).boxed()
    })
    .boxed()
}

/// Generates a whole document, with definitions that may refer to one another.
pub(crate) fn document() -> impl Strategy<Value = Value> {
    let properties = btree_map(select(NAMES.to_vec()), schema(), 1..5).prop_map(object);
    let root = vec(keyword(&schema()), 0..3).prop_map(object);
    (root, properties, schema(), schema(), schema()).prop_map(|(mut root, properties, a, b, c)| {
        if let Some(keywords) = root.as_object_mut() {
            keywords.insert("properties".to_owned(), properties);
            keywords.insert("definitions".to_owned(), json!({ "a": a, "b": b }));
            keywords.insert("$defs".to_owned(), json!({ "c": c }));
            // A request is an object, whatever else the root states.
            keywords.remove("type");
        }
        root
    })
}

pub(crate) fn body() -> impl Strategy<Value = Map<String, Value>> {
    btree_map(select(NAMES.to_vec()), value(), 0..5)
        .prop_map(|members| object(members).as_object().cloned().unwrap())
}

#[test]
fn verdicts_agree_on_generated_schemas() {
    // The same schemas every time; `PROPTEST_RNG_SEED` and `PROPTEST_CASES` select others, and more.
    let mut config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(0x0e17);
    }
    let (compared, accepted, skipped) = (Cell::new(0_u32), Cell::new(0_u32), Cell::new(0_u32));
    let add = |counter: &Cell<u32>| counter.set(counter.get() + 1);
    let outcome = TestRunner::new(config).run(
        &(document(), vec(body(), BODIES_EACH)),
        |(document, bodies)| {
            let Some(oracle) = oracle(&document) else {
                add(&skipped);
                return Ok(());
            };
            let Ok((schema, diagnostics)) = RequestSchema::read(&document) else {
                // No object is valid: the oracle has to refuse each.
                for body in bodies {
                    prop_assert!(!oracle.is_valid(&Value::Object(body)));
                    add(&compared);
                }
                return Ok(());
            };
            // A definition that refers to itself for the same value has no defined meaning.
            if diagnostics.iter().any(|diagnostic| diagnostic.message.contains("refers to itself"))
            {
                add(&skipped);
                return Ok(());
            }
            for body in bodies {
                let violations = schema.check(&body);
                let body = Value::Object(body);
                prop_assert_eq!(
                    violations.is_empty(),
                    oracle.is_valid(&body),
                    "{} {:?}",
                    body,
                    violations
                );
                add(&compared);
                if violations.is_empty() {
                    add(&accepted);
                }
            }
            Ok(())
        },
    );
    outcome.unwrap();
    let (compared, accepted, skipped) = (compared.get(), accepted.get(), skipped.get());
    println!(
        "{compared} verdicts compared, {accepted} of them to accept; {skipped} schemas skipped"
    );
    assert!(compared > 1000 && accepted > compared / 10 && accepted < compared * 9 / 10);
}
