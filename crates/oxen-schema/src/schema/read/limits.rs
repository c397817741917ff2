//! Size limits, checked before anything walks a schema.

use serde_json::Value;

use crate::pointer::Pointer;
use crate::schema::SchemaError;
use crate::text::excerpt_within;

/// The maximum depth of a schema, in levels of JSON: the limit of `serde_json` for text.
const MAX_DEPTH: usize = 128;
/// The maximum [`size`] of a schema.
pub(crate) const MAX_SIZE: usize = 50_000;
/// Bytes of text that count as one more value.
pub(crate) const VALUE_BYTES: usize = 64;
/// The maximum number of characters of a path in an error.
const MAX_PATH: usize = 120;

/// Refuses schemas that are nested too deeply or too large.
pub(crate) fn check_limits(schema: &Value) -> Result<(), SchemaError> {
    // A stack of iterators instead of recursion, which deep nesting would overflow.
    let mut open: Vec<Children<'_>> = vec![Children::of(schema)];
    let mut values = 1;
    while let Some(children) = open.last_mut() {
        let Some(child) = children.next() else {
            open.pop();
            continue;
        };
        let name = if let Children::Members(_, name) = children { name } else { "" };
        values += of_text(name) + own_size(child);
        if values > MAX_SIZE {
            return Err(SchemaError::TooLarge { limit: MAX_SIZE });
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

/// Returns the cost of copying a schema: its number of JSON values, itself included, in which a long text counts as
/// several. Recursion is safe within the limits.
pub(crate) fn size(schema: &Value) -> usize {
    own_size(schema)
        + match schema {
            Value::Array(items) => items.iter().map(size).sum(),
            Value::Object(members) => {
                members.iter().map(|(name, value)| of_text(name) + size(value)).sum()
            }
            _ => 0,
        }
}

fn own_size(value: &Value) -> usize {
    1 + value.as_str().map_or(0, of_text)
}

/// Returns the number of values that a text counts as, in addition to the value that contains it.
pub(crate) fn of_text(text: &str) -> usize {
    text.len() / VALUE_BYTES
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
    let mut path = Pointer::default();
    for children in open {
        path.push(&children.step());
    }
    excerpt_within(&path.into_text(), MAX_PATH)
}
