//! The JSON Schema of rule files, which editors use.

use std::fs;

use oxen_schema::rules::Rules;
use serde_json::{Value, json};

use super::catalog::{json, schemas};

fn validator() -> jsonschema::Validator {
    jsonschema::validator_for(
        &serde_json::from_str(include_str!("../../../rules.schema.json")).unwrap(),
    )
    .unwrap()
}

#[test]
fn the_schema_of_rule_files_accepts_the_snapshot() {
    let validator = validator();
    for entry in fs::read_dir(schemas().join("rules")).unwrap() {
        let path = entry.unwrap().path();
        let file = json(&path);
        let errors: Vec<_> = validator.iter_errors(&file).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
        let named = path.parent().unwrap().join(file["$schema"].as_str().unwrap());
        assert!(named.is_file(), "{}: {}", path.display(), named.display());
    }
}

#[test]
fn the_schema_of_rule_files_agrees_with_the_reader() {
    let rule = |kind: &str, requirement: Value| json!({"id": "a", "sentence": "`a`", "certainty": "stated", "source": "a page", kind: requirement});
    let condition = json!({"required": ["b"]});
    let files = [
        rule("body", json!({"required": ["a"]})),
        rule("total_items", json!({"parameters": ["a"], "at_most": 3, "if": condition})),
        rule("multiple", json!({"parameter": "a", "of": 4, "offset": 1})),
    ]
    .map(|rule| json!({"rules": [rule]}));
    let values = [
        json!(null),
        json!(0),
        json!(-1),
        json!("A b"),
        json!(""),
        json!("a\nb"),
        json!([]),
        json!({}),
    ];
    let validator = validator();
    let mut refused = 0;
    let mut compare = |file: &Value| {
        let read = Rules::read(file);
        assert_eq!(read.is_ok(), validator.is_valid(file), "{file}: {read:?}");
        refused += usize::from(read.is_err());
    };
    for file in &files {
        compare(file);
        for pointer in pointers(file) {
            for value in &values {
                let mut changed = file.clone();
                *changed.pointer_mut(&pointer).unwrap() = value.clone();
                compare(&changed);
            }
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let mut changed = file.clone();
            if let Some(Value::Object(members)) = changed.pointer_mut(parent) {
                let value = members.remove(key).unwrap();
                compare(&changed);
                changed.pointer_mut(parent).unwrap()["another"] = value;
                compare(&changed);
            }
        }
    }
    assert!(refused > 100, "{refused}");
}

/// Returns every location in a file, except the insides of fragments, which are a language of their own.
fn pointers(file: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    let mut pending = vec![(String::new(), file)];
    while let Some((pointer, value)) = pending.pop() {
        let inside: Vec<(String, &Value)> = match value {
            Value::Object(members) => {
                members.iter().map(|(key, value)| (format!("{pointer}/{key}"), value)).collect()
            }
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.map(|(index, value)| (format!("{pointer}/{index}"), value)).collect()
            }
            _ => Vec::new(),
        };
        for (pointer, value) in inside {
            pointers.push(pointer.clone());
            if !pointer.ends_with("/body") && !pointer.ends_with("/if") {
                pending.push((pointer, value));
            }
        }
    }
    pointers
}
