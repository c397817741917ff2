//! A model's own request schema, adapted to the requests that this project sends.

use serde_json::{Map, Value, json};

/// The member of every request that names the model, and so can't be a parameter.
const MODEL: &str = "model";

/// Levels of nested objects that are looked at.
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
pub(super) fn of_parameters(own: &Value) -> Value {
    let mut schema = own.clone();
    without_model(&mut schema, MAX_DEPTH);
    list_required(&mut schema, MAX_DEPTH);
    schema
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

fn list_required(schema: &mut Value, depth: usize) {
    let (Value::Object(schema), Some(depth)) = (schema, depth.checked_sub(1)) else { return };
    for keyword in ["items", "additionalProperties"] {
        if let Some(inner) = schema.get_mut(keyword) {
            list_required(inner, depth);
        }
    }
    for keyword in ["properties", "$defs", "definitions"] {
        if let Some(Value::Object(inner)) = schema.get_mut(keyword) {
            inner.values_mut().for_each(|inner| list_required(inner, depth));
        }
    }
    let Some(other) = other_properties(schema) else { return };
    let Some(Value::Array(required)) = schema.get("required").cloned() else { return };
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for name in required.iter().filter_map(Value::as_str) {
            properties.entry(name).or_insert_with(|| other.clone());
        }
    }
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
