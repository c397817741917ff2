//! Enumerated parameters: the trait of every generated enum.

use std::fmt;

use serde_json::{Number, Value};
use thiserror::Error;

use crate::not_representable::{self, JsonResult};
use crate::number::{from_integers, from_primitives};
use crate::suggest::did_you_mean;

/// A plain JSON value: the value of a generated enum, or of a parameter whose enumeration mixes types.
///
/// ```
/// use oxen_models::Literal;
///
/// // A duration out of ["auto", 4, 5].
/// let durations: [Literal; 2] = ["auto".into(), 5.into()];
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Literal(pub(crate) JsonResult);

impl Literal {
    /// A string.
    pub fn string(value: impl Into<String>) -> Self {
        Self(Ok(Value::String(value.into())))
    }

    /// An integer.
    pub fn integer(value: i64) -> Self {
        Self(Ok(Value::from(value)))
    }

    /// A number.
    pub fn number(value: f64) -> Self {
        Self(not_representable::from_f64(value))
    }

    /// `true` or `false`.
    pub fn boolean(value: bool) -> Self {
        Self(Ok(Value::Bool(value)))
    }

    /// `null`.
    pub fn null() -> Self {
        Self(Ok(Value::Null))
    }

    /// The JSON value, unless it is a number that JSON can't carry.
    pub fn as_json(&self) -> Option<&Value> {
        self.0.as_ref().ok()
    }
}

/// As plain text, a string without quotes.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(Value::String(text)) => f.write_str(text),
            Ok(value) => value.fmt(f),
            Err(not_representable::NotRepresentable::NotFinite(value)) => value.fmt(f),
            Err(not_representable::NotRepresentable::IntegerTooLarge(digits)) => {
                f.write_str(digits)
            }
            Err(other) => other.fmt(f),
        }
    }
}

from_integers!(Literal);

from_primitives! {
    Literal:
    f32 => not_representable::from_f32,
    f64 => not_representable::from_f64,
    bool => |value| Ok(Value::Bool(value)),
    &str => |value| Ok(Value::from(value)),
    &String => |value: &String| Ok(Value::from(value.as_str())),
    String => |value| Ok(Value::String(value)),
    std::borrow::Cow<'_, str> => |value| Ok(Value::from(value)),
}

#[diagnostic::do_not_recommend]
impl<C: Choice> From<C> for Literal {
    fn from(value: C) -> Self {
        value.value()
    }
}

/// The values of an enumerated parameter. Every generated enum implements it.
pub trait Choice: Copy + 'static {
    /// Every value, in the order of the schema.
    const ALL: &'static [Self];

    /// What is sent.
    fn value(self) -> Literal;

    /// The choice that sends this value.
    ///
    /// Numbers are compared by value, as JSON Schema does: `5.0` is `5`.
    ///
    /// # Errors
    ///
    /// [`UnknownChoice`] if no choice does; it lists those that there are.
    fn from_value(value: impl Into<Literal>) -> Result<Self, UnknownChoice> {
        let value = value.into();
        let all = Self::ALL.iter().copied();
        all.clone().find(|choice| same(&choice.value(), &value)).ok_or_else(|| {
            let allowed: Vec<_> = all.map(|choice| choice.value().to_string()).collect();
            UnknownChoice::new(value.to_string(), allowed)
        })
    }
}

pub(crate) fn same(one: &Literal, other: &Literal) -> bool {
    match (one.as_json(), other.as_json()) {
        (Some(Value::Number(one)), Some(Value::Number(other))) => same_number(one, other),
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

fn same_number(one: &Number, other: &Number) -> bool {
    // Two integers are equal exactly when their JSON is; only a float needs the detour.
    one == other
        || ((one.is_f64() || other.is_f64())
            && one.as_f64().is_some_and(|one| Some(one) == other.as_f64()))
}

/// A value that is none of an enumerated parameter's.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{found}` is not one of {}{}", list(allowed), did_you_mean(nearest.as_deref()))]
#[non_exhaustive]
pub struct UnknownChoice {
    /// The value.
    pub found: String,
    /// The values that there are, in the order of the schema.
    pub allowed: Vec<String>,
    /// The one that was probably meant.
    pub nearest: Option<String>,
}

impl UnknownChoice {
    fn new(found: String, allowed: Vec<String>) -> Self {
        let nearest = oxen_schema::suggest::nearest(&found, allowed.iter().map(String::as_str));
        Self { nearest: nearest.map(str::to_owned), found, allowed }
    }
}

fn list(allowed: &[String]) -> String {
    allowed.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
}
