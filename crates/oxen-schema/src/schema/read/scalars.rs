//! Reads the values of keywords that hold no schemas.

use std::collections::HashSet;

use serde_json::Value;

use super::{Reader, SchemaLocation};
use crate::schema::number;

impl Reader<'_> {
    /// Reads a count.
    pub(super) fn count(&mut self, value: &Value, at: &SchemaLocation<'_>) -> Option<u64> {
        let count = value.as_number().and_then(number::to_count);
        if count.is_none() {
            self.malformed(at, "a count: a non-negative integer", value);
        }
        count
    }

    pub(super) fn text(&mut self, value: &Value, at: &SchemaLocation<'_>) -> Option<String> {
        if !value.is_string() {
            self.malformed(at, "a string", value);
        }
        value.as_str().map(str::to_owned)
    }

    pub(super) fn flag(&mut self, value: &Value, at: &SchemaLocation<'_>) -> bool {
        if !value.is_boolean() {
            self.malformed(at, "true or false", value);
        }
        value.as_bool().unwrap_or_default()
    }

    pub(super) fn order(&mut self, value: &Value, at: &SchemaLocation<'_>) -> Option<f64> {
        if !value.is_number() {
            self.malformed(at, "a number", value);
        }
        value.as_f64().filter(|order| order.is_finite())
    }

    /// Reads a list of names, each kept once.
    pub(super) fn names(&mut self, value: &Value, at: &SchemaLocation<'_>) -> Vec<String> {
        let names: Option<Vec<&str>> =
            value.as_array().and_then(|names| names.iter().map(Value::as_str).collect());
        let Some(names) = names else {
            self.malformed(at, "a list of names", value);
            return Vec::new();
        };
        let mut seen = HashSet::new();
        names.into_iter().filter(|name| seen.insert(*name)).map(str::to_owned).collect()
    }
}
