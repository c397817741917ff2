//! Calls: the parts that all attempts have in common.

use std::time::Duration;

use bytes::Bytes;
use reqwest::Url;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::{CallOptions, Inner};
use crate::address::ApiPath;
use crate::error::{About, Asked, Error};
use crate::method::Method;
use crate::retry::Effect;
use crate::transport::Outgoing;

/// The header with the id of the request, which the client generates.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-oxen-request-id");

/// A call: the parts that all its attempts have in common.
pub(crate) struct Call {
    pub(crate) asked: Asked,
    pub(crate) url: Url,
    pub(crate) body: Option<Bytes>,
    pub(crate) effect: Effect,
    /// The time limit for the head of the answer.
    pub(crate) head_timeout: Duration,
    /// The time limit for the whole body.
    pub(crate) body_timeout: Duration,
    pub(crate) limit: u64,
    pub(crate) options: CallOptions,
    /// Whether 404 after a lost answer is a success.
    pub(crate) is_removal: bool,
    /// Whether the answer is a stream of events, which is not read to its end.
    pub(crate) is_stream: bool,
    pub(crate) request_id: String,
}

impl Call {
    /// Creates a call that reads or removes; fails for a path that the base URL has no place for.
    pub(crate) fn plain(
        client: &Inner,
        method: Method,
        path: &ApiPath,
        about: Option<About>,
    ) -> Result<Self, Error> {
        let url = client.base.at(path)?;
        Ok(Self {
            asked: Asked { method, path: path.template, about },
            url,
            body: None,
            effect: Effect::Repeatable,
            head_timeout: client.timeouts.read,
            body_timeout: client.timeouts.read,
            limit: client.limits.json,
            options: CallOptions::default(),
            is_removal: method == Method::Delete,
            is_stream: false,
            request_id: format!("{:032x}", fastrand::u128(..)),
        })
    }

    /// Creates a call that creates something.
    pub(crate) fn creating(
        client: &Inner,
        path: &ApiPath,
        about: Option<About>,
        body: Vec<u8>,
        head_timeout: Duration,
    ) -> Result<Self, Error> {
        Ok(Self {
            body: Some(body.into()),
            effect: Effect::Creates,
            head_timeout,
            body_timeout: head_timeout,
            ..Self::plain(client, Method::Post, path, about)?
        })
    }

    pub(crate) fn with_query(mut self, query: &[(&str, &str)]) -> Self {
        if !query.is_empty() {
            self.url.query_pairs_mut().extend_pairs(query);
        }
        self
    }

    pub(crate) fn with_options(mut self, options: &CallOptions) -> Self {
        if let Some(limit) = options.answer_timeout {
            (self.head_timeout, self.body_timeout) = (limit, limit);
        }
        self.options = options.clone();
        self
    }

    /// Marks the answer as a stream of events.
    pub(crate) fn streaming(mut self) -> Self {
        self.is_stream = true;
        self
    }

    /// Adds the method, path and subject of the call to an error.
    pub(crate) fn add_context(&self, mut error: Error) -> Error {
        error.inner().asked = Some(self.asked.clone());
        error
    }

    pub(crate) fn outgoing(&self, client: &Inner) -> Result<Outgoing, Error> {
        let mut headers = HeaderMap::new();
        let accept =
            if self.is_stream { "text/event-stream, application/json" } else { "application/json" };
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        if let Ok(id) = HeaderValue::from_str(&self.request_id) {
            headers.insert(REQUEST_ID, id);
        }
        self.options.add_headers(&mut headers)?;
        if self.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(key) = &client.key {
            headers.insert(AUTHORIZATION, key.authorization());
        }
        Ok(Outgoing {
            method: self.asked.method.to_http(),
            url: self.url.clone(),
            headers,
            body: self.body.clone(),
        })
    }
}
