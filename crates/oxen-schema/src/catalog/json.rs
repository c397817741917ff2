//! Reading foreign JSON texts, with limits.

use serde_json::Value;
use serde_json::error::Category;
use thiserror::Error;

use super::scan;
use crate::Diagnostic;
use crate::text::excerpt;

/// The longest answer or file that is read, in bytes: some sixty times the listing of 178 models.
pub const MAX_BYTES: usize = 16 << 20;

/// An error while reading a JSON text.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum JsonError {
    /// The text is too long.
    #[error("{bytes} bytes are too many: the limit is {MAX_BYTES}")]
    TooLarge {
        /// The length of the text.
        bytes: usize,
    },
    /// The text is empty.
    #[error("there is nothing where JSON should be")]
    Empty,
    /// The text is a web page.
    #[error("this is a web page, not JSON; it starts with `{start}`")]
    Html {
        /// The start of the text.
        start: String,
    },
    /// The text ends before its value is complete.
    #[error("the JSON breaks off after {bytes} bytes; the end is missing")]
    Truncated {
        /// The length of the text.
        bytes: usize,
    },
    /// The value is nested too deeply.
    #[error("the JSON is nested deeper than {} levels at line {line}", crate::canonical::MAX_DEPTH)]
    TooDeep {
        /// The line, from 1.
        line: usize,
    },
    /// The text has markers of a merge conflict.
    #[error(
        "line {line} is a marker of a merge conflict; keep what both sides have, remove the markers, and run \
         `cargo xtask generate`"
    )]
    Conflict {
        /// The line of the first marker, from 1.
        line: usize,
    },
    /// The text is not JSON.
    #[error("this is not JSON: {reason}")]
    Syntax {
        /// The reason, with line and column.
        reason: String,
    },
}

/// Reads a JSON text of at most [`MAX_BYTES`], nested at most as deep as `serde_json` allows.
pub(super) fn read(text: &str) -> Result<Value, JsonError> {
    if text.len() > MAX_BYTES {
        return Err(JsonError::TooLarge { bytes: text.len() });
    }
    // Some servers and editors put a byte order mark in front, which is not part of the text.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.trim_start();
    if start.is_empty() {
        return Err(JsonError::Empty);
    }
    let conflict = || {
        let is_mark = |line: &str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ");
        let index = text.lines().position(is_mark)?;
        Some(JsonError::Conflict { line: index + 1 })
    };
    if start.starts_with('<') {
        return Err(conflict().unwrap_or_else(|| JsonError::Html { start: excerpt(start) }));
    }
    serde_json::from_str(text).map_err(|error| match (conflict(), error.classify()) {
        (Some(conflict), _) => conflict,
        (None, Category::Eof) => JsonError::Truncated { bytes: text.len() },
        // `serde_json` has no category for this error, only the message.
        _ if error.to_string().starts_with("recursion limit exceeded") => {
            JsonError::TooDeep { line: error.line() }
        }
        _ => JsonError::Syntax { reason: error.to_string() },
    })
}

/// Reads a JSON text as [`read`] does, and also returns the duplicate keys of its objects.
pub(super) fn read_with_duplicates(text: &str) -> Result<(Value, Vec<Diagnostic>), JsonError> {
    let value = read(text)?;
    Ok((value, scan::duplicate_keys(text)))
}
