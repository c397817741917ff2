//! What the tests share: the oracle, the reader, the snapshot.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jsonschema::{Draft, Validator};
use oxen_schema::Diagnostic;
use oxen_schema::schema::RequestSchema;
use serde_json::{Map, Value, json};

/// The oracle; none for what it takes for no schema at all.
pub(crate) fn oracle(schema: &Value) -> Option<Validator> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(schema)
        .ok()
}

/// Reads a schema that has nothing about it to report.
pub(crate) fn read(schema: &Value) -> RequestSchema {
    let (schema, diagnostics) = RequestSchema::read(schema).unwrap();
    assert_eq!(diagnostics, []);
    schema
}

/// What reading reports about a schema.
pub(crate) fn diagnostics(schema: &Value) -> Vec<Diagnostic> {
    RequestSchema::read(schema).unwrap().1
}

/// A request schema with one parameter, `value`. Definitions are moved to the root.
pub(crate) fn with_parameter(mut parameter: Value) -> Value {
    let mut root = json!({ "type": "object" });
    if let Some(keywords) = parameter.as_object_mut() {
        for keyword in ["definitions", "$defs"] {
            if let Some(definitions) = keywords.remove(keyword) {
                root[keyword] = definitions;
            }
        }
    }
    root["properties"] = json!({ "value": parameter });
    root
}

/// The request that sets the one parameter.
pub(crate) fn body(value: Value) -> Map<String, Value> {
    Map::from_iter([("value".to_owned(), value)])
}

/// The sentences of all violations of a value of the parameter.
pub(crate) fn sentences(parameter: Value, value: Value) -> Vec<String> {
    let schema = read(&with_parameter(parameter));
    schema.check(&body(value)).iter().map(ToString::to_string).collect()
}

/// Every schema of the snapshot, whatever that holds, the base schemas among them, by file name.
pub(crate) fn snapshot() -> BTreeMap<String, Value> {
    let mut all = schemas("../../schemas");
    all.extend(schemas("../../schemas/base"));
    all
}

/// Every schema of the frozen catalog, the base schemas among them.
pub(crate) fn frozen() -> BTreeMap<String, Value> {
    let mut all = schemas("../../tests/frozen/schemas");
    all.extend(schemas("../../schemas/base"));
    all
}

/// Every schema of a listing as it once was, by model, the base schemas among them.
pub(crate) fn one_day() -> BTreeMap<String, Value> {
    let listing = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/history/2026-08-08.json");
    let listing: Value = serde_json::from_str(&fs::read_to_string(listing).unwrap()).unwrap();
    let models = listing["data"].as_array().unwrap().iter();
    let of_model = |model: &Value| (model["id"].to_string(), model["json_request_schema"].clone());
    let mut schemas: BTreeMap<_, _> =
        models.map(of_model).filter(|(_, schema)| !schema.is_null()).collect();
    schemas.extend(frozen());
    schemas
}

fn schemas(folder: &str) -> BTreeMap<String, Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut schemas = BTreeMap::new();
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        if path.extension().is_some_and(|extension| extension == "json") && name != "catalog" {
            let schema = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            schemas.insert(name, schema);
        }
    }
    schemas
}
