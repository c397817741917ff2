//! Tools that a model may call.

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

/// A function that a model may call.
///
/// ```
/// use oxen_models::chat::Tool;
/// use serde_json::json;
///
/// let weather = Tool::function("weather")
///     .description("The weather in a city, now")
///     .parameters(json!({
///         "type": "object",
///         "properties": {"city": {"type": "string"}},
///         "required": ["city"]
///     }));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename = "function")]
pub struct Tool {
    function: Function,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Function {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    strict: Option<bool>,
}

impl Tool {
    /// The function of this name.
    pub fn function(name: impl Into<String>) -> Self {
        let function =
            Function { name: name.into(), description: None, parameters: None, strict: None };
        Self { function }
    }

    /// What it does, for the model to read.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.function.description = Some(description.into());
        self
    }

    /// What it takes, as a JSON schema of an object.
    #[must_use]
    pub fn parameters(mut self, schema: Value) -> Self {
        self.function.parameters = Some(schema);
        self
    }

    /// What it takes, as a type of yours.
    ///
    /// ```
    /// use oxen_models::chat::Tool;
    ///
    /// #[derive(schemars::JsonSchema, serde::Deserialize)]
    /// struct Place {
    ///     /// The name of the city.
    ///     city: String,
    /// }
    ///
    /// let weather = Tool::function("weather").parameters_of::<Place>();
    /// ```
    #[cfg(feature = "schemars")]
    #[must_use]
    pub fn parameters_of<T: schemars::JsonSchema>(self) -> Self {
        self.parameters(schemars::schema_for!(T).into())
    }

    /// Whether the model must keep to the schema exactly. Providers differ in what they make of it.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.function.strict = Some(strict);
        self
    }

    /// The function's name.
    pub fn name(&self) -> &str {
        &self.function.name
    }
}

impl From<&Tool> for Tool {
    fn from(tool: &Tool) -> Self {
        tool.clone()
    }
}

/// Which tool a model is to call.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ToolChoice {
    /// The model decides.
    Auto,
    /// None.
    None,
    /// At least one.
    Required,
    /// The function of this name.
    Function(String),
}

impl ToolChoice {
    /// The function of this name.
    pub fn function(name: impl Into<String>) -> Self {
        Self::Function(name.into())
    }
}

impl From<&Tool> for ToolChoice {
    fn from(tool: &Tool) -> Self {
        Self::function(tool.name())
    }
}

impl Serialize for ToolChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Auto => serializer.serialize_str("auto"),
            Self::None => serializer.serialize_str("none"),
            Self::Required => serializer.serialize_str("required"),
            Self::Function(name) => {
                let mut choice = serializer.serialize_map(Some(2))?;
                choice.serialize_entry("type", "function")?;
                choice.serialize_entry("function", &json!({ "name": name }))?;
                choice.end()
            }
        }
    }
}

/// A call of a tool, as a model answers it and as it goes back in the conversation.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ToolCall {
    /// What the tool's answer refers to.
    pub id: String,
    /// `function`.
    #[serde(rename = "type", default = "function")]
    pub kind: String,
    /// The function and its arguments.
    pub function: FunctionCall,
}

/// A function and the arguments that it is called with.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct FunctionCall {
    /// The function's name.
    pub name: String,
    /// The arguments, as JSON text. A model wrote it: it may be no JSON, or not fit the function's schema.
    pub arguments: String,
}

fn function() -> String {
    "function".to_owned()
}

impl ToolCall {
    /// A call of a function. `arguments` is JSON text.
    pub fn function(
        id: impl Into<String>,
        name: impl Into<String>,
        arguments: impl Into<String>,
    ) -> Self {
        let function_call = FunctionCall { name: name.into(), arguments: arguments.into() };
        Self { id: id.into(), kind: function(), function: function_call }
    }
}

impl FunctionCall {
    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// What `serde_json` says if the model's text is no JSON, or doesn't fit `T`.
    pub fn parse<'de, T: Deserialize<'de>>(&'de self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.arguments)
    }
}
