//! Reading the JSON of an answer.

use oxen_schema::text::excerpt_within;
use serde_json::{Map, Value};

use crate::client::Answered;
use crate::error::{Envelope, Error, ErrorKind, Refusal};
use crate::key::{ApiKey, inert};

/// The length limit of an excerpt of an unexpected answer, in characters.
const EXCERPT: usize = 300;

/// Returns the text of a body; fails for an HTML page, another content type than JSON, or an empty body.
pub(crate) fn text<'a>(answered: &'a Answered, key: Option<&ApiKey>) -> Result<&'a str, Error> {
    let found = |what: &str| Error::malformed("", what);
    let essence = answered.content_type();
    let body = answered.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answered.body);
    let is_page = body.trim_ascii_start().starts_with(b"<");
    if essence.eq_ignore_ascii_case("text/html") || is_page {
        return Err(found(&format!("an HTML page, {}", quote(body, key))));
    }
    let is_text = matches!(essence, "" | "text/plain" | "application/octet-stream");
    if !is_text && !essence.to_ascii_lowercase().ends_with("json") {
        let essence = quote(essence.as_bytes(), key);
        return Err(found(&format!("content of type {essence} instead of JSON")));
    }
    if body.trim_ascii().is_empty() {
        return Err(found("nothing"));
    }
    std::str::from_utf8(body).map_err(|_| found("bytes that are not UTF-8"))
}

/// Refuses a body that quotes the key.
pub(crate) fn refuse_key(answered: &Answered, key: Option<&ApiKey>) -> Result<(), Error> {
    let text = String::from_utf8_lossy(&answered.body);
    if key.is_some_and(|key| key.is_quoted_in(&text)) {
        return Err(Error::new(ErrorKind::KeyInAnswer));
    }
    Ok(())
}

/// Parses a body as JSON. One of the hub's error envelopes is an error, whatever the status.
pub(crate) fn read(answered: &Answered, key: Option<&ApiKey>) -> Result<Value, Error> {
    let text = text(answered, key)?;
    let value: Value = serde_json::from_str(text).map_err(|error| not_json(&error, text, key))?;
    if let Value::Object(object) = &value {
        refuse_envelope(object, answered, key)?;
    }
    Ok(value)
}

/// Parses a body as a JSON object.
pub(crate) fn read_object(
    answered: &Answered,
    key: Option<&ApiKey>,
) -> Result<Map<String, Value>, Error> {
    match read(answered, key)? {
        Value::Object(object) => Ok(object),
        other => {
            let text = quote(other.to_string().as_bytes(), key);
            Err(Error::malformed("", format!("{text} instead of a JSON object")))
        }
    }
}

/// Fails if the object is one of the hub's error envelopes.
pub(crate) fn refuse_envelope(
    object: &Map<String, Value>,
    answered: &Answered,
    key: Option<&ApiKey>,
) -> Result<(), Error> {
    let Some(envelope) = Envelope::read(object, key) else { return Ok(()) };
    let refusal = Refusal {
        status: answered.meta.status(),
        envelope,
        about: answered.about.as_ref(),
        key_sent: key.is_some(),
        retry_after: None,
    };
    Err(refusal.into_error())
}

pub(crate) fn not_json(error: &serde_json::Error, text: &str, key: Option<&ApiKey>) -> Error {
    // The parser's message contains no content, only the position.
    let words = error.to_string();
    let what = if error.is_eof() {
        "JSON that breaks off".to_owned()
    } else if words.starts_with("recursion limit") {
        "JSON that is nested deeper than can be read".to_owned()
    } else {
        format!("not JSON: {}", excerpt_within(&words, 100))
    };
    Error::malformed("", format!("{what}: {}", quote(text.as_bytes(), key)))
}

/// Quotes the beginning of an untrusted text, with invisible characters escaped and the key struck out.
pub(crate) fn quote(text: &[u8], key: Option<&ApiKey>) -> String {
    // An invalid byte becomes a character of three bytes.
    let start = &text[..text.len().min(EXCERPT * 4 + 4096)];
    format!("`{}`", inert(&String::from_utf8_lossy(start), key, EXCERPT))
}
