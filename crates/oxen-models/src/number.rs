//! The values of integer and number parameters.

use crate::choice::Choice;
use crate::not_representable::{self, JsonResult};

/// The value of an integer parameter: any integer type, or a value of a generated enum.
///
/// An integer beyond 64 bits is refused when the request is built.
///
/// ```
/// use oxen_models::Integer;
///
/// let steps: [Integer; 3] = [40.into(), 40_u64.into(), usize::MAX.into()];
/// assert_eq!(steps[0], steps[1]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Integer(pub(crate) JsonResult);

/// The value of a number parameter: any integer or float type, or a value of a generated enum.
///
/// An `f32` is sent as the shortest decimal that represents it, `0.7_f32` as `0.7`. NaN and infinities are
/// refused when the request is built.
///
/// ```
/// use oxen_models::Number;
///
/// assert_eq!(Number::from(0.7_f32), Number::from(0.7));
/// let guidance: Number = 2.into();
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Number(pub(crate) JsonResult);

/// Implements `From` for the primitive types, each with its conversion to JSON.
macro_rules! from_primitives {
    ($target:ident: $($type:ty => $convert:expr),* $(,)?) => {
        $(impl From<$type> for $target {
            fn from(value: $type) -> Self {
                Self($convert(value))
            }
        })*
    };
}

/// Implements `From` for every integer type.
macro_rules! from_integers {
    ($($target:ident)*) => {
        $(from_primitives! {
            $target:
            i8 => |value| Ok(serde_json::Value::from(value)),
            i16 => |value| Ok(serde_json::Value::from(value)),
            i32 => |value| Ok(serde_json::Value::from(value)),
            i64 => |value| Ok(serde_json::Value::from(value)),
            isize => |value| Ok(serde_json::Value::from(value)),
            u8 => |value| Ok(serde_json::Value::from(value)),
            u16 => |value| Ok(serde_json::Value::from(value)),
            u32 => |value| Ok(serde_json::Value::from(value)),
            u64 => |value| Ok(serde_json::Value::from(value)),
            usize => |value| Ok(serde_json::Value::from(value)),
            i128 => $crate::not_representable::from_i128,
            u128 => $crate::not_representable::from_u128,
        })*
    };
}

from_integers!(Integer Number);

from_primitives! {
    Number:
    f32 => not_representable::from_f32,
    f64 => not_representable::from_f64,
}

impl From<Integer> for Number {
    fn from(value: Integer) -> Self {
        Self(value.0)
    }
}

#[diagnostic::do_not_recommend]
impl<C: Choice> From<C> for Integer {
    fn from(value: C) -> Self {
        Self(value.value().into_json())
    }
}

#[diagnostic::do_not_recommend]
impl<C: Choice> From<C> for Number {
    fn from(value: C) -> Self {
        Self(value.value().into_json())
    }
}
