//! Helpers that the tests share: the oracle, the reader, the snapshot.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use jsonschema::{Draft, Validator};
use oxen_schema::Diagnostic;
use oxen_schema::schema::RequestSchema;
use serde_json::{Map, Value, json};

/// Returns the oracle for a schema; `None` if it isn't a valid schema.
pub(crate) fn oracle(schema: &Value) -> Option<Validator> {
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .build(schema)
        .ok()
}

/// Reads a schema that must cause no diagnostics.
pub(crate) fn read(schema: &Value) -> RequestSchema {
    let (schema, diagnostics) = RequestSchema::read(schema).unwrap();
    assert_eq!(diagnostics, []);
    schema
}

/// Returns the diagnostics of reading a schema.
pub(crate) fn diagnostics(schema: &Value) -> Vec<Diagnostic> {
    RequestSchema::read(schema).unwrap().1
}

/// Returns a request schema with one parameter, `value`. Definitions are moved to the root.
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

/// Returns the request that sets the one parameter.
pub(crate) fn body(value: Value) -> Map<String, Value> {
    Map::from_iter([("value".to_owned(), value)])
}

/// Returns the messages of all violations of a value of the parameter.
pub(crate) fn sentences(parameter: Value, value: Value) -> Vec<String> {
    let schema = read(&with_parameter(parameter));
    schema.check(&body(value)).iter().map(ToString::to_string).collect()
}

/// Returns every schema of the snapshot, including the base schemas, by file name.
pub(crate) fn snapshot() -> BTreeMap<String, Value> {
    let mut all = schemas("../../schemas");
    all.extend(schemas("../../schemas/base"));
    all
}

/// Returns every schema of the frozen catalog, including the base schemas.
pub(crate) fn frozen() -> BTreeMap<String, Value> {
    let mut all = schemas("../../tests/frozen/schemas");
    all.extend(schemas("../../schemas/base"));
    all
}

/// Returns every schema of an older listing by model, including the base schemas.
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
