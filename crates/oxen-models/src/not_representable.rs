//! Values that JSON can't carry, and the strict conversion that finds them.
//!
//! `serde_json` writes NaN and infinities as `null`; here they are errors.

use serde::Serialize;
use serde::ser::{self, Serializer};
use serde_json::Value;
use thiserror::Error;

/// The greatest depth of a value, in levels of arrays and objects.
///
/// `serde_json` reads at most 127 levels, and the request around a value takes some of them.
pub(crate) const MAX_DEPTH: usize = 100;

/// A JSON value, or why there is none.
pub(crate) type JsonResult = Result<Value, NotRepresentable>;

/// Why a value can't be sent as JSON.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum NotRepresentable {
    /// NaN or an infinity.
    #[error("is {0}, but must be a finite number")]
    NotFinite(f64),
    /// An integer beyond 64 bits.
    #[error("is {0}, but must be an integer from {min} to {max}", min = i64::MIN, max = u64::MAX)]
    IntegerTooLarge(String),
    /// Arrays and objects in each other, too many levels of them.
    #[error("is nested too deeply, but may have at most {MAX_DEPTH} levels")]
    TooDeep,
    /// The type's own `Serialize` failed, or it isn't representable, such as a map with structured keys.
    #[error("can't be written as JSON: {0}")]
    NotJson(String),
}

impl ser::Error for NotRepresentable {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::NotJson(message.to_string())
    }
}

/// Converts to JSON, an `f32` as the shortest decimal that means it (`0.7`, not `0.699999988079071`).
pub(crate) fn to_value<T: Serialize + ?Sized>(value: &T) -> JsonResult {
    check(value)?;
    // By way of text, because that is where an f32 keeps its shortest form.
    let text = serde_json::to_string(value).map_err(ser::Error::custom)?;
    serde_json::from_str(&text).map_err(ser::Error::custom)
}

/// Finds what [`to_value`] would refuse, without converting.
pub(crate) fn check<T: Serialize + ?Sized>(value: &T) -> Result<(), NotRepresentable> {
    value.serialize(Check { depth: 0 })
}

/// A number, or why it isn't one. An `f32` goes through its shortest decimal.
pub(crate) fn from_f64(value: f64) -> JsonResult {
    serde_json::Number::from_f64(value).map(Value::Number).ok_or(NotRepresentable::NotFinite(value))
}

pub(crate) fn from_f32(value: f32) -> JsonResult {
    if !value.is_finite() {
        return Err(NotRepresentable::NotFinite(f64::from(value)));
    }
    // The shortest decimal of a finite f32 is always a readable f64.
    from_f64(value.to_string().parse().unwrap_or(f64::from(value)))
}

pub(crate) fn from_i128(value: i128) -> JsonResult {
    i64::try_from(value)
        .map(Value::from)
        .or_else(|_| u64::try_from(value).map(Value::from))
        .map_err(|_| NotRepresentable::IntegerTooLarge(value.to_string()))
}

pub(crate) fn from_u128(value: u128) -> JsonResult {
    u64::try_from(value)
        .map(Value::from)
        .map_err(|_| NotRepresentable::IntegerTooLarge(value.to_string()))
}

/// A serializer that writes nothing and refuses what JSON can't carry.
#[derive(Clone, Copy)]
struct Check {
    /// How many arrays and objects are open.
    depth: usize,
}

impl Check {
    fn deeper(self) -> Result<Self, NotRepresentable> {
        if self.depth == MAX_DEPTH {
            return Err(NotRepresentable::TooDeep);
        }
        Ok(Self { depth: self.depth + 1 })
    }
}

/// Scalars that JSON always carries.
macro_rules! accept {
    ($($method:ident($type:ty))*) => {
        $(fn $method(self, _: $type) -> Result<(), NotRepresentable> {
            Ok(())
        })*
    };
}

impl Serializer for Check {
    type Ok = ();
    type Error = NotRepresentable;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    accept! {
        serialize_bool(bool)
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
        serialize_char(char) serialize_str(&str) serialize_bytes(&[u8])
        serialize_unit_struct(&'static str)
    }

    fn serialize_i128(self, value: i128) -> Result<(), NotRepresentable> {
        from_i128(value).map(drop)
    }

    fn serialize_u128(self, value: u128) -> Result<(), NotRepresentable> {
        from_u128(value).map(drop)
    }

    fn serialize_f32(self, value: f32) -> Result<(), NotRepresentable> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Result<(), NotRepresentable> {
        if value.is_finite() { Ok(()) } else { Err(NotRepresentable::NotFinite(value)) }
    }

    fn serialize_none(self) -> Result<(), NotRepresentable> {
        Ok(())
    }

    fn serialize_unit(self) -> Result<(), NotRepresentable> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), NotRepresentable> {
        value.serialize(self)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
    ) -> Result<(), NotRepresentable> {
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), NotRepresentable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), NotRepresentable> {
        value.serialize(self.deeper()?)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, NotRepresentable> {
        self.deeper()
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, NotRepresentable> {
        self.deeper()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, NotRepresentable> {
        self.deeper()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, NotRepresentable> {
        self.deeper()?.deeper()
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self, NotRepresentable> {
        self.deeper()
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, NotRepresentable> {
        self.deeper()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self, NotRepresentable> {
        self.deeper()?.deeper()
    }
}

/// The parts of arrays, tuples and structs, all checked the same way.
macro_rules! check_parts {
    ($($trait:ident :: $method:ident($($name:ty)?))*) => {
        $(impl ser::$trait for Check {
            type Ok = ();
            type Error = NotRepresentable;

            fn $method<T: Serialize + ?Sized>(
                &mut self,
                $(_: $name,)?
                value: &T,
            ) -> Result<(), NotRepresentable> {
                value.serialize(*self)
            }

            fn end(self) -> Result<(), NotRepresentable> {
                Ok(())
            }
        })*
    };
}

check_parts! {
    SerializeSeq::serialize_element()
    SerializeTuple::serialize_element()
    SerializeTupleStruct::serialize_field()
    SerializeTupleVariant::serialize_field()
    SerializeStruct::serialize_field(&'static str)
    SerializeStructVariant::serialize_field(&'static str)
}

impl ser::SerializeMap for Check {
    type Ok = ();
    type Error = NotRepresentable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotRepresentable> {
        key.serialize(*self)
    }

    fn serialize_value<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
    ) -> Result<(), NotRepresentable> {
        value.serialize(*self)
    }

    fn end(self) -> Result<(), NotRepresentable> {
        Ok(())
    }
}
