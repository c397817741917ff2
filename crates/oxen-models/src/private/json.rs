//! JSON values that consist of literals and expressions.

use serde::ser::{Error, Serialize, Serializer};
use serde_json::Value;

use super::constant::ComparedConstant;
use super::infallible::{InfallibleInteger, InfallibleNumber, InfallibleText};
use crate::choice::Literal;
use crate::not_representable::{self, JsonResult, NotRepresentable};
use crate::request::{Optional, OptionalList};

/// A JSON value, or the reason why JSON can't represent an expression in it; `None` for the `None` of an `Option`.
#[derive(Clone, Debug)]
pub struct Json(Result<Option<Value>, NotRepresentable>);

impl Json {
    /// Creates the value of a JSON text that the macro wrote.
    pub fn literal(text: &str) -> Self {
        Self::value(
            serde_json::from_str(text)
                .map_err(|error| NotRepresentable::NotJson(error.to_string())),
        )
    }

    fn value(value: JsonResult) -> Self {
        Self(value.map(Some))
    }

    /// Creates the value that an expression serializes to.
    pub fn of(value: impl Serialize) -> Self {
        Self(not_representable::to_value(&value))
    }

    /// Creates an integer of at most 64 bits.
    pub fn integer(value: impl InfallibleInteger) -> Self {
        Self::value(value.into().0)
    }

    /// Creates a number that the compiler has compared.
    pub fn number(value: impl InfallibleNumber) -> Self {
        Self::value(value.into().0)
    }

    /// Creates a string.
    pub fn text(value: impl InfallibleText) -> Self {
        Self::value(Ok(Value::String(value.into())))
    }

    /// Creates `true` or `false`.
    pub fn boolean(value: bool) -> Self {
        Self::value(Ok(Value::Bool(value)))
    }

    /// Creates a value of an enumeration: a generated enum, or a plain value.
    pub fn choice<K>(value: impl Optional<Literal, K>) -> Self {
        Self(value.into_optional().map(Literal::into_json).transpose())
    }

    /// Creates the value of a constant that the compiler has compared with the values of an enumeration.
    pub fn constant<C>(value: impl ComparedConstant<C>) -> Self {
        Self::value(value.into_literal().into_json())
    }

    /// Creates a list of values of an enumeration.
    pub fn choices<K>(values: impl OptionalList<Literal, K>) -> Self {
        let values = values.into_optional_list();
        let values = values.map(|values| values.map(Literal::into_json).collect());
        Self(values.map(|values: Result<Vec<_>, _>| values.map(Value::Array)).transpose())
    }

    /// Creates the value of a JSON text that the macro wrote, with values of expressions in it.
    ///
    /// A string of a null character and an index stands for the value at that index. A string that begins with two null
    /// characters stands for itself, without the first one.
    pub fn with<const N: usize>(text: &str, values: [Self; N]) -> Self {
        let Self(literal) = Self::literal(text);
        Self(literal.and_then(|mut whole| {
            if let Some(whole) = &mut whole {
                fill(whole, &mut values.map(|value| value.0.map(Option::unwrap_or_default)))?;
            }
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
            Ok(Some(value)) => value.serialize(serializer),
            Ok(None) => serializer.serialize_none(),
            Err(reason) => Err(S::Error::custom(reason)),
        }
    }
}
