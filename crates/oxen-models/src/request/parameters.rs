//! The parameters of a request.

use std::borrow::Cow;

use oxen_schema::schema::{Instance, Members, RequestSchema};
use oxen_schema::text::excerpt_within;
use serde_json::{Map, Value};

use super::argument::Argument;

/// The number of parameters above which names are looked up in a map.
const MAX_LINEAR: usize = 64;

/// The maximum length of a value in debug output, in bytes or characters.
const MAX_SHOWN: usize = 80;

/// The parameters of a request and their values, in the order of the documentation; `model` is not among them.
///
/// ```
/// use oxen_models::{AnyRequest, ModelRequest};
/// # fn of(request: &AnyRequest) {
/// for (name, value) in request.as_any().parameters().iter() {
///     println!("{name}: {value}");
/// }
/// # }
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub struct Parameters {
    entries: Vec<(Cow<'static, str>, Argument)>,
}

impl Parameters {
    /// Returns the number of parameters.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns whether there are no parameters.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns a copy of the value of a parameter.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.argument(name).map(Argument::to_value)
    }

    /// Returns the value of a parameter that is a string.
    pub fn get_str(&self, name: &str) -> Option<&str> {
        self.argument(name)?.as_str()
    }

    /// Returns whether the parameter is set.
    pub fn contains(&self, name: &str) -> bool {
        self.argument(name).is_some()
    }

    /// Returns the names.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.entries.iter().map(|(name, _)| name.as_ref())
    }

    /// Returns the names, each with a copy of its value.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, Value)> {
        self.entries.iter().map(|(name, value)| (name.as_ref(), value.to_value()))
    }

    pub(crate) fn entries(&self) -> impl ExactSizeIterator<Item = (&str, &Argument)> {
        self.entries.iter().map(|(name, value)| (name.as_ref(), value))
    }

    pub(super) fn into_entries(self) -> impl Iterator<Item = (Cow<'static, str>, Argument)> {
        self.entries.into_iter()
    }

    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self { entries: Vec::with_capacity(capacity) }
    }

    pub(super) fn argument(&self, name: &str) -> Option<&Argument> {
        self.entries.iter().rfind(|(other, _)| other == name).map(|(_, value)| value)
    }

    pub(super) fn argument_mut(&mut self, name: &str) -> Option<&mut Argument> {
        self.entries.iter_mut().rfind(|(other, _)| other == name).map(|(_, value)| value)
    }

    /// Sets a parameter. An earlier value may remain before the new one until
    /// [`remove_replaced`](Self::remove_replaced): hardly any parameter is set twice, and searching for it takes
    /// longer.
    #[inline]
    pub(super) fn set(&mut self, name: Cow<'static, str>, value: Argument) {
        if self.entries.len() < MAX_LINEAR {
            self.entries.push((name, value));
        } else {
            self.replace(name, value);
        }
    }

    #[cold]
    fn replace(&mut self, name: Cow<'static, str>, value: Argument) {
        match self.argument_mut(&name) {
            Some(other) => *other = value,
            None => self.entries.push((name, value)),
        }
    }

    /// Removes the values that others have replaced, and returns whether there were any.
    pub(super) fn remove_replaced(&mut self) -> bool {
        let count = self.entries.len();
        let mut index = 0;
        while index < self.entries.len().min(MAX_LINEAR) {
            let (name, _) = &self.entries[index];
            if self.entries.iter().take(MAX_LINEAR).skip(index + 1).any(|(other, _)| other == name)
            {
                self.entries.remove(index);
            } else {
                index += 1;
            }
        }
        self.entries.len() < count
    }

    pub(super) fn remove(&mut self, name: &str) -> Option<Argument> {
        let removed = self.entries.extract_if(.., |(other, _)| other == name);
        removed.last().map(|(_, value)| value)
    }

    /// Removes and returns the parameters for which the predicate is true.
    pub(super) fn extract(&mut self, predicate: impl Fn(&str) -> bool) -> Self {
        Self { entries: self.entries.extract_if(.., |(name, _)| predicate(name)).collect() }
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.entries.append(&mut other.entries);
    }

    /// Puts the parameters into the order of the schema, followed by those that it doesn't list, by name.
    pub(super) fn sort(&mut self, schema: &RequestSchema) {
        let parameters = schema.parameters();
        if self.entries.len() > MAX_LINEAR {
            let positions: std::collections::HashMap<&str, usize> =
                parameters.iter().enumerate().map(|(index, one)| (one.name(), index)).collect();
            let position = |name: &str| positions.get(name).copied().unwrap_or(parameters.len());
            self.entries.sort_by(|(one, _), (other, _)| {
                position(one).cmp(&position(other)).then_with(|| one.cmp(other))
            });
            return;
        }
        // A pass over the schema finds those that are set in its order one after another.
        let mut sorted = 0;
        for parameter in parameters {
            let rest = &self.entries[sorted..];
            if rest.is_empty() {
                return;
            }
            if let Some(found) = rest.iter().position(|(name, _)| name == parameter.name()) {
                self.entries[sorted..=sorted + found].rotate_right(1);
                sorted += 1;
            }
        }
        self.entries[sorted..].sort_by(|(one, _), (other, _)| one.cmp(other));
    }

    /// Puts the parameters into the order of the schema, and returns whether the schema definitely accepts them. If
    /// not, only some of them may be in order, and they have to be checked.
    pub(super) fn sort_and_accept(&mut self, schema: &RequestSchema) -> bool {
        self.sort_as_accepted(schema) || self.remove_replaced() && self.sort_as_accepted(schema)
    }

    fn sort_as_accepted(&mut self, schema: &RequestSchema) -> bool {
        let (count, mut sorted) = (self.entries.len(), 0);
        count <= MAX_LINEAR
            && schema.definitely_accepts(count, |parameter| {
                let rest = &self.entries[sorted..];
                let found = rest.iter().position(|(name, _)| name == parameter.name())?;
                // In most cases there is little or nothing to move.
                for index in (sorted..sorted + found).rev() {
                    self.entries.swap(index, index + 1);
                }
                sorted += 1;
                Some(parameter.definitely_accepts(self.entries[sorted - 1].1.as_instance()))
            })
    }

    /// Returns whether the schema definitely accepts the parameters. If not, they have to be checked.
    #[cfg(feature = "tls-no-provider")]
    pub(super) fn are_definitely_accepted(&self, schema: &RequestSchema) -> bool {
        let count = self.entries.len();
        count <= MAX_LINEAR
            && schema.definitely_accepts(count, |parameter| {
                let value = self.argument(parameter.name())?;
                Some(parameter.definitely_accepts(value.as_instance()))
            })
    }

    /// Puts the parameters into the order of the names in a string, each preceded by the same character.
    pub(super) fn sort_by_text(&mut self, order: &str) {
        let mut names = order.chars();
        let Some(mark) = names.next() else { return };
        let mut sorted = 0;
        for name in names.as_str().split(mark) {
            let found = self.entries[sorted..].iter().position(|(other, _)| other == name);
            if let Some(found) = found {
                self.entries[sorted..=sorted + found].rotate_right(1);
                sorted += 1;
            }
        }
    }

    /// Calls a function with the parameters as a JSON object.
    pub(super) fn as_members<T>(&self, function: impl FnOnce(&dyn Members) -> T) -> T {
        if self.entries.len() > MAX_LINEAR { function(&self.to_map()) } else { function(self) }
    }

    pub(crate) fn to_map(&self) -> Map<String, Value> {
        self.iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Adds a debug field for each parameter, long values truncated.
    pub(super) fn add_to(&self, fields: &mut std::fmt::DebugStruct<'_, '_>) {
        for (name, value) in self.entries() {
            // Only the beginning of a string is formatted, because it may have millions of characters.
            let shown = match value.as_str() {
                Some(text) => quoted(text),
                None => excerpt_within(&value.to_value().to_string(), MAX_SHOWN),
            };
            fields.field(name, &format_args!("{shown}"));
        }
    }
}

fn quoted(text: &str) -> String {
    let end = text.floor_char_boundary(MAX_SHOWN);
    let cut = if end < text.len() { format!("… ({} bytes)", text.len()) } else { String::new() };
    format!("{:?}{cut}", &text[..end])
}

impl From<Map<String, Value>> for Parameters {
    fn from(members: Map<String, Value>) -> Self {
        let entries = members.into_iter().map(|(name, value)| (Cow::Owned(name), value.into()));
        Self { entries: entries.collect() }
    }
}

impl Members for Parameters {
    fn count(&self) -> usize {
        self.entries.len()
    }

    fn member(&self, name: &str) -> Option<Instance<'_>> {
        self.argument(name).map(Argument::as_instance)
    }

    fn visit<'a>(&'a self, visitor: &mut dyn FnMut(&'a str, Instance<'a>) -> bool) {
        for (name, value) in self.entries() {
            if !visitor(name, value.as_instance()) {
                return;
            }
        }
    }
}
