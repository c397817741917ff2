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

/// Longer bodies are counted and not kept.
const KEPT_BODY: usize = 1 << 20;

/// One request as the hub saw it, with what came of it.
///
/// `Debug` leaves out the value of `authorization`.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// Counts requests from 0.
    pub number: u64,
    /// The origin that was asked.
    pub origin: Origin,
    /// Counts connections from 0; requests over the same connection have the same one.
    pub connection: u64,
    /// The method, such as `POST`.
    pub method: String,
    /// The path as it was sent, percent-encoding included, without the query.
    pub path: String,
    /// The query without its question mark, or empty.
    pub query: String,
    /// Names in lower case with values, in the order they came in.
    pub headers: Vec<(String, String)>,
    /// The length of the body in bytes; none while it is read, or if it broke off.
    pub body_size: Option<u64>,
    /// The body, unless it has more than 1 MiB.
    pub body: Option<Bytes>,
    /// When the head was read.
    pub received_at: SystemTime,
    /// When the head of the answer was ready; none if there was no answer.
    pub answered_at: Option<SystemTime>,
    /// The status of the answer; none if there was no answer.
    pub status: Option<u16>,
    sent: Arc<AtomicU64>,
}

impl Request {
    /// The first value of a header; its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body.as_deref()?).ok()
    }

    /// The bytes of the answer that went out so far, its head included.
    pub fn bytes_sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    /// Method and path below the base URL, such as `POST /chat/completions`.
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
    /// The number of all requests, to wait for.
    count: watch::Sender<usize>,
}

impl Log {
    /// Keeps the last `limit` requests.
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

    /// The requests that brought the key to the second origin.
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
