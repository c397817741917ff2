//! One fixture per rule: two schemas, and every change between them as a snapshot.

use std::fs;
use std::path::Path;

use oxen_drift::{Change, diff};
use oxen_schema::catalog::{Catalog, Listing, Source};
use serde_json::{Value, json};

/// A fixture: its old and new side.
pub(crate) struct Fixture {
    pub(crate) input: Value,
    pub(crate) old: Catalog,
    pub(crate) new: Catalog,
}

impl Fixture {
    pub(crate) fn read(path: &Path) -> Self {
        let input: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let (old, new) = (catalog(&input["old"], None), &input["new"]);
        let new = catalog(new, Some(&old));
        Self { input, old, new }
    }

    pub(crate) fn named(name: &str) -> Self {
        Self::read(&folder().join(format!("{name}.json")))
    }
}

pub(crate) fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Returns a catalog of the models, or of one model with this request schema.
pub(crate) fn catalog(side: &Value, previous: Option<&Catalog>) -> Catalog {
    let models = match side.get("models") {
        Some(models) => models.clone(),
        None => json!([{
            "id": "ox",
            "developer": {"name": "Ox"},
            "capabilities": {"input": ["text"], "output": ["image"]},
            "json_request_schema": side,
        }]),
    };
    let listing = Listing::read(&json!({"data": models}).to_string()).unwrap();
    let source = Source::new("a fixture", "2026-08-08").unwrap();
    let catalog = Catalog::from_listing(listing, source, previous).unwrap();
    let Some(rules) = side.get("rules").and_then(Value::as_object) else { return catalog };
    let mut files = catalog.to_files();
    let of_models = rules.iter().map(|(id, rules)| (format!("rules/{id}.json"), rules.to_string()));
    files.extend(of_models);
    Catalog::from_files(&files).unwrap()
}

pub(crate) fn line(change: &Change) -> String {
    let behaviour = if change.behaviour { ", other result" } else { "" };
    let Change { model, path, kind, wire, rust, sentence, .. } = change;
    format!("{kind} at {model}:{path}\n  wire {wire}, rust {rust}{behaviour}\n  {sentence}\n")
}

#[test]
fn every_change_of_every_fixture() {
    insta::glob!("../fixtures", "*.json", |path| {
        let fixture = Fixture::read(path);
        let lines: String = diff(&fixture.old, &fixture.new).changes.iter().map(line).collect();
        insta::with_settings!({info => &fixture.input, omit_expression => true}, {
            insta::assert_snapshot!(lines);
        });
    });
}
