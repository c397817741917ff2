//! The rules that hold schemas: for items, for properties, and for the same value.

use serde_json::{Map, Value};

use super::branches::{describe_all, in_words};
use super::{Checker, Report};
use crate::schema::instance::Instance;
use crate::schema::node::{ArrayRules, DependentRule, ObjectRules, Schema};
use crate::schema::path::Place;
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
        place: Place<'_>,
        report: &mut Report,
    ) -> bool {
        let mut fits = true;
        let found = items.len() as u64;
        if !rules.count.contains(found) {
            fits = report.broken(place, None, || Rule::Items { allowed: rules.count, found });
        }
        if rules.unique
            && let Some((first, second)) = find_repeated(items)
        {
            fits = report.broken(place, None, || Rule::Unique { first, second });
        }
        for (index, item) in items.iter().enumerate() {
            if !(fits || report.goes_on()) {
                return false;
            }
            if let Some(schema) = rules.prefix.get(index).or(rules.items.as_deref()) {
                fits &= self.apply(schema, item.into(), Place::Item(&place, index), report);
            }
        }
        if let Some(contains) = &rules.contains {
            let kind = |item: &&Value| self.fits(&contains.schema, (*item).into());
            let found = items.iter().filter(kind).count() as u64;
            if !contains.count.contains(found) {
                fits = report
                    .broken(place, None, || Rule::Contains { allowed: contains.count, found });
            }
        }
        fits
    }

    pub(super) fn object(
        &self,
        rules: &'a ObjectRules,
        members: &Map<String, Value>,
        place: Place<'_>,
        report: &mut Report,
    ) -> bool {
        let mut fits = true;
        let found = members.len() as u64;
        if !rules.count.contains(found) {
            fits = report.broken(place, None, || Rule::Properties { allowed: rules.count, found });
        }
        for name in &rules.required {
            if !members.contains_key(name) {
                fits = report.broken(Place::Property(&place, name), None, || Rule::Required);
            }
        }
        if !(fits || report.goes_on()) {
            return false;
        }
        fits &= self.members(rules, members, place, report);
        for dependent in &rules.dependents {
            if !(fits || report.goes_on()) {
                return false;
            }
            if members.contains_key(&dependent.name) {
                fits &= self.dependent(&dependent.name, &dependent.rule, members, place, report);
            }
        }
        fits
    }

    fn members(
        &self,
        rules: &'a ObjectRules,
        members: &Map<String, Value>,
        place: Place<'_>,
        report: &mut Report,
    ) -> bool {
        let mut fits = true;
        for (name, value) in members {
            if !(fits || report.goes_on()) {
                return false;
            }
            let at = Place::Property(&place, name);
            let mut claimed = false;
            if let Some(schema) = rules.properties.get(name) {
                claimed = true;
                fits &= self.apply(schema, value.into(), at, report);
            }
            for (pattern, schema) in &rules.patterns {
                let matches = pattern.matches(name);
                // A pattern that can't be checked may well match: nothing is additional then.
                claimed |= matches.unwrap_or(true);
                if matches == Some(true) {
                    fits &= self.apply(schema, value.into(), at, report);
                }
            }
            if let (false, Some(additional)) = (claimed, &rules.additional) {
                fits &= if additional.is_never() {
                    let suggest = report.suggests();
                    let names = rules.properties.as_slice().iter().map(Property::name);
                    report.broken(at, Some(value.into()), || {
                        unknown(&names.take(MAX_ALLOWED).collect::<Vec<_>>(), name, suggest)
                    })
                } else {
                    self.apply(additional, value.into(), at, report)
                };
            }
            if let Some(names) = &rules.names
                && !self.fits(names, Instance::String(name))
            {
                fits = report.broken(at, None, || Rule::PropertyName);
            }
        }
        fits
    }

    fn dependent(
        &self,
        present: &str,
        rule: &'a DependentRule,
        members: &Map<String, Value>,
        place: Place<'_>,
        report: &mut Report,
    ) -> bool {
        match rule {
            DependentRule::Schema(schema) => self.apply(schema, members.into(), place, report),
            DependentRule::Required(names) => {
                let mut fits = true;
                for name in names.iter().filter(|name| !members.contains_key(*name)) {
                    let rule = || Rule::RequiredWith { present: present.to_owned() };
                    fits = report.broken(Place::Property(&place, name), None, rule);
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
        place: Place<'_>,
        report: &mut Report,
    ) -> bool {
        let rules = &schema.composition;
        let mut fits = true;
        if let Some(reference) = &rules.reference {
            fits &= self.reference(reference, instance, place, report);
        }
        for part in &rules.all_of {
            if !(fits || report.goes_on()) {
                return false;
            }
            fits &= self.apply(part, instance, place, report);
        }
        if !rules.any_of.is_empty() && !rules.any_of.iter().any(|part| self.fits(part, instance)) {
            fits &= self.no_branch(&rules.any_of, instance, place, report, Rule::AnyOf);
        }
        if !rules.one_of.is_empty() {
            let fitting = rules.one_of.iter().filter(|part| self.fits(part, instance)).count();
            if fitting != 1 {
                let rule = |allowed| Rule::OneOf { allowed, fitting };
                fits &= if fitting == 0 {
                    self.no_branch(&rules.one_of, instance, place, report, rule)
                } else {
                    report.broken(place, Some(instance), || rule(describe_all(&rules.one_of)))
                };
            }
        }
        for part in &rules.not {
            if self.fits(part, instance) {
                fits = report.broken(place, Some(instance), || not_rule(part));
            }
        }
        if let Some(condition) = &rules.condition {
            let holds = self.fits(&condition.when, instance);
            let part = if holds { &condition.then } else { &condition.otherwise };
            fits &= self.apply(part, instance, place, report);
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
