//! What is surely valid within a parameter.

use super::rule::{Member, Rule};
use crate::schema::{JsonType, Kind, Schema};

/// Levels of objects and lists that a rule goes into.
const MAX_LEVELS: usize = 6;

/// The rule of an object, if some of its members have rules and nothing is said that they can't say.
pub(super) fn object(schema: &Schema, level: usize) -> Option<Rule> {
    if level == MAX_LEVELS || !schema.types().contains(JsonType::Object) || has_more(schema) {
        return None;
    }
    let members: Vec<Member> = schema
        .properties()
        .iter()
        .filter_map(|property| {
            let (name, schema) = (property.name().to_owned(), property.schema());
            let rule = member(&name, schema, level)?;
            Some(Member { is_required: false, name, rule })
        })
        .collect();
    // Of several shapes one is enough, and the first one is what most objects have.
    let shape = match schema.any_of() {
        [] => &[],
        shapes => shapes.iter().find(|shape| only_requires(shape))?.required(),
    };
    with_required(members, schema.required().iter().chain(shape))
}

fn with_required<'a>(
    mut members: Vec<Member>,
    required: impl Iterator<Item = &'a String>,
) -> Option<Rule> {
    for name in required {
        members.iter_mut().find(|member| member.name == *name)?.is_required = true;
    }
    (!members.is_empty()).then_some(Rule::Object(members))
}

fn member(name: &str, schema: &Schema, level: usize) -> Option<Rule> {
    let kind = Kind::of(name, schema);
    if kind == Kind::Nested && schema.types().contains(JsonType::String) {
        return text_among_others(schema);
    }
    Rule::at_level(schema, &kind, level + 1)
}

/// Any text, where other types are valid too, or that is one of several shapes.
fn text_among_others(schema: &Schema) -> Option<Rule> {
    let is_text = |schema: &Schema| {
        schema.types().contains(JsonType::String)
            && schema.values().is_none()
            && schema.none_of().is_empty()
            && Rule::text(schema) == Some(Rule::Text { is_uri: false })
    };
    let is_free = |schema: &Schema| is_text(schema) && !has_other_parts(schema);
    let is_shape = |shape: &Schema| is_free(shape) && shape.any_of().is_empty();
    let shapes = schema.any_of();
    let is_any = is_free(schema) && (shapes.is_empty() || shapes.iter().any(is_shape));
    is_any.then_some(Rule::Text { is_uri: false })
}

/// Whether a schema only says of an object which members it must have.
fn only_requires(schema: &Schema) -> bool {
    schema.types().contains(JsonType::Object)
        && !has_more(schema)
        && schema.any_of().is_empty()
        && schema.properties().is_empty()
        && schema.additional_properties().is_none()
}

/// Whether a schema says more of an object than what its listed members are, which it must have, and that it has
/// one of several shapes.
fn has_more(schema: &Schema) -> bool {
    has_other_parts(schema)
        || schema.values().is_some()
        || !schema.none_of().is_empty()
        || !schema.property_count().is_unbounded()
        || schema.property_names().is_some()
        || schema.pattern_properties().next().is_some()
        || schema.dependent_required().next().is_some()
        || schema.dependent_schemas().next().is_some()
}

/// Whether a schema applies others to the same value, apart from those of `anyOf` and those that must not accept it.
fn has_other_parts(schema: &Schema) -> bool {
    schema.reference().is_some()
        || schema.condition().is_some()
        || !schema.all_of().is_empty()
        || !schema.one_of().is_empty()
}
