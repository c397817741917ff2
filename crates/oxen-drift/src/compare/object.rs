//! Objects.
//!
//! A name that a schema does not list may be sent where the schema is open, but has no defined meaning
//! there. So earlier requests are assumed to lack names that only the new schema lists: a new optional parameter
//! refuses nothing. An object without listed properties is a map, in which every name has a meaning.

use std::collections::{BTreeMap, HashSet};

use oxen_schema::schema::{Keyword, Schema};
use serde_json::{Value, json};

use super::{Finding, Walk, any, member};
use crate::direction::Direction;
use crate::kind::ChangeKind;
use crate::shown;

impl<'a> Walk<'a, '_> {
    pub(super) fn objects(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
        let (required, requires) = (names(old.required()), names(new.required()));
        for property in old.properties() {
            let (name, before) = (property.name(), property.schema());
            match new.property(name) {
                Some(after) => {
                    self.schemas(&member(path, name), before, after);
                    self.required(path, name, required.contains(name), requires.contains(name));
                }
                None => self.removed(path, name, before, new),
            }
        }
        for property in new.properties() {
            let name = property.name();
            if old.property(name).is_none() {
                let is_required = requires.contains(name) && !required.contains(name);
                self.added(path, name, old, property.schema(), is_required);
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
        self.dependents(path, old, new);
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

    fn removed(&mut self, path: &str, name: &str, before: &'a Schema, new: &'a Schema) {
        let is_open = new.pattern_properties().next().is_none() && new.property_names().is_none();
        let direction = match new.additional_properties() {
            _ if before.is_never() => Direction::Same,
            None if is_open => Direction::Wider,
            Some(rest) if is_open && self.is_within(before, rest) => Direction::Wider,
            _ => Direction::Narrower,
        };
        let (kind, old) = (ChangeKind::ParameterRemoved, shown::schema(before));
        let path = member(path, name);
        self.add(Finding {
            path,
            kind,
            keyword: Some(Keyword::Properties),
            direction,
            old,
            new: Value::Null,
        });
    }

    fn added(
        &mut self,
        path: &str,
        name: &str,
        old: &'a Schema,
        after: &'a Schema,
        is_required: bool,
    ) {
        let was_map = !path.is_empty() && old.properties().is_empty();
        let accepted = if old.pattern_properties().next().is_some() {
            false
        } else if old.additional_properties().is_some() || was_map {
            let rest = any(old.additional_properties());
            rest.is_never() || self.is_within(rest, after)
        } else {
            true
        };
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

    fn dependents(&mut self, path: &str, old: &'a Schema, new: &'a Schema) {
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
            let direction = Direction::of(outer.is_subset(&inner), inner.is_subset(&outer));
            let show = |list: Vec<String>| if list.is_empty() { Value::Null } else { json!(list) };
            let path = member(path, name);
            self.add_rule(&path, Keyword::DependentRequired, direction, show(before), show(after));
        }
        let (before, after): (Vec<_>, Vec<_>) =
            (old.dependent_schemas().collect(), new.dependent_schemas().collect());
        let are_same = before.len() == after.len()
            && before.iter().zip(&after).all(|((before_name, before), (name, after))| {
                before_name == name && self.comparison.are_same(before, after)
            });
        if !are_same {
            let direction = Direction::of(after.is_empty(), before.is_empty());
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
