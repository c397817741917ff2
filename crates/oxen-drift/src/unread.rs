//! Changes of what the normalised form of a schema doesn't hold: keywords that are not checked, and ignored annotations.

use std::collections::BTreeSet;

use oxen_schema::catalog::Catalog;
use oxen_schema::model::Model;
use oxen_schema::schema::{RequestSchema, SchemaPart, SchemaStep};
use serde_json::Value;

use crate::compare::{branch, key, member};

/// A keyword whose value differs.
pub(crate) struct Unread {
    pub(crate) path: String,
    pub(crate) keyword: String,
    pub(crate) old: Value,
    pub(crate) new: Value,
}

/// Returns the keywords that differ and are not checked: the hub may refuse requests for them.
pub(crate) fn not_checked(
    (old_catalog, old_model): (&Catalog, &Model),
    (new_catalog, new_model): (&Catalog, &Model),
    (old, new): (&RequestSchema, &RequestSchema),
) -> Vec<Unread> {
    let mut pointers: BTreeSet<&str> = BTreeSet::new();
    for (catalog, model) in [(old_catalog, old_model), (new_catalog, new_model)] {
        let all = catalog.diagnostics_of(model).iter();
        let reported = all.filter(|diagnostic| diagnostic.kind.is_unchecked());
        pointers.extend(reported.map(|diagnostic| diagnostic.path.as_str()));
    }
    let changed = pointers.into_iter().filter_map(|pointer| {
        // If the schema that has the keyword was added or removed, that is a change of its own.
        let (before, keyword) = old.part_with_keyword(pointer)?;
        let (after, _) = new.part_with_keyword(pointer)?;
        let (before_value, after_value) = (before.keyword(&keyword), after.keyword(&keyword));
        changed(&before, &keyword, before_value, after_value)
    });
    changed.collect()
}

/// Returns the ignored annotations that differ, in parameters and their parts.
pub(crate) fn annotations(old: &RequestSchema, new: &RequestSchema) -> Vec<Unread> {
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
) -> Option<Unread> {
    if old.map(key) == new.map(key) {
        return None;
    }
    let value = |value: Option<&Value>| value.cloned().unwrap_or_default();
    Some(Unread {
        path: path_of(part.path()),
        keyword: keyword.to_owned(),
        old: value(old),
        new: value(new),
    })
}

/// The path of a report.
fn path_of(steps: &[SchemaStep]) -> String {
    steps.iter().fold(String::new(), |path, step| match step {
        SchemaStep::Property(name) => member(&path, name),
        SchemaStep::Items => format!("{path}[]"),
        SchemaStep::Additional => format!("{path}.*"),
        SchemaStep::Alternative(index) => branch(&path, *index),
        _ => path,
    })
}
