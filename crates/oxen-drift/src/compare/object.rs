//! Comparison of objects.
//!
//! A name that a schema does not list may be sent where the schema is open, but has no defined meaning
//! there. So earlier requests are assumed to lack names that only the new schema lists: a new optional parameter
//! refuses nothing. An object without listed properties is a map, in which every name has a meaning. A schema lists
//! a name wherever one that applies to the same value does, such as another alternative.

use std::collections::{BTreeMap, HashSet};
use std::rc::Rc;

use oxen_schema::schema::{Keyword, Schema};
use serde_json::{Value, json};

use super::around::{Around, is_map};
use super::{Finding, Walk, any, member};
use crate::direction::Direction;
use crate::kind::ChangeKind;
use crate::shown;

impl<'a> Walk<'a, '_> {
    pub(super) fn objects(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        // The schemas around are about this value, not about its members.
        let around = std::mem::take(&mut self.around);
        let (required, requires) = (names(old.required()), names(new.required()));
        for property in old.properties() {
            let (name, before) = (property.name(), property.schema());
            if let Some(after) = new.property(name) {
                self.schemas(&member(path, name), before, after);
                self.required(path, name, required.contains(name), requires.contains(name));
            } else {
                let is_listed = !self.listed(&around, name, true).is_empty();
                self.removed((path, name), before, new, is_listed);
            }
        }
        for property in new.properties() {
            let name = property.name();
            if old.property(name).is_none() {
                let is_required = requires.contains(name) && !required.contains(name);
                let listed = self.listed(&around, name, false);
                self.added((path, name), old, &listed, property.schema(), is_required);
            }
        }
        for name in new.required() {
            if new.property(name).is_none() && !required.contains(name.as_str()) {
                self.became(path, name, ChangeKind::ParameterBecameRequired, Direction::Narrower);
            }
        }
        let counts = [Keyword::MinProperties, Keyword::MaxProperties];
        self.counts(path, counts, old.property_count(), None, new.property_count());
        self.additional(path, old, new);
        self.pattern_properties(path, old, new);
        self.property_names(path, old, new);
        self.dependents(path, old, new, &around);
        self.around = around;
    }

    fn required(&mut self, path: &str, name: &str, before: bool, after: bool) {
        match (before, after) {
            (false, true) => {
                self.became(path, name, ChangeKind::ParameterBecameRequired, Direction::Narrower);
            }
            (true, false) => {
                self.became(path, name, ChangeKind::ParameterBecameOptional, Direction::Wider);
            }
            _ => {}
        }
    }

    fn became(&mut self, path: &str, name: &str, kind: ChangeKind, direction: Direction) {
        let is_required = kind == ChangeKind::ParameterBecameRequired;
        let (old, new) = (Value::Bool(!is_required), Value::Bool(is_required));
        self.add(Finding {
            path: member(path, name),
            kind,
            keyword: Some(Keyword::Required),
            direction,
            old,
            new,
        });
    }

    /// Compares a property that only the old schema has here. `is_listed` tells whether the new side lists the name
    /// elsewhere.
    fn removed(
        &mut self,
        (path, name): (&str, &str),
        before: &'a Schema,
        new: &'a Schema,
        is_listed: bool,
    ) {
        let is_open = new.pattern_properties().next().is_none() && new.property_names().is_none();
        let direction = match new.additional_properties() {
            _ if before.is_never() => Direction::Same,
            None if is_open => Direction::Wider,
            Some(rest) if is_open && self.is_within(before, rest) => Direction::Wider,
            _ => Direction::Narrower,
        };
        let old = shown::schema(before);
        // The parameters of a request are the same wherever they are listed.
        let is_kept = is_listed && !path.is_empty() && direction == Direction::Wider;
        let path = member(path, name);
        if is_kept {
            return self.add_rule(&path, Keyword::Properties, direction, old, Value::Null);
        }
        let kind = ChangeKind::ParameterRemoved;
        self.add(Finding {
            path,
            kind,
            keyword: Some(Keyword::Properties),
            direction,
            old,
            new: Value::Null,
        });
    }

    /// Compares a property that only the new schema has here. `listed` are the schemas that the old side has for the
    /// name elsewhere.
    fn added(
        &mut self,
        (path, name): (&str, &str),
        old: &'a Schema,
        listed: &[&'a Schema],
        after: &'a Schema,
        is_required: bool,
    ) {
        let rest = any(old.additional_properties());
        // Asked the other way round, all names had a meaning.
        let is_map = old.additional_properties().is_some() || is_map(path, old) || self.reversed;
        let refused = listed.iter().copied().find(|listed| !self.is_within(listed, after));
        let accepted = if old.pattern_properties().next().is_some() {
            false
        } else {
            rest.is_never()
                || refused.is_none() && !listed.is_empty()
                || if is_map { self.is_within(rest, after) } else { listed.is_empty() }
        };
        if let (false, false, Some(before)) = (accepted, is_required, refused) {
            // What is listed elsewhere still applies, so this accepts nothing more.
            let known = self.findings.len();
            self.schemas(&member(path, name), before, after);
            let found = self.findings.split_off(known);
            self.findings.extend(found.into_iter().filter(|found| found.direction.refuses()));
            return;
        }
        let kind = if is_required {
            ChangeKind::ParameterAddedRequired
        } else {
            ChangeKind::ParameterAddedOptional
        };
        let direction =
            if is_required || !accepted { Direction::Narrower } else { Direction::Wider };
        let (path, new) = (member(path, name), shown::schema(after));
        self.add(Finding {
            path,
            kind,
            keyword: Some(Keyword::Properties),
            direction,
            old: Value::Null,
            new,
        });
    }

    /// Returns the schemas that the first side, or the second one, has for a member of that name.
    pub(super) fn listed(
        &self,
        around: &[Rc<Around<'a>>],
        name: &str,
        by_second: bool,
    ) -> Vec<&'a Schema> {
        let of_new = self.reversed != by_second;
        let each = around.iter().map(|one| one.listed(of_new, self.side(of_new), name));
        each.flatten().copied().collect()
    }

    /// Returns whether no earlier value has a member of that name, as only the new schema gives it a meaning.
    pub(super) fn is_new_name(
        &self,
        around: &[Rc<Around<'a>>],
        (path, old): (&str, &Schema),
        name: &str,
    ) -> bool {
        !self.reversed
            && !is_map(path, old)
            && old.additional_properties().is_none_or(Schema::is_never)
            && old.pattern_properties().next().is_none()
            && self.listed(around, name, false).is_empty()
    }

    fn additional(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let (before, after) = (old.additional_properties(), new.additional_properties());
        let (all_before, all_after) = (any(before), any(after));
        let whole = |schema: Option<&Schema>| schema.is_none_or(Schema::is_never);
        if !whole(before) && !whole(after) {
            self.schemas(&format!("{path}.*"), all_before, all_after);
            return;
        }
        let direction = Direction::of(
            self.is_within(all_before, all_after),
            self.is_within_reversed(all_after, all_before),
        );
        let show = |schema: Option<&Schema>| match schema {
            None => Value::Null,
            Some(schema) if schema.is_never() => Value::Bool(false),
            Some(schema) => shown::schema(schema),
        };
        self.add_rule(path, Keyword::AdditionalProperties, direction, show(before), show(after));
    }

    fn pattern_properties(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let before: BTreeMap<&str, &Schema> = old.pattern_properties().collect();
        let after: BTreeMap<&str, &Schema> = new.pattern_properties().collect();
        for (pattern, before) in &before {
            let path = member(path, &format!("/{pattern}/"));
            if let Some(after) = after.get(pattern) {
                self.schemas(&path, before, after);
            } else {
                // The names are additional ones now.
                let is_open = new.additional_properties().is_none();
                let direction = if is_open { Direction::Wider } else { Direction::Incomparable };
                let old = shown::schema(before);
                self.add_rule(&path, Keyword::PatternProperties, direction, old, Value::Null);
            }
        }
        for (pattern, after) in after.iter().filter(|(pattern, _)| !before.contains_key(*pattern)) {
            let path = member(path, &format!("/{pattern}/"));
            let new = shown::schema(after);
            self.add_rule(&path, Keyword::PatternProperties, Direction::Narrower, Value::Null, new);
        }
    }

    fn property_names(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let (before, after) = (old.property_names(), new.property_names());
        let (all_before, all_after) = (any(before), any(after));
        let direction = Direction::of(
            self.is_within(all_before, all_after),
            self.is_within_reversed(all_after, all_before),
        );
        let show = |schema: Option<&Schema>| schema.map_or(Value::Null, shown::schema);
        self.add_rule(path, Keyword::PropertyNames, direction, show(before), show(after));
    }

    fn dependents(
        &mut self,
        path: &str,
        old: &'a Schema,
        new: &'a Schema,
        around: &[Rc<Around<'a>>],
    ) {
        let rules = |schema: &Schema| -> BTreeMap<String, Vec<String>> {
            let rules = schema.dependent_required();
            let mut by_name = BTreeMap::<String, Vec<String>>::new();
            for (name, required) in rules {
                by_name.entry(name.to_owned()).or_default().extend(required.iter().cloned());
            }
            by_name
        };
        let (before, after) = (rules(old), rules(new));
        let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
        for name in names {
            let list =
                |rules: &BTreeMap<_, Vec<String>>| rules.get(name).cloned().unwrap_or_default();
            let (before, after) = (list(&before), list(&after));
            let (inner, outer) = (self::names(&before), self::names(&after));
            let mut direction = Direction::of(outer.is_subset(&inner), inner.is_subset(&outer));
            if direction.refuses() && self.is_new_name(around, (path, old), name) {
                direction = Direction::Wider;
            }
            let show = |list: Vec<String>| if list.is_empty() { Value::Null } else { json!(list) };
            let path = member(path, name);
            self.add_rule(&path, Keyword::DependentRequired, direction, show(before), show(after));
        }
        let (before, after): (Vec<_>, Vec<_>) =
            (old.dependent_schemas().collect(), new.dependent_schemas().collect());
        let are_same = |before: &[(&str, &'a Schema)], after: &[(&str, &'a Schema)]| {
            before.len() == after.len()
                && before.iter().zip(after).all(|((before_name, before), (name, after))| {
                    before_name == name && self.comparison.are_same(before, after)
                })
        };
        if !are_same(&before, &after) {
            let mut applied = after.clone();
            applied.retain(|(name, _)| !self.is_new_name(around, (path, old), name));
            let is_kept = applied.is_empty() || are_same(&before, &applied);
            let direction = Direction::of(is_kept, before.is_empty());
            let show = |list: &[(&str, &Schema)]| match list {
                [] => Value::Null,
                list => list.iter().map(|(name, one)| json!([name, shown::schema(one)])).collect(),
            };
            self.add_rule(path, Keyword::DependentSchemas, direction, show(&before), show(&after));
        }
    }
}

fn names(names: &[String]) -> HashSet<&str> {
    names.iter().map(String::as_str).collect()
}
