//! Everything derived from a schema, such as diagnostics, phrases and violations, stays small for any schema.

use oxen_schema::catalog::BaseSchemas;
use oxen_schema::model::Endpoint;
use oxen_schema::schema::{RequestSchema, Rule, SchemaError, Violation};
use oxen_schema::{Diagnostic, DiagnosticKind};
use serde_json::{Map, Value, json};

use crate::schema::support::{body, one_day, snapshot, with_parameter};

const MIB: usize = 1 << 20;

fn each(count: usize, value: impl Fn(usize) -> Value) -> Vec<Value> {
    (0..count).map(value).collect()
}

fn members(count: usize, value: &Value) -> Map<String, Value> {
    (0..count).map(|number| (format!("k{number}"), value.clone())).collect()
}

fn size_of(diagnostics: &[Diagnostic]) -> usize {
    diagnostics.iter().map(|found| found.path.len() + found.message.len()).sum()
}

/// Each of these is small, and would be larger than any memory with its required properties listed.
#[test]
fn required_properties_are_listed_within_the_limits() {
    let base = BaseSchemas::embedded().unwrap();
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    let map = |inner: Value| json!({ "type": "object", "properties": {}, "required": names, "additionalProperties": inner });
    let of_map = |inner: Value, names: usize| {
        json!({
            "properties": {}, "required": each(names, |number| format!("r{number}").into()),
            "additionalProperties": inner,
        })
    };
    let nested = (0..30).fold(json!({}), |inner, _| map(inner));
    let long_name = |number| format!("{number}{}", "x".repeat(MIB / 16)).into();
    for own in [
        json!({ "properties": {}, "required": each(25, long_name) }),
        nested,
        of_map(json!({ "enum": vec![0; 25_000] }), 20_000),
        of_map(json!({ "description": "x".repeat(2 * MIB) }), 15_000),
    ] {
        let error = base.effective_for(Some(&own), &Endpoint::ImagesEdit, None).unwrap_err();
        assert!(matches!(error, SchemaError::TooLarge { .. }), "{error}");
    }
    let own = map(map(json!({ "type": "string" })));
    let listed = base.effective_for(Some(&own), &Endpoint::ImagesEdit, None).unwrap();
    assert_eq!(listed["properties"]["i"]["properties"]["a"], json!({ "type": "string" }));
}

#[test]
fn a_schema_is_checked_before_it_is_copied() {
    let base = BaseSchemas::embedded().unwrap();
    let own = (0..100_000)
        .fold(json!({}), |inner, _| Value::Object(Map::from_iter([("items".to_owned(), inner)])));
    let error = base.effective_for(Some(&own), &Endpoint::ImagesEdit, None).unwrap_err();
    assert!(matches!(error, SchemaError::TooDeep { .. }), "{error}");
    // Dropping it as a whole would overflow the stack.
    std::mem::forget(own);
}

#[test]
fn references_do_not_multiply_long_texts() {
    let parameters = members(15_000, &json!({ "$ref": "#/$defs/long" }));
    let schema = json!({
        "properties": parameters, "$defs": { "long": { "description": "x".repeat(MIB) } },
    });
    let (schema, _) = RequestSchema::read(&schema).unwrap();
    let descriptions = schema.parameters().iter().filter_map(|parameter| parameter.description());
    assert!(descriptions.map(str::len).sum::<usize>() < 10 * MIB);
}

#[test]
fn diagnostics_are_counted_and_repeat_no_long_name() {
    let name = "x".repeat(MIB);
    let schema = json!({ "properties": { name.as_str(): members(30_000, &json!(0)) } });
    let (_, found) = RequestSchema::read(&schema).unwrap();
    assert_eq!(found.len(), 1001);
    assert_eq!(found[1000].to_string(), "/: 29000 more findings are not listed");
    assert!(found[0].path.starts_with("/properties/xxx") && found[0].path.ends_with('…'));
    assert!(size_of(&found) < 2 * MIB, "{}", size_of(&found));
    // A path of exactly the limit is whole.
    let path_of = |length: usize| {
        let schema = json!({ "properties": { &name[..length - "/properties/".len()]: 0 } });
        RequestSchema::read(&schema).unwrap().1.remove(0).path
    };
    assert_eq!((path_of(1000).len(), path_of(1000).ends_with('…')), (1000, false));
    assert!(path_of(1001).ends_with('…'));

    let name = &name[..MIB / 4];
    let long = json!({ "type": "object", name: 0, "format": name, "$ref": name, "basic": [name] });
    let (_, found) = RequestSchema::read(&long).unwrap();
    assert_eq!(found.len(), 4);
    assert!(size_of(&found) < 2000, "{}", size_of(&found));
}

#[test]
fn contradictions_repeat_no_long_name() {
    let empty = json!({ "minimum": 2, "maximum": 1 });
    let schema =
        json!({ "properties": { "x".repeat(MIB): { "properties": members(9_000, &empty) } } });
    let (schema, _) = RequestSchema::read(&schema).unwrap();
    let found = schema.contradictions();
    assert_eq!(found.len(), 1000);
    assert!(size_of(&found) < 2 * MIB, "{}", size_of(&found));
    assert!(found.iter().all(|found| found.kind == DiagnosticKind::EmptyRange));
}

#[test]
fn phrases_have_a_limited_length() {
    let texts = |prefix: &str| each(24, |number| json!({ "const": format!("{prefix}{number}") }));
    let any = |level: Value| {
        json!({ "anyOf": each(24, |number| {
        let mut branch = level.clone();
        branch["description"] = json!(number.to_string());
        json!({ "type": ["object", "string", "array"], "allOf": [branch, { "minLength": number }] })
    }) })
    };
    let leaf = json!({ "anyOf": texts(&"x".repeat(50)), "minItems": 1 });
    for wide in [
        any(any(leaf)),
        json!({ "allOf": each(12_000, |number| json!({ "multipleOf": number + 1 })), "type": "integer" }),
        json!({ "allOf": each(12_000, |number| json!({ "pattern": format!("a{number}") })), "type": "string" }),
    ] {
        let (schema, _) = RequestSchema::read(&with_parameter(wide)).unwrap();
        let phrase = schema.parameters()[0].schema().to_string();
        assert!(phrase.ends_with('…') && phrase.len() < 2100, "{}: {phrase}", phrase.len());
    }
}

fn size_of_rule(violation: &Violation) -> usize {
    match &violation.rule {
        Rule::Values { allowed, .. } => allowed.iter().map(|value| value.to_string().len()).sum(),
        Rule::Unknown { allowed, .. } | Rule::AnyOf(allowed) => {
            allowed.iter().map(String::len).sum()
        }
        _ => 0,
    }
}

#[test]
fn violations_do_not_each_repeat_their_schema() {
    let patterns =
        each(40, |number| json!({ "pattern": format!("{}{number}", "[ab]".repeat(20)) }));
    let branch =
        |number: usize| json!({ "allOf": patterns, "minLength": number, "type": "string" });
    for items in [
        json!({ "const": vec![0; 40_000] }),
        json!({ "properties": { "x".repeat(2 * MIB): {} }, "additionalProperties": false }),
        json!({ "anyOf": each(50, branch) }),
    ] {
        let (schema, _) = RequestSchema::read(&with_parameter(json!({ "items": items }))).unwrap();
        let violations = schema.check(&body(each(1000, |number| json!({ "k": number })).into()));
        assert!(!violations.is_empty());
        let size: usize = violations.iter().map(size_of_rule).sum();
        assert!(size < 64 * MIB, "{size}");
        let shown: usize = violations.iter().map(|violation| violation.to_string().len()).sum();
        assert!(shown < 20 * MIB, "{shown}");
    }
}

/// Only phrases far longer than those of real schemas are truncated.
#[test]
fn the_schemas_of_the_hub_are_described_in_full() {
    for (model, schema) in snapshot().into_iter().chain(one_day()) {
        let (schema, _) = RequestSchema::read(&schema).unwrap();
        for parameter in schema.parameters() {
            let phrase = parameter.schema().to_string();
            assert!(phrase.len() < 1500, "{model}, {}: {phrase}", parameter.name());
        }
    }
}

/// The listed values times the alternatives are far too many to try.
#[test]
fn checks_of_values_are_limited() {
    let branches =
        each(8_000, |number| json!({ "minLength": number + 100, "maxLength": number + 100 }));
    let values = each(20_000, |number| format!("value {number}").into());
    let schema = with_parameter(json!({ "enum": values, "anyOf": branches }));
    let (schema, _) = RequestSchema::read(&schema).unwrap();
    assert!(schema.contradictions().is_empty());
}
