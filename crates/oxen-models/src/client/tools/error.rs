//! The errors of tools, and of conversations with tools.

use std::error::Error as StdError;
use std::fmt;

use thiserror::Error;

use super::Transcript;

/// The error of a tool. Any error converts into one with `?`, and its text is sent to the model.
///
/// [`stop`](Self::stop) creates one that ends the conversation instead.
pub struct ToolError {
    message: String,
    is_stop: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl ToolError {
    /// Creates an error whose text is sent to the model.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), is_stop: false, source: None }
    }

    /// Creates an error that ends the conversation, and is not sent to the model.
    pub fn stop(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = error.into();
        Self { message: source.to_string(), is_stop: true, source: Some(source) }
    }

    /// Returns whether it ends the conversation.
    pub fn is_stop(&self) -> bool {
        self.is_stop
    }

    /// Returns the error that it was created from.
    pub fn source(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        self.source.as_deref()
    }
}

impl<E: StdError + Send + Sync + 'static> From<E> for ToolError {
    fn from(error: E) -> Self {
        Self { message: error.to_string(), is_stop: false, source: Some(Box::new(error)) }
    }
}

impl fmt::Display for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for ToolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ToolError")
            .field("message", &self.message)
            .field("is_stop", &self.is_stop)
            .field("source", &self.source)
            .finish()
    }
}

/// The error of a conversation with tools that did not complete, with the transcript until then.
#[derive(Debug, Error)]
#[error("{reason}")]
pub struct ConverseError {
    #[source]
    reason: Box<ConverseReason>,
    transcript: Transcript,
}

/// The reason why a conversation with tools did not complete.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConverseReason {
    /// A request to the model failed.
    #[error("{0}")]
    Call(#[source] oxen_hub::Error),
    /// The model still called tools in the last allowed round.
    #[error("the model still calls tools after {0} rounds; allow more with `max_rounds`")]
    Rounds(u32),
    /// A tool asked to stop.
    #[error("the tool `{tool}` stopped the conversation: {error}")]
    Stopped {
        /// The name of the tool.
        tool: String,
        /// Its error.
        error: ToolError,
    },
}

impl ConverseError {
    pub(super) fn new(reason: ConverseReason, transcript: Transcript) -> Self {
        Self { reason: Box::new(reason), transcript }
    }

    /// Returns the reason why the conversation did not complete.
    pub fn reason(&self) -> &ConverseReason {
        &self.reason
    }

    /// Returns the transcript until the error.
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Returns the transcript until the error, by value.
    pub fn into_transcript(self) -> Transcript {
        self.transcript
    }
}

/// Converts an error that came before the conversation, so that the transcript is empty.
impl From<oxen_hub::Error> for ConverseError {
    fn from(error: oxen_hub::Error) -> Self {
        Self::new(ConverseReason::Call(error), Transcript::default())
    }
}
