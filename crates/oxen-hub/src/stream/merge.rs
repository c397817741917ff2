//! Joining JSON values that come in pieces.

use serde_json::{Map, Value};

/// The approximate size of a choice or call by itself, in bytes.
pub(super) const ENTRY: u64 = 256;

/// The treatment of a new text for a field that has one already.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Texts {
    /// The new one continues it.
    Continue,
    /// The new one replaces it.
    Replace,
}

/// Merges an object into another: lists are continued, objects merged, other values replaced, and null is ignored.
/// Returns the approximate growth in bytes. Texts are continued or replaced, as `texts` states.
pub(super) fn merge(into: &mut Map<String, Value>, new: &Map<String, Value>, texts: Texts) -> u64 {
    let mut growth = 0;
    for (name, value) in new {
        match into.get_mut(name) {
            _ if value.is_null() => {}
            Some(old) => growth += merge_value(old, value, texts),
            None => {
                growth += name.len() as u64 + size(value);
                into.insert(name.clone(), value.clone());
            }
        }
    }
    growth
}

fn merge_value(old: &mut Value, new: &Value, texts: Texts) -> u64 {
    match (&mut *old, new) {
        (Value::Object(old), Value::Object(new)) => merge(old, new, texts),
        (Value::Array(old), Value::Array(new)) => {
            old.extend(new.iter().cloned());
            new.iter().map(size).sum()
        }
        (Value::String(old), Value::String(new)) if texts == Texts::Continue => {
            old.push_str(new);
            new.len() as u64
        }
        _ => {
            let before = size(old);
            if old != new {
                old.clone_from(new);
            }
            size(new).saturating_sub(before)
        }
    }
}

/// Returns the approximate size of a value in memory, in bytes.
fn size(value: &Value) -> u64 {
    const NODE: u64 = 32;
    NODE + match value {
        Value::String(text) => text.len() as u64,
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| name.len() as u64 + NODE + size(value)).sum()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
    }
}

/// Sets a field unless it is set already.
pub(super) fn set<T: Clone>(field: &mut Option<T>, value: Option<&T>) {
    if field.is_none() {
        *field = value.cloned();
    }
}

/// Appends to a text, and returns the number of bytes added.
pub(super) fn extend(field: &mut Option<String>, text: Option<&str>) -> u64 {
    let Some(text) = text else { return 0 };
    field.get_or_insert_default().push_str(text);
    text.len() as u64
}
