//! The values of a request's parameters.

use std::borrow::Cow;
use std::hash::{Hash, Hasher};

use oxen_schema::schema::Instance;
use serde::ser::{Serialize, Serializer};
use serde_json::Value;

use crate::chat::Messages;
use crate::not_representable::{NotRepresentable, check_depth};

/// The value of one parameter.
///
/// Static strings and messages are not converted, because that is cheaper.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    /// A string.
    Text(Cow<'static, str>),
    /// The messages of a conversation, an array.
    Messages(Messages),
    /// Anything but a string.
    Json(Value),
}

impl Argument {
    /// Returns the JSON value.
    pub(crate) fn to_value(&self) -> Value {
        self.clone().into_value()
    }

    /// Returns the JSON value.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Text(text) => Value::String(text.into_owned()),
            Self::Messages(messages) => messages.into_value(),
            Self::Json(value) => value,
        }
    }

    /// Returns the string, if it is one.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_instance(&self) -> Instance<'_> {
        match self {
            Self::Text(text) => Instance::String(text),
            Self::Messages(messages) => Instance::Array(messages),
            Self::Json(value) => value.into(),
        }
    }

    /// Checks that the value is not nested too deeply.
    #[inline]
    pub(crate) fn check(&self) -> Result<(), NotRepresentable> {
        match self {
            Self::Messages(messages) => messages.check_depth(),
            Self::Json(value @ (Value::Array(_) | Value::Object(_))) => check_depth(value),
            Self::Text(_) | Self::Json(_) => Ok(()),
        }
    }
}

impl From<Value> for Argument {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(Cow::Owned(text)),
            value => Self::Json(value),
        }
    }
}

impl PartialEq for Argument {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => one == other,
            (Self::Messages(one), Self::Messages(other)) => one == other,
            (Self::Json(one), Self::Json(other)) => one == other,
            (Self::Messages(messages), Self::Json(value))
            | (Self::Json(value), Self::Messages(messages)) => {
                messages.clone().into_value() == *value
            }
            _ => false,
        }
    }
}

impl Eq for Argument {}

impl Hash for Argument {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Text(text) => text.hash(state),
            // Messages are hashed as JSON, because they may be equal to a JSON value.
            Self::Messages(messages) => messages.clone().into_value().hash(state),
            Self::Json(value) => value.hash(state),
        }
    }
}

impl Serialize for Argument {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Messages(messages) => messages.serialize(serializer),
            Self::Json(value) => value.serialize(serializer),
        }
    }
}
