//! JSON types, and sets of them.

use std::fmt;

use super::instance::Instance;
use super::number;

/// A type of JSON Schema's `type` keyword.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[allow(missing_docs)]
pub enum JsonType {
    Null,
    Boolean,
    /// Every number without a fraction, `1.0` included.
    Integer,
    /// Every number, integers included.
    Number,
    String,
    Array,
    Object,
}

impl JsonType {
    const EVERY: [Self; 7] = [
        Self::Null,
        Self::Boolean,
        Self::Integer,
        Self::Number,
        Self::String,
        Self::Array,
        Self::Object,
    ];

    /// Returns its name in JSON Schema.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }

    /// Returns the type with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|json_type| json_type.name() == name)
    }

    /// Returns the name with its article, as in "an integer".
    pub(super) fn with_article(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "true or false",
            Self::Integer => "an integer",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "a list",
            Self::Object => "an object",
        }
    }

    const fn bits(self) -> u8 {
        match self {
            Self::Null => 1,
            Self::Boolean => 1 << 1,
            Self::Integer => Types::WHOLE,
            Self::Number => Types::WHOLE | Types::FRACTION,
            Self::String => 1 << 4,
            Self::Array => 1 << 5,
            Self::Object => 1 << 6,
        }
    }
}

/// A set of JSON types. Integers are part of the numbers, so a set with `number` holds `integer` too.
#[derive(Clone, Copy, Default, Eq, Hash, PartialEq)]
pub struct Types(u8);

impl Types {
    const WHOLE: u8 = 1 << 2;
    const FRACTION: u8 = 1 << 3;

    /// No type: nothing is accepted.
    pub const NONE: Self = Self(0);
    /// Every type.
    pub const ALL: Self = Self(0x7f);

    /// Every type but null.
    pub(super) const NOT_NULL: Self = Self(0x7e);

    /// Creates the set of one type.
    pub const fn of(json_type: JsonType) -> Self {
        Self(json_type.bits())
    }

    /// This set and the other together.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the types in both sets.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// This set without the other.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns whether all of the type is in the set.
    pub const fn contains(self, json_type: JsonType) -> bool {
        self.0 & json_type.bits() == json_type.bits()
    }

    /// Returns whether the sets have something in common.
    pub const fn overlaps(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the types; `integer` is not listed beside `number`.
    pub fn iter(self) -> impl Iterator<Item = JsonType> {
        JsonType::EVERY.into_iter().filter(move |&json_type| {
            self.contains(json_type)
                && !(json_type == JsonType::Integer && self.contains(JsonType::Number))
        })
    }

    /// Returns the only type, if there is exactly one.
    pub fn single(self) -> Option<JsonType> {
        let mut types = self.iter();
        types.next().filter(|_| types.next().is_none())
    }

    pub(super) fn accept(self, instance: Instance<'_>) -> bool {
        if let Instance::Number(_) = instance {
            // Decided first, because the test for an integer takes longer.
            if self.contains(JsonType::Number) {
                return true;
            }
            if !self.contains(JsonType::Integer) && self.0 & Self::FRACTION == 0 {
                return false;
            }
        }
        self.overlaps(Self::of_instance(instance))
    }

    /// Returns the narrowest set that accepts the value.
    pub(crate) fn of_value(value: &serde_json::Value) -> Self {
        Self::of_instance(value.into())
    }

    /// Returns the narrowest set that accepts the instance.
    pub(super) fn of_instance(instance: Instance<'_>) -> Self {
        match instance {
            Instance::Null => Self::of(JsonType::Null),
            Instance::Boolean(_) => Self::of(JsonType::Boolean),
            Instance::Number(number) if number::is_integer(number) => Self(Self::WHOLE),
            Instance::Number(_) => Self(Self::FRACTION),
            Instance::String(_) => Self::of(JsonType::String),
            Instance::Array(_) => Self::of(JsonType::Array),
            Instance::Object(_) => Self::of(JsonType::Object),
        }
    }
}

impl fmt::Debug for Types {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}
