//! A model's own request schema, adapted to the requests that this project sends.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::schema::{MAX_SIZE, SchemaError, check_limits, size, size_of_text};

/// The member of every request that names the model, and so can't be a parameter.
const MODEL: &str = "model";

/// The maximum number of levels of nested objects that are adapted.
const MAX_DEPTH: usize = 32;

/// Keywords that describe other schemas for the same value, which may list what `properties` doesn't.
const COMBINED: [&str; 9] = [
    "$ref",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "patternProperties",
    "unevaluatedProperties",
    "dependentSchemas",
];

/// Returns the schema without `model`, which every request has anyway, and with every required property listed,
/// so that it can be set like the others. Apart from `model`, the schema accepts the same requests as before.
///
/// # Errors
///
/// Returns an error if the schema exceeds the limits, or would with every required property listed.
pub(super) fn of_parameters(own: &Value) -> Result<Value, SchemaError> {
    // Before it is copied: a copy of a value that is nested too deeply overflows the stack.
    check_limits(own)?;
    let mut schema = own.clone();
    without_model(&mut schema, MAX_DEPTH);
    let mut budget = MAX_SIZE.saturating_sub(size(&schema));
    list_required(&mut schema, MAX_DEPTH, &mut budget)?;
    Ok(schema)
}

/// Drops `model` from an object schema and from those that apply to the same object.
fn without_model(schema: &mut Value, depth: usize) {
    let (Value::Object(schema), Some(depth)) = (schema, depth.checked_sub(1)) else { return };
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.remove(MODEL);
    }
    if let Some(Value::Array(required)) = schema.get_mut("required") {
        required.retain(|name| name != MODEL);
    }
    if let Some(Value::Array(parts)) = schema.get_mut("allOf") {
        for part in parts {
            without_model(part, depth);
        }
    }
}

/// Lists the required properties. Each is a copy of `additionalProperties`, at every level, so that a small schema may
/// become a large one: `budget` is how much it may grow.
fn list_required(schema: &mut Value, depth: usize, budget: &mut usize) -> Result<(), SchemaError> {
    let (Value::Object(schema), Some(depth)) = (schema, depth.checked_sub(1)) else {
        return Ok(());
    };
    for keyword in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get_mut(keyword) {
            list_required(inner, depth, budget)?;
        }
    }
    for keyword in ["properties", "$defs", "definitions"] {
        if let Some(Value::Object(inner)) = schema.get_mut(keyword) {
            inner.values_mut().try_for_each(|inner| list_required(inner, depth, budget))?;
        }
    }
    let unlisted = unlisted(schema);
    if unlisted.is_empty() {
        return Ok(());
    }
    let Some(other) = other_properties(schema) else { return Ok(()) };
    let each = size(&other);
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for name in unlisted {
            let left = budget.checked_sub(each + size_of_text(&name));
            *budget = left.ok_or(SchemaError::TooLarge { limit: MAX_SIZE })?;
            properties.insert(name, other.clone());
        }
    }
    Ok(())
}

/// Returns the required properties that are not listed.
fn unlisted(schema: &Map<String, Value>) -> BTreeSet<String> {
    let (Some(Value::Array(required)), Some(Value::Object(properties))) =
        (schema.get("required"), schema.get("properties"))
    else {
        return BTreeSet::new();
    };
    let names = required.iter().filter_map(Value::as_str);
    names.filter(|name| !properties.contains_key(*name)).map(str::to_owned).collect()
}

/// Returns the schema of unlisted properties; `None` if there can't be any, or other keywords may decide.
fn other_properties(schema: &Map<String, Value>) -> Option<Value> {
    if COMBINED.iter().any(|keyword| schema.contains_key(*keyword)) {
        return None;
    }
    match schema.get("additionalProperties") {
        None | Some(Value::Bool(true)) => Some(json!({})),
        Some(other @ Value::Object(_)) => Some(other.clone()),
        Some(_) => None,
    }
}
