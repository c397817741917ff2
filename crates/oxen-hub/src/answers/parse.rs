//! Answers that are JSON in the text of a message.

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use super::chat::{ChatCompletion, FinishReason};
use super::json::quote;
use crate::error::{About, Error, ErrorKind, Partial};
use crate::key::{ApiKey, inert};
use crate::method::Method;

/// The length limit of a text of the answer in an error, in characters.
const MESSAGE: usize = 300;

impl ChatCompletion {
    /// Parses the text of the first choice as JSON, which may be in a fenced block.
    ///
    /// ```
    /// use oxen_hub::answers::ChatCompletion;
    ///
    /// let answer: ChatCompletion = serde_json::from_str(
    ///     r#"{"choices": [{"message": {"content": "```json\n[1, 2]\n```"}, "finish_reason": "stop"}]}"#,
    /// )?;
    /// assert_eq!(answer.parse::<Vec<u32>>()?, [1, 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Truncated`](ErrorKind::Truncated) if the model stopped before it was done, [`Refused`](ErrorKind::Refused) if
    /// it declines to answer, and [`Malformed`](ErrorKind::Malformed) if the text is not JSON or doesn't deserialize as
    /// a `T`.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, Error> {
        self.parse_without(None)
    }

    pub(crate) fn parse_without<T: DeserializeOwned>(
        &self,
        key: Option<&ApiKey>,
    ) -> Result<T, Error> {
        self.read_text(key).map_err(|error| self.add_context(error))
    }

    /// Creates the error of an answer that the model didn't finish.
    pub(crate) fn truncated(&self, key: Option<&ApiKey>) -> Error {
        let partial = Partial::new(self.clone(), key);
        self.add_context(Error::new(ErrorKind::Truncated { partial }))
    }

    /// Adds the call that the answer came from to an error.
    fn add_context(&self, mut error: Error) -> Error {
        let about = self.meta.model().map(|model| About::Model(model.to_owned()));
        error.ask(Method::Post, "/chat/completions", about);
        let inner = error.inner();
        inner.status = Some(self.meta.status()).filter(|status| *status > 0);
        inner.request_id = self.meta.request_id().map(str::to_owned);
        inner.attempts = self.meta.attempts();
        inner.may_have_run = true;
        error
    }

    fn read_text<T: DeserializeOwned>(&self, key: Option<&ApiKey>) -> Result<T, Error> {
        if self.finish_reason().is_some_and(FinishReason::is_premature) {
            return Err(self.truncated(key));
        }
        let text = unfenced(self.text().trim());
        let refusal = self.message().and_then(|message| message.refusal.as_deref());
        if let (true, Some(refusal)) = (text.is_empty(), refusal) {
            let kind = ErrorKind::Refused { upstream_status: None, parameter: None };
            let mut error = Error::new(kind);
            error.inner().message = Some(inert(refusal, key, MESSAGE));
            return Err(error);
        }
        let mut reader = serde_json::Deserializer::from_str(text);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            let path = error.path().iter().map(pointer).collect::<String>();
            mismatch(inert(&path, key, MESSAGE), error.inner(), text, key)
        })?;
        reader.end().map_err(|error| mismatch(String::new(), &error, text, key))?;
        Ok(value)
    }
}

/// Returns the content of a fenced block that spans the whole text, else the text itself.
fn unfenced(text: &str) -> &str {
    let inner = text.strip_prefix("```").and_then(|text| text.strip_suffix("```"));
    match inner.and_then(|inner| inner.split_once('\n')) {
        // The rest of the opening line names the language.
        Some((language, inner)) if !language.contains('`') => inner.trim(),
        _ => text,
    }
}

/// Formats a step of a path as a segment of a JSON pointer.
fn pointer(segment: &Segment) -> String {
    match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => format!("/{}", key.replace('~', "~0").replace('/', "~1")),
        Segment::Enum { .. } | Segment::Unknown => String::new(),
    }
}

fn mismatch(path: String, error: &serde_json::Error, text: &str, key: Option<&ApiKey>) -> Error {
    // The deserializer's message may quote the text.
    let words = quote(error.to_string().as_bytes(), key);
    Error::malformed(
        path,
        format!("{}, in {}", words.trim_matches('`'), quote(text.as_bytes(), key)),
    )
}
