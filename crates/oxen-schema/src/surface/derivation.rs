//! Derives constraints and exclusions from schemas that can be reduced to them.

use std::collections::HashSet;

use serde_json::Value;

use super::constraint::{Constraint, Member};
use crate::schema::{Count, Format, JsonType, Kind, RequestSchema, Schema};

/// The maximum number of levels of objects and lists in a constraint.
const MAX_LEVELS: usize = 6;

/// Returns the lists of parameters that can't all be given together, if the schema has no other rule about several
/// parameters.
pub(super) fn exclusions(schema: &RequestSchema) -> Option<Vec<Vec<String>>> {
    let root = schema.root();
    let lists: Vec<Vec<String>> = schema.exclusions().map(<[String]>::to_vec).collect();
    let is_plain = !has_parts(root)
        && lists.len() == root.none_of().len()
        && root.required().iter().all(|name| schema.parameter(name).is_some())
        && root.values().is_none()
        && root.property_count().is_unbounded()
        && root.property_names().is_none()
        && root.pattern_properties().next().is_none()
        && root.dependent_required().next().is_none()
        && root.dependent_schemas().next().is_none();
    is_plain.then_some(lists)
}

/// Returns the constraint of a schema with values of a kind, if a constraint can express the whole schema.
pub(super) fn constraint(schema: &Schema, kind: &Kind) -> Option<Constraint> {
    at_level(schema, kind, 0)
}

fn at_level(schema: &Schema, kind: &Kind, level: usize) -> Option<Constraint> {
    if *kind == Kind::Nested {
        return object(schema, level);
    }
    if has_parts(schema) || !schema.none_of().is_empty() {
        return None;
    }
    let takes = |json_type| schema.types().contains(json_type);
    let is_number = takes(JsonType::Integer) && schema.multiple_of().is_empty();
    match kind {
        Kind::Enumeration(values) => {
            let is_plain = |value: &Value| !value.is_array() && !value.is_object();
            // Listed values satisfy the rest of the schema: its normal form drops the others.
            let is_listed = |value: &Value| is_plain(value) && schema.lists(value);
            values.iter().all(is_listed).then(|| Constraint::Listed(values.clone()))
        }
        _ if schema.values().is_some() => None,
        Kind::String | Kind::Media if takes(JsonType::String) => string(schema),
        Kind::Boolean if takes(JsonType::Boolean) => Some(Constraint::Boolean),
        Kind::Integer if is_number => Some(Constraint::Integer(schema.range().clone())),
        Kind::Number if is_number && takes(JsonType::Number) => {
            Some(Constraint::Number(schema.range().clone()))
        }
        Kind::List(item) if takes(JsonType::Array) => {
            let Count { minimum, maximum } = schema.item_count();
            let is_free = maximum.is_none()
                && !schema.unique_items()
                && schema.contains().is_none()
                && schema.prefix_items().is_empty();
            let items = Box::new(at_level(schema.items()?, item, level)?);
            let minimum = usize::try_from(minimum).ok()?;
            is_free.then_some(Constraint::List { items, minimum })
        }
        _ => None,
    }
}

fn string(schema: &Schema) -> Option<Constraint> {
    let is_free = schema.length().is_unbounded() && schema.patterns().next().is_none();
    let constraint = match schema.formats() {
        [] => Constraint::String,
        [Format::Uri] => Constraint::Uri,
        _ => return None,
    };
    is_free.then_some(constraint)
}

/// Returns the constraint of an object, if some of its members have one and the schema constrains nothing else.
fn object(schema: &Schema, level: usize) -> Option<Constraint> {
    if level == MAX_LEVELS || !schema.types().contains(JsonType::Object) || has_more(schema) {
        return None;
    }
    let members: Vec<Member> = schema
        .properties()
        .iter()
        .filter_map(|property| {
            let (name, schema) = (property.name().to_owned(), property.schema());
            let constraint = member(&name, schema, level)?;
            Some(Member { is_required: false, name, constraint })
        })
        .collect();
    // One of several shapes is enough, and most objects have the first one.
    let shape = match schema.any_of() {
        [] => &[],
        shapes => shapes.iter().find(|shape| only_requires(shape))?.required(),
    };
    with_required(members, schema.required().iter().chain(shape))
}

fn with_required<'a>(
    mut members: Vec<Member>,
    required: impl Iterator<Item = &'a String>,
) -> Option<Constraint> {
    let mut required: HashSet<&str> = required.map(String::as_str).collect();
    for member in &mut members {
        member.is_required = required.remove(member.name.as_str());
    }
    if !required.is_empty() {
        return None;
    }
    (!members.is_empty()).then_some(Constraint::Object(members))
}

fn member(name: &str, schema: &Schema, level: usize) -> Option<Constraint> {
    let kind = Kind::of(name, schema);
    if kind == Kind::Nested && schema.types().contains(JsonType::String) {
        return string_among_others(schema);
    }
    at_level(schema, &kind, level + 1)
}

/// Returns the constraint of any string, if other types are valid too or a string is one of several shapes.
fn string_among_others(schema: &Schema) -> Option<Constraint> {
    let is_string = |schema: &Schema| {
        schema.types().contains(JsonType::String)
            && schema.values().is_none()
            && schema.none_of().is_empty()
            && string(schema) == Some(Constraint::String)
    };
    let is_free = |schema: &Schema| is_string(schema) && !has_other_parts(schema);
    let is_shape = |shape: &Schema| is_free(shape) && shape.any_of().is_empty();
    let shapes = schema.any_of();
    let is_any = is_free(schema) && (shapes.is_empty() || shapes.iter().any(is_shape));
    is_any.then_some(Constraint::String)
}

/// Returns whether a schema only requires members of an object.
fn only_requires(schema: &Schema) -> bool {
    schema.types().contains(JsonType::Object)
        && !has_more(schema)
        && schema.any_of().is_empty()
        && schema.properties().is_empty()
        && schema.additional_properties().is_none()
}

/// Returns whether a schema constrains an object beyond its listed, required and additional members, and an `anyOf`.
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

/// Returns whether a schema applies others to the same value, apart from those of `not`.
fn has_parts(schema: &Schema) -> bool {
    has_other_parts(schema) || !schema.any_of().is_empty()
}

/// Returns whether a schema applies others to the same value, apart from those of `anyOf` and `not`.
fn has_other_parts(schema: &Schema) -> bool {
    schema.reference().is_some()
        || schema.condition().is_some()
        || !schema.all_of().is_empty()
        || !schema.one_of().is_empty()
}
