//! Structures that are JSON objects, which are checked and sent without being copied.

use oxen_schema::schema::{Instance, Items, Members};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::{Map, Value};

/// A borrowed JSON value that serializes.
pub(super) struct Json<'a>(pub(super) Instance<'a>);

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Instance::Null => serializer.serialize_unit(),
            Instance::Boolean(value) => serializer.serialize_bool(value),
            Instance::Number(number) => number.serialize(serializer),
            Instance::String(text) => serializer.serialize_str(text),
            Instance::Array(items) => {
                let mut list = serializer.serialize_seq(Some(items.count()))?;
                for item in (0..items.count()).map_while(|index| items.item(index)) {
                    list.serialize_element(&Json(item))?;
                }
                list.end()
            }
            Instance::Object(members) => {
                let mut object = serializer.serialize_map(Some(members.count()))?;
                let mut outcome = Ok(());
                members.visit(&mut |name, value| {
                    outcome = object.serialize_entry(name, &Json(value));
                    outcome.is_ok()
                });
                outcome?;
                object.end()
            }
        }
    }
}

/// Copies a borrowed JSON value.
pub(super) fn to_value(instance: Instance<'_>) -> Value {
    match instance {
        Instance::Null => Value::Null,
        Instance::Boolean(value) => Value::Bool(value),
        Instance::Number(number) => Value::Number(number.clone()),
        Instance::String(text) => Value::from(text),
        Instance::Array(items) => {
            (0..items.count()).map_while(|index| items.item(index)).map(to_value).collect()
        }
        Instance::Object(members) => {
            let mut object = Map::new();
            members.visit(&mut |name, value| {
                object.insert(name.to_owned(), to_value(value));
                true
            });
            Value::Object(object)
        }
    }
}

/// Implements the form of a JSON object for a structure, given as the list of its members: each name with an optional
/// value, and then the members without a field.
macro_rules! json_object {
    ($type:ty: |$this:ident| [$($name:literal => $value:expr),* $(,)?], $extra:expr) => {
        impl oxen_schema::schema::Members for $type {
            fn count(&self) -> usize {
                let $this = self;
                let extra: Option<&$crate::chat::object::Extra> = $extra;
                0 $(+ usize::from($value.is_some()))* + extra.map_or(0, |extra| extra.len())
            }

            fn member(&self, name: &str) -> Option<oxen_schema::schema::Instance<'_>> {
                let $this = self;
                match name {
                    $($name => $value,)*
                    name => $extra?.get(name).map(Into::into),
                }
            }

            fn visit<'a>(
                &'a self,
                visitor: &mut dyn FnMut(&'a str, oxen_schema::schema::Instance<'a>) -> bool,
            ) {
                let $this = self;
                $(if let Some(value) = $value
                    && !visitor($name, value)
                {
                    return;
                })*
                for (name, value) in $extra.into_iter().flatten() {
                    if !visitor(name, value.into()) {
                        return;
                    }
                }
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;

                let $this = self;
                let mut object = serializer.serialize_map(None)?;
                $(if let Some(value) = $value {
                    object.serialize_entry($name, &$crate::chat::object::Json(value))?;
                })*
                for (name, value) in $extra.into_iter().flatten() {
                    object.serialize_entry(name, value)?;
                }
                object.end()
            }
        }
    };
}

/// Implements the form of a JSON array of objects for a structure around a vector of them.
macro_rules! json_array {
    ($type:ty) => {
        json_array!($type, {});
    };
    ($type:ty, { $($more:item)* }) => {
        impl oxen_schema::schema::Items for $type {
            fn count(&self) -> usize {
                self.0.len()
            }

            fn item(&self, index: usize) -> Option<oxen_schema::schema::Instance<'_>> {
                self.0.get(index).map(|item| oxen_schema::schema::Instance::Object(item))
            }

            $($more)*
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(&self.0)
            }
        }
    };
}

pub(super) use {json_array, json_object};

/// The members for which a structure has no field.
pub(super) type Extra = Map<String, Value>;

/// Returns the string as a value to check.
#[allow(clippy::unnecessary_wraps, reason = "as a member that may be absent")]
pub(super) fn text(text: &str) -> Option<Instance<'_>> {
    Some(Instance::String(text))
}

/// Returns the structure as a value to check.
#[allow(clippy::unnecessary_wraps, reason = "as a member that may be absent")]
pub(super) fn object(members: &dyn Members) -> Option<Instance<'_>> {
    Some(Instance::Object(members))
}

/// Returns the list as a value to check.
#[allow(clippy::unnecessary_wraps, reason = "as a member that may be absent")]
pub(super) fn array(items: &dyn Items) -> Option<Instance<'_>> {
    Some(Instance::Array(items))
}
