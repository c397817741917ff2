//! The text of messages, and what counts as a token.

use serde_json::Value;

/// A token of this simulator: a word with the white space after it.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(char::is_whitespace)
}

/// The text of a message, parts of other kinds named.
pub(super) fn text_of(message: &Value) -> String {
    match &message["content"] {
        Value::String(text) => text.clone(),
        Value::Array(parts) => {
            let texts = parts.iter().map(|part| match part["type"].as_str() {
                Some("text") | None => part["text"].as_str().unwrap_or_default().to_owned(),
                Some(other) => format!("[{other}]"),
            });
            texts.collect::<Vec<_>>().join(" ")
        }
        _ => String::new(),
    }
}
