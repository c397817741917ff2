//! Compares the keywords that are not checked.

use std::collections::BTreeMap;

use oxen_schema::schema::{Schema, UncheckedKeyword};
use serde_json::Value;

use super::values::key;
use super::{Finding, Walk};
use crate::direction::Direction;
use crate::kind::ChangeKind;

/// A keyword whose value changed.
#[derive(Debug)]
pub(crate) struct KeywordChange {
    pub(crate) path: String,
    pub(crate) keyword: String,
    pub(crate) old: Value,
    pub(crate) new: Value,
}

/// The values of one keyword, by a key that equal ones share.
type Values<'a> = BTreeMap<String, &'a UncheckedKeyword>;

impl<'a> Walk<'a, '_> {
    pub(super) fn unchecked_keywords(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let shared = old.types().intersection(new.types());
        let mut keywords: BTreeMap<&str, [Values<'a>; 2]> = BTreeMap::new();
        for (side, schema) in [old, new].into_iter().enumerate() {
            for one in schema.unchecked_keywords() {
                if one.types().is_empty() || one.types().overlaps(shared) {
                    let values = keywords.entry(one.keyword()).or_default();
                    values[side].insert(key(one.value()), one);
                }
            }
        }
        for (keyword, [before, after]) in keywords {
            let own = |values: &Values<'a>, others: &Values<'a>| {
                let mut own = values.iter().filter(|(key, _)| !others.contains_key(*key));
                own.next().map(|(_, one)| *one)
            };
            let (old, new) = (own(&before, &after), own(&after, &before));
            if self.is_question {
                // It may refuse anything, so that nothing is proven.
                if new.is_some_and(|new| !new.types().is_empty()) {
                    self.add(Finding {
                        path: path.to_owned(),
                        kind: ChangeKind::ConstraintIntroduced,
                        keyword: None,
                        direction: Direction::Incomparable,
                        old: Value::Null,
                        new: Value::Bool(true),
                    });
                }
            } else if old.is_some() || new.is_some() {
                let value = |one: Option<&UncheckedKeyword>| one.map(|one| one.value().clone());
                self.keyword_changes.push(KeywordChange {
                    path: path.to_owned(),
                    keyword: keyword.to_owned(),
                    old: value(old).unwrap_or_default(),
                    new: value(new).unwrap_or_default(),
                });
            }
        }
    }
}
