//! JSON values made of literals and expressions.

use serde::ser::{Error, Serialize, Serializer};
use serde_json::{Map, Value};

use super::constant::SureConstant;
use super::sure::{SureInteger, SureNumber, SureText};
use crate::choice::Literal;
use crate::unsendable::{self, Sendable, Unsendable};

/// A JSON value, or why an expression in it can't be sent.
#[derive(Clone, Debug)]
pub struct Json(Sendable);

impl Json {
    /// The value of a JSON text that the macro wrote.
    pub fn literal(text: &str) -> Self {
        Self(serde_json::from_str(text).map_err(|error| Unsendable::NotJson(error.to_string())))
    }

    /// What an expression serializes to.
    pub fn of(value: impl Serialize) -> Self {
        Self(unsendable::to_value(&value))
    }

    /// A whole number of at most 64 bits.
    pub fn integer(value: impl SureInteger) -> Self {
        Self(value.into().0)
    }

    /// A number that the compiler has compared.
    pub fn number(value: impl SureNumber) -> Self {
        Self(value.into().0)
    }

    /// Any text.
    pub fn text(value: impl SureText) -> Self {
        Self(Ok(Value::String(value.into())))
    }

    /// `true` or `false`.
    pub fn boolean(value: bool) -> Self {
        Self(Ok(Value::Bool(value)))
    }

    /// A value of an enumeration: a generated enum, or a plain value.
    pub fn choice(value: impl Into<Literal>) -> Self {
        Self(value.into().0)
    }

    /// A constant that the compiler has compared with the values of an enumeration.
    pub fn constant<C>(value: impl SureConstant<C>) -> Self {
        Self(value.into_literal().0)
    }

    /// Values of an enumeration.
    pub fn choices(values: impl IntoIterator<Item = impl Into<Literal>>) -> Self {
        let values: Result<Vec<_>, _> = values.into_iter().map(|value| value.into().0).collect();
        Self(values.map(Value::Array))
    }

    /// An array.
    pub fn array<const N: usize>(items: [Self; N]) -> Self {
        let items: Result<Vec<_>, _> = items.into_iter().map(|item| item.0).collect();
        Self(items.map(Value::Array))
    }

    /// An object.
    pub fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        let member = |(name, value): (&str, Self)| Ok((name.to_owned(), value.0?));
        let members: Result<Map<_, _>, _> = members.into_iter().map(member).collect();
        Self(members.map(Value::Object))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Ok(value) => value.serialize(serializer),
            Err(reason) => Err(S::Error::custom(reason)),
        }
    }
}
