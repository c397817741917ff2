//! Reading and checking over the whole snapshot in `schemas/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use oxen_schema::schema::{Kind, RequestSchema};
use serde_json::Value;

/// Every request schema of the snapshot, by file name.
fn snapshot() -> BTreeMap<String, Value> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemas");
    fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&path).unwrap();
            (name, serde_json::from_str(&text).unwrap())
        })
        .filter(|(name, _)| name != "catalog")
        .collect()
}

#[test]
fn every_schema_is_understood_in_full() {
    let snapshot = snapshot();
    assert!(snapshot.len() > 100, "{} schemas", snapshot.len());
    for (name, schema) in snapshot {
        let (schema, diagnostics) = RequestSchema::read(&schema).unwrap();
        assert_eq!(diagnostics, [], "{name}");
        for parameter in schema.parameters() {
            println!("{name} {} {:?} {:?}", parameter.name(), parameter.kind(), parameter.medium());
            assert_ne!(parameter.kind(), Kind::Any, "{name} {}", parameter.name());
        }
    }
}
