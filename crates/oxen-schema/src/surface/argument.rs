//! The arguments that the setters of parameters accept.
//!
//! The enums are exhaustive, so that code that emits or compares them has to decide about a new variant.

use std::fmt::{self, Display, Formatter};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::nested::{Nested, Shape};
use crate::schema::Kind;

/// The argument that the setter of a parameter accepts.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Argument {
    /// One value.
    One(Element),
    /// Any number of values, from anything that can be iterated over.
    Many(Element),
    /// The `response_format` that every media endpoint adds: one enum of the runtime for all models.
    MediaResponseFormat,
    /// A part of the chat body that has types of its own in the runtime.
    Chat(ChatPart),
    /// Anything that serializes.
    Json(Untyped),
}

/// The type of one value.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Element {
    /// A string.
    String,
    /// A reference to an image, a video or audio.
    Media,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// An object with arbitrary members.
    Object,
    /// The generated enum.
    Enumeration(EnumerationValues),
    /// A generated type in the model's module `types`.
    Nested,
}

/// The values of an enumeration, which decide what is accepted in place of the generated enum.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EnumerationValues {
    /// Strings: the generated enum and nothing else.
    Strings,
    /// Integers: any integer, checked when the request is built.
    Integers,
    /// Numbers: any number, checked when the request is built.
    Numbers,
    /// Scalars of several types, or of types other than string and number: any of them, checked when the request is
    /// built.
    Mixed,
}

/// The parts of the chat body that have types of their own in the runtime.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatPart {
    /// `messages`
    Messages,
    /// `tools`
    Tools,
    /// `tool_choice`
    ToolChoice,
    /// `response_format`
    ResponseFormat,
}

/// The reason why a parameter has no Rust type of its own.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Untyped {
    /// The schema states no type.
    NoType,
    /// The schema states no type for the items of the list.
    NoItemType,
    /// The enumeration has lists or objects among its values.
    StructuredValues,
    /// The generator can't make a type for the schema, for this reason.
    Unsupported(String),
}

impl Argument {
    /// Returns the argument for values of a kind.
    pub(super) fn of(kind: &Kind) -> Self {
        match kind {
            Kind::List(items) => match Element::of(items) {
                Ok(element) => Self::Many(element),
                Err(Untyped::NoType) => Self::Json(Untyped::NoItemType),
                Err(reason) => Self::Json(reason),
            },
            kind => Element::of(kind).map_or_else(Self::Json, Self::One),
        }
    }

    /// Returns the argument for nested values.
    pub(super) fn of_nested(nested: &Nested) -> Self {
        let argument = match &nested.shape {
            Shape::List(items) => Element::of_shape(items).map(Self::Many),
            shape => Element::of_shape(shape).map(Self::One),
        };
        argument.unwrap_or_else(|reason| Self::Json(Untyped::Unsupported(reason)))
    }

    /// Returns the type of the value, if the setter accepts one.
    pub fn value(&self) -> Option<Element> {
        match self {
            Self::One(element) => Some(*element),
            Self::MediaResponseFormat => Some(Element::Enumeration(EnumerationValues::Strings)),
            Self::Many(_) | Self::Chat(_) | Self::Json(_) => None,
        }
    }

    /// Returns the type of each item, if the setter accepts many.
    pub fn items(&self) -> Option<Element> {
        if let Self::Many(element) = self { Some(*element) } else { None }
    }

    /// Returns whether the model's module has an enum of the parameter's values.
    pub fn has_generated_enum(&self) -> bool {
        matches!(self, Self::One(Element::Enumeration(_)) | Self::Many(Element::Enumeration(_)))
    }

    /// Returns whether the setter accepts a generated type of the model's module `types`.
    pub fn is_nested(&self) -> bool {
        matches!(self, Self::One(Element::Nested) | Self::Many(Element::Nested))
    }
}

impl Element {
    fn of(kind: &Kind) -> Result<Self, Untyped> {
        match kind {
            Kind::String => Ok(Self::String),
            Kind::Media => Ok(Self::Media),
            Kind::Integer => Ok(Self::Integer),
            Kind::Number => Ok(Self::Number),
            Kind::Boolean => Ok(Self::Boolean),
            Kind::Object => Ok(Self::Object),
            Kind::Nested => Ok(Self::Nested),
            Kind::Enumeration(values) => EnumerationValues::of(values).map(Self::Enumeration),
            Kind::List(_) | Kind::Any => Err(Untyped::NoType),
        }
    }

    /// Returns the type of values of a shape; the error is the reason why there is none.
    fn of_shape(shape: &Shape) -> Result<Self, String> {
        match shape {
            Shape::String => Ok(Self::String),
            Shape::Media => Ok(Self::Media),
            Shape::Integer => Ok(Self::Integer),
            Shape::Number => Ok(Self::Number),
            Shape::Boolean => Ok(Self::Boolean),
            Shape::Object => Ok(Self::Object),
            Shape::Type(_) => Ok(Self::Nested),
            Shape::Json(reason) => Err(reason.clone()),
            // A nested value is one of the above: these are wrapped in a type.
            Shape::List(_) | Shape::Map(_) | Shape::Tuple(_) | Shape::Nullable(_) => {
                Err("its shape has no name".to_owned())
            }
        }
    }

    /// Returns whether the values are strings, numbers or booleans, each of a Rust type that holds nothing else.
    pub fn is_scalar(self) -> bool {
        !matches!(self, Self::Object | Self::Nested)
    }
}

impl EnumerationValues {
    fn of(values: &[Value]) -> Result<Self, Untyped> {
        if values.is_empty() || values.iter().any(|value| value.is_array() || value.is_object()) {
            return Err(Untyped::StructuredValues);
        }
        let is_integer = |value: &Value| value.is_i64() || value.is_u64();
        Ok(if values.iter().all(Value::is_string) {
            Self::Strings
        } else if values.iter().all(is_integer) {
            Self::Integers
        } else if values.iter().all(Value::is_number) {
            Self::Numbers
        } else {
            Self::Mixed
        })
    }
}

impl ChatPart {
    /// Returns the part of the chat body with this parameter name.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "messages" => Some(Self::Messages),
            "tools" => Some(Self::Tools),
            "tool_choice" => Some(Self::ToolChoice),
            "response_format" => Some(Self::ResponseFormat),
            _ => None,
        }
    }
}

/// The reason as a clause, such as "the schema states no type".
impl Display for Untyped {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoType => "the schema states no type",
            Self::NoItemType => "the schema states no type for its items",
            Self::StructuredValues => "its enum holds lists or objects",
            Self::Unsupported(reason) => reason,
        })
    }
}
