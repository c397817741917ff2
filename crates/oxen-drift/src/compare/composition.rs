//! Alternatives, conditions and references.

use oxen_schema::schema::{JsonType, Schema, Types};
use serde_json::Value;

use super::values::key;
use super::{Finding, Walk};
use crate::direction::Direction;
use crate::kind::ChangeKind;
use crate::shown;

impl Walk<'_, '_> {
    pub(super) fn compositions(&mut self, path: &str, old: &Schema, new: &Schema) {
        self.references(path, old, new);
        self.alternatives(path, old, new);
        self.all_of(path, old, new);
        self.none_of(path, old, new);
        self.conditions(path, old, new);
    }

    fn references(&mut self, path: &str, old: &Schema, new: &Schema) {
        let (before, after) = (old.reference(), new.reference());
        let show = |pointer: Option<&str>| pointer.map_or(Value::Null, Value::from);
        match (before, after) {
            (None, None) => {}
            (Some(before), Some(after)) => {
                if !self.assumed.insert((before.to_owned(), after.to_owned())) {
                    return;
                }
                let definitions = (
                    self.definition(before, self.reversed).cloned(),
                    self.definition(after, !self.reversed).cloned(),
                );
                if let (Some(old), Some(new)) = definitions {
                    self.schemas(path, &old, &new);
                }
            }
            (None, Some(pointer)) => {
                let definition = self.definition(pointer, !self.reversed).cloned();
                // An expanded definition is within the one that is not, if its parts are.
                let kept = definition.is_some_and(|new| self.is_within(old, &new));
                let direction = if kept { Direction::Same } else { Direction::Narrower };
                self.add_rule(path, "$ref", direction, show(before), show(after));
            }
            (Some(pointer), None) => {
                let definition = self.definition(pointer, self.reversed).cloned();
                let kept = definition.is_some_and(|old| self.is_within_reversed(new, &old));
                let direction = if kept { Direction::Same } else { Direction::Wider };
                self.add_rule(path, "$ref", direction, show(before), show(after));
            }
        }
    }

    fn alternatives(&mut self, path: &str, old: &Schema, new: &Schema) {
        let (any_before, any_after) = (old.any_of(), new.any_of());
        let (one_before, one_after) = (old.one_of(), new.one_of());
        let (no_any, no_one) = (any_after.is_empty(), one_after.is_empty());
        match (any_before.is_empty(), one_before.is_empty()) {
            // What is exactly one of them is one of them.
            (true, false) if !no_any && no_one => {
                self.branches(path, ["oneOf", "anyOf"], one_before, any_after, (old, new));
            }
            (false, true) if no_any && !no_one => {
                self.branches(path, ["anyOf", "oneOf"], any_before, one_after, (old, new));
            }
            _ => {
                self.branches(path, ["anyOf", "anyOf"], any_before, any_after, (old, new));
                self.branches(path, ["oneOf", "oneOf"], one_before, one_after, (old, new));
            }
        }
    }

    /// Pairs branches: what each of the old ones accepts has to be within one of the new ones.
    fn branches(
        &mut self,
        path: &str,
        [was, keyword]: [&'static str; 2],
        before: &[Schema],
        after: &[Schema],
        (old, new): (&Schema, &Schema),
    ) {
        let same = before == after;
        if same && was == keyword && !before.iter().any(super::mentions_definition) {
            return;
        }
        let list = |schemas: &[Schema]| match schemas {
            [] => Value::Null,
            schemas => schemas.iter().map(shown::schema).collect(),
        };
        // Where exactly one has to apply, more is not more: unless no value is in two of them.
        let adds_up =
            |keyword: &str, schemas: &[Schema]| keyword == "anyOf" || are_disjoint(schemas);
        if after.is_empty() {
            let kept =
                adds_up(was, before) && before.iter().any(|old| self.is_within_reversed(new, old));
            let direction = if kept { Direction::Same } else { Direction::Wider };
            self.add_rule(path, keyword, direction, list(before), Value::Null);
            return;
        }
        if before.is_empty() {
            let kept = adds_up(keyword, after) && after.iter().any(|new| self.is_within(old, new));
            let direction = if kept { Direction::Same } else { Direction::Narrower };
            self.add_rule(path, keyword, direction, Value::Null, list(after));
            return;
        }
        if same && was != keyword && !are_disjoint(after) {
            let direction = if keyword == "oneOf" { Direction::Narrower } else { Direction::Wider };
            self.add_rule(path, "oneOf", direction, Value::from(was), Value::from(keyword));
            return;
        }
        if !adds_up(keyword, after) && (!same || was != keyword) {
            self.add_rule(path, keyword, Direction::Incomparable, list(before), list(after));
            return;
        }
        self.pair(path, keyword, before, after);
    }

    fn pair(&mut self, path: &str, keyword: &'static str, before: &[Schema], after: &[Schema]) {
        let mut taken = vec![false; after.len()];
        let mut left = Vec::new();
        for (index, old) in before.iter().enumerate() {
            let covers = (0..after.len()).find(|&at| !taken[at] && old == &after[at]);
            let covers = covers.or_else(|| {
                (0..after.len()).find(|&at| !taken[at] && self.is_within(old, &after[at]))
            });
            match covers {
                Some(at) => {
                    taken[at] = true;
                    self.schemas(&branch(path, index), old, &after[at]);
                }
                None => left.push((index, old)),
            }
        }
        for (index, old) in left {
            if after.iter().any(|new| self.is_within(old, new)) {
                continue;
            }
            // The one of the same type is most likely the same one, changed.
            let same_type = |at: &usize| !taken[*at] && old.types() == after[*at].types();
            if let Some(at) = (0..after.len()).find(same_type) {
                taken[at] = true;
                self.schemas(&branch(path, index), old, &after[at]);
            } else {
                let (kind, direction) = (ChangeKind::AlternativeRemoved, Direction::Narrower);
                let (path, old) = (branch(path, index), shown::schema(old));
                self.add(Finding { path, kind, keyword, direction, old, new: Value::Null });
            }
        }
        for (index, new) in after.iter().enumerate().filter(|(index, _)| !taken[*index]) {
            let (kind, direction) = (ChangeKind::AlternativeAdded, Direction::Wider);
            let (path, new) = (branch(path, index), shown::schema(new));
            self.add(Finding { path, kind, keyword, direction, old: Value::Null, new });
        }
    }

    fn all_of(&mut self, path: &str, old: &Schema, new: &Schema) {
        let (before, after) = (old.all_of(), new.all_of());
        for part in after {
            let kept =
                before.iter().any(|old| self.is_within(old, part)) || self.is_within(old, part);
            if !kept {
                let new = shown::schema(part);
                self.add_rule(path, "allOf", Direction::Narrower, Value::Null, new);
            }
        }
        for part in before {
            let kept = after.iter().any(|new| self.is_within_reversed(new, part))
                || self.is_within_reversed(new, part);
            if !kept {
                self.add_rule(path, "allOf", Direction::Wider, shown::schema(part), Value::Null);
            }
        }
    }

    fn none_of(&mut self, path: &str, old: &Schema, new: &Schema) {
        let (before, after) = (old.none_of(), new.none_of());
        // What the new schema refuses has to be refused already.
        for part in after {
            if !before.iter().any(|old| old == part || self.is_within_reversed(part, old)) {
                let new = shown::schema(part);
                self.add_rule(path, "not", Direction::Narrower, Value::Null, new);
            }
        }
        for part in before {
            if !after.iter().any(|new| new == part || self.is_within(part, new)) {
                self.add_rule(path, "not", Direction::Wider, shown::schema(part), Value::Null);
            }
        }
    }

    fn conditions(&mut self, path: &str, old: &Schema, new: &Schema) {
        let (before, after) = (old.condition(), new.condition());
        let direction = match (before, after) {
            (None, None) => return,
            (None, Some(_)) => Direction::Narrower,
            (Some(_), None) => Direction::Wider,
            (Some(before), Some(after)) if before == after => return,
            (Some(_), Some(_)) => Direction::Incomparable,
        };
        let show = |condition: Option<(&Schema, &Schema, &Schema)>| {
            condition.map_or(Value::Null, |(when, then, otherwise)| {
                [when, then, otherwise].into_iter().map(shown::schema).collect()
            })
        };
        self.add_rule(path, "if", direction, show(before), show(after));
    }
}

fn branch(path: &str, index: usize) -> String {
    format!("{path}{{{}}}", index + 1)
}

/// Whether no value is accepted by two of the schemas, as far as can be told.
fn are_disjoint(schemas: &[Schema]) -> bool {
    schemas
        .iter()
        .enumerate()
        .all(|(index, one)| schemas[index + 1..].iter().all(|other| apart(one, other)))
}

fn apart(one: &Schema, other: &Schema) -> bool {
    if one.nullable() && other.nullable() {
        return false;
    }
    if !one.types().overlaps(other.types()) {
        return true;
    }
    if let (Some(one), Some(other)) = (one.values(), other.values()) {
        let one: Vec<_> = one.iter().map(key).collect();
        return !other.iter().any(|value| one.contains(&key(value)));
    }
    // A member that both require and that tells them apart.
    let only_objects = |schema: &Schema| schema.types() == Types::of(JsonType::Object);
    only_objects(one)
        && only_objects(other)
        && one.required().iter().filter(|name| other.required().contains(name)).any(|name| {
            match (one.property(name), other.property(name)) {
                (Some(one), Some(other)) => apart_members(one, other),
                _ => false,
            }
        })
}

fn apart_members(one: &Schema, other: &Schema) -> bool {
    !(one.nullable() && other.nullable())
        && match (one.values(), other.values()) {
            (Some(one), Some(other)) => {
                let one: Vec<_> = one.iter().map(key).collect();
                !other.iter().any(|value| one.contains(&key(value)))
            }
            _ => !one.types().overlaps(other.types()),
        }
}
