//! The classification of error answers: by status, then by `type`, then by the documented texts.

use std::time::Duration;

use oxen_schema::text::excerpt_within;
use serde_json::{Map, Value};

use super::{About, Error, ErrorKind, NotFound};
use crate::key::{ApiKey, inert};

/// The length limit of a text of the hub in an error, in characters.
const MESSAGE: usize = 300;

/// The prefix of messages that the hub passes on from a model's provider.
const UPSTREAM: &str = "Getting model response error:";

/// Documented texts of refusals whose status is not documented, in lower case.
const REFUSALS: [&str; 5] = [
    "you must specify a model to call",
    "messages array cannot be empty",
    "prompt cannot be empty",
    "num_generations must be an integer",
    "unsupported_media_type",
];

/// An error in one of the hub's envelopes.
#[derive(Debug, Default)]
pub(crate) struct Envelope {
    error_type: Option<String>,
    title: Option<String>,
    detail: Option<String>,
    parameter: Option<String>,
    /// Whether it is an HTML page, which the API never sends: another server has answered.
    is_page: bool,
    /// All messages of the envelope, joined for display.
    text: String,
}

impl Envelope {
    /// Reads an error envelope from a body, if it is one; its texts are escaped, and the key is struck out.
    pub(crate) fn read(body: &Map<String, Value>, key: Option<&ApiKey>) -> Option<Self> {
        let inert = |text: &str| inert(text, key, MESSAGE);
        let is_error = body.get("status").and_then(Value::as_str) == Some("error");
        let error =
            body.get("error").filter(|error| !matches!(error, Value::Null | Value::Bool(false)));
        if error.is_none() && !is_error {
            return None;
        }
        let of_error =
            |name: &str| Some(inert(error?.get(name)?.as_str()?)).filter(|text| !text.is_empty());
        let mut envelope = Self {
            error_type: of_error("type"),
            title: of_error("title"),
            detail: of_error("detail"),
            parameter: of_error("param"),
            is_page: false,
            text: String::new(),
        };
        let outer =
            |name: &str| Some(inert(body.get(name)?.as_str()?)).filter(|text| !text.is_empty());
        let mut texts = vec![of_error("message"), envelope.title.clone(), envelope.detail.clone()];
        if let Some(Value::String(text)) = error {
            texts.push(Some(inert(text)));
        }
        let mut messages: Vec<String> = Vec::new();
        for text in texts.into_iter().flatten() {
            if !messages.contains(&text) {
                messages.push(text);
            }
        }
        if messages.is_empty() {
            messages.extend(outer("status_message"));
            messages.extend(outer("status_description"));
        }
        envelope.text = excerpt_within(&messages.join(": "), MESSAGE);
        Some(envelope)
    }

    /// Creates an envelope from a body that is not one, with its text as the message.
    pub(crate) fn of_text(body: &[u8], key: Option<&ApiKey>) -> Self {
        let text = inert(&String::from_utf8_lossy(body), key, MESSAGE);
        Self { is_page: text.starts_with('<'), text, ..Self::default() }
    }
}

/// An answer that is an error.
pub(crate) struct Refusal<'a> {
    pub(crate) status: u16,
    pub(crate) envelope: Envelope,
    pub(crate) about: Option<&'a About>,
    pub(crate) key_sent: bool,
    pub(crate) retry_after: Option<Duration>,
}

impl Refusal<'_> {
    pub(crate) fn into_error(self) -> Error {
        let kind = self.kind();
        let mut error = Error::new(kind);
        let inner = error.inner();
        inner.status = Some(self.status);
        inner.retry_after = self.retry_after;
        inner.message = Some(self.envelope.text).filter(|text| !text.is_empty());
        error
    }

    fn kind(&self) -> ErrorKind {
        let by_status = match self.status {
            401 | 403 => Some(ErrorKind::Authentication { key_sent: self.key_sent }),
            402 => Some(ErrorKind::InsufficientCredits),
            404 => Some(self.not_found()),
            429 => Some(ErrorKind::RateLimited { wait: self.retry_after }),
            _ => None,
        };
        by_status.or_else(|| self.kind_by_type()).or_else(|| self.kind_by_text()).unwrap_or_else(
            || match self.status {
                400 | 413 | 415 | 422 => self.refused(None),
                _ => ErrorKind::Hub {
                    error_type: self.envelope.error_type.clone(),
                    title: self.envelope.title.clone(),
                    detail: self.envelope.detail.clone(),
                },
            },
        )
    }

    fn kind_by_type(&self) -> Option<ErrorKind> {
        Some(match self.envelope.error_type.as_deref()? {
            "unauthenticated" => ErrorKind::Authentication { key_sent: self.key_sent },
            "resource_not_found" => self.not_found(),
            // Checks the documented texts first: insufficient credits have a kind of their own.
            "invalid_params" | "invalid_file_input" => {
                self.kind_by_text().unwrap_or_else(|| self.refused(None))
            }
            _ => return None,
        })
    }

    fn kind_by_text(&self) -> Option<ErrorKind> {
        let text = self.envelope.text.as_str();
        if let Some(upstream) = text.split_once(UPSTREAM).map(|(_, rest)| rest.trim_start()) {
            let digits = upstream.bytes().take_while(u8::is_ascii_digit).count();
            let status: Option<u16> = upstream[..digits].parse().ok();
            return Some(match status {
                Some(429) => ErrorKind::RateLimited { wait: self.retry_after },
                status => self.refused(status),
            });
        }
        let lower = text.to_ascii_lowercase();
        if lower.contains("insufficient credits") {
            return Some(ErrorKind::InsufficientCredits);
        }
        if lower.contains("model not found") {
            return Some(self.not_found());
        }
        REFUSALS.iter().any(|refusal| lower.contains(refusal)).then(|| self.refused(None))
    }

    fn refused(&self, upstream_status: Option<u16>) -> ErrorKind {
        let parameter =
            self.envelope.parameter.clone().or_else(|| named_parameter(&self.envelope.text));
        ErrorKind::Refused { upstream_status, parameter }
    }

    fn not_found(&self) -> ErrorKind {
        ErrorKind::NotFound(match self.about {
            _ if self.envelope.is_page => NotFound::Path,
            Some(About::Model(id)) => {
                NotFound::Model { id: oxen_schema::text::excerpt(id), nearest: Vec::new() }
            }
            Some(About::Generation(id)) => NotFound::Generation(oxen_schema::text::excerpt(id)),
            None => NotFound::Path,
        })
    }
}

/// Finds the parameter that a text names: the first word in quotes or backticks that is spelled like one, or one at the
/// beginning of the text, as in `num_generations must be …`.
fn named_parameter(text: &str) -> Option<String> {
    let is_name = |word: &str| {
        !word.is_empty()
            && word.len() <= 64
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    for quote in ['`', '\'', '"'] {
        if let Some(word) = text.split(quote).skip(1).step_by(2).find(|word| is_name(word)) {
            return Some(word.to_owned());
        }
    }
    let first = text.split_whitespace().next()?;
    (is_name(first) && first.contains('_')).then(|| first.to_owned())
}
