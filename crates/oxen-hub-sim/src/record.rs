//! The log of all requests.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use bytes::Bytes;
use hyper::http::request::Parts;
use serde_json::Value;
use tokio::sync::watch;

use crate::connection::{Connection, Origin};
use crate::lock::lock;

/// The largest body that is kept, in bytes; of a longer one, only the length is kept.
const KEPT_BODY: usize = 1 << 20;

/// One request as the hub received it, with the outcome.
///
/// `Debug` omits the value of `authorization`.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The number of the request, counted from 0.
    pub number: u64,
    /// The origin that received the request.
    pub origin: Origin,
    /// The number of the connection, counted from 0; requests over the same connection share it.
    pub connection: u64,
    /// The method, such as `POST`.
    pub method: String,
    /// The path as it was sent, percent-encoding included, without the query.
    pub path: String,
    /// The query without its question mark, or empty.
    pub query: String,
    /// The headers in the order of arrival, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The length of the body in bytes; `None` while it is being read, or if it was cut short.
    pub body_size: Option<u64>,
    /// The body, unless it has more than 1 MiB.
    pub body: Option<Bytes>,
    /// The time when the head was read.
    pub received_at: SystemTime,
    /// The time when the head of the answer was ready; `None` if there was no answer.
    pub answered_at: Option<SystemTime>,
    /// The status of the answer; `None` if there was no answer.
    pub status: Option<u16>,
    sent: Arc<AtomicU64>,
}

impl Request {
    /// Returns the first value of a header, whose name must be in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Returns the body as JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body.as_deref()?).ok()
    }

    /// Returns the number of bytes of the answer that were sent so far, including its head.
    pub fn bytes_sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Returns the method and the path below the base URL, such as `POST /chat/completions`.
    pub fn route(&self) -> String {
        let path = self.path.strip_prefix("/api/ai").unwrap_or(&self.path);
        format!("{} {path}", self.method)
    }

    fn quotes(&self, key: &str) -> bool {
        let mut texts = self.headers.iter().map(|(_, value)| value.as_str());
        self.path.contains(key)
            || self.query.contains(key)
            || texts.any(|value| value.contains(key))
            || self.body.as_deref().is_some_and(|body| contains(body, key.as_bytes()))
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && text.windows(part.len()).any(|window| window == part)
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: Vec<_> = self
            .headers
            .iter()
            .map(|(name, value)| (name, if name == "authorization" { "…" } else { value }))
            .collect();
        formatter
            .debug_struct("Request")
            .field("number", &self.number)
            .field("origin", &self.origin)
            .field("connection", &self.connection)
            .field("route", &self.route())
            .field("query", &self.query)
            .field("headers", &shown)
            .field("body_size", &self.body_size)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// The requests so far, or as many of the last ones as are kept.
#[derive(Debug)]
pub(crate) struct Log {
    limit: usize,
    requests: Mutex<VecDeque<Arc<Mutex<Request>>>>,
    /// The number of all requests, which can be waited for.
    count: watch::Sender<usize>,
}

impl Log {
    /// Creates a log that keeps the last `limit` requests.
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, requests: Mutex::default(), count: watch::Sender::new(0) }
    }

    pub(crate) fn begin(&self, connection: &Connection, parts: &Parts) -> Entry {
        let sent = Arc::new(AtomicU64::new(0));
        connection.count_into(Arc::clone(&sent));
        let text = |value: &hyper::header::HeaderValue| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        let mut requests = lock(&self.requests);
        let entry = Arc::new(Mutex::new(Request {
            number: *self.count.borrow() as u64,
            origin: connection.origin,
            connection: connection.id,
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            headers: parts
                .headers
                .iter()
                .map(|(name, value)| (name.as_str().to_owned(), text(value)))
                .collect(),
            body_size: None,
            body: None,
            received_at: SystemTime::now(),
            answered_at: None,
            status: None,
            sent,
        }));
        requests.push_back(Arc::clone(&entry));
        let surplus = requests.len().saturating_sub(self.limit);
        requests.drain(..surplus);
        self.count.send_modify(|count| *count += 1);
        Entry(entry)
    }

    pub(crate) fn all(&self) -> Vec<Request> {
        lock(&self.requests).iter().map(|request| lock(request).clone()).collect()
    }

    pub(crate) fn subscribe(&self) -> watch::Receiver<usize> {
        self.count.subscribe()
    }

    /// Returns the requests that sent the key to the second origin.
    pub(crate) fn leaks(&self, key: &str) -> Vec<Request> {
        let leaks = |request: &Request| {
            request.origin == Origin::Files
                && (request.quotes(key) || request.header("authorization").is_some())
        };
        let requests = lock(&self.requests);
        let requests = requests.iter().map(|request| lock(request));
        requests.filter(|request| leaks(request)).map(|request| request.clone()).collect()
    }
}

/// The request of the log that is being answered.
pub(crate) struct Entry(Arc<Mutex<Request>>);

impl Entry {
    pub(crate) fn body(&self, body: &Bytes) {
        let mut request = lock(&self.0);
        request.body_size = Some(body.len() as u64);
        request.body = (body.len() <= KEPT_BODY).then(|| body.clone());
    }

    pub(crate) fn answered(&self, status: u16) {
        let mut request = lock(&self.0);
        request.status = Some(status);
        request.answered_at = Some(SystemTime::now());
    }
}
