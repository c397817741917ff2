//! Pairs of listings to compare.

use std::fs;
use std::path::Path;

use oxen_schema::catalog::{Catalog, Listing, Source};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::pairs;

/// Two listings.
pub(crate) struct Pair {
    pub(crate) old: String,
    pub(crate) new: String,
}

/// The models before and after.
type Models = (Vec<Value>, Vec<Value>);

/// Returns two listings of all models.
pub(crate) fn listings(pairs: impl Iterator<Item = Models>) -> Pair {
    let (old, new): (Vec<_>, Vec<_>) = pairs.unzip();
    let listing = |models: Vec<Vec<Value>>| json!({"data": models.concat()}).to_string();
    Pair { old: listing(old), new: listing(new) }
}

/// Returns the old and the new side of every drift rule: the models of each fixture.
pub(crate) fn rules() -> impl Iterator<Item = Models> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/oxen-drift/tests/fixtures");
    fs::read_dir(folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let fixture: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let models = |side: &Value| match side.get("models").and_then(Value::as_array) {
            None => vec![model(&name, side)],
            Some(models) => models
                .iter()
                .map(|model| {
                    let mut model = model.clone();
                    model["id"] = json!(format!("{name}-{}", model["id"].as_str().unwrap()));
                    model
                })
                .collect(),
        };
        (models(&fixture["old"]), models(&fixture["new"]))
    })
}

/// Returns generated pairs of schemas, the same ones each time.
pub(crate) fn generated(count: usize) -> impl Iterator<Item = Models> {
    let mut runner = TestRunner::deterministic();
    let mut schemas =
        std::iter::repeat_with(move || pairs::any().new_tree(&mut runner).unwrap().current());
    (0..count).map(move |index| {
        let id = format!("pair-{index}");
        let mut models = schemas.by_ref().map(|(old, new)| (model(&id, &old), model(&id, &new)));
        let sound = models.find(|(old, new)| is_sound(old) && is_sound(new));
        let (old, new) = sound.unwrap();
        (vec![old], vec![new])
    })
}

fn model(id: &str, schema: &Value) -> Value {
    json!({
        "id": id,
        "developer": {"name": "Ox"},
        "capabilities": {"input": ["text"], "output": ["image"]},
        "json_request_schema": schema,
    })
}

fn is_sound(model: &Value) -> bool {
    let listing = Listing::read(&json!({"data": [model]}).to_string());
    let source = Source::new("a test", "2026-08-08").unwrap();
    listing.is_ok_and(|listing| Catalog::from_listing(listing, source, None).is_ok())
}
