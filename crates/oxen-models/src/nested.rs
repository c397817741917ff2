//! Serialization and deserialization of the generated types of nested values.
//!
//! Generated types don't use `serde`'s derives: a macro call for each implements both directions, so that they compile
//! fast, and a user's crate need not depend on `serde`.

use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::choice::Literal;
use crate::not_representable::is_beyond_64_bits;
use crate::number::{Integer, Number};
use crate::object::Object;

/// A value or null, for a member that may be omitted, sent as null, or sent with a value.
///
/// ```
/// use oxen_models::Nullable;
///
/// let mask: Option<Nullable<String>> = None; // not sent
/// let mask: Option<Nullable<String>> = Some(Nullable::Null); // sent as null
/// let mask: Option<Nullable<String>> = Some("a mask".to_owned().into());
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Nullable<T> {
    /// Null.
    Null,
    /// A value.
    Value(T),
}

impl<T> Nullable<T> {
    /// Returns the value, unless it is null.
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Null => None,
            Self::Value(value) => Some(value),
        }
    }
}

impl<T> From<T> for Nullable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Serialize> Serialize for Nullable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Value(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nullable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|value| value.map_or(Self::Null, Self::Value))
    }
}

/// Implements both traits for the types of plain values, which may hold a value that JSON can't represent.
macro_rules! plain_value {
    ($($name:ident: $value:ident => $read:expr, $expected:literal;)*) => {$(
        /// Serializes as JSON; a value that JSON can't represent is an error.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match &self.0 {
                    Ok(value) => value.serialize(serializer),
                    Err(reason) => Err(S::Error::custom(format_args!("it {reason}"))),
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let $value = Value::deserialize(deserializer)?;
                $read.ok_or_else(|| D::Error::custom(concat!("expected ", $expected)))
            }
        }
    )*};
}

plain_value! {
    Integer: value => is_integer(&value).then_some(Self(Ok(value))), "an integer";
    Number: value => value.is_number().then_some(Self(Ok(value))), "a number";
    Object: value => value.is_object().then(|| Self::from(value)), "an object";
}

/// Returns whether the value is a number without a fraction: `1.0` is an integer in JSON Schema. A float beyond 64 bits
/// is not one, because it has been rounded.
fn is_integer(value: &Value) -> bool {
    match value {
        Value::Number(number) if number.is_f64() => {
            number.as_f64().is_some_and(|value| value.fract() == 0.0 && !is_beyond_64_bits(value))
        }
        value => value.is_number(),
    }
}

/// Writes the members of a generated struct.
#[derive(Debug)]
pub struct MemberWriter<S: SerializeMap> {
    map: S,
    /// The names written so far, if additional members follow, which may repeat one of them.
    written: Option<Vec<&'static str>>,
}

impl<M: SerializeMap> MemberWriter<M> {
    /// Starts an object. `has_further` says whether [`further`](Self::further) has anything to write.
    ///
    /// # Errors
    ///
    /// Returns the errors of the serializer, as all methods do.
    pub fn new<S: Serializer<SerializeMap = M, Ok = M::Ok, Error = M::Error>>(
        serializer: S,
        has_further: bool,
    ) -> Result<Self, M::Error> {
        let map = serializer.serialize_map(None)?;
        Ok(Self { map, written: has_further.then(Vec::new) })
    }

    /// Writes a required member.
    #[allow(clippy::missing_errors_doc, reason = "documented on `new`")]
    pub fn required<T: Serialize>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        if let Some(written) = &mut self.written {
            written.push(name);
        }
        self.map.serialize_entry(name, value)
    }

    /// Writes a member if it is set.
    #[allow(clippy::missing_errors_doc, reason = "documented on `new`")]
    pub fn optional<T: Serialize>(
        &mut self,
        name: &'static str,
        value: &Option<T>,
    ) -> Result<(), M::Error> {
        match value {
            Some(value) => self.required(name, &value),
            None => Ok(()),
        }
    }

    /// Writes a member whose value is constant.
    #[allow(clippy::missing_errors_doc, reason = "documented on `new`")]
    pub fn constant(
        &mut self,
        name: &'static str,
        value: impl Into<Literal>,
    ) -> Result<(), M::Error> {
        match value.into().to_json() {
            Some(value) => self.required(name, &value),
            None => Err(M::Error::custom(format_args!("`{name}` is not a JSON value"))),
        }
    }

    /// Writes members that the schema doesn't list.
    #[allow(clippy::missing_errors_doc, reason = "documented on `new`")]
    pub fn further<'a, T: Serialize + 'a>(
        &mut self,
        members: impl IntoIterator<Item = (&'a String, &'a T)>,
    ) -> Result<(), M::Error> {
        let written = self.written.take().unwrap_or_default();
        for (name, value) in members {
            if !written.contains(&name.as_str()) {
                self.map.serialize_entry(name, value)?;
            }
        }
        Ok(())
    }

    /// Ends the object.
    #[allow(clippy::missing_errors_doc, reason = "documented on `new`")]
    pub fn end(self) -> Result<M::Ok, M::Error> {
        self.map.end()
    }
}

/// The members of an object that a generated struct is read from.
#[derive(Debug)]
pub struct MemberReader(Map<String, Value>);

impl MemberReader {
    /// Reads an object, and converts its members with `read`.
    ///
    /// # Errors
    ///
    /// Returns an error if the value is not an object, or `read` fails.
    pub fn read<'de, D: Deserializer<'de>, T>(
        deserializer: D,
        read: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, D::Error> {
        let mut members = Self(Map::deserialize(deserializer)?);
        read(&mut members).map_err(D::Error::custom)
    }

    /// Removes and reads a required member.
    ///
    /// # Errors
    ///
    /// Returns an error if the member is missing, or is of another type.
    pub fn required<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, String> {
        self.optional(name)?.ok_or_else(|| format!("`{name}` is missing"))
    }

    /// Removes and reads an optional member.
    ///
    /// # Errors
    ///
    /// Returns an error if the member is of another type.
    pub fn optional<T: DeserializeOwned>(&mut self, name: &str) -> Result<Option<T>, String> {
        let value = self.0.remove(name).map(serde_json::from_value);
        value.transpose().map_err(|error| format!("`{name}`: {error}"))
    }

    /// Removes a member whose value is constant.
    ///
    /// # Errors
    ///
    /// Returns an error if the member is missing, or has another value.
    pub fn constant(&mut self, name: &str, value: impl Into<Literal>) -> Result<(), String> {
        let value = value.into();
        match self.0.remove(name).and_then(as_literal) {
            Some(found) if found.same(&value) => Ok(()),
            _ => Err(format!("`{name}` is not {value}")),
        }
    }

    /// Removes and reads the members that the schema doesn't list.
    ///
    /// # Errors
    ///
    /// Returns an error if a member is of another type.
    pub fn further<T: DeserializeOwned, M: FromIterator<(String, T)>>(
        &mut self,
    ) -> Result<M, String> {
        let members = std::mem::take(&mut self.0).into_iter().map(|(name, value)| {
            let value = serde_json::from_value(value);
            value.map_err(|error| format!("`{name}`: {error}")).map(|value| (name, value))
        });
        members.collect()
    }

    /// Checks that no member is left.
    ///
    /// # Errors
    ///
    /// Returns an error if there is one.
    pub fn end(&self) -> Result<(), String> {
        match self.0.keys().next() {
            Some(name) => Err(format!("unknown member `{name}`")),
            None => Ok(()),
        }
    }
}

fn as_literal(value: Value) -> Option<Literal> {
    (!value.is_array() && !value.is_object()).then(|| Literal(Ok(value.into())))
}

/// Implements both directions for a struct: members with their names in JSON, constant members, and whether the struct
/// is `open` or `closed` to further members.
#[doc(hidden)]
#[macro_export]
macro_rules! __nested_struct {
    (open $name:ident { $($mode:ident $field:ident = $wire:literal;)* } { $($constant:literal = $value:expr;)* }) => {
        impl $crate::__private::Single for $name {}

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let has_further = !self.extra.is_empty();
                let mut members = $crate::__private::MemberWriter::new(serializer, has_further)?;
                $(members.constant($constant, $value)?;)*
                $(members.$mode($wire, &self.$field)?;)*
                members.further(&self.extra)?;
                members.end()
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::MemberReader::read(deserializer, |members| {
                    $(members.constant($constant, $value)?;)*
                    ::core::result::Result::Ok(Self {
                        $($field: members.$mode($wire)?,)*
                        extra: members.further()?,
                    })
                })
            }
        }
    };
    (closed $name:ident { $($mode:ident $field:ident = $wire:literal;)* } { $($constant:literal = $value:expr;)* }) => {
        impl $crate::__private::Single for $name {}

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                #[allow(unused_mut, reason = "an object without members writes none")]
                let mut members = $crate::__private::MemberWriter::new(serializer, false)?;
                $(members.constant($constant, $value)?;)*
                $(members.$mode($wire, &self.$field)?;)*
                members.end()
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::MemberReader::read(deserializer, |members| {
                    $(members.constant($constant, $value)?;)*
                    let value = Self { $($field: members.$mode($wire)?,)* };
                    members.end()?;
                    ::core::result::Result::Ok(value)
                })
            }
        }
    };
}

/// Implements both directions for an enum of shapes: the first variant that fits is read.
#[doc(hidden)]
#[macro_export]
macro_rules! __nested_union {
    ($name:ident { $($variant:ident)* }) => {
        impl $crate::__private::Single for $name {}

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => $crate::serde::Serialize::serialize(value, serializer),)*
                }
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let value: $crate::serde_json::Value =
                    $crate::serde::Deserialize::deserialize(deserializer)?;
                $(
                    if let ::core::result::Result::Ok(value) =
                        $crate::serde::Deserialize::deserialize(&value)
                    {
                        return ::core::result::Result::Ok(Self::$variant(value));
                    }
                )*
                ::core::result::Result::Err($crate::serde::de::Error::custom(
                    ::core::concat!("it fits no variant of `", ::core::stringify!($name), "`"),
                ))
            }
        }
    };
}

/// Implements both directions for a type around one value; `list` marks a type that is made from lists of lists.
#[doc(hidden)]
#[macro_export]
macro_rules! __nested_wrapper {
    ($name:ident) => {
        impl $crate::__private::Single for $name {}

        $crate::__nested_wrapper!(list $name);
    };
    (list $name:ident) => {
        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::serde::Deserialize::deserialize(deserializer).map(Self)
            }
        }
    };
}
