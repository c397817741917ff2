//! Enumerated parameters: the trait of every generated enum.

use std::borrow::Cow;
use std::fmt;

use oxen_schema::text::excerpt;
use serde::de::{self, Deserializer};
use serde::ser::{Serialize, Serializer};
use serde_json::{Number, Value};
use thiserror::Error;

use crate::not_representable::{self, JsonResult, NotRepresentable};
use crate::request::argument::Argument;
use crate::suggest::did_you_mean;

/// A scalar JSON value: the value of a generated enum, or of a parameter whose enumeration mixes types.
///
/// ```
/// use oxen_models::Literal;
///
/// // A duration out of ["auto", 4, 5].
/// let durations: [Literal; 2] = ["auto".into(), 5.into()];
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Literal(pub(crate) Result<Argument, NotRepresentable>);

impl Literal {
    /// Creates a string. A `&'static str` is not copied.
    pub fn string(value: impl Into<Cow<'static, str>>) -> Self {
        Self(Ok(Argument::Text(value.into())))
    }

    /// Creates an integer.
    pub fn integer(value: i64) -> Self {
        Self::json(Ok(Value::from(value)))
    }

    /// Creates a number.
    pub fn number(value: f64) -> Self {
        Self::json(not_representable::from_f64(value))
    }

    /// Creates `true` or `false`.
    pub fn boolean(value: bool) -> Self {
        Self::json(Ok(Value::Bool(value)))
    }

    /// Creates `null`.
    pub fn null() -> Self {
        Self::json(Ok(Value::Null))
    }

    fn json(value: JsonResult) -> Self {
        Self(value.map(Argument::from))
    }

    /// Returns the JSON value, unless it is a number that JSON can't represent.
    pub fn to_json(&self) -> Option<Value> {
        self.0.as_ref().ok().map(Argument::to_value)
    }

    /// Returns the string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_ref().ok()?.as_str()
    }

    pub(crate) fn into_json(self) -> JsonResult {
        self.0.map(Argument::into_value)
    }

    pub(crate) fn same(&self, other: &Self) -> bool {
        let (Ok(one), Ok(other)) = (&self.0, &other.0) else { return false };
        match (one, other) {
            (Argument::Json(Value::Number(one)), Argument::Json(Value::Number(other))) => {
                same_number(one, other)
            }
            (one, other) => one == other,
        }
    }
}

fn same_number(one: &Number, other: &Number) -> bool {
    // Two integers are equal exactly when their JSON is; only a float needs the detour.
    one == other
        || ((one.is_f64() || other.is_f64())
            && one.as_f64().is_some_and(|one| Some(one) == other.as_f64()))
}

/// Serializes as the JSON value; a number that JSON can't represent is an error.
impl Serialize for Literal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Ok(value) => value.serialize(serializer),
            Err(reason) => Err(serde::ser::Error::custom(reason)),
        }
    }
}

/// Displays the value, a string without quotes.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(Argument::Text(text)) => f.pad(text),
            Ok(value) => f.pad(&value.to_value().to_string()),
            Err(NotRepresentable::NotFinite(value)) => value.fmt(f),
            Err(NotRepresentable::IntegerTooLarge(digits)) => f.write_str(digits),
            Err(other) => other.fmt(f),
        }
    }
}

macro_rules! literals {
    ($($type:ty => $convert:expr),* $(,)?) => {
        $(impl From<$type> for Literal {
            fn from(value: $type) -> Self {
                Self::json($convert(value))
            }
        })*
    };
}

literals! {
    i8 => |value| Ok(Value::from(value)),
    i16 => |value| Ok(Value::from(value)),
    i32 => |value| Ok(Value::from(value)),
    i64 => |value| Ok(Value::from(value)),
    isize => |value| Ok(Value::from(value)),
    u8 => |value| Ok(Value::from(value)),
    u16 => |value| Ok(Value::from(value)),
    u32 => |value| Ok(Value::from(value)),
    u64 => |value| Ok(Value::from(value)),
    usize => |value| Ok(Value::from(value)),
    i128 => not_representable::from_i128,
    u128 => not_representable::from_u128,
    f32 => not_representable::from_f32,
    f64 => not_representable::from_f64,
    bool => |value| Ok(Value::Bool(value)),
    &str => |value| Ok(Value::from(value)),
    &String => |value: &String| Ok(Value::from(value.as_str())),
    String => |value| Ok(Value::String(value)),
    Cow<'_, str> => |value| Ok(Value::from(value)),
}

#[diagnostic::do_not_recommend]
impl<C: Choice> From<C> for Literal {
    fn from(value: C) -> Self {
        value.value()
    }
}

/// The values of an enumerated parameter. Every generated enum implements it.
///
/// A generated enum also reads from and prints as its value, with `FromStr`, `TryFrom<&str>`, `Display` and serde, so
/// that it works in command lines and configuration files; if all values are strings, it also implements `AsRef<str>`.
///
#[cfg_attr(not(doctest), doc = include_str!("../docs/choice.md"))]
pub trait Choice: Copy + 'static {
    /// Every value, in the order of the schema.
    const ALL: &'static [Self];

    /// Returns the value that is sent.
    fn value(self) -> Literal;

    /// Returns every value, in the order of the schema.
    fn all() -> std::iter::Copied<std::slice::Iter<'static, Self>> {
        Self::ALL.iter().copied()
    }

    /// Returns the choice that sends this value.
    ///
    /// Numbers are compared by value, as JSON Schema does: `5.0` is `5`.
    ///
    /// # Errors
    ///
    /// Returns [`UnknownChoice`] if no choice sends it; the error lists the values of all choices.
    fn from_value(value: impl Into<Literal>) -> Result<Self, UnknownChoice> {
        let value = value.into();
        Self::all()
            .find(|choice| choice.value().same(&value))
            .ok_or_else(|| UnknownChoice::new::<Self>(value.to_string()))
    }

    /// Returns the choice of another model, or of another parameter, that sends the same value.
    ///
    /// # Errors
    ///
    /// Returns [`UnknownChoice`] if it has none; the error lists the values that it has.
    fn convert<C: Choice>(self) -> Result<C, UnknownChoice> {
        C::from_value(self.value())
    }
}

/// Returns the choice that displays as this text.
///
/// # Errors
///
/// Returns [`UnknownChoice`] if none does.
pub fn parse<C: Choice>(text: &str) -> Result<C, UnknownChoice> {
    C::all()
        .find(|choice| {
            let value = choice.value();
            value.as_str().map_or_else(|| value.to_string() == text, |own| own == text)
        })
        .ok_or_else(|| UnknownChoice::new::<C>(text.to_owned()))
}

/// Writes the value that is sent.
///
/// # Errors
///
/// Returns the errors of the serializer.
pub fn serialize<C: Choice, S: Serializer>(choice: C, serializer: S) -> Result<S::Ok, S::Error> {
    choice.value().serialize(serializer)
}

/// Reads a value that is sent.
///
/// # Errors
///
/// Returns an error if no choice sends the value.
pub fn deserialize<'de, C: Choice, D: Deserializer<'de>>(deserializer: D) -> Result<C, D::Error> {
    struct Visitor<C>(std::marker::PhantomData<C>);

    macro_rules! visit {
        ($($method:ident($type:ty))*) => {
            $(fn $method<E: de::Error>(self, value: $type) -> Result<C, E> {
                C::from_value(value).map_err(E::custom)
            })*
        };
    }

    impl<C: Choice> de::Visitor<'_> for Visitor<C> {
        type Value = C;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let allowed = C::all().map(|choice| choice.value().to_string()).collect::<Vec<_>>();
            write!(f, "one of {}", list(&allowed))
        }

        visit! {
            visit_bool(bool) visit_i64(i64) visit_u64(u64) visit_i128(i128) visit_u128(u128)
            visit_f64(f64) visit_str(&str)
        }

        fn visit_unit<E: de::Error>(self) -> Result<C, E> {
            C::from_value(Literal::null()).map_err(E::custom)
        }
    }

    deserializer.deserialize_any(Visitor(std::marker::PhantomData))
}

/// Implements the traits of a generated enum; given the strings of its variants, also `Choice` and `AsRef<str>`.
#[macro_export]
#[doc(hidden)]
macro_rules! __choice_traits {
    ($name:ident) => {
        impl $crate::__private::Single for $name {}

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&$crate::Choice::value(*self), f)
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownChoice;

            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::UnknownChoice> {
                $crate::__private::parse_choice(text)
            }
        }

        impl ::core::convert::TryFrom<&str> for $name {
            type Error = $crate::UnknownChoice;

            fn try_from(text: &str) -> ::core::result::Result<Self, $crate::UnknownChoice> {
                $crate::__private::parse_choice(text)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::serialize_choice(*self, serializer)
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::deserialize_choice(deserializer)
            }
        }
    };
    ($name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $crate::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn value(self) -> $crate::Literal {
                $crate::Literal::string(self.as_str())
            }
        }

        impl $name {
            /// Returns the value that is sent.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),*
                }
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        $crate::__choice_traits!($name);
    };
}

/// The error of a value that an enumerated parameter doesn't have.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{}` is not one of {}{}", excerpt(found), list(allowed), did_you_mean(nearest.as_deref()))]
#[non_exhaustive]
pub struct UnknownChoice {
    /// The value.
    pub found: String,
    /// The allowed values, in the order of the schema.
    pub allowed: Vec<String>,
    /// The allowed value that was probably meant.
    pub nearest: Option<String>,
}

impl UnknownChoice {
    fn new<C: Choice>(found: String) -> Self {
        let allowed: Vec<_> = C::all().map(|choice| choice.value().to_string()).collect();
        let nearest = oxen_schema::suggest::nearest(&found, allowed.iter().map(String::as_str));
        Self { nearest: nearest.map(str::to_owned), found, allowed }
    }
}

fn list(allowed: &[String]) -> String {
    allowed.iter().map(|value| format!("`{}`", excerpt(value))).collect::<Vec<_>>().join(", ")
}
