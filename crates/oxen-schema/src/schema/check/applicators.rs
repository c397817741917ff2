//! Applicators: keywords that hold schemas for items, for properties or for the same value.

use super::assertions::max_allowed;
use super::branches::{describe_all, in_words};
use super::{Checker, Tally, Verdict, ViolationSink};
use crate::schema::instance::{Instance, Items, Members, each_item};
use crate::schema::node::{
    ArrayRules, Condition, Contains, DependentRule, ObjectRules, Property, Schema,
};
use crate::schema::path::InstanceLocation;
use crate::schema::values::find_repeated;
use crate::schema::violation::Rule;
use crate::suggest;

impl<'a> Checker<'a> {
    pub(super) fn array(
        &self,
        rules: &'a ArrayRules,
        items: &dyn Items,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        let mut verdict = Verdict::Valid;
        let found = items.count() as u64;
        if !rules.count.contains(found) {
            let rule = || Rule::Items { allowed: rules.count, found };
            verdict = sink.violated(location, None, rule);
        }
        if rules.unique
            && let Some((first, second)) = find_repeated(items)
        {
            verdict = sink.violated(location, None, || Rule::Unique { first, second });
        }
        for (index, item) in each_item(items).enumerate() {
            if !sink.continues_after(verdict) {
                return verdict;
            }
            if let Some(schema) = rules.prefix.get(index).or(rules.items.as_deref()) {
                let at = InstanceLocation::Item(&location, index);
                verdict = verdict.and(self.apply(schema, item, at, sink));
            }
        }
        match &rules.contains {
            Some(contains) => verdict.and(self.contains(contains, items, location, sink)),
            None => verdict,
        }
    }

    fn contains(
        &self,
        contains: &'a Contains,
        items: &dyn Items,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        let verdicts = each_item(items).map(|item| self.verdict(&contains.schema, item));
        let tally: Tally = verdicts.collect();
        let (fewest, most) = (tally.valid, tally.at_most());
        let allowed = contains.count;
        if most < allowed.minimum || allowed.maximum.is_some_and(|maximum| fewest > maximum) {
            let found = if most < allowed.minimum { most } else { fewest };
            return sink.violated(location, None, || Rule::Contains { allowed, found });
        }
        let is_certain = allowed.contains(fewest) && allowed.contains(most);
        if is_certain { Verdict::Valid } else { Verdict::Unknown }
    }

    pub(super) fn object(
        &self,
        rules: &'a ObjectRules,
        members: &dyn Members,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        let mut verdict = Verdict::Valid;
        let found = members.count() as u64;
        if !rules.count.contains(found) {
            let rule = || Rule::Properties { allowed: rules.count, found };
            verdict = sink.violated(location, None, rule);
        }
        for name in &rules.required {
            if !sink.continues_after(verdict) {
                return verdict;
            }
            if members.member(name).is_none() {
                let at = InstanceLocation::Property(&location, name);
                verdict = sink.violated(at, None, || Rule::Required);
            }
        }
        if !sink.continues_after(verdict) {
            return verdict;
        }
        verdict = verdict.and(self.members(rules, members, location, sink));
        for dependent in &rules.dependents {
            if !sink.continues_after(verdict) {
                return verdict;
            }
            if members.member(&dependent.name).is_some() {
                let (present, rule) = (&dependent.name, &dependent.rule);
                verdict = verdict.and(self.dependent(present, rule, members, location, sink));
            }
        }
        verdict
    }

    fn members(
        &self,
        rules: &'a ObjectRules,
        members: &dyn Members,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        let mut verdict = Verdict::Valid;
        members.visit(&mut |name, value| {
            let at = InstanceLocation::Property(&location, name);
            verdict = verdict.and(self.member(rules, (name, value), at, sink));
            if let Some(names) = &rules.names {
                let mut of_name = self.verdict(names, Instance::String(name));
                if of_name.is_invalid() {
                    of_name = sink.violated(at, None, || Rule::PropertyName);
                }
                verdict = verdict.and(of_name);
            }
            sink.continues_after(verdict)
        });
        verdict
    }

    fn member(
        &self,
        rules: &'a ObjectRules,
        (name, instance): (&str, Instance<'_>),
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        let mut verdict = Verdict::Valid;
        // The verdict on whether the name is listed, so that the value is not an additional property.
        let mut is_listed = Verdict::Invalid;
        if let Some(schema) = rules.properties.get(name) {
            is_listed = Verdict::Valid;
            verdict = self.apply(schema, instance, location, sink);
        }
        for (pattern, schema) in &rules.patterns {
            let matches = self.matches(pattern, name);
            is_listed = is_listed.or(matches);
            verdict = verdict.and(match matches {
                Verdict::Valid => self.apply(schema, instance, location, sink),
                Verdict::Unknown => self.verdict(schema, instance).or(Verdict::Unknown),
                Verdict::Invalid => Verdict::Valid,
            });
        }
        let Some(additional) = &rules.additional else { return verdict };
        verdict.and(match is_listed {
            Verdict::Valid => Verdict::Valid,
            Verdict::Unknown => self.verdict(additional, instance).or(Verdict::Unknown),
            Verdict::Invalid if additional.is_never() => {
                let suggest = sink.suggests();
                let names = rules.properties.as_slice().iter().map(Property::name);
                sink.violated(location, Some(instance), || unknown(names, name, suggest))
            }
            Verdict::Invalid => self.apply(additional, instance, location, sink),
        })
    }

    fn dependent(
        &self,
        present: &str,
        rule: &'a DependentRule,
        members: &dyn Members,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        match rule {
            DependentRule::Schema(schema) => {
                self.apply(schema, Instance::Object(members), location, sink)
            }
            DependentRule::Required(names) => {
                let mut verdict = Verdict::Valid;
                for name in names.iter().filter(|name| members.member(name).is_none()) {
                    let at = InstanceLocation::Property(&location, name);
                    let rule = || Rule::RequiredWith { present: present.to_owned() };
                    verdict = sink.violated(at, None, rule);
                }
                verdict
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
    ) -> Verdict {
        let rules = &schema.composition;
        let mut verdict = Verdict::Valid;
        if let Some(reference) = &rules.reference {
            verdict = self.reference(reference, instance, location, sink);
        }
        for part in &rules.all_of {
            if !sink.continues_after(verdict) {
                return verdict;
            }
            verdict = verdict.and(self.apply(part, instance, location, sink));
        }
        if !rules.any_of.is_empty() {
            verdict = verdict.and(self.any_of(&rules.any_of, instance, location, sink));
        }
        if !rules.one_of.is_empty() {
            verdict = verdict.and(self.one_of(&rules.one_of, instance, location, sink));
        }
        for part in &rules.not {
            verdict = verdict.and(match self.verdict(part, instance) {
                Verdict::Valid => sink.violated(location, Some(instance), || not_rule(part)),
                Verdict::Unknown => Verdict::Unknown,
                Verdict::Invalid => Verdict::Valid,
            });
        }
        match &rules.condition {
            Some(condition) => verdict.and(self.condition(condition, instance, location, sink)),
            None => verdict,
        }
    }

    fn any_of(
        &self,
        branches: &'a [Schema],
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        let mut verdict = Verdict::Invalid;
        for branch in branches {
            verdict = verdict.or(self.verdict(branch, instance));
            if verdict == Verdict::Valid {
                return verdict;
            }
        }
        if verdict.is_invalid() {
            return self.no_branch(branches, instance, location, sink, Rule::AnyOf);
        }
        verdict
    }

    fn one_of(
        &self,
        branches: &'a [Schema],
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        let verdicts = branches.iter().map(|branch| self.verdict(branch, instance));
        let tally: Tally = verdicts.collect();
        let fitting = usize::try_from(tally.valid).unwrap_or(usize::MAX);
        let rule = |allowed| Rule::OneOf { allowed, fitting };
        match (tally.valid, tally.unknown) {
            (1, 0) => Verdict::Valid,
            (0, 0) => self.no_branch(branches, instance, location, sink, rule),
            (0 | 1, _) => Verdict::Unknown,
            _ => sink.violated(location, Some(instance), || rule(describe_all(branches))),
        }
    }

    fn condition(
        &self,
        condition: &'a Condition,
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        let Condition { when, then, otherwise } = condition;
        match self.verdict(when, instance) {
            Verdict::Valid => self.apply(then, instance, location, sink),
            Verdict::Invalid => self.apply(otherwise, instance, location, sink),
            Verdict::Unknown => {
                let branches = [then, otherwise].map(|branch| self.verdict(branch, instance));
                match branches {
                    [Verdict::Valid, Verdict::Valid] => Verdict::Valid,
                    // Either branch refuses the value, whichever applies.
                    [Verdict::Invalid, Verdict::Invalid] => {
                        let rule = || Rule::AnyOf([then, otherwise].map(in_words).to_vec());
                        sink.violated(location, Some(instance), rule)
                    }
                    _ => Verdict::Unknown,
                }
            }
        }
    }
}

/// Returns the violated rule for `not`. Around `required`, it means that names exclude each other.
fn not_rule(part: &Schema) -> Rule {
    match part.excluded_names() {
        Some(names) => Rule::Excludes(names.to_vec()),
        None => Rule::Not(in_words(part)),
    }
}

/// Returns the violated rule for a name that is not among these.
pub(super) fn unknown<'a>(names: impl Iterator<Item = &'a str>, name: &str, suggest: bool) -> Rule {
    let names: Vec<&str> = names.take(max_allowed(suggest)).collect();
    let nearest = if suggest { suggest::nearest(name, names.iter().copied()) } else { None };
    Rule::Unknown {
        allowed: names.into_iter().map(str::to_owned).collect(),
        nearest: nearest.map(str::to_owned),
    }
}
