//! What a setter of the generated code takes, and whether callers of one can call another.

use oxen_schema::nested::Shape;
use oxen_schema::schema::Kind;
use serde_json::Value;

use crate::change::Verdict;

/// What the setter of a parameter takes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Takes {
    String,
    Media,
    Integer,
    Number,
    Boolean,
    Object,
    /// The generated enum and nothing else.
    Choice,
    /// The generated enum, or any integer.
    IntegerChoice,
    /// The generated enum, or any number.
    NumberChoice,
    /// The generated enum, or any plain value.
    LiteralChoice,
    Strings,
    MediaList,
    Integers,
    Numbers,
    Booleans,
    Objects,
    Choices,
    LiteralChoices,
    /// A type of the model's own.
    Nested,
    /// Items of a type of the model's own.
    NestedList,
    /// Anything that serializes.
    Json,
    /// A hand-written type that several models share.
    Shared,
}

impl Takes {
    /// What the setter of a parameter of this kind takes.
    pub(crate) fn of(kind: &Kind) -> Self {
        match kind {
            Kind::String => Self::String,
            Kind::Media => Self::Media,
            Kind::Integer => Self::Integer,
            Kind::Number => Self::Number,
            Kind::Boolean => Self::Boolean,
            Kind::Object => Self::Object,
            Kind::Nested => Self::Nested,
            Kind::Enumeration(values) => Self::of_values(values),
            Kind::List(items) => match &**items {
                Kind::String => Self::Strings,
                Kind::Media => Self::MediaList,
                Kind::Integer => Self::Integers,
                Kind::Number => Self::Numbers,
                Kind::Boolean => Self::Booleans,
                Kind::Object => Self::Objects,
                Kind::Nested => Self::NestedList,
                Kind::Enumeration(values) => match Self::of_values(values) {
                    Self::Choice => Self::Choices,
                    Self::Json => Self::Json,
                    _ => Self::LiteralChoices,
                },
                _ => Self::Json,
            },
            _ => Self::Json,
        }
    }

    /// What the setter of a nested parameter takes.
    pub(crate) fn of_shape(shape: &Shape) -> Self {
        match shape {
            Shape::String => Self::String,
            Shape::Media => Self::Media,
            Shape::Integer => Self::Integer,
            Shape::Number => Self::Number,
            Shape::Boolean => Self::Boolean,
            Shape::Object => Self::Object,
            Shape::Type(_) => Self::Nested,
            Shape::List(items) => match &**items {
                Shape::String => Self::Strings,
                Shape::Media => Self::MediaList,
                Shape::Integer => Self::Integers,
                Shape::Number => Self::Numbers,
                Shape::Boolean => Self::Booleans,
                Shape::Object => Self::Objects,
                Shape::Type(_) => Self::NestedList,
                _ => Self::Json,
            },
            _ => Self::Json,
        }
    }

    fn of_values(values: &[Value]) -> Self {
        let integer = |value: &Value| value.is_i64() || value.is_u64();
        if values.is_empty() || values.iter().any(|value| value.is_array() || value.is_object()) {
            Self::Json
        } else if values.iter().all(Value::is_string) {
            Self::Choice
        } else if values.iter().all(integer) {
            Self::IntegerChoice
        } else if values.iter().all(Value::is_number) {
            Self::NumberChoice
        } else {
            Self::LiteralChoice
        }
    }

    /// Whether there is a generated enum.
    pub(crate) fn has_enum(self) -> bool {
        matches!(
            self,
            Self::Choice
                | Self::IntegerChoice
                | Self::NumberChoice
                | Self::LiteralChoice
                | Self::Choices
                | Self::LiteralChoices
        )
    }

    /// Whether a type in the model's module `types` is taken.
    pub(crate) fn is_nested(self) -> bool {
        matches!(self, Self::Nested | Self::NestedList)
    }

    /// The argument as the generated code writes it.
    pub(crate) fn argument(self) -> &'static str {
        match self {
            Self::String => "impl Into<String>",
            Self::Media => "impl Into<Media>",
            Self::Integer | Self::IntegerChoice => "impl Into<Integer>",
            Self::Number | Self::NumberChoice => "impl Into<Number>",
            Self::Boolean => "bool",
            Self::Object => "impl Into<Object>",
            Self::Choice => "the generated enum",
            Self::LiteralChoice => "impl Into<Literal>",
            Self::Strings => "items impl AsRef<str>",
            Self::MediaList => "items impl Into<Media>",
            Self::Integers => "items impl Into<Integer>",
            Self::Numbers => "items impl Into<Number>",
            Self::Booleans => "items bool",
            Self::Objects => "items impl Into<Object>",
            Self::Choices => "items of the generated enum",
            Self::LiteralChoices => "items impl Into<Literal>",
            Self::Nested => "a type of its own",
            Self::NestedList => "items of a type of its own",
            Self::Json => "impl Serialize",
            Self::Shared => "a shared type",
        }
    }

    /// Whether what could be passed before can be passed now.
    ///
    /// Uncertain means that the usual arguments can, but not every type that could: an [`Integer`] that is
    /// held in a variable is no `Literal`.
    ///
    /// [`Integer`]: https://docs.rs/oxen-models
    pub(crate) fn becomes(self, new: Self) -> Verdict {
        use Takes::{
            Boolean, Booleans, Choice, Choices, Integer, IntegerChoice, Integers, Json,
            LiteralChoice, LiteralChoices, Media, MediaList, Number, NumberChoice, Numbers, Object,
            Objects, String, Strings,
        };
        if self == new {
            return Verdict::Compatible;
        }
        // An enum that is gone can't be named.
        if self.has_enum() && !new.has_enum() {
            return Verdict::Breaking;
        }
        match (self, new) {
            (Integer | IntegerChoice, IntegerChoice | Number | NumberChoice)
            | (Number | NumberChoice, NumberChoice)
            | (Choice, LiteralChoice)
            | (Integers, Numbers)
            | (Choices, LiteralChoices)
            | (Strings, MediaList)
            | (Boolean, Json) => Verdict::Compatible,
            (Integer | IntegerChoice | Number | NumberChoice | String | Boolean, LiteralChoice)
            | (Integers | Numbers | Strings | Booleans, LiteralChoices)
            | (String, Media)
            // As a list or an array, but not as all else that can be gone through.
            | (
                Integer | Number | String | Media | Object | Integers | Numbers | Strings
                | MediaList | Booleans | Objects,
                Json,
            ) => Verdict::Uncertain,
            _ => Verdict::Breaking,
        }
    }
}
