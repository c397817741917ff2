//! Models that the documentation names. Its examples are compiled over the frozen catalog, so this is where it shows
//! that the hub's model is no longer as an example has it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use oxen_models_tests::{history, snapshot};
use oxen_schema::catalog::Catalog;
use oxen_schema::model::Model;
use serde_json::json;

/// All models that documentation may name.
const MODELS: [&str; 2] = ["deepseek-v4-flash", "flux-2-pro"];

/// The documents that `tests/frozen/oxen-documentation` compiles.
const DOCUMENTS: [&str; 5] = [
    "README.md",
    "crates/oxen-models/docs/builder.md",
    "crates/oxen-models/docs/derive.md",
    "crates/oxen-models/docs/request.md",
    "crates/oxen-models/docs/try_request.md",
];

fn read(document: &str) -> String {
    fs::read_to_string(snapshot::workspace().join(document)).unwrap()
}

/// The code blocks of a document that contain one of these texts: the line that each begins at.
fn examples(document: &str, texts: &[&str]) -> Vec<usize> {
    let text = read(document);
    let (mut found, mut start) = (BTreeSet::new(), None);
    for (index, line) in text.lines().enumerate() {
        if line.starts_with("```") {
            start = if start.is_some() { None } else { Some(index + 1) };
        } else if texts.iter().any(|text| line.contains(text)) {
            found.extend(start);
        }
    }
    found.into_iter().collect()
}

/// What examples may show of a model.
fn facts(catalog: &Catalog, model: &Model) -> serde_json::Value {
    json!([model.to_record(), catalog.effective_schema(model)])
}

#[test]
fn documented_models() {
    let (frozen, catalog) = (snapshot::frozen(), snapshot::catalog());
    let mut text = String::new();
    for id in MODELS {
        let documented = frozen.model(id).unwrap();
        let is_the_same = |model| facts(&catalog, model) == facts(&frozen, documented);
        let state = match catalog.model(id) {
            Some(model) if is_the_same(model) => "is as its examples have it",
            Some(_) => "has changed: see that these examples still hold, and update tests/frozen",
            None => "is gone: name another model in these examples",
        };
        let _ = writeln!(text, "`{id}` {state}");
        let names = [id, frozen.names(documented).unwrap().module.as_str()];
        for document in DOCUMENTS {
            for line in examples(document, &names) {
                let _ = writeln!(text, "  {document}, the example at line {line}");
            }
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
        // A short one, such as `o1`, may be part of anything.
        if !MODELS.contains(&id) && id.len() > 4 {
            let text = format!("\"{id}\"");
            for document in DOCUMENTS {
                assert_eq!(examples(document, &[&text]), [0; 0], "{document} names {id}");
            }
        }
    }
}

/// Every document whose examples would otherwise be compiled by nobody.
#[test]
fn every_document_is_listed() {
    let folder = "crates/oxen-models/docs";
    let files = fs::read_dir(snapshot::workspace().join(folder)).unwrap();
    let compiled = read("tests/frozen/oxen-documentation/src/lib.rs");
    for file in files {
        let path = format!("{folder}/{}", file.unwrap().file_name().to_string_lossy());
        assert!(DOCUMENTS.contains(&path.as_str()), "{path}");
    }
    for document in DOCUMENTS {
        assert!(compiled.contains(&format!("/{document}\"")), "{document}");
    }
}
