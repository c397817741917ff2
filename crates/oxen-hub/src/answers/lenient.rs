//! Lenient deserialization in a single pass: values of an unexpected shape are kept as JSON.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::{Map, Number, Value};

/// A value of the expected shape, or the JSON value that was found instead.
pub(crate) enum Read<T> {
    Known(T),
    Other(Value),
}

/// A type that is read from values of its shape. Each `from_` function reads one kind of JSON value.
pub(crate) trait Lenient: Sized {
    /// Converts the value back to JSON, for a list or object in which another value has an unexpected shape.
    fn into_value(self) -> Value;

    fn from_text(_text: &str) -> Option<Self> {
        None
    }

    fn from_number(_number: &Number) -> Option<Self> {
        None
    }

    fn from_bool(_value: bool) -> Option<Self> {
        None
    }

    fn from_list<'de, A: SeqAccess<'de>>(list: A) -> Result<Read<Self>, A::Error> {
        Value::deserialize(SeqAccessDeserializer::new(list)).map(Read::Other)
    }

    fn from_object<'de, A: MapAccess<'de>>(object: A) -> Result<Read<Self>, A::Error> {
        // With some features of `serde_json` numbers come as objects too.
        let value = Value::deserialize(MapAccessDeserializer::new(object))?;
        let number =
            if let Value::Number(number) = &value { Self::from_number(number) } else { None };
        Ok(number.map_or(Read::Other(value), Read::Known))
    }
}

impl<'de, T: Lenient> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Kinds(PhantomData))
    }
}

/// Deserializes an object; any other value is an error.
pub(crate) fn object<'de, T: Lenient, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct Object<T>(PhantomData<T>);

    impl<'de, T: Lenient> Visitor<'de> for Object<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }

        fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<T, A::Error> {
            match T::from_object(object)? {
                Read::Known(value) => Ok(value),
                Read::Other(_) => Err(A::Error::custom("not a JSON object")),
            }
        }
    }

    deserializer.deserialize_map(Object(PhantomData))
}

/// A visitor for values of any kind.
struct Kinds<T>(PhantomData<T>);

impl<'de, T: Lenient> Visitor<'de> for Kinds<T> {
    type Value = Read<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Read<T>, E> {
        Ok(Read::Other(Value::Null))
    }

    fn visit_none<E>(self) -> Result<Read<T>, E> {
        Ok(Read::Other(Value::Null))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Read<T>, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Read<T>, E> {
        Ok(T::from_bool(value).map_or(Read::Other(value.into()), Read::Known))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Read<T>, E> {
        Ok(number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Read<T>, E> {
        Ok(number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Read<T>, E> {
        // JSON has no infinite numbers and no NaN.
        Ok(Number::from_f64(value).map_or(Read::Other(Value::Null), number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Read<T>, E> {
        Ok(T::from_text(text).map_or_else(|| Read::Other(text.into()), Read::Known))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Read<T>, A::Error> {
        T::from_list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Read<T>, A::Error> {
        T::from_object(object)
    }
}

fn number<T: Lenient>(number: Number) -> Read<T> {
    T::from_number(&number).map_or(Read::Other(number.into()), Read::Known)
}

impl Lenient for String {
    fn into_value(self) -> Value {
        self.into()
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Lenient for u64 {
    fn into_value(self) -> Value {
        self.into()
    }

    fn from_number(number: &Number) -> Option<Self> {
        number.as_u64()
    }
}

impl Lenient for f64 {
    fn into_value(self) -> Value {
        self.into()
    }

    fn from_number(number: &Number) -> Option<Self> {
        number.as_f64()
    }
}

impl Lenient for bool {
    fn into_value(self) -> Value {
        self.into()
    }

    fn from_bool(value: bool) -> Option<Self> {
        Some(value)
    }
}

impl Lenient for Map<String, Value> {
    fn into_value(self) -> Value {
        self.into()
    }

    fn from_object<'de, A: MapAccess<'de>>(object: A) -> Result<Read<Self>, A::Error> {
        Self::deserialize(MapAccessDeserializer::new(object)).map(Read::Known)
    }
}

impl<T: Lenient> Lenient for Vec<T> {
    fn into_value(self) -> Value {
        self.into_iter().map(T::into_value).collect()
    }

    fn from_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<Read<Self>, A::Error> {
        let mut items = Self::new();
        while let Some(item) = list.next_element()? {
            match item {
                Read::Known(item) => items.push(item),
                Read::Other(other) => {
                    let mut values: Vec<Value> = items.into_iter().map(T::into_value).collect();
                    values.push(other);
                    while let Some(value) = list.next_element()? {
                        values.push(value);
                    }
                    return Ok(Read::Other(values.into()));
                }
            }
        }
        Ok(Read::Known(items))
    }
}

impl<T: Lenient> Lenient for BTreeMap<String, T> {
    fn into_value(self) -> Value {
        self.into_iter().map(|(name, value)| (name, value.into_value())).collect()
    }

    fn from_object<'de, A: MapAccess<'de>>(mut object: A) -> Result<Read<Self>, A::Error> {
        let mut members = Self::new();
        while let Some((name, value)) = object.next_entry::<String, Read<T>>()? {
            match value {
                Read::Known(value) => {
                    members.insert(name, value);
                }
                Read::Other(other) => {
                    let known = members.into_iter().map(|(name, value)| (name, value.into_value()));
                    let mut values: Map<String, Value> = known.collect();
                    values.insert(name, other);
                    while let Some((name, value)) = object.next_entry()? {
                        values.insert(name, value);
                    }
                    return Ok(Read::Other(values.into()));
                }
            }
        }
        Ok(Read::Known(members))
    }
}

/// A seed that reads a key: `Ok` if it is one of these, else `Err` with its text.
pub(crate) struct Key(pub(crate) &'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Result<&'static str, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key {
    type Value = Result<&'static str, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        let known = self.0.iter().find(|known| **known == text);
        Ok(known.copied().ok_or_else(|| text.to_owned()))
    }
}

/// Removes a field from an object if it has the expected shape, else leaves it there. Null counts as absent.
pub(crate) fn take<T: DeserializeOwned>(map: &mut Map<String, Value>, key: &str) -> Option<T> {
    let value = map.get_mut(key)?;
    if value.is_null() {
        map.remove(key);
        return None;
    }
    let taken = std::mem::take(value);
    if let Ok(known) = T::deserialize(&taken) {
        map.remove(key);
        return Some(known);
    }
    *value = taken;
    None
}
