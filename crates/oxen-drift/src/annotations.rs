//! Changes of ignored annotations, which the normalised form of a schema doesn't hold.

use oxen_schema::schema::{RequestSchema, SchemaPart, SchemaStep};
use serde_json::Value;

use crate::compare::{KeywordChange, key, member};

/// Returns the ignored annotations that differ, in parameters and their parts.
pub(crate) fn of_schemas(old: &RequestSchema, new: &RequestSchema) -> Vec<KeywordChange> {
    let mut found = Vec::new();
    for [before, after] in old.parts_with(new) {
        let pairs = before.ignored_annotations().zip(after.ignored_annotations());
        found.extend(
            pairs.filter_map(|((keyword, old), (_, new))| changed(&before, keyword, old, new)),
        );
    }
    found
}

fn changed(
    part: &SchemaPart<'_>,
    keyword: &str,
    old: Option<&Value>,
    new: Option<&Value>,
) -> Option<KeywordChange> {
    if old.map(key) == new.map(key) {
        return None;
    }
    let value = |value: Option<&Value>| value.cloned().unwrap_or_default();
    Some(KeywordChange {
        path: path_of(part.path()),
        keyword: keyword.to_owned(),
        old: value(old),
        new: value(new),
    })
}

/// Renders the steps as a path in a report.
fn path_of(steps: &[SchemaStep]) -> String {
    steps.iter().fold(String::new(), |path, step| match step {
        SchemaStep::Property(name) => member(&path, name),
        SchemaStep::Items => format!("{path}[]"),
        _ => path,
    })
}
