//! The rules that hold schemas: for items, for properties, and for the same value.

use serde_json::{Map, Value};

use super::branches::{describe_all, in_words};
use super::{Checker, ViolationSink};
use crate::schema::instance::Instance;
use crate::schema::node::{ArrayRules, DependentRule, ObjectRules, Schema};
use crate::schema::path::InstanceLocation;
use crate::schema::properties::Property;
use crate::schema::values::find_repeated;
use crate::schema::violation::Rule;
use crate::suggest;

/// Names that a violation lists.
const MAX_ALLOWED: usize = 1000;

impl<'a> Checker<'a> {
    pub(super) fn array(
        &self,
        rules: &'a ArrayRules,
        items: &[Value],
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> bool {
        let mut fits = true;
        let found = items.len() as u64;
        if !rules.count.contains(found) {
            fits = sink.violated(location, None, || Rule::Items { allowed: rules.count, found });
        }
        if rules.unique
            && let Some((first, second)) = find_repeated(items)
        {
            fits = sink.violated(location, None, || Rule::Unique { first, second });
        }
        for (index, item) in items.iter().enumerate() {
            if !(fits || sink.continues()) {
                return false;
            }
            if let Some(schema) = rules.prefix.get(index).or(rules.items.as_deref()) {
                fits &=
                    self.apply(schema, item.into(), InstanceLocation::Item(&location, index), sink);
            }
        }
        if let Some(contains) = &rules.contains {
            let kind = |item: &&Value| self.fits(&contains.schema, (*item).into());
            let found = items.iter().filter(kind).count() as u64;
            if !contains.count.contains(found) {
                fits = sink
                    .violated(location, None, || Rule::Contains { allowed: contains.count, found });
            }
        }
        fits
    }

    pub(super) fn object(
        &self,
        rules: &'a ObjectRules,
        members: &Map<String, Value>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> bool {
        let mut fits = true;
        let found = members.len() as u64;
        if !rules.count.contains(found) {
            fits =
                sink.violated(location, None, || Rule::Properties { allowed: rules.count, found });
        }
        for name in &rules.required {
            if !members.contains_key(name) {
                fits = sink
                    .violated(InstanceLocation::Property(&location, name), None, || Rule::Required);
            }
        }
        if !(fits || sink.continues()) {
            return false;
        }
        fits &= self.members(rules, members, location, sink);
        for dependent in &rules.dependents {
            if !(fits || sink.continues()) {
                return false;
            }
            if members.contains_key(&dependent.name) {
                fits &= self.dependent(&dependent.name, &dependent.rule, members, location, sink);
            }
        }
        fits
    }

    fn members(
        &self,
        rules: &'a ObjectRules,
        members: &Map<String, Value>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> bool {
        let mut fits = true;
        for (name, value) in members {
            if !(fits || sink.continues()) {
                return false;
            }
            let at = InstanceLocation::Property(&location, name);
            let mut claimed = false;
            if let Some(schema) = rules.properties.get(name) {
                claimed = true;
                fits &= self.apply(schema, value.into(), at, sink);
            }
            for (pattern, schema) in &rules.patterns {
                let matches = pattern.matches(name);
                // A pattern that can't be checked may well match: nothing is additional then.
                claimed |= matches.unwrap_or(true);
                if matches == Some(true) {
                    fits &= self.apply(schema, value.into(), at, sink);
                }
            }
            if let (false, Some(additional)) = (claimed, &rules.additional) {
                fits &= if additional.is_never() {
                    let suggest = sink.suggests();
                    let names = rules.properties.as_slice().iter().map(Property::name);
                    sink.violated(at, Some(value.into()), || {
                        unknown(&names.take(MAX_ALLOWED).collect::<Vec<_>>(), name, suggest)
                    })
                } else {
                    self.apply(additional, value.into(), at, sink)
                };
            }
            if let Some(names) = &rules.names
                && !self.fits(names, Instance::String(name))
            {
                fits = sink.violated(at, None, || Rule::PropertyName);
            }
        }
        fits
    }

    fn dependent(
        &self,
        present: &str,
        rule: &'a DependentRule,
        members: &Map<String, Value>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> bool {
        match rule {
            DependentRule::Schema(schema) => self.apply(schema, members.into(), location, sink),
            DependentRule::Required(names) => {
                let mut fits = true;
                for name in names.iter().filter(|name| !members.contains_key(*name)) {
                    let rule = || Rule::RequiredWith { present: present.to_owned() };
                    fits = sink.violated(InstanceLocation::Property(&location, name), None, rule);
                }
                fits
            }
        }
    }

    /// Checks the parts of a schema that are schemas for the same instance.
    pub(super) fn composition(
        &self,
        schema: &'a Schema,
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> bool {
        let rules = &schema.composition;
        let mut fits = true;
        if let Some(reference) = &rules.reference {
            fits &= self.reference(reference, instance, location, sink);
        }
        for part in &rules.all_of {
            if !(fits || sink.continues()) {
                return false;
            }
            fits &= self.apply(part, instance, location, sink);
        }
        if !rules.any_of.is_empty() && !rules.any_of.iter().any(|part| self.fits(part, instance)) {
            fits &= self.no_branch(&rules.any_of, instance, location, sink, Rule::AnyOf);
        }
        if !rules.one_of.is_empty() {
            let fitting = rules.one_of.iter().filter(|part| self.fits(part, instance)).count();
            if fitting != 1 {
                let rule = |allowed| Rule::OneOf { allowed, fitting };
                fits &= if fitting == 0 {
                    self.no_branch(&rules.one_of, instance, location, sink, rule)
                } else {
                    sink.violated(location, Some(instance), || rule(describe_all(&rules.one_of)))
                };
            }
        }
        for part in &rules.not {
            if self.fits(part, instance) {
                fits = sink.violated(location, Some(instance), || not_rule(part));
            }
        }
        if let Some(condition) = &rules.condition {
            let holds = self.fits(&condition.when, instance);
            let part = if holds { &condition.then } else { &condition.otherwise };
            fits &= self.apply(part, instance, location, sink);
        }
        fits
    }
}

/// `not` around `required` says that names exclude each other.
fn not_rule(part: &Schema) -> Rule {
    match part.excluded_names() {
        Some(names) => Rule::Excludes(names.to_vec()),
        None => Rule::Not(in_words(part)),
    }
}

/// The rule for a name that is none of these.
pub(super) fn unknown(names: &[&str], name: &str, suggest: bool) -> Rule {
    let names = &names[..names.len().min(MAX_ALLOWED)];
    let nearest = if suggest { suggest::nearest(name, names.iter().copied()) } else { None };
    Rule::Unknown {
        allowed: names.iter().map(|&name| name.to_owned()).collect(),
        nearest: nearest.map(str::to_owned),
    }
}
