//! Reading one answer, which may be anything.

use reqwest::header::CONTENT_TYPE;
use reqwest::{Response, StatusCode};
use serde_json::Value;

use super::ApiKey;

/// Of an error's body, more than this is not read.
const ERROR_LIMIT: usize = 64 * 1024;

/// Of an error's message, more characters than this are not shown.
const MESSAGE_LENGTH: usize = 300;

/// Why a body could not be taken.
pub(super) enum BodyError {
    TooLarge,
    Broken(reqwest::Error),
}

/// Reads a body piece by piece and stops at the limit, whatever the answer says about its length.
pub(super) async fn read_body(response: &mut Response, limit: usize) -> Result<Vec<u8>, BodyError> {
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(BodyError::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(BodyError::Broken)? {
        if body.len() + chunk.len() > limit {
            return Err(BodyError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What the answer is if it can't be JSON, by its content type and its first character.
pub(super) fn not_json(response_type: Option<&str>, body: &[u8]) -> Option<String> {
    let essence = response_type.and_then(|text| text.split(';').next()).unwrap_or_default().trim();
    let is_text = matches!(essence, "" | "text/plain" | "application/octet-stream");
    if essence.eq_ignore_ascii_case("text/html") || body.trim_ascii_start().starts_with(b"<") {
        Some("an HTML page".to_owned())
    } else if !is_text && !essence.to_ascii_lowercase().ends_with("json") {
        Some(format!("`{}`", printable(essence, 100)))
    } else if body.trim_ascii().is_empty() {
        Some("nothing".to_owned())
    } else {
        None
    }
}

/// The content type as the answer states it.
pub(super) fn content_type(response: &Response) -> Option<String> {
    Some(response.headers().get(CONTENT_TYPE)?.to_str().ok()?.to_owned())
}

/// Whether another attempt may have more luck.
pub(super) fn is_transient(status: StatusCode) -> bool {
    status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error()
}

/// The hub's own words in either of its error envelopes, or nothing. Should they quote the key, it is struck out.
pub(super) async fn error_message(response: &mut Response, key: Option<&ApiKey>) -> String {
    let Ok(body) = read_body(response, ERROR_LIMIT).await else { return String::new() };
    let Ok(envelope) = serde_json::from_slice::<Value>(&body) else { return String::new() };
    let error = &envelope["error"];
    let text = [&error["message"], &error["detail"], &error["title"], &envelope["status_message"]]
        .into_iter()
        .find_map(Value::as_str)
        .unwrap_or_default();
    match key {
        Some(key) => printable(&key.strike_out(text), MESSAGE_LENGTH),
        None => printable(text, MESSAGE_LENGTH),
    }
}

/// Foreign text made fit for a terminal: no control characters, no line breaks, not endless.
pub(super) fn printable(text: &str, length: usize) -> String {
    let mut result: String =
        text.trim().chars().take(length).flat_map(char::escape_debug).collect();
    if text.trim().chars().nth(length).is_some() {
        result.push('…');
    }
    result
}
