//! Assertions: keywords about a value by itself, such as its type, its range or its length.

use serde_json::{Number, Value};

use super::{Checker, Verdict, ViolationSink};
use crate::schema::instance::Instance;
use crate::schema::json_type::{JsonType, Types};
use crate::schema::node::{Schema, StringRules};
use crate::schema::number;
use crate::schema::path::InstanceLocation;
use crate::schema::values::Values;
use crate::schema::violation::Rule;
use crate::suggest;

/// The maximum number of values or names that a violation lists.
const MAX_ALLOWED: usize = 1000;
/// The maximum number of values or names that a later one of many violations lists, so that all together stay small.
const MAX_ALLOWED_LATER: usize = 25;

/// Checks whether the instance is of the right type, and one of the values if these are listed.
///
/// Valid only if nothing unchecked constrains such an instance.
pub(super) fn check_type(
    schema: &Schema,
    instance: Instance<'_>,
    location: InstanceLocation<'_>,
    sink: &mut ViolationSink,
) -> Verdict {
    // A list of values is more specific than their types.
    if let Some(values) = &schema.values
        && !values.contains(instance)
    {
        let suggest = sink.suggests();
        return sink.violated(location, Some(instance), || values_rule(values, instance, suggest));
    }
    if !schema.types.accept(instance) {
        return sink.violated(location, Some(instance), || type_rule(schema));
    }
    if schema.unchecked.accept(instance) { Verdict::Unknown } else { Verdict::Valid }
}

impl<'a> Checker<'a> {
    /// Checks numbers and strings against the assertions about them.
    pub(super) fn check_details(
        &self,
        schema: &'a Schema,
        instance: Instance<'_>,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        match instance {
            Instance::Number(number) => check_number(schema, number, location, sink),
            Instance::String(text) => self.check_string(&schema.string, text, location, sink),
            _ => Verdict::Valid,
        }
    }

    fn check_string(
        &self,
        rules: &'a StringRules,
        text: &str,
        location: InstanceLocation<'_>,
        sink: &mut ViolationSink,
    ) -> Verdict {
        let mut verdict = Verdict::Valid;
        let instance = Some(Instance::String(text));
        if !rules.length.is_unbounded() {
            let found = text.chars().count() as u64;
            if !rules.length.contains(found) {
                let rule = || Rule::Length { allowed: rules.length, found };
                verdict = sink.violated(location, instance, rule);
            }
        }
        for pattern in &rules.patterns {
            if !sink.continues_after(verdict) {
                return verdict;
            }
            let mut matches = self.matches(pattern, text);
            if matches.is_invalid() {
                let rule = || Rule::Pattern(pattern.source().to_owned());
                matches = sink.violated(location, instance, rule);
            }
            verdict = verdict.and(matches);
        }
        for format in &rules.formats {
            if !format.accepts(text) {
                verdict = sink.violated(location, instance, || Rule::Format(*format));
            }
        }
        verdict
    }
}

fn type_rule(schema: &Schema) -> Rule {
    if schema.is_never() {
        return Rule::Nothing;
    }
    Rule::Type {
        types: schema.types(),
        nullable: schema.nullable(),
        range: schema.number.range.clone(),
    }
}

/// Returns how many values or names a violation lists.
pub(super) fn max_allowed(suggest: bool) -> usize {
    if suggest { MAX_ALLOWED } else { MAX_ALLOWED_LATER }
}

pub(super) fn values_rule(values: &Values, instance: Instance<'_>, suggest: bool) -> Rule {
    let allowed = values.as_slice();
    let allowed = &allowed[..allowed.len().min(max_allowed(suggest))];
    let nearest = if suggest { nearest(allowed, instance) } else { None };
    Rule::Values { allowed: allowed.to_vec(), nearest: nearest.cloned() }
}

/// Returns the value that was most likely meant: one with a similar name, or a number written as text or
/// the reverse.
fn nearest<'a>(allowed: &'a [Value], instance: Instance<'_>) -> Option<&'a Value> {
    match instance {
        Instance::String(text) => {
            allowed.iter().find(|value| is_number_written(value, text)).or_else(|| {
                let name = suggest::nearest(text, allowed.iter().filter_map(Value::as_str))?;
                allowed.iter().find(|value| value.as_str() == Some(name))
            })
        }
        Instance::Number(found) => {
            let text = found.to_string();
            allowed.iter().find(|value| value.as_str() == Some(text.as_str()))
        }
        _ => None,
    }
}

fn is_number_written(value: &Value, text: &str) -> bool {
    value.as_number().is_some_and(|number| number.to_string() == text)
}

fn check_number(
    schema: &Schema,
    found: &Number,
    location: InstanceLocation<'_>,
    sink: &mut ViolationSink,
) -> Verdict {
    let rules = &schema.number;
    let instance = Instance::Number(found);
    let mut verdict = Verdict::Valid;
    if !rules.range.contains(found) {
        let integer = !schema.types.contains(JsonType::Number)
            && schema.types.overlaps(Types::of(JsonType::Integer));
        let range = || Rule::Range { range: rules.range.clone(), integer };
        verdict = sink.violated(location, Some(instance), range);
    }
    for step in &rules.multiple_of {
        if !number::is_multiple_of(found, step) {
            verdict = sink.violated(location, Some(instance), || Rule::MultipleOf(step.clone()));
        }
    }
    verdict
}
