//! The rules for a value by itself: its type, and what numbers and strings have to be.

use serde_json::{Number, Value};

use super::ViolationSink;
use crate::schema::instance::Instance;
use crate::schema::json_type::{JsonType, Types};
use crate::schema::node::{Schema, StringRules};
use crate::schema::number;
use crate::schema::path::InstanceLocation;
use crate::schema::values::Values;
use crate::schema::violation::Rule;
use crate::suggest;

/// Values that a violation lists.
const MAX_ALLOWED: usize = 1000;

/// Checks whether the instance is of the right type, and one of the values if these are listed.
pub(super) fn check_type(
    schema: &Schema,
    instance: Instance<'_>,
    location: InstanceLocation<'_>,
    sink: &mut ViolationSink,
) -> bool {
    // A list of values says more than the types of these values.
    if let Some(values) = &schema.values
        && !values.contains(instance)
    {
        let suggest = sink.suggests();
        return sink.violated(location, Some(instance), || values_rule(values, instance, suggest));
    }
    schema.types.accept(instance) || sink.violated(location, Some(instance), || type_rule(schema))
}

/// Checks numbers and strings by the rules for them.
pub(super) fn check_details(
    schema: &Schema,
    instance: Instance<'_>,
    location: InstanceLocation<'_>,
    sink: &mut ViolationSink,
) -> bool {
    match instance {
        Instance::Number(number) => check_number(schema, number, location, sink),
        Instance::String(text) => check_string(&schema.string, text, location, sink),
        _ => true,
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

pub(super) fn values_rule(values: &Values, instance: Instance<'_>, suggest: bool) -> Rule {
    let allowed = values.as_slice();
    let allowed = &allowed[..allowed.len().min(MAX_ALLOWED)];
    let nearest = if suggest { nearest(allowed, instance) } else { None };
    Rule::Values { allowed: allowed.to_vec(), nearest: nearest.cloned() }
}

/// The value that was most likely meant: one of nearly that name, or the same number or text written
/// as the other.
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
) -> bool {
    let rules = &schema.number;
    let instance = Instance::Number(found);
    let mut fits = true;
    if !rules.range.contains(found) {
        let integer = !schema.types.contains(JsonType::Number)
            && schema.types.overlaps(Types::of(JsonType::Integer));
        let range = || Rule::Range { range: rules.range.clone(), integer };
        fits = sink.violated(location, Some(instance), range);
    }
    for step in &rules.multiple_of {
        if !number::is_multiple_of(found, step) {
            fits = sink.violated(location, Some(instance), || Rule::MultipleOf(step.clone()));
        }
    }
    fits
}

fn check_string(
    rules: &StringRules,
    text: &str,
    location: InstanceLocation<'_>,
    sink: &mut ViolationSink,
) -> bool {
    let mut fits = true;
    let instance = Some(Instance::String(text));
    if !rules.length.is_unbounded() {
        let found = text.chars().count() as u64;
        if !rules.length.contains(found) {
            fits =
                sink.violated(location, instance, || Rule::Length { allowed: rules.length, found });
        }
    }
    for pattern in &rules.patterns {
        if pattern.matches(text) == Some(false) {
            fits = sink.violated(location, instance, || Rule::Pattern(pattern.source().to_owned()));
        }
    }
    for format in &rules.formats {
        if !format.accepts(text) {
            fits = sink.violated(location, instance, || Rule::Format(*format));
        }
    }
    fits
}
