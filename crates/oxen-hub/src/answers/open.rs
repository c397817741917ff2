//! Macros for structs and enums that keep unknown fields and values.

/// Defines a struct of an answer: known fields are typed if they have the documented shape, and everything else is kept
/// in `extra`. No answer is refused because of a field.
macro_rules! open_struct {
    (
        $(#[$meta:meta])*
        $name:ident {
            $($(#[$field_meta:meta])* $field:ident: $type:ty = $key:literal,)*
        }
        $(with meta $meta_field:ident)?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* pub $field: Option<$type>,)*
            /// The fields that this crate doesn't define, as the hub sent them.
            pub extra: serde_json::Map<String, serde_json::Value>,
            $(pub(crate) $meta_field: $crate::answers::Meta,)?
        }

        impl $name {
            #[allow(dead_code, reason = "not every answer is read by itself")]
            pub(crate) fn from_map(map: serde_json::Map<String, serde_json::Value>) -> Self {
                // Reading a JSON object never fails.
                serde::Deserialize::deserialize(serde_json::Value::Object(map)).unwrap_or_default()
            }

            $(
                /// Returns facts about the exchange, such as the status and the number of attempts.
                pub fn meta(&self) -> &$crate::answers::Meta {
                    &self.$meta_field
                }
            )?
        }

        impl $crate::answers::lenient::Lenient for $name {
            fn into_value(self) -> serde_json::Value {
                serde_json::to_value(self).unwrap_or_default()
            }

            fn from_object<'de, A: serde::de::MapAccess<'de>>(
                mut object: A,
            ) -> Result<$crate::answers::lenient::Read<Self>, A::Error> {
                use $crate::answers::lenient::{Key, Read};
                let mut this = Self::default();
                let mut has_mismatch = false;
                while let Some(key) = object.next_key_seed(Key(&[$($key),*]))? {
                    match key {
                        $(Ok($key) => {
                            this.$field = match object.next_value::<Read<$type>>()? {
                                Read::Known(value) => {
                                    if has_mismatch {
                                        // The last value of a duplicate key counts.
                                        this.extra.remove($key);
                                    }
                                    Some(value)
                                }
                                Read::Other(serde_json::Value::Null) => None,
                                Read::Other(value) => {
                                    has_mismatch = true;
                                    this.extra.insert($key.to_owned(), value);
                                    None
                                }
                            };
                        })*
                        Ok(_) => {
                            object.next_value::<serde::de::IgnoredAny>()?;
                        }
                        Err(key) => {
                            this.extra.insert(key, object.next_value()?);
                        }
                    }
                }
                Ok(Read::Known(this))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::answers::lenient::object(deserializer)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = serializer.serialize_map(None)?;
                $(
                    if let Some(value) = &self.$field {
                        map.serialize_entry($key, value)?;
                    }
                )*
                for (key, value) in &self.extra {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    };
}
pub(crate) use open_struct;

/// Defines an enum of texts that the hub may extend: an unknown one is `Other`.
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        $name:ident {
            $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)*
            /// A value that this crate doesn't know.
            Other(String),
        }

        /// Shows the beginning of an unknown value.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self {
                    $(Self::$variant => f.write_str(stringify!($variant)),)*
                    Self::Other(text) => {
                        f.debug_tuple("Other").field(&oxen_schema::text::excerpt(text)).finish()
                    }
                }
            }
        }

        impl $name {
            /// Returns the hub's text.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl $crate::answers::lenient::Lenient for $name {
            fn into_value(self) -> serde_json::Value {
                self.as_str().into()
            }

            fn from_text(text: &str) -> Option<Self> {
                Some(text.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                std::borrow::Cow::<'de, str>::deserialize(deserializer).map(|text| Self::from(&*text))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
pub(crate) use open_enum;
