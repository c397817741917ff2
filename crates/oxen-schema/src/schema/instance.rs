//! The value under check: a JSON value, or the members of a request body.

use serde_json::{Map, Number, Value};

/// A borrowed JSON value. Unlike `&Value` it can be made from a `&Map` without a copy.
#[derive(Clone, Copy, Debug)]
pub(super) enum Instance<'a> {
    Null,
    Boolean(bool),
    Number(&'a Number),
    String(&'a str),
    Array(&'a [Value]),
    Object(&'a Map<String, Value>),
}

/// Identifies an instance within one check; equal keys mean equal instances.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) struct InstanceKey(u8, usize, usize);

impl Instance<'_> {
    pub(super) fn key(self) -> InstanceKey {
        match self {
            Self::Null => InstanceKey(0, 0, 0),
            Self::Boolean(value) => InstanceKey(1, usize::from(value), 0),
            Self::Number(number) => InstanceKey(2, address(number), 0),
            Self::String(text) => InstanceKey(3, text.as_ptr().addr(), text.len()),
            Self::Array(items) => InstanceKey(4, items.as_ptr().addr(), items.len()),
            Self::Object(members) => InstanceKey(5, address(members), 0),
        }
    }
}

fn address<T>(reference: &T) -> usize {
    std::ptr::from_ref(reference).addr()
}

impl<'a> From<&'a Value> for Instance<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Boolean(*value),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::String(text),
            Value::Array(items) => Self::Array(items),
            Value::Object(members) => Self::Object(members),
        }
    }
}

impl<'a> From<&'a Map<String, Value>> for Instance<'a> {
    fn from(members: &'a Map<String, Value>) -> Self {
        Self::Object(members)
    }
}
