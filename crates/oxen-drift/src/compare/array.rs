//! Comparison of lists.

use oxen_schema::schema::{Keyword, Schema};
use serde_json::Value;

use super::{Walk, any};
use crate::direction::Direction;
use crate::shown;

impl<'a> Walk<'a, '_> {
    pub(super) fn arrays(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        self.counts(
            path,
            [Keyword::MinItems, Keyword::MaxItems],
            old.item_count(),
            None,
            new.item_count(),
        );
        let flag =
            |schema: &Schema| if schema.unique_items() { Value::Bool(true) } else { Value::Null };
        let direction = Direction::of(
            old.unique_items() || !new.unique_items(),
            new.unique_items() || !old.unique_items(),
        );
        self.add_rule(path, Keyword::UniqueItems, direction, flag(old), flag(new));
        let (before, after) = (old.prefix_items(), new.prefix_items());
        for position in 0..before.len().max(after.len()) {
            let old = any(before.get(position).or(old.items()));
            let new = any(after.get(position).or(new.items()));
            self.schemas(&format!("{path}[{position}]"), old, new);
        }
        if old.items().is_some() || new.items().is_some() {
            self.schemas(&format!("{path}[]"), any(old.items()), any(new.items()));
        }
        self.contains(path, old, new);
    }

    fn contains(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let show =
            |schema: &Schema| schema.contains().map_or(Value::Null, |(one, _)| shown::schema(one));
        let direction = match (old.contains(), new.contains()) {
            (None, None) => return,
            (None, Some(_)) => Direction::Narrower,
            (Some(_), None) => Direction::Wider,
            (Some(before), Some(after))
                if before.1 == after.1 && self.comparison.are_same(before.0, after.0) =>
            {
                Direction::Same
            }
            (Some(_), Some(_)) => Direction::Incomparable,
        };
        self.add_rule(path, Keyword::Contains, direction, show(old), show(new));
    }
}
