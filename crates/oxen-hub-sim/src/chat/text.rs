//! The text of messages, and its division into tokens.

use serde_json::Value;

/// Splits a text into the tokens of this simulator: words with the white space after them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(char::is_whitespace)
}

/// Returns the text of a message, with the type of other parts in brackets.
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
