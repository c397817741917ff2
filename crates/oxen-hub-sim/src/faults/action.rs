//! The effects of faults on an exchange.

use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream::{self, StreamExt};
use http_body_util::BodyExt;
use hyper::StatusCode;
use hyper::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use serde_json::json;

use crate::connection::{Connection, End};

/// One piece of an endless body.
const FILLER: &[u8] = &[b' '; 16 << 10];

/// The forms of error answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Envelope {
    /// `{"error": {"type", "title", "detail"}, "status": "error", …}`
    Typed,
    /// `{"error": {"message"}}`
    Message,
    /// `{"error": "text"}`
    Text,
    /// `{"status": "error", "status_message"}`
    Status,
    /// The page of a proxy.
    Html,
    /// No body.
    Empty,
}

impl Envelope {
    /// The text that every body but the empty one contains.
    pub const DETAIL: &'static str = "a simulated failure";

    pub(super) fn content_type(self) -> &'static str {
        if self == Self::Html { "text/html; charset=utf-8" } else { "application/json" }
    }

    pub(super) fn body(self, status: u16) -> String {
        let detail = Self::DETAIL;
        let kind = match status {
            400 | 422 => "invalid_params",
            401 | 403 => "unauthenticated",
            404 => "resource_not_found",
            _ => "unknown_error",
        };
        let body = match self {
            Self::Typed => json!({
                "error": {"type": kind, "title": "Simulated error", "detail": detail},
                "status": "error",
                "status_message": kind,
            }),
            Self::Message => json!({"error": {"message": detail}}),
            Self::Text => json!({"error": detail}),
            Self::Status => json!({"status": "error", "status_message": detail}),
            Self::Html => {
                return format!(
                    "<html><head><title>{status}</title></head><body>{detail}</body></html>"
                );
            }
            Self::Empty => return String::new(),
        };
        body.to_string()
    }
}

/// The answer of a fault, in place of the hub's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Bytes,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    Answer(Answer),
    Refuse,
    Cut(u64, End),
    Stale,
    Delay(Duration),
    Slow(usize, Duration),
    WrongLength(i64),
    Endless,
    Lasting(Duration),
    Raw(Bytes),
}

impl Action {
    /// Returns the answer that replaces the execution of the request.
    pub(crate) fn replacement(&self) -> Option<Response> {
        match self {
            Self::Answer(answer) => Some(answer.response()),
            Self::Raw(_) => Some(Response::new(Body::empty())),
            _ => None,
        }
    }

    /// Applies the fault to the answer.
    pub(crate) async fn apply(self, response: Response, connection: &Connection) -> Response {
        match self {
            Self::Answer(_) | Self::Refuse => response,
            Self::Cut(bytes, end) => {
                connection.cut(bytes, end);
                response
            }
            Self::Stale => {
                connection.go_stale();
                response
            }
            Self::Delay(time) => {
                tokio::time::sleep(time).await;
                response
            }
            Self::Slow(piece, pause) => slow(response, piece, pause),
            Self::WrongLength(difference) => {
                let raw = with_wrong_length(response, difference).await;
                connection.replace(raw);
                Response::new(Body::empty())
            }
            Self::Endless => endless(response),
            Self::Lasting(time) => lasting(response, time),
            Self::Raw(bytes) => {
                connection.replace(bytes);
                response
            }
        }
    }
}

impl Answer {
    fn response(&self) -> Response {
        let mut response = Response::new(Body::from(self.body.clone()));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in &self.headers {
            let header = (HeaderName::try_from(name), HeaderValue::try_from(value));
            if let (Ok(name), Ok(value)) = header {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}

fn slow(response: Response, piece: usize, pause: Duration) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    let pieces = body.into_data_stream().flat_map(move |data| {
        let pieces: Vec<_> = match data {
            Ok(data) => data.chunks(piece).map(|part| Ok(Bytes::copy_from_slice(part))).collect(),
            Err(error) => vec![Err(error)],
        };
        stream::iter(pieces)
    });
    let paced = pieces.then(move |part| async move {
        tokio::time::sleep(pause).await;
        part
    });
    Response::from_parts(parts, Body::from_stream(paced))
}

fn endless(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    let filler = stream::repeat_with(|| Ok(Bytes::from_static(FILLER)));
    Response::from_parts(parts, Body::from_stream(body.into_data_stream().chain(filler)))
}

fn lasting(response: Response, time: Duration) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    let pieces = body.into_data_stream().take_until(tokio::time::sleep(time));
    Response::from_parts(parts, Body::from_stream(pieces))
}

/// Serializes the whole answer, with a wrong `Content-Length`.
async fn with_wrong_length(response: Response, difference: i64) -> Bytes {
    let (parts, body) = response.into_parts();
    // Bodies of this crate don't fail.
    let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let length = i64::try_from(body.len()).unwrap_or(i64::MAX).saturating_add(difference).max(0);
    let reason = parts.status.canonical_reason().unwrap_or_default();
    let mut raw = format!("HTTP/1.1 {} {reason}\r\n", parts.status.as_u16()).into_bytes();
    for (name, value) in parts.headers.iter().filter(|(name, _)| *name != CONTENT_LENGTH) {
        raw.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    raw.extend(format!("content-length: {length}\r\n\r\n").into_bytes());
    raw.extend(body);
    raw.into()
}
