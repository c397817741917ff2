//! Comparison of alternatives, conditions and references.

use std::collections::{HashMap, VecDeque};

use oxen_schema::schema::Keyword::{self, AnyOf, OneOf};
use oxen_schema::schema::{JsonType, Schema, Types};
use serde_json::Value;

use super::disjoint::are_disjoint;
use super::{Finding, Walk};
use crate::direction::Direction;
use crate::kind::ChangeKind;
use crate::shown;

impl<'a> Walk<'a, '_> {
    pub(super) fn compositions(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        self.references(path, old, new);
        self.alternatives(path, old, new);
        self.all_of(path, old, new);
        self.none_of(path, old, new);
        self.conditions(path, old, new);
    }

    fn references(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let (before, after) = (old.reference(), new.reference());
        let show = |pointer: Option<&str>| pointer.map_or(Value::Null, Value::from);
        match (before, after) {
            (None, None) => {}
            (Some(before), Some(after)) => {
                if !self.assumed.insert((before.to_owned(), after.to_owned())) {
                    return;
                }
                let definitions = (
                    self.definition(before, self.reversed),
                    self.definition(after, !self.reversed),
                );
                if let (Some(old), Some(new)) = definitions {
                    self.schemas(path, old, new);
                }
            }
            (None, Some(pointer)) => {
                let definition = self.definition(pointer, !self.reversed);
                // An expanded definition is within the one that is not, if its parts are.
                let kept = definition.is_some_and(|new| self.is_within(old, new));
                let direction = if kept { Direction::Same } else { Direction::Narrower };
                self.add_rule(path, Keyword::Ref, direction, show(before), show(after));
            }
            (Some(pointer), None) => {
                let definition = self.definition(pointer, self.reversed);
                let kept = definition.is_some_and(|old| self.is_within_reversed(new, old));
                let direction = if kept { Direction::Same } else { Direction::Wider };
                self.add_rule(path, Keyword::Ref, direction, show(before), show(after));
            }
        }
    }

    fn alternatives(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let (any_before, any_after) = (old.any_of(), new.any_of());
        let (one_before, one_after) = (old.one_of(), new.one_of());
        let (no_any, no_one) = (any_after.is_empty(), one_after.is_empty());
        match (any_before.is_empty(), one_before.is_empty()) {
            // A value that matches exactly one of them matches one of them.
            (true, false) if !no_any && no_one => {
                self.branches(path, [OneOf, AnyOf], one_before, any_after, (old, new));
            }
            (false, true) if no_any && !no_one => {
                self.branches(path, [AnyOf, OneOf], any_before, one_after, (old, new));
            }
            _ => {
                self.branches(path, [AnyOf, AnyOf], any_before, any_after, (old, new));
                self.branches(path, [OneOf, OneOf], one_before, one_after, (old, new));
            }
        }
    }

    /// Pairs branches: every value that an old one accepts has to be accepted by a new one.
    fn branches(
        &mut self,
        path: &str,
        [was, keyword]: [Keyword; 2],
        before: &'a [Schema],
        after: &'a [Schema],
        (old, new): (&'a Schema, &'a Schema),
    ) {
        let same = before == after;
        if was == keyword && self.are_all_same(before, after) {
            return;
        }
        let is_question = self.is_question;
        let list = |schemas: &[Schema]| match schemas {
            [] => Value::Null,
            _ if is_question => Value::Bool(true),
            schemas => schemas.iter().map(shown::schema).collect(),
        };
        // One more alternative of `oneOf` can refuse values, unless no value matches two of them.
        let is_union =
            |keyword: Keyword, schemas: &[Schema]| keyword == AnyOf || are_disjoint(schemas);
        if after.is_empty() {
            let kept =
                is_union(was, before) && before.iter().any(|old| self.is_within_reversed(new, old));
            let direction = if kept { Direction::Same } else { Direction::Wider };
            self.add_rule(path, keyword, direction, list(before), Value::Null);
            return;
        }
        if before.is_empty() {
            let kept = is_union(keyword, after) && after.iter().any(|new| self.is_within(old, new));
            let direction = if kept { Direction::Same } else { Direction::Narrower };
            self.add_rule(path, keyword, direction, Value::Null, list(after));
            return;
        }
        if same && was != keyword && !are_disjoint(after) {
            let direction = if keyword == OneOf { Direction::Narrower } else { Direction::Wider };
            self.add_rule(
                path,
                OneOf,
                direction,
                Value::from(was.as_str()),
                Value::from(keyword.as_str()),
            );
            return;
        }
        if !is_union(keyword, after) && (!same || was != keyword) {
            self.add_rule(path, keyword, Direction::Incomparable, list(before), list(after));
            return;
        }
        self.pair(path, keyword, before, after);
    }

    fn are_all_same(&self, before: &'a [Schema], after: &'a [Schema]) -> bool {
        let mut pairs = before.iter().zip(after);
        before.len() == after.len() && pairs.all(|(old, new)| self.comparison.are_same(old, new))
    }

    fn pair(&mut self, path: &str, keyword: Keyword, before: &'a [Schema], after: &'a [Schema]) {
        let mut taken = vec![false; after.len()];
        let mut left = Vec::new();
        // Equal ones first: the others are compared with what these leave.
        let equal = self.comparison.facts.equal_positions(before, after);
        equal.iter().flatten().for_each(|&at| taken[at] = true);
        for (index, (old, equal)) in before.iter().zip(equal).enumerate() {
            let covers = equal.or_else(|| {
                (0..after.len()).find(|&at| {
                    !taken[at] && !self.comparison.is_exhausted() && self.is_within(old, &after[at])
                })
            });
            match covers {
                Some(at) => {
                    taken[at] = true;
                    self.schemas(&branch(path, index), old, &after[at]);
                }
                None => left.push((index, old)),
            }
        }
        // Positions not paired so far, by type and in order.
        let mut same_type: HashMap<Types, VecDeque<usize>> = HashMap::new();
        for (at, new) in after.iter().enumerate().filter(|(at, _)| !taken[*at]) {
            same_type.entry(new.types()).or_default().push_back(at);
        }
        for (index, old) in left {
            if self.is_within_any(old, after, self.reversed) {
                continue;
            }
            // The one of the same type is most likely the same one, changed.
            if let Some(at) = same_type.get_mut(&old.types()).and_then(VecDeque::pop_front) {
                taken[at] = true;
                self.schemas(&branch(path, index), old, &after[at]);
            } else {
                let (kind, direction) = (ChangeKind::AlternativeRemoved, Direction::Narrower);
                let (path, old) = (branch(path, index), self.shown(old));
                self.add(Finding {
                    path,
                    kind,
                    keyword: Some(keyword),
                    direction,
                    old,
                    new: Value::Null,
                });
            }
        }
        for (index, new) in after.iter().enumerate().filter(|(index, _)| !taken[*index]) {
            let (kind, direction) = (ChangeKind::AlternativeAdded, Direction::Wider);
            let (path, new) = (branch(path, index), self.shown(new));
            self.add(Finding {
                path,
                kind,
                keyword: Some(keyword),
                direction,
                old: Value::Null,
                new,
            });
        }
    }

    fn all_of(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let (before, after) = (old.all_of(), new.all_of());
        for part in self.comparison.not_among(after, before) {
            if !self.any_is_within(before, part, self.reversed) && !self.is_within(old, part) {
                let new = self.shown(part);
                self.add_rule(path, Keyword::AllOf, Direction::Narrower, Value::Null, new);
            }
        }
        for part in self.comparison.not_among(before, after) {
            if !self.any_is_within(after, part, !self.reversed)
                && !self.is_within_reversed(new, part)
            {
                let old = self.shown(part);
                self.add_rule(path, Keyword::AllOf, Direction::Wider, old, Value::Null);
            }
        }
    }

    fn none_of(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let (before, after) = (old.none_of(), new.none_of());
        // The old schema has to refuse every value that the new one refuses.
        for part in self.comparison.not_among(after, before) {
            if !self.is_within_any(part, before, !self.reversed) {
                let new = self.shown(part);
                let is_new = self.requires_new_name(path, old, part);
                let direction = if is_new { Direction::Wider } else { Direction::Narrower };
                self.add_rule(path, Keyword::Not, direction, Value::Null, new);
            }
        }
        for part in self.comparison.not_among(before, after) {
            if !self.is_within_any(part, after, self.reversed) {
                let old = self.shown(part);
                self.add_rule(path, Keyword::Not, Direction::Wider, old, Value::Null);
            }
        }
    }

    /// Returns whether no earlier value matches the part of the new schema, as it requires a member that none had.
    fn requires_new_name(&self, path: &str, old: &Schema, part: &Schema) -> bool {
        let is_new = |name: &String| self.is_new_name(&self.around, (path, old), name);
        let types = old.types().intersection(part.types());
        types == Types::of(JsonType::Object) && part.required().iter().any(is_new)
    }

    fn conditions(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let (before, after) = (old.condition(), new.condition());
        let direction = match (before, after) {
            (None, None) => return,
            // No earlier value meets the condition.
            (None, Some((when, _, otherwise)))
                if self.requires_new_name(path, old, when) && self.is_within(old, otherwise) =>
            {
                Direction::Wider
            }
            (None, Some(_)) => Direction::Narrower,
            (Some(_), None) => Direction::Wider,
            (Some(before), Some(after))
                if [(before.0, after.0), (before.1, after.1), (before.2, after.2)]
                    .iter()
                    .all(|(before, after)| self.comparison.are_same(before, after)) =>
            {
                return;
            }
            (Some(_), Some(_)) => Direction::Incomparable,
        };
        let show = |condition: Option<(&Schema, &Schema, &Schema)>| {
            condition.map_or(Value::Null, |(when, then, otherwise)| {
                [when, then, otherwise].into_iter().map(shown::schema).collect()
            })
        };
        self.add_rule(path, Keyword::If, direction, show(before), show(after));
    }
}

/// Returns the path to an alternative by its position, from 0.
fn branch(path: &str, index: usize) -> String {
    format!("{path}{{{}}}", index.saturating_add(1))
}
