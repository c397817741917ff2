//! JSON values made of literals and expressions.

use serde::ser::{Error, Serialize, Serializer};
use serde_json::Value;

use super::constant::ComparedConstant;
use super::infallible::{InfallibleInteger, InfallibleNumber, InfallibleText};
use crate::choice::Literal;
use crate::not_representable::{self, JsonResult, NotRepresentable};

/// A JSON value, or why an expression in it can't be sent.
#[derive(Clone, Debug)]
pub struct Json(JsonResult);

impl Json {
    /// The value of a JSON text that the macro wrote.
    pub fn literal(text: &str) -> Self {
        Self(
            serde_json::from_str(text)
                .map_err(|error| NotRepresentable::NotJson(error.to_string())),
        )
    }

    /// What an expression serializes to.
    pub fn of(value: impl Serialize) -> Self {
        Self(not_representable::to_value(&value))
    }

    /// A whole number of at most 64 bits.
    pub fn integer(value: impl InfallibleInteger) -> Self {
        Self(value.into().0)
    }

    /// A number that the compiler has compared.
    pub fn number(value: impl InfallibleNumber) -> Self {
        Self(value.into().0)
    }

    /// Any text.
    pub fn text(value: impl InfallibleText) -> Self {
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
    pub fn constant<C>(value: impl ComparedConstant<C>) -> Self {
        Self(value.into_literal().0)
    }

    /// Values of an enumeration.
    pub fn choices(values: impl IntoIterator<Item = impl Into<Literal>>) -> Self {
        let values: Result<Vec<_>, _> = values.into_iter().map(|value| value.into().0).collect();
        Self(values.map(Value::Array))
    }

    /// The value of a JSON text that the macro wrote, with values of expressions in it.
    ///
    /// A string that begins with a null character stands for one of them, by its position. If another one follows
    /// it stands for itself, without the first.
    pub fn with<const N: usize>(text: &str, values: [Self; N]) -> Self {
        let Self(literal) = Self::literal(text);
        Self(literal.and_then(|mut whole| {
            fill(&mut whole, &mut values.map(|value| value.0))?;
            Ok(whole)
        }))
    }
}

fn fill(whole: &mut Value, values: &mut [JsonResult]) -> Result<(), NotRepresentable> {
    match whole {
        Value::Array(items) => items.iter_mut().try_for_each(|item| fill(item, values)),
        Value::Object(members) => members.values_mut().try_for_each(|value| fill(value, values)),
        Value::String(text) => {
            let Some(rest) = text.strip_prefix('\0') else { return Ok(()) };
            let position = rest.parse::<usize>().ok();
            *whole = match position.and_then(|position| values.get_mut(position)) {
                Some(value) => std::mem::replace(value, Ok(Value::Null))?,
                None => Value::from(rest),
            };
            Ok(())
        }
        _ => Ok(()),
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
