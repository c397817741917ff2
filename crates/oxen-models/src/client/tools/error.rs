//! Why a tool, or a conversation with tools, failed.

use std::error::Error as StdError;
use std::fmt;

use thiserror::Error;

use super::Transcript;

/// Why a tool failed. Any error becomes one with `?`, and the model is told its text.
///
/// [`stop`](Self::stop) makes one that ends the conversation instead.
pub struct ToolError {
    message: String,
    is_stop: bool,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl ToolError {
    /// Makes an error that the model is told.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), is_stop: false, source: None }
    }

    /// Makes an error that ends the conversation; the model is not told.
    pub fn stop(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        let source = error.into();
        Self { message: source.to_string(), is_stop: true, source: Some(source) }
    }

    /// Returns whether it ends the conversation.
    pub fn is_stop(&self) -> bool {
        self.is_stop
    }

    /// Returns the error that it was made of.
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

/// A conversation with tools that came to no end, with everything that was said until then.
#[derive(Debug, Error)]
#[error("{reason}")]
pub struct ConverseError {
    #[source]
    reason: Box<ConverseReason>,
    transcript: Transcript,
}

/// Why a conversation with tools came to no end.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConverseReason {
    /// A request to the model failed.
    #[error("{0}")]
    Call(#[source] oxen_hub::Error),
    /// The model still called tools in the last round that was allowed.
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

    /// Why the conversation came to no end.
    pub fn reason(&self) -> &ConverseReason {
        &self.reason
    }

    /// What was said until then.
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// What was said until then.
    pub fn into_transcript(self) -> Transcript {
        self.transcript
    }
}

/// Before anything was said.
impl From<oxen_hub::Error> for ConverseError {
    fn from(error: oxen_hub::Error) -> Self {
        Self::new(ConverseReason::Call(error), Transcript::default())
    }
}
