//! Values that JSON can't represent, and the strict conversion that finds them.
//!
//! `serde_json` writes NaN and infinities as `null`; here they are errors.

use serde::Serialize;
use serde::ser::{self, Serializer};
use serde_json::{Map, Value};
use thiserror::Error;

/// The maximum depth of a value, in levels of arrays and objects.
///
/// `serde_json` reads at most 127 levels, and the request around a value takes some of them.
pub(crate) const MAX_DEPTH: usize = 100;

/// A JSON value, or the reason why there is none.
pub(crate) type JsonResult = Result<Value, NotRepresentable>;

/// The reason why JSON can't represent a value.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum NotRepresentable {
    /// NaN or an infinity.
    #[error("is {0}, but must be a finite number")]
    NotFinite(f64),
    /// An integer beyond 64 bits.
    #[error("is {0}, but must be an integer from {min} to {max}", min = i64::MIN, max = u64::MAX)]
    IntegerTooLarge(String),
    /// Too many levels of arrays and objects within one another.
    #[error("is nested too deeply, but may have at most {MAX_DEPTH} levels")]
    TooDeep,
    /// The type's own `Serialize` failed, or the type has no JSON form, such as a map with structured keys.
    #[error("can't be written as JSON: {0}")]
    NotJson(String),
}

impl ser::Error for NotRepresentable {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::NotJson(message.to_string())
    }
}

/// Converts to JSON; `None` if the value is the `None` of an `Option`.
///
/// An `f32` becomes the shortest decimal that represents it (`0.7`, not `0.699999988079071`). The keys of maps are
/// sorted, since the order of a `HashMap` differs from run to run.
pub(crate) fn to_value<T: Serialize + ?Sized>(
    value: &T,
) -> Result<Option<Value>, NotRepresentable> {
    value.serialize(ToValue { depth: 0 })
}

/// Converts to JSON; a `None` becomes `null`.
pub(crate) fn to_value_or_null<T: Serialize + ?Sized>(value: &T) -> JsonResult {
    to_value(value).map(Option::unwrap_or_default)
}

/// Checks that a JSON value is not nested more deeply than [`to_value`] allows.
pub(crate) fn check_depth(value: &Value) -> Result<(), NotRepresentable> {
    fn check(value: &Value, room: usize) -> Result<(), NotRepresentable> {
        let inner = || room.checked_sub(1).ok_or(NotRepresentable::TooDeep);
        match value {
            Value::Array(items) => {
                let inner = inner()?;
                items.iter().try_for_each(|item| check(item, inner))
            }
            Value::Object(members) => {
                let inner = inner()?;
                members.values().try_for_each(|value| check(value, inner))
            }
            _ => Ok(()),
        }
    }
    check(value, MAX_DEPTH)
}

/// Checks that no member of an object at this depth is nested too deeply.
pub(crate) fn check_members(
    members: &Map<String, Value>,
    depth: usize,
) -> Result<(), NotRepresentable> {
    fn depth_of(value: &Value) -> usize {
        match value {
            Value::Array(items) => 1 + items.iter().map(depth_of).max().unwrap_or(0),
            Value::Object(members) => 1 + members.values().map(depth_of).max().unwrap_or(0),
            _ => 0,
        }
    }
    let is_deep = members.values().any(|value| depth + depth_of(value) > MAX_DEPTH);
    if is_deep { Err(NotRepresentable::TooDeep) } else { Ok(()) }
}

/// Checks that no integer was rounded: `serde_json` reads integers beyond 64 bits as floating-point numbers.
pub(crate) fn check_integers(value: &Value) -> Result<(), NotRepresentable> {
    match value {
        Value::Array(items) => items.iter().try_for_each(check_integers),
        Value::Number(number) => match number.as_f64() {
            Some(value) if number.is_f64() && is_beyond_64_bits(value) => {
                Err(NotRepresentable::IntegerTooLarge(format!("{value:.0}")))
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Returns whether a number is an integer that neither an `i64` nor a `u64` holds.
pub(crate) fn is_beyond_64_bits(value: f64) -> bool {
    const BITS_63: f64 = 9_223_372_036_854_775_808.0;
    value.fract() == 0.0 && !(-BITS_63..2.0 * BITS_63).contains(&value)
}

/// Converts a number, which must be finite.
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

/// The result of a serializer: a value, or nothing for a `None`.
type Converted = Result<Option<Value>, NotRepresentable>;

/// The names that `serde_json` gives to numbers and texts that are JSON already, depending on its features.
const JSON_TEXT: [&str; 2] = ["$serde_json::private::Number", "$serde_json::private::RawValue"];

#[derive(Clone, Copy)]
struct ToValue {
    /// The number of open arrays and objects.
    depth: usize,
}

impl ToValue {
    fn inner(self) -> Result<Self, NotRepresentable> {
        if self.depth == MAX_DEPTH {
            return Err(NotRepresentable::TooDeep);
        }
        Ok(Self { depth: self.depth + 1 })
    }

    fn convert<T: Serialize + ?Sized>(self, value: &T) -> JsonResult {
        value.serialize(self).map(Option::unwrap_or_default)
    }

    fn list(self, length: Option<usize>) -> Result<List, NotRepresentable> {
        // A wrong length must not take all memory.
        let items = Vec::with_capacity(length.unwrap_or_default().min(1024));
        Ok(List { items, inner: self.inner()?, variant: None })
    }

    fn object(self) -> Result<Object, NotRepresentable> {
        let inner = self.inner()?;
        Ok(Object { members: Map::new(), inner, variant: None, is_json_text: false })
    }
}

macro_rules! plain {
    ($($method:ident($type:ty))*) => {
        $(fn $method(self, value: $type) -> Converted {
            Ok(Some(Value::from(value)))
        })*
    };
}

impl Serializer for ToValue {
    type Ok = Option<Value>;
    type Error = NotRepresentable;
    type SerializeSeq = List;
    type SerializeTuple = List;
    type SerializeTupleStruct = List;
    type SerializeTupleVariant = List;
    type SerializeMap = Entries;
    type SerializeStruct = Object;
    type SerializeStructVariant = Object;

    plain! {
        serialize_bool(bool)
        serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
        serialize_str(&str) serialize_bytes(&[u8])
    }

    fn serialize_char(self, value: char) -> Converted {
        Ok(Some(Value::from(value.to_string())))
    }

    fn serialize_i128(self, value: i128) -> Converted {
        from_i128(value).map(Some)
    }

    fn serialize_u128(self, value: u128) -> Converted {
        from_u128(value).map(Some)
    }

    fn serialize_f32(self, value: f32) -> Converted {
        from_f32(value).map(Some)
    }

    fn serialize_f64(self, value: f64) -> Converted {
        from_f64(value).map(Some)
    }

    fn serialize_none(self) -> Converted {
        Ok(None)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Converted {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Converted {
        Ok(Some(Value::Null))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Converted {
        Ok(Some(Value::Null))
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Converted {
        Ok(Some(Value::from(variant)))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Converted {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Converted {
        let value = self.inner()?.convert(value)?;
        Ok(Some(in_variant(Some(variant), value)))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List, NotRepresentable> {
        self.list(length)
    }

    fn serialize_tuple(self, length: usize) -> Result<List, NotRepresentable> {
        self.list(Some(length))
    }

    fn serialize_tuple_struct(self, _: &str, length: usize) -> Result<List, NotRepresentable> {
        self.list(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<List, NotRepresentable> {
        Ok(List { variant: Some(variant), ..self.inner()?.list(Some(length))? })
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Entries, NotRepresentable> {
        Ok(Entries { members: Vec::new(), key: String::new(), inner: self.inner()? })
    }

    fn serialize_struct(self, name: &str, _: usize) -> Result<Object, NotRepresentable> {
        Ok(Object { is_json_text: JSON_TEXT.contains(&name), ..self.object()? })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Object, NotRepresentable> {
        Ok(Object { variant: Some(variant), ..self.inner()?.object()? })
    }
}

/// Returns the value, under the name of its variant if it is one of an enum.
fn in_variant(variant: Option<&str>, value: Value) -> Value {
    match variant {
        Some(name) => Value::Object(Map::from_iter([(name.to_owned(), value)])),
        None => value,
    }
}

struct List {
    items: Vec<Value>,
    inner: ToValue,
    variant: Option<&'static str>,
}

macro_rules! collect_items {
    ($($trait:ident::$method:ident)*) => {
        $(impl ser::$trait for List {
            type Ok = Option<Value>;
            type Error = NotRepresentable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotRepresentable> {
                self.items.push(self.inner.convert(value)?);
                Ok(())
            }

            fn end(self) -> Converted {
                Ok(Some(in_variant(self.variant, Value::Array(self.items))))
            }
        })*
    };
}

collect_items! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

/// The entries of a map, in the order in which the map gives them.
struct Entries {
    members: Vec<(String, Value)>,
    key: String,
    inner: ToValue,
}

impl ser::SerializeMap for Entries {
    type Ok = Option<Value>;
    type Error = NotRepresentable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), NotRepresentable> {
        self.key = match self.inner.convert(key)? {
            Value::String(key) => key,
            key @ (Value::Number(_) | Value::Bool(_)) => key.to_string(),
            _ => return Err(NotRepresentable::NotJson("key must be a string".to_owned())),
        };
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(
        &mut self,
        value: &T,
    ) -> Result<(), NotRepresentable> {
        let value = self.inner.convert(value)?;
        self.members.push((std::mem::take(&mut self.key), value));
        Ok(())
    }

    fn end(mut self) -> Converted {
        // A map of serde_json may keep the order of insertion, where a program turns that on.
        self.members.sort_by(|(one, _), (other, _)| one.cmp(other));
        Ok(Some(Value::Object(self.members.into_iter().collect())))
    }
}

/// The fields of a struct, in their order where maps keep it.
struct Object {
    members: Map<String, Value>,
    inner: ToValue,
    variant: Option<&'static str>,
    /// Whether the only field is JSON text.
    is_json_text: bool,
}

impl Object {
    fn add<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
    ) -> Result<(), NotRepresentable> {
        let value = self.inner.convert(value)?;
        self.members.insert(name.to_owned(), value);
        Ok(())
    }

    fn into_value(self) -> Converted {
        if self.is_json_text
            && let Some(Value::String(text)) = self.members.values().next()
        {
            let value = serde_json::from_str(text).map_err(ser::Error::custom)?;
            check_depth(&value)?;
            return Ok(Some(value));
        }
        Ok(Some(in_variant(self.variant, Value::Object(self.members))))
    }
}

macro_rules! collect_fields {
    ($($trait:ident)*) => {
        $(impl ser::$trait for Object {
            type Ok = Option<Value>;
            type Error = NotRepresentable;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), NotRepresentable> {
                self.add(name, value)
            }

            fn end(self) -> Converted {
                self.into_value()
            }
        })*
    };
}

collect_fields!(SerializeStruct SerializeStructVariant);
