//! The form of an answer.

use serde::Serialize;
use serde_json::Value;

/// The form of a chat model's answer. Providers differ in what they support.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResponseFormat {
    /// Text, as without a format.
    Text,
    /// Some JSON object. Most providers want the conversation to ask for JSON as well.
    JsonObject,
    /// JSON that fits a schema.
    JsonSchema {
        /// The schema.
        json_schema: NamedSchema,
    },
}

/// A JSON schema with a name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NamedSchema {
    name: String,
    schema: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    strict: Option<bool>,
}

impl ResponseFormat {
    /// JSON that fits this schema. The name is for the model: letters, digits, `_` and `-`.
    pub fn json_schema(name: impl Into<String>, schema: Value) -> Self {
        Self::JsonSchema { json_schema: NamedSchema { name: name.into(), schema, strict: None } }
    }

    /// JSON that a type of yours reads.
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

    /// Whether the model must keep to the schema exactly. Providers differ in what they make of it.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        if let Self::JsonSchema { json_schema } = &mut self {
            json_schema.strict = Some(strict);
        }
        self
    }
}
