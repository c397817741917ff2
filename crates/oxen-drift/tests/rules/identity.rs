//! A catalog compared with itself, and comparisons of large schemas.

use std::fs;

use oxen_drift::{ChangeKind, Step, Verdict, diff};
use serde_json::{Map, Value, json};

use super::fixtures::{Fixture, catalog, folder};

#[track_caller]
fn assert_unchanged(schema: &Value) {
    let catalog = catalog(schema, None);
    let report = diff(&catalog, &catalog);
    assert_eq!(report.changes, [], "{schema}");
    assert_eq!(report.step, Step::None);
}

#[test]
fn every_fixture_equals_itself() {
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let fixture = Fixture::read(&path);
        for catalog in [&fixture.old, &fixture.new] {
            assert_eq!(diff(catalog, catalog).changes, [], "{}", path.display());
        }
    }
}

#[test]
fn schemas_with_unresolved_references_equal_themselves() {
    for reference in ["#/allOf/0", "other.json", "#name"] {
        let parameter = json!({ "$ref": reference, "type": ["integer", "string"] });
        assert_unchanged(&json!({ "properties": { "a": parameter } }));
    }
}

#[test]
fn parameters_of_a_part_of_the_request_equal_themselves() {
    let part = json!({ "properties": { "a": { "type": "object", "properties": { "b": { "type": "integer" } } } } });
    assert_unchanged(&json!({ "type": "object", "allOf": [part] }));
    assert_unchanged(
        &json!({ "type": "object", "$ref": "#/$defs/part", "$defs": { "part": part } }),
    );
}

/// Each case finishes quickly only if the work grows linearly with the size, not quadratically.
#[test]
fn large_schemas_are_compared() {
    let each =
        |size: usize, value: &dyn Fn(usize) -> Value| -> Value { (0..size).map(value).collect() };
    let properties: Map<String, Value> =
        (0..5000).map(|index| (format!("prop {index}"), json!({ "type": "string" }))).collect();
    let objects = each(5000, &|index| {
        json!({
            "type": "object", "properties": { "k": { "const": index } }, "required": ["k"],
        })
    });
    let strings = each(5000, &|index| json!({ "type": "string", "minLength": index }));
    let names = each(20_000, &|index| json!(format!("r{index}")));
    for schema in [
        json!({ "type": "object", "properties": properties }),
        json!({ "type": "object", "properties": { "p": { "oneOf": objects } } }),
        json!({ "type": "object", "properties": { "p": { "anyOf": objects } } }),
        json!({ "type": "object", "properties": { "p": { "oneOf": strings } } }),
        json!({ "type": "object", "properties": { "p": { "enum": names } } }),
        json!({ "type": "object", "properties": { "p": { "type": "object", "required": names } } }),
        json!({ "type": "object", "properties": { "p": {} }, "dependentRequired": { "p": names } }),
    ] {
        assert_unchanged(&schema);
        let mut more = schema.clone();
        more["properties"]["zz_new"] = json!({ "type": "string" });
        let (old, new) = (catalog(&schema, None), catalog(&more, None));
        let kinds: Vec<ChangeKind> = diff(&old, &new).changes.iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [ChangeKind::ParameterAddedOptional]);
        let small =
            catalog(&json!({ "type": "object", "properties": { "p": { "type": "null" } } }), None);
        assert!(!diff(&old, &small).changes.is_empty());
        assert!(!diff(&small, &old).changes.is_empty());
    }
}

/// All parts of a schema together determine whether null is accepted.
#[test]
fn null_in_parts_of_a_schema() {
    let only_null = json!({ "type": "null" });
    let object = json!({ "type": "object", "properties": { "a": { "type": "integer" } } });
    let nullable =
        json!({ "type": ["object", "null"], "properties": { "b": { "type": "integer" } } });
    for (parameter, accepts) in [
        (json!({ "anyOf": [object, nullable] }), true),
        (json!({ "anyOf": [object, object] }), false),
        (json!({ "oneOf": [nullable, only_null, object] }), false),
        (json!({ "oneOf": [nullable, object] }), true),
        (json!({ "anyOf": [nullable, object], "not": only_null }), false),
        (json!({ "anyOf": [nullable, object], "not": { "type": "integer" } }), true),
        (json!({ "if": only_null, "then": false, "else": true }), false),
        (json!({ "if": only_null, "then": true, "else": false }), true),
        (json!({ "if": object, "then": true, "else": false }), false),
        (json!({ "allOf": [{ "anyOf": [nullable, object] }, { "anyOf": [object, true] }] }), true),
        (
            json!({ "allOf": [{ "anyOf": [nullable, object] }, { "oneOf": [object, nullable, only_null] }] }),
            false,
        ),
        (
            json!({ "type": ["object", "null"], "properties": { "n": { "$ref": "#/properties/p" } } }),
            true,
        ),
    ] {
        // The other side definitely accepts null, so a finding shows that this one doesn't.
        let with = |parameter: &Value| {
            catalog(&json!({ "type": "object", "properties": { "p": parameter } }), None)
        };
        let report = diff(&with(&json!({})), &with(&parameter));
        let refused = report.changes.iter().any(|one| one.kind == ChangeKind::NullRefused);
        assert_eq!(refused, !accepts, "{parameter}: {:#?}", report.changes);
    }
}

#[test]
fn schemas_nested_too_deeply_to_compare_are_reported() {
    let nested = |maximum: u32| {
        let schema = json!({ "type": "integer", "maximum": maximum });
        (0..70).fold(schema, |items, _| json!({ "type": "array", "items": items }))
    };
    let [old, new] =
        [5, 10].map(|maximum| catalog(&json!({ "properties": { "a": nested(maximum) } }), None));
    let report = diff(&old, &new);
    let [change] = &report.changes[..] else { panic!("{:?}", report.changes) };
    assert!(change.sentence.contains(" is too large to compare: its schema went from "));
    assert_eq!(change.wire, Verdict::Breaking);
}

#[test]
fn a_name_that_is_the_largest_number_is_an_ordinary_path() {
    let [old, new] = [1, 2].map(|value| {
        let pattern = json!({ (usize::MAX.to_string()): { "frobnicate": value } });
        catalog(&json!({ "properties": { "a": { "patternProperties": pattern } } }), None)
    });
    let kinds: Vec<ChangeKind> = diff(&old, &new).changes.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [ChangeKind::UncheckedChanged]);
}
