//! The values of object parameters whose members the schema doesn't name.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::not_representable::{self, NotRepresentable};

/// The value of an object parameter whose schema doesn't state its members.
///
/// ```
/// use oxen_models::Object;
///
/// let position = Object::new().with("x", 0.5).with("y", 0.25);
/// assert_eq!(position, Object::from([("x", 0.5), ("y", 0.25)]));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Object(pub(crate) Result<Map<String, Value>, NotRepresentable>);

impl Object {
    /// Creates an empty object.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates the object that `value`, a struct or a map, serializes to.
    ///
    /// Anything else, such as a list, is refused when the request is built.
    pub fn of(value: impl Serialize) -> Self {
        not_representable::to_value_or_null(&value)
            .map_or_else(|reason| Self(Err(reason)), Self::from)
    }

    /// Adds a member, or replaces it. A value that JSON can't represent is refused when the request is built.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.insert(name.into(), &value);
        self
    }

    fn insert(&mut self, name: String, value: &impl Serialize) {
        match (&mut self.0, not_representable::to_value_or_null(value)) {
            (Ok(map), Ok(value)) => drop(map.insert(name, value)),
            (Ok(_), Err(reason)) => self.0 = Err(reason),
            (Err(_), _) => {}
        }
    }
}

impl Default for Object {
    fn default() -> Self {
        Self(Ok(Map::new()))
    }
}

impl From<Map<String, Value>> for Object {
    fn from(map: Map<String, Value>) -> Self {
        Self(Ok(map))
    }
}

/// Converts a JSON value; one that isn't an object is refused when the request is built.
impl From<Value> for Object {
    fn from(value: Value) -> Self {
        match value {
            Value::Object(map) => Self(Ok(map)),
            _ => Self(Err(NotRepresentable::NotJson("it is not an object".to_owned()))),
        }
    }
}

impl<K: Into<String>, V: Serialize, const N: usize> From<[(K, V); N]> for Object {
    fn from(members: [(K, V); N]) -> Self {
        members.into_iter().collect()
    }
}

impl<K: Into<String>, V: Serialize> FromIterator<(K, V)> for Object {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(members: I) -> Self {
        let mut object = Self::new();
        for (name, value) in members {
            object.insert(name.into(), &value);
        }
        object
    }
}
