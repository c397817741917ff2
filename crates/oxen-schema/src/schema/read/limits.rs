//! Size limits, checked before anything walks a schema.

use serde_json::Value;

use crate::schema::SchemaError;

/// The greatest depth of a schema, in levels of JSON: the limit of `serde_json` for text.
const MAX_DEPTH: usize = 128;
/// The greatest number of JSON values in a schema.
const MAX_VALUES: usize = 50_000;
/// Characters of a path in an error.
const MAX_PATH: usize = 120;

/// Refuses schemas that are nested too deeply or too large.
pub(in crate::schema) fn check_limits(schema: &Value) -> Result<(), SchemaError> {
    // A stack of iterators instead of recursion, which deep nesting would overflow.
    let mut open: Vec<Children<'_>> = vec![Children::of(schema)];
    let mut values = 1;
    while let Some(children) = open.last_mut() {
        let Some(child) = children.next() else {
            open.pop();
            continue;
        };
        values += 1;
        if values > MAX_VALUES {
            return Err(SchemaError::TooLarge { limit: MAX_VALUES });
        }
        if child.is_array() || child.is_object() {
            if open.len() >= MAX_DEPTH {
                return Err(SchemaError::TooDeep { path: path(&open), limit: MAX_DEPTH });
            }
            open.push(Children::of(child));
        }
    }
    Ok(())
}

/// Returns the number of JSON values in a schema, itself included. Recursion is safe within the limits.
pub(in crate::schema) fn size(schema: &Value) -> usize {
    1 + match schema {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(members) => members.values().map(size).sum(),
        _ => 0,
    }
}

enum Children<'a> {
    Items(std::iter::Enumerate<std::slice::Iter<'a, Value>>, usize),
    Members(serde_json::map::Iter<'a>, &'a str),
    None,
}

impl<'a> Children<'a> {
    fn of(value: &'a Value) -> Self {
        match value {
            Value::Array(items) => Self::Items(items.iter().enumerate(), 0),
            Value::Object(members) => Self::Members(members.iter(), ""),
            _ => Self::None,
        }
    }

    fn next(&mut self) -> Option<&'a Value> {
        match self {
            Self::Items(items, at) => {
                let (index, value) = items.next()?;
                *at = index;
                Some(value)
            }
            Self::Members(members, at) => {
                let (name, value) = members.next()?;
                *at = name;
                Some(value)
            }
            Self::None => None,
        }
    }

    fn step(&self) -> String {
        match self {
            Self::Items(_, index) => index.to_string(),
            Self::Members(_, name) => (*name).to_owned(),
            Self::None => String::new(),
        }
    }
}

fn path(open: &[Children<'_>]) -> String {
    let mut path = String::new();
    for children in open {
        path = super::child_pointer(&path, &children.step());
        if path.chars().count() > MAX_PATH {
            return path.chars().take(MAX_PATH).chain(['…']).collect();
        }
    }
    path
}
