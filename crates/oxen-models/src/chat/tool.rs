//! Tools that a model may call.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::object::{Extra, json_object, object, text};
use crate::not_representable::{NotRepresentable, check_members};

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
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Tool {
    #[serde(rename = "type", default)]
    kind: ToolKind,
    function: Function,
    /// Members that this version of the crate doesn't know.
    #[serde(flatten)]
    extra: Extra,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
enum ToolKind {
    #[default]
    Function,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
struct Function {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parameters: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    strict: Option<bool>,
    #[serde(flatten)]
    extra: Extra,
}

impl Tool {
    /// Creates a tool for the function of this name.
    pub fn function(name: impl Into<String>) -> Self {
        let function = Function {
            name: name.into(),
            description: None,
            parameters: None,
            strict: None,
            extra: Extra::new(),
        };
        Self { kind: ToolKind::Function, function, extra: Extra::new() }
    }

    /// Sets the description of the function, which the model reads.
    #[must_use]
    pub fn description(mut self, description: impl Into<String>) -> Self {
        self.function.description = Some(description.into());
        self
    }

    /// Sets the JSON schema of the arguments, which must be that of an object.
    #[must_use]
    pub fn parameters(mut self, schema: Value) -> Self {
        self.function.parameters = Some(schema);
        self
    }

    /// Sets the schema of the arguments to that of `T`.
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

    /// Sets whether the model must follow the schema exactly. Providers differ in how they treat this.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.function.strict = Some(strict);
        self
    }

    /// Returns the function's name.
    pub fn name(&self) -> &str {
        &self.function.name
    }

    /// Sets the schema of the arguments and its description, unless the tool already has its own.
    #[cfg(all(feature = "schemars", feature = "tls-no-provider"))]
    pub(crate) fn completed_by(mut self, schema: Value) -> Self {
        let description = schema.get("description").and_then(Value::as_str).map(str::to_owned);
        self.function.description = self.function.description.or(description);
        self.function.parameters.get_or_insert(schema);
        self
    }

    /// Returns the JSON value. The schema keeps its order if maps do, because the order matters to models.
    pub(crate) fn into_value(self) -> Value {
        let Function { name, description, parameters, strict, extra } = self.function;
        let mut function = Map::new();
        function.insert("name".to_owned(), name.into());
        function.extend(description.map(|text| ("description".to_owned(), text.into())));
        function.extend(parameters.map(|schema| ("parameters".to_owned(), schema)));
        function.extend(strict.map(|strict| ("strict".to_owned(), strict.into())));
        function.extend(extra);
        let mut tool = Map::new();
        tool.insert("type".to_owned(), "function".into());
        tool.insert("function".to_owned(), function.into());
        tool.extend(self.extra);
        tool.into()
    }
}

impl From<&Tool> for Tool {
    fn from(tool: &Tool) -> Self {
        tool.clone()
    }
}

/// Creates a tool for the function of this name.
impl From<&str> for Tool {
    fn from(name: &str) -> Self {
        Self::function(name)
    }
}

/// Controls which tool a model calls.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ToolChoice {
    /// The model decides.
    Auto,
    /// The model calls no tool.
    None,
    /// The model calls at least one tool.
    Required,
    /// The model calls the function of this name.
    Function(String),
    /// A choice that this version of the crate has no name for, as JSON.
    Other(Value),
}

impl ToolChoice {
    /// Chooses the function of this name.
    pub fn function(name: impl Into<String>) -> Self {
        Self::Function(name.into())
    }
}

impl From<&Tool> for ToolChoice {
    fn from(tool: &Tool) -> Self {
        Self::function(tool.name())
    }
}

impl ToolChoice {
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Auto => "auto".into(),
            Self::None => "none".into(),
            Self::Required => "required".into(),
            Self::Function(name) => json!({ "type": "function", "function": { "name": name } }),
            Self::Other(value) => value,
        }
    }
}

impl From<&ToolChoice> for ToolChoice {
    fn from(choice: &ToolChoice) -> Self {
        choice.clone()
    }
}

impl Serialize for ToolChoice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.clone().into_value().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ToolChoice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let named = value.pointer("/function/name").and_then(Value::as_str).map(Self::function);
        Ok(match (value.as_str(), named) {
            (Some("auto"), _) => Self::Auto,
            (Some("none"), _) => Self::None,
            (Some("required"), _) => Self::Required,
            (_, Some(function)) if function.clone().into_value() == value => function,
            _ => Self::Other(value),
        })
    }
}

/// A tool call, as a model returns it and as it is sent back in the conversation.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[non_exhaustive]
pub struct ToolCall {
    /// The id that the tool's answer refers to.
    pub id: String,
    /// `function`.
    #[serde(rename = "type", default = "function")]
    pub kind: String,
    /// The function and its arguments.
    pub function: FunctionCall,
    /// Members that this version of the crate doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

json_object!(
    ToolCall: |call| [
        "id" => text(&call.id),
        "type" => text(&call.kind),
        "function" => object(&call.function),
    ],
    Some(&call.extra)
);

/// A function and the arguments that it is called with.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[non_exhaustive]
pub struct FunctionCall {
    /// The function's name.
    pub name: String,
    /// The arguments, as JSON text. It is written by a model, and may be invalid JSON or not match the function's
    /// schema.
    pub arguments: String,
    /// Members that this version of the crate doesn't know.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

json_object!(
    FunctionCall: |call| ["name" => text(&call.name), "arguments" => text(&call.arguments)],
    Some(&call.extra)
);

fn function() -> String {
    "function".to_owned()
}

impl ToolCall {
    /// Creates a call of a function. `arguments` is JSON text.
    pub fn function(
        id: impl Into<String>,
        name: impl Into<String>,
        arguments: impl Into<String>,
    ) -> Self {
        let function_call =
            FunctionCall { name: name.into(), arguments: arguments.into(), extra: Extra::new() };
        Self { id: id.into(), kind: function(), function: function_call, extra: Extra::new() }
    }

    pub(super) fn check_depth(&self, depth: usize) -> Result<(), NotRepresentable> {
        check_members(&self.extra, depth)
            .and_then(|()| check_members(&self.function.extra, depth + 1))
    }
}

impl FunctionCall {
    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// Returns the error of `serde_json` if the model's text is not JSON, or doesn't match `T`.
    pub fn parse<'de, T: Deserialize<'de>>(&'de self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.arguments)
    }
}
