//! The form of an answer.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::object::Extra;

/// The form of a chat model's answer. Providers differ in what they support.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResponseFormat {
    /// Text, which is the default.
    Text,
    /// Any JSON object. Most providers require that the conversation asks for JSON too.
    JsonObject,
    /// JSON that conforms to a schema.
    JsonSchema {
        /// The schema.
        json_schema: NamedSchema,
    },
}

/// A JSON schema with a name.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct NamedSchema {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    schema: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    strict: Option<bool>,
    /// Members that this version of the crate doesn't know.
    #[serde(flatten)]
    extra: Extra,
}

impl ResponseFormat {
    /// Creates a format for JSON that conforms to this schema. The model sees the name, which consists of letters,
    /// digits, `_` and `-`.
    pub fn json_schema(name: impl Into<String>, schema: Value) -> Self {
        let (name, schema) = (name.into(), Some(schema));
        let json_schema = NamedSchema { name, schema, strict: None, extra: Extra::new() };
        Self::JsonSchema { json_schema }
    }

    /// Creates a format for JSON that deserializes into `T`.
    ///
    /// ```
    /// use oxen_models::chat::ResponseFormat;
    ///
    /// #[derive(schemars::JsonSchema, serde::Deserialize)]
    /// struct Herd {
    ///     oxen: u32,
    ///     names: Vec<String>,
    /// }
    ///
    /// let format = ResponseFormat::of::<Herd>();
    /// ```
    #[cfg(feature = "schemars")]
    pub fn of<T: schemars::JsonSchema>() -> Self {
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
        let name = T::schema_name().chars().map(plain).take(64).collect::<String>();
        Self::json_schema(name, schemars::schema_for!(T).into())
    }

    /// Sets whether the model must follow the schema exactly. Providers differ in how they treat this.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        if let Self::JsonSchema { json_schema } = &mut self {
            json_schema.strict = Some(strict);
        }
        self
    }

    /// Returns the JSON value. The schema keeps its order if maps do, because the order matters to models.
    pub(crate) fn into_value(self) -> Value {
        let mut members = Map::new();
        let kind = match self {
            Self::Text => "text",
            Self::JsonObject => "json_object",
            Self::JsonSchema { json_schema: NamedSchema { name, schema, strict, extra } } => {
                let mut inner = Map::new();
                inner.insert("name".to_owned(), name.into());
                inner.extend(schema.map(|schema| ("schema".to_owned(), schema)));
                inner.extend(strict.map(|strict| ("strict".to_owned(), strict.into())));
                inner.extend(extra);
                members.insert("json_schema".to_owned(), inner.into());
                "json_schema"
            }
        };
        members.insert("type".to_owned(), kind.into());
        members.into()
    }
}

impl From<&ResponseFormat> for ResponseFormat {
    fn from(format: &ResponseFormat) -> Self {
        format.clone()
    }
}
