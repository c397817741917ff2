//! The `pattern` keyword.

use std::sync::Arc;

use regex_lite::Regex;

/// A regular expression, matched anywhere in a text.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    source: String,
    /// None where the expression can't be checked.
    regex: Option<Arc<Regex>>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Pattern {
    /// Compiles the expression, or says what keeps it from being checked.
    pub(super) fn new(source: &str) -> (Self, Option<String>) {
        match Regex::new(source) {
            Ok(regex) => (Self { source: source.to_owned(), regex: Some(Arc::new(regex)) }, None),
            Err(error) => {
                (Self { source: source.to_owned(), regex: None }, Some(error.to_string()))
            }
        }
    }

    /// As the schema writes it.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Whether the text matches; none when that is not known.
    pub(super) fn matches(&self, text: &str) -> Option<bool> {
        self.regex.as_ref().map(|regex| regex.is_match(text))
    }
}
