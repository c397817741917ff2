//! Calls of any path.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use serde::Serialize;
use serde_json::Value;

use super::{Answered, Call, CallOptions, Client, call_options};
use crate::address::ApiPath;
use crate::answers::{Meta, json};
use crate::error::Error;
use crate::method::Method;
use crate::retry::Effect;

impl Client {
    /// Calls any path of the hub, for endpoints that this crate doesn't know, by the same rules as every other call.
    ///
    /// The path must be escaped. It is relative to the base URL, or replaces its `/api/ai` if it starts with `/api/`. A
    /// POST or PATCH counts as one that creates, and is not repeated once it may have run.
    pub fn raw(&self, method: Method, path: &str) -> RawCall {
        RawCall::new(self.clone(), method, path)
    }
}

/// A call of any path, sent when it is awaited. Made by [`Client::raw`].
#[derive(Debug)]
#[must_use = "a call is sent when it is awaited"]
pub struct RawCall {
    client: Client,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    body: Option<Result<Vec<u8>, String>>,
    is_repeatable: bool,
    options: CallOptions,
}

impl RawCall {
    pub(super) fn new(client: Client, method: Method, path: &str) -> Self {
        Self {
            client,
            method,
            path: path.to_owned(),
            query: Vec::new(),
            body: None,
            is_repeatable: matches!(method, Method::Get | Method::Delete | Method::Put),
            options: CallOptions::default(),
        }
    }

    /// Adds a parameter to the query.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sets the body. A value that can't be serialized as JSON makes the call fail.
    pub fn body(mut self, body: &impl Serialize) -> Self {
        self.body = Some(serde_json::to_vec(body).map_err(|error| error.to_string()));
        self
    }

    /// Declares the call idempotent, so that it is repeated like one that only reads.
    pub fn idempotent(mut self) -> Self {
        self.is_repeatable = true;
        self
    }

    call_options!(options);

    async fn send(self) -> Result<RawAnswer, Error> {
        let inner = &self.client.inner;
        let path = ApiPath::raw(&self.path)?;
        let query: Vec<(&str, &str)> =
            self.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let mut call = Call::plain(inner, self.method, &path, None)?.with_query(&query);
        call = call.with_options(&self.options);
        if !self.is_repeatable {
            call.effect = Effect::Creates;
        }
        if let Some(body) = self.body {
            let refused = |reason| {
                Error::invalid_argument(path.template, format!("the body is not JSON: {reason}"))
            };
            call.body = Some(body.map_err(refused)?.into());
        }
        inner.fetch(&call, |answered| RawAnswer::read(answered, &self.client)).await
    }
}

impl IntoFuture for RawCall {
    type Output = Result<RawAnswer, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// A successful answer of any path.
#[derive(Clone, Debug, PartialEq)]
pub struct RawAnswer {
    status: u16,
    headers: Vec<(String, String)>,
    json: Value,
    meta: Meta,
}

impl RawAnswer {
    fn read(answered: Answered, client: &Client) -> Result<Self, Error> {
        let json = if answered.body.is_empty() {
            Value::Null
        } else {
            json::read(&answered, client.inner.key.as_ref())?
        };
        let headers = answered.headers.iter();
        let headers = headers
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        Ok(Self { status: answered.meta.status(), headers, json, meta: answered.meta })
    }

    /// Returns the status, which is a success.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the headers, with their names in lower case.
    pub fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// Returns the first value of a header; the case of the name is ignored.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the body as JSON; null if it is empty.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// Converts the answer into its body; null if it is empty.
    pub fn into_json(self) -> Value {
        self.json
    }

    /// Returns facts about the exchange, such as the number of attempts.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }
}
