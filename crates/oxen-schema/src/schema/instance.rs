//! The value under check: a JSON value, or a structure that looks like one.

use std::fmt::Debug;

use serde_json::{Map, Number, Value};

/// A borrowed JSON value that is checked against a schema.
///
/// Arrays and objects are traits, so that a program's own structures can be checked directly, without being
/// copied into a [`Value`] first.
#[derive(Clone, Copy, Debug)]
pub enum Instance<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number.
    Number(&'a Number),
    /// A string.
    String(&'a str),
    /// An array.
    Array(&'a dyn Items),
    /// An object.
    Object(&'a dyn Members),
}

/// The items of a JSON array.
pub trait Items: Debug {
    /// Returns the number of items.
    fn count(&self) -> usize;

    /// Returns the item at this index.
    fn item(&self, index: usize) -> Option<Instance<'_>>;

    /// Returns the member whose text is the only difference between items of one [kind](Self::kind).
    fn free_text(&self) -> Option<&'static str> {
        None
    }

    /// Returns the kind of the item at this index, so that a check of many items of few kinds is short.
    fn kind(&self, _index: usize) -> Option<u8> {
        None
    }
}

/// The members of a JSON object, each name once.
pub trait Members: Debug {
    /// Returns the number of members.
    fn count(&self) -> usize;

    /// Returns the value of the member with this name.
    fn member(&self, name: &str) -> Option<Instance<'_>>;

    /// Calls the visitor with each member, until it returns `false`.
    fn visit<'a>(&'a self, visitor: &mut dyn FnMut(&'a str, Instance<'a>) -> bool);
}

impl Items for Vec<Value> {
    fn count(&self) -> usize {
        self.len()
    }

    fn item(&self, index: usize) -> Option<Instance<'_>> {
        self.get(index).map(Instance::from)
    }
}

impl Members for Map<String, Value> {
    fn count(&self) -> usize {
        self.len()
    }

    fn member(&self, name: &str) -> Option<Instance<'_>> {
        self.get(name).map(Instance::from)
    }

    fn visit<'a>(&'a self, visitor: &mut dyn FnMut(&'a str, Instance<'a>) -> bool) {
        for (name, value) in self {
            if !visitor(name, value.into()) {
                return;
            }
        }
    }
}

/// Returns an iterator over the items.
pub(super) fn each_item(items: &dyn Items) -> impl Iterator<Item = Instance<'_>> {
    (0..items.count()).map_while(|index| items.item(index))
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
            // With the size, since a structure and its first field have one address.
            Self::Array(items) => InstanceKey(4, address(items), size_of_val(items)),
            Self::Object(members) => InstanceKey(5, address(members), size_of_val(members)),
        }
    }
}

fn address<T: ?Sized>(reference: &T) -> usize {
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
