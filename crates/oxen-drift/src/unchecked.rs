//! Changes of keywords that are not checked: unknown ones, and annotations.
//!
//! The normalised form doesn't hold these, so the raw schemas are compared.

use std::collections::BTreeSet;

use oxen_schema::catalog::Catalog;
use oxen_schema::model::Model;
use oxen_schema::schema::{ANNOTATIONS, RequestSchema};
use serde_json::Value;

use crate::compare::{key, member};

/// Levels of schemas within schemas whose notes are compared.
const MAX_LEVELS: usize = 24;

/// A keyword whose value differs.
pub(crate) struct Unchecked {
    pub(crate) path: String,
    pub(crate) keyword: String,
    pub(crate) old: Value,
    pub(crate) new: Value,
}

/// Returns the keywords that differ and are not understood: the hub may refuse requests for them.
pub(crate) fn not_understood(
    (old_catalog, old_model): (&Catalog, &Model),
    (new_catalog, new_model): (&Catalog, &Model),
    (old, new): (&RequestSchema, &RequestSchema),
) -> Vec<Unchecked> {
    let mut pointers: BTreeSet<&str> = BTreeSet::new();
    for (catalog, model) in [(old_catalog, old_model), (new_catalog, new_model)] {
        let reported = catalog
            .diagnostics()
            .filter(|(other, diagnostic)| other.id == model.id && diagnostic.kind.is_unchecked());
        pointers.extend(reported.map(|(_, diagnostic)| diagnostic.path.as_str()));
    }
    let changed = pointers.into_iter().filter_map(|pointer| {
        let (parent, keyword) = pointer.rsplit_once('/')?;
        // If the schema itself was added or removed, that is a change of its own.
        let (before, after) = (old.raw().pointer(parent)?, new.raw().pointer(parent)?);
        let keyword = keyword.replace("~1", "/").replace("~0", "~");
        changed(path_of(parent), &keyword, before, after)
    });
    changed.collect()
}

/// Returns the annotations that differ, in parameters and their parts.
pub(crate) fn notes(old: &RequestSchema, new: &RequestSchema) -> Vec<Unchecked> {
    let mut found = Vec::new();
    collect("", old.raw(), new.raw(), 0, &mut found);
    found
}

fn collect(path: &str, old: &Value, new: &Value, level: usize, found: &mut Vec<Unchecked>) {
    if level > MAX_LEVELS {
        return;
    }
    if let (Some(old), Some(new)) = (old.get("items"), new.get("items")) {
        collect(&format!("{path}[]"), old, new, level + 1, found);
    }
    let properties = |schema: &Value| schema.get("properties").and_then(Value::as_object).cloned();
    if let (Some(before), Some(after)) = (properties(old), properties(new)) {
        for (name, old) in &before {
            if let Some(new) = after.get(name) {
                collect(&member(path, name), old, new, level + 1, found);
            }
        }
    }
    found.extend(
        ANNOTATIONS.iter().filter_map(|keyword| changed(path.to_owned(), keyword, old, new)),
    );
}

fn changed(path: String, keyword: &str, old: &Value, new: &Value) -> Option<Unchecked> {
    let (old, new) = (old.get(keyword), new.get(keyword));
    if old.map(key) == new.map(key) {
        return None;
    }
    let value = |value: Option<&Value>| value.cloned().unwrap_or_default();
    Some(Unchecked { path, keyword: keyword.to_owned(), old: value(old), new: value(new) })
}

/// The path of a report for a JSON pointer into a schema.
fn path_of(pointer: &str) -> String {
    let mut path = String::new();
    let mut segments = pointer.split('/').skip(1);
    while let Some(segment) = segments.next() {
        match segment {
            "properties" => {
                let name = segments.next().unwrap_or_default();
                path = member(&path, &name.replace("~1", "/").replace("~0", "~"));
            }
            "items" => path.push_str("[]"),
            "additionalProperties" => path.push_str(".*"),
            other => {
                // A shape by its number, from 1.
                if let Ok(index) = other.parse::<usize>() {
                    path.push_str(&format!("{{{}}}", index.saturating_add(1)));
                }
            }
        }
    }
    path
}
