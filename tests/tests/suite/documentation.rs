//! The models in the documentation. Its examples are compiled over the frozen catalog, so only this test shows whether
//! the hub's models are still as in the examples.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use oxen_models_tests::{history, snapshot};
use oxen_schema::catalog::Catalog;
use oxen_schema::model::Model;
use oxen_schema::schema::RequestSchema;
use serde_json::json;

/// All models that documentation may name.
const MODELS: [&str; 3] = ["deepseek-v4-flash", "flux-2-dev", "flux-2-pro"];

/// The folders of the documents that `tests/frozen/oxen-documentation` compiles, besides the README.
const FOLDERS: [&str; 2] = ["crates/oxen-models/docs", "crates/oxen-models/examples"];

fn read(document: &str) -> String {
    fs::read_to_string(snapshot::workspace().join(document)).unwrap()
}

/// Returns the documents, by their paths in the workspace.
fn documents() -> Vec<String> {
    let mut documents = vec!["README.md".to_owned(), "crates/oxen-models/README.md".to_owned()];
    for folder in FOLDERS {
        let files = fs::read_dir(snapshot::workspace().join(folder)).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        documents.extend(names.map(|name| format!("{folder}/{name}")));
    }
    documents.sort();
    documents
}

/// Returns the locations whose code contains one of these texts: the document, and the heading above if there is one.
fn examples(document: &str, texts: &[&str]) -> BTreeSet<String> {
    let text = read(document);
    let mut is_code = Path::new(document).extension() != Some("md".as_ref());
    let (mut found, mut place) = (BTreeSet::new(), document.to_owned());
    for line in text.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        } else if is_code && texts.iter().any(|text| line.contains(text)) {
            found.insert(place.clone());
        } else if !is_code && line.starts_with('#') {
            place = format!("{document}, {}", line.trim_matches(['#', ' ']));
        }
    }
    found
}

/// Returns the facts of a model that examples may show.
fn facts(catalog: &Catalog, model: &Model) -> serde_json::Value {
    json!([model.to_record(), catalog.request_schema(model).map(RequestSchema::raw)])
}

#[test]
fn documented_models_are_as_in_their_examples() {
    let (frozen, catalog) = (snapshot::frozen(), snapshot::catalog());
    let mut text = String::new();
    for id in MODELS {
        let documented = frozen.model(id).unwrap();
        let is_the_same = |model| facts(&catalog, model) == facts(&frozen, documented);
        let state = match catalog.model(id) {
            Some(model) if is_the_same(model) => "is as in its examples",
            Some(_) => "has changed: check these examples, and update tests/frozen",
            None => "is gone: use another model in these examples",
        };
        let _ = writeln!(text, "`{id}` {state}");
        let names = [id, frozen.names(documented).unwrap().module.as_str()];
        for place in documents().iter().flat_map(|document| examples(document, &names)) {
            let _ = writeln!(text, "  {place}");
        }
    }
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("documented_models", text);
    });
}

#[test]
fn documentation_names_no_other_models() {
    let catalogs = history::catalogs();
    for model in catalogs.iter().flat_map(Catalog::models) {
        let id = model.id.as_str();
        // A short id, such as `o1`, may be part of anything.
        if !MODELS.contains(&id) && id.len() > 4 {
            let text = format!("\"{id}\"");
            for document in documents() {
                let examples = examples(&document, &[&text]);
                assert!(examples.is_empty(), "{examples:?} name {id}");
            }
        }
    }
}

/// An example that is not listed would never be compiled.
#[test]
fn every_document_is_compiled() {
    let compiled = read("tests/frozen/oxen-documentation/src/lib.rs")
        + &read("tests/frozen/oxen-documentation/Cargo.toml");
    for document in documents() {
        assert!(compiled.contains(&format!("/{document}\"")), "{document}");
    }
}
