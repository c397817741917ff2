//! Comparison of types and listed values.

use std::collections::HashSet;

use oxen_schema::schema::{JsonType, Keyword, Schema, Types, is_multiple_of};
use serde_json::{Number, Value, json};

use super::{Finding, Walk, lengths};
use crate::direction::Direction;
use crate::kind::ChangeKind;
use crate::shown;

/// The maximum size of a range of integers that is compared as a list of them.
const MAX_EXPANDED: i64 = 256;

/// Listed values times the parts of both schemas that they are tried with, up to which they are.
const MAX_TRIED: usize = 100_000;

impl<'a> Walk<'a, '_> {
    /// Compares types and values. Returns `false` if the schemas have too little in common to be compared further.
    pub(super) fn types_and_values(
        &mut self,
        path: &str,
        old: &'a Schema,
        new: &'a Schema,
    ) -> bool {
        match (old.values(), new.values()) {
            (Some(before), Some(after)) if old.types().overlaps(new.types()) => {
                self.lists(path, before, after);
                !self.keeps_listed(old, new)
            }
            (None, Some(after)) if is_within(new.types(), old.types()) => {
                // Not narrower if the list has all the accepted values.
                let kept = expanded(old).is_some_and(|all| missing(&all, after).is_empty());
                let direction = if kept { Direction::Same } else { Direction::Narrower };
                let (old, new) = (shown::schema(old), Value::from(after));
                self.add_enum(path, ChangeKind::EnumIntroduced, direction, old, new);
                true
            }
            (Some(before), None) if is_within(old.types(), new.types()) => {
                let (shown_old, shown_new) = (Value::from(before), shown::schema(new));
                let kind = ChangeKind::EnumDropped;
                self.add_enum(path, kind, Direction::Wider, shown_old, shown_new);
                !self.keeps_listed(old, new)
            }
            _ => self.types(path, old, new),
        }
    }

    /// Returns whether the old schema lists its values, and the new one accepts each of them that the old one does.
    fn keeps_listed(&self, old: &'a Schema, new: &'a Schema) -> bool {
        let (before, after) = (self.side(self.reversed), self.side(!self.reversed));
        old.values().is_some_and(|values| {
            values.len() * (lengths(old) + lengths(new)) <= MAX_TRIED
                && values.iter().all(|one| after.accepts(new, one) || !before.accepts(old, one))
        })
    }

    fn add_enum(
        &mut self,
        path: &str,
        kind: ChangeKind,
        direction: Direction,
        old: Value,
        new: Value,
    ) {
        self.add(Finding {
            path: path.to_owned(),
            kind,
            keyword: Some(Keyword::Enum),
            direction,
            old,
            new,
        });
    }

    fn lists(&mut self, path: &str, old: &[Value], new: &[Value]) {
        let (removed, added) = (missing(old, new), missing(new, old));
        for value in &removed {
            let (direction, old) = (Direction::Narrower, (*value).clone());
            self.add_enum(path, ChangeKind::ValueRemoved, direction, old, Value::Null);
        }
        for value in &added {
            let (direction, new) = (Direction::Wider, (*value).clone());
            self.add_enum(path, ChangeKind::ValueAdded, direction, Value::Null, new);
        }
        if removed.is_empty() && added.is_empty() && old.iter().map(key).ne(new.iter().map(key)) {
            let (kind, direction) = (ChangeKind::ValuesReordered, Direction::Same);
            self.add_enum(path, kind, direction, Value::from(old), Value::from(new));
        }
    }

    fn types(&mut self, path: &str, old: &'a Schema, new: &'a Schema) -> bool {
        let (before, after) = (old.types(), new.types());
        let (before, after) = (whole(before, old), whole(after, new));
        // A list within other types is all of them only if they have no other values.
        let has_all = |all: &Schema, listed: &Schema| match (all.values(), listed.values()) {
            (None, Some(listed)) => {
                expanded(all).is_some_and(|all| missing(&all, listed).is_empty())
            }
            _ => true,
        };
        let direction = Direction::of(
            is_within(before, after) && has_all(old, new),
            is_within(after, before) && has_all(new, old),
        );
        let kind = match direction {
            Direction::Same => return true,
            Direction::Wider => ChangeKind::TypeWidened,
            Direction::Narrower => ChangeKind::TypeNarrowed,
            Direction::Incomparable => ChangeKind::TypeChanged,
        };
        let is_comparable = before.overlaps(after);
        // The types alone say enough where the rest is compared next.
        let only_types = is_comparable && old.values().is_none() && new.values().is_none();
        let show = |schema: &Schema| match schema.values() {
            _ if only_types => shown::types(schema),
            Some(values) => Value::from(values),
            None => shown::schema(schema),
        };
        let (old, new) = (show(old), show(new));
        self.add(Finding {
            path: path.to_owned(),
            kind,
            keyword: Some(Keyword::Type),
            direction,
            old,
            new,
        });
        is_comparable
    }
}

/// The types without numbers that have a fraction, if a step of the schema rules these out.
fn whole(types: Types, schema: &Schema) -> Types {
    let number = Types::of(JsonType::Number);
    let one = Number::from(1);
    if types.contains(JsonType::Number)
        && schema.multiple_of().iter().any(|step| is_multiple_of(step, &one))
    {
        return types.without(number).union(Types::of(JsonType::Integer));
    }
    types
}

fn is_within(inner: Types, outer: Types) -> bool {
    inner.union(outer) == outer
}

/// Returns the values that the other list does not have.
fn missing<'v>(values: &'v [Value], other: &[Value]) -> Vec<&'v Value> {
    let other: HashSet<String> = other.iter().map(key).collect();
    values.iter().filter(|value| !other.contains(&key(value))).collect()
}

/// Returns a text that is the same for equal values, such as `1` and `1.0`.
pub(crate) fn key(value: &Value) -> String {
    match value {
        Value::Number(number) => number_key(number),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(key).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let mut members: Vec<_> = members
                .iter()
                .map(|(name, value)| format!("{}:{}", json!(name), key(value)))
                .collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}

fn number_key(number: &Number) -> String {
    match number.as_f64() {
        // Integers past 2^53 that are written as such are kept apart.
        // Adding zero turns -0.0 into 0.0, which equals it.
        Some(float) if number.is_f64() && float.fract() == 0.0 => format!("{:.0}", float + 0.0),
        _ => number.to_string(),
    }
}

/// Returns all values of a schema that accepts only a few: booleans, or integers between close bounds.
fn expanded(schema: &Schema) -> Option<Vec<Value>> {
    match schema.types().single()? {
        JsonType::Boolean => Some(vec![Value::Bool(false), Value::Bool(true)]),
        JsonType::Integer if schema.multiple_of().is_empty() => {
            let range = schema.range();
            let (low, high) = (range.minimum.as_ref()?, range.maximum.as_ref()?);
            let (low, high) = (low.value.as_i64()?, high.value.as_i64()?);
            let size = high.checked_sub(low)?;
            (size < MAX_EXPANDED).then(|| (low..=high).map(Value::from).collect())
        }
        _ => None,
    }
}
