//! The data files of `oxen-catalog`, and the base schemas that `oxen-schema` embeds.

use std::collections::BTreeMap;
use std::fmt::Write;

use oxen_schema::canonical;
use oxen_schema::catalog::Catalog;
use oxen_schema::model::Model;
use serde_json::Value;

use crate::output::{BASE, HEADER, INDEX, RECORDS, RULES, SURFACES};

/// Returns the name of the constant that holds a model's record.
pub(crate) fn record_constant(module: &str) -> String {
    module.to_uppercase()
}

/// Adds the data files.
pub(crate) fn add_files(catalog: &Catalog, files: &mut BTreeMap<String, String>) {
    for (path, text) in catalog.base().to_files() {
        if let Some(file) = path.strip_prefix("base/") {
            files.insert(format!("{BASE}/{file}"), text);
        }
    }
    for model in catalog.models() {
        let file = model.id.file_name();
        files.insert(format!("{RECORDS}/{file}.json"), record(model));
        if let Some(surface) = catalog.surface(model) {
            files.insert(format!("{SURFACES}/{file}.jsonl"), surface.to_text());
        }
        let rules = catalog.rules(model);
        if !rules.is_empty() {
            files.insert(format!("{RULES}/{file}.json"), canonical::to_text(&rules.to_value()));
        }
    }
    files.insert(INDEX.to_owned(), index(catalog));
}

/// Returns the record of one model as JSON text, its own request schema included.
fn record(model: &Model) -> String {
    let mut record = model.to_record();
    if let Some(members) = record.as_object_mut() {
        let schema = model.request_schema.clone().unwrap_or(Value::Null);
        members.insert("request_schema".to_owned(), schema);
    }
    canonical::to_text(&record)
}

fn index(catalog: &Catalog) -> String {
    let mut text = format!("{HEADER}\n\n//! The records of the catalog.\n\n");
    text.push_str("/// The record of each model as JSON text.\npub mod data {\n");
    let (mut entries, mut rules, mut ruled) = (String::new(), String::new(), String::new());
    for model in catalog.models() {
        let (Some(names), Some(developer)) = (catalog.names(model), catalog.developer(model))
        else {
            continue;
        };
        let feature = &developer.feature;
        let (id, constant) = (&model.id, record_constant(&names.module));
        let file = id.file_name();
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "    /// The record of `{id}`.\n    pub const {constant}: &str = include_str!(\"../models/{file}.json\");"
        );
        let _ = writeln!(
            entries,
            "    (\"{id}\", \"{feature}\", data::{constant}, include_str!(\"../surfaces/{file}.jsonl\")),"
        );
        if !catalog.rules(model).is_empty() {
            let _ = writeln!(
                rules,
                "    /// The rules of `{id}`.\n    pub const {constant}: &str = include_str!(\"../rules/{file}.json\");"
            );
            let _ = writeln!(ruled, "    (\"{id}\", rules::{constant}),");
        }
    }
    text.push_str("}\n\n/// The rules of documentation, as JSON text, of each model that has some.\npub mod rules {\n");
    text.push_str(&rules);
    text.push_str("}\n\n/// Ids, cargo features, records and surfaces, sorted by id.\n");
    text.push_str("pub(crate) static INDEX: &[(&str, &str, &str, &str)] = &[\n");
    text.push_str(&entries);
    text.push_str("];\n\n/// Rules, sorted by id.\n");
    text.push_str("pub(crate) static RULES: &[(&str, &str)] = &[\n");
    text.push_str(&ruled);
    text.push_str("];\n\n/// Models of earlier catalogs, and the day of the first one without them, sorted by id.\n");
    text.push_str("pub(crate) static WITHDRAWN: &[(&str, &str)] = &[\n");
    for gone in catalog.withdrawn() {
        let _ = writeln!(text, "    (\"{}\", \"{}\"),", gone.id, gone.date);
    }
    text.push_str("];\n");
    text
}
