//! Functions that a model calls.

mod converse;
mod error;
mod transcript;

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::converse::ConverseCall;
pub use self::error::{ConverseError, ConverseReason, ToolError};
pub use self::transcript::Transcript;
use crate::chat::Tool;

/// The future of a tool's result, as the text for the model.
type Running = Pin<Box<dyn Future<Output = Result<String, ToolError>> + Send>>;

/// A tool, called with its arguments as JSON text.
type Run = dyn Fn(&str) -> Running + Send + Sync;

/// Functions of a program that a model may call.
///
/// ```
/// use oxen_models::Tools;
///
/// #[derive(schemars::JsonSchema, serde::Deserialize)]
/// /// The weather in a city, now.
/// struct Place {
///     /// The name of the city.
///     city: String,
/// }
///
/// let tools = Tools::new()
///     .with("weather", |place: Place| async move { format!("Sunny in {}", place.city) });
/// assert_eq!(tools.definitions().next().unwrap().name(), "weather");
/// ```
///
/// The arguments of a tool have a type whose schema and documentation are sent to the model. The result is sent back as
/// text, or as JSON if it is not a string.
#[derive(Default)]
pub struct Tools {
    list: Vec<(Tool, Box<Run>)>,
}

impl Tools {
    /// Creates an empty set of tools.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a tool, given by its name or as a [`Tool`] with a description; one of the same name is replaced.
    #[must_use]
    pub fn with<A, F, R>(self, tool: impl Into<Tool>, run: F) -> Self
    where
        A: DeserializeOwned + JsonSchema,
        F: Fn(A) -> R + Send + Sync + 'static,
        R: Future<Output: Serialize> + Send + 'static,
    {
        self.add::<A>(tool.into(), move |arguments| {
            let running = run(arguments);
            Box::pin(async move { text_of(&running.await) })
        })
    }

    /// Adds a tool that may fail. Its error is sent to the model, which may try something else; see [`ToolError`].
    ///
    /// ```
    /// use oxen_models::{ToolError, Tools};
    ///
    /// #[derive(schemars::JsonSchema, serde::Deserialize)]
    /// struct File {
    ///     path: String,
    /// }
    ///
    /// let tools = Tools::new().try_with("read", |file: File| async move {
    ///     Ok::<_, ToolError>(std::fs::read_to_string(file.path)?)
    /// });
    /// # let _ = tools;
    /// ```
    #[must_use]
    pub fn try_with<A, F, R, T, E>(self, tool: impl Into<Tool>, run: F) -> Self
    where
        A: DeserializeOwned + JsonSchema,
        F: Fn(A) -> R + Send + Sync + 'static,
        R: Future<Output = Result<T, E>> + Send + 'static,
        T: Serialize,
        E: Into<ToolError>,
    {
        self.add::<A>(tool.into(), move |arguments| {
            let running = run(arguments);
            Box::pin(async move { text_of(&running.await.map_err(Into::into)?) })
        })
    }

    fn add<A: DeserializeOwned + JsonSchema>(
        mut self,
        tool: Tool,
        run: impl Fn(A) -> Running + Send + Sync + 'static,
    ) -> Self {
        let run = move |text: &str| -> Running {
            let text = if text.trim().is_empty() { "{}" } else { text };
            match serde_json::from_str(text) {
                Ok(arguments) => run(arguments),
                Err(error) => {
                    let error = ToolError::new(format!("the arguments can't be read: {error}"));
                    Box::pin(std::future::ready(Err(error)))
                }
            }
        };
        let tool = tool.completed_by(schemars::schema_for!(A).into());
        self.list.retain(|(other, _)| other.name() != tool.name());
        self.list.push((tool, Box::new(run)));
        self
    }

    /// Returns the tools as a request lists them.
    pub fn definitions(&self) -> impl Iterator<Item = &Tool> {
        self.list.iter().map(|(tool, _)| tool)
    }

    /// Runs a call.
    fn call(&self, name: &str, arguments: &str) -> Running {
        if let Some((_, run)) = self.list.iter().find(|(tool, _)| tool.name() == name) {
            return run(arguments);
        }
        let names: Vec<&str> = self.definitions().map(Tool::name).collect();
        let error = format!("unknown tool; the known ones are: {}", names.join(", "));
        Box::pin(std::future::ready(Err(ToolError::new(error))))
    }
}

/// Returns a string unchanged, and anything else as JSON text.
fn text_of(value: &impl Serialize) -> Result<String, ToolError> {
    let text = serde_json::to_string(value)?;
    Ok(if text.starts_with('"') { serde_json::from_str(&text)? } else { text })
}

/// Shows the names of the tools.
impl fmt::Debug for Tools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.definitions().map(Tool::name)).finish()
    }
}
