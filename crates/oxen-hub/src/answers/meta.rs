//! Facts about the exchange that an answer came from.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::Response;

use crate::client::Call;
use crate::client::request_id;
use crate::error::About;
use crate::key::ApiKey;

/// Facts about the exchange that an answer came from. They are not part of its value: answers compare by content.
#[derive(Clone, Debug, Default)]
pub struct Meta(Option<Arc<Facts>>);

#[derive(Debug)]
struct Facts {
    status: u16,
    request_id: Option<String>,
    attempts: u32,
    duration: Duration,
    rate_limits: Vec<(String, String)>,
    model: Option<String>,
}

impl Meta {
    pub(crate) fn of(
        response: &Response,
        attempts: u32,
        started: Instant,
        call: &Call,
        key: Option<&ApiKey>,
    ) -> Self {
        let limits = response.headers().iter().filter(|(name, _)| {
            name.as_str().starts_with("x-ratelimit") || name.as_str().starts_with("ratelimit")
        });
        let limits = limits.filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        });
        Self(Some(Arc::new(Facts {
            status: response.status().as_u16(),
            request_id: request_id(response.headers(), key),
            rate_limits: limits.collect(),
            ..Facts::of_call(attempts, started, call)
        })))
    }

    /// Creates the facts of a removal whose answer was lost.
    pub(crate) fn without_answer(attempts: u32, started: Instant, call: &Call) -> Self {
        Self(Some(Arc::new(Facts::of_call(attempts, started, call))))
    }

    /// Returns the HTTP status; 0 if the value was not read from an answer.
    pub fn status(&self) -> u16 {
        self.0.as_ref().map_or(0, |facts| facts.status)
    }

    /// Returns the hub's id of the request, for support inquiries.
    pub fn request_id(&self) -> Option<&str> {
        self.0.as_ref()?.request_id.as_deref()
    }

    /// Returns how many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.0.as_ref().map_or(0, |facts| facts.attempts)
    }

    /// Returns the time until the head of the answer arrived, including all attempts and pauses.
    pub fn duration(&self) -> Duration {
        self.0.as_ref().map_or(Duration::ZERO, |facts| facts.duration)
    }

    /// Returns the headers about rate limits, as the hub sent them.
    pub fn rate_limits(&self) -> &[(String, String)] {
        self.0.as_ref().map_or(&[], |facts| facts.rate_limits.as_slice())
    }

    /// Returns the model that the request was for.
    pub fn model(&self) -> Option<&str> {
        self.0.as_ref()?.model.as_deref()
    }
}

impl Facts {
    fn of_call(attempts: u32, started: Instant, call: &Call) -> Self {
        let model = match &call.asked.about {
            Some(About::Model(id)) => Some(id.clone()),
            _ => None,
        };
        Self {
            status: 0,
            request_id: None,
            attempts,
            duration: started.elapsed(),
            rate_limits: Vec::new(),
            model,
        }
    }
}

/// Always equal: these facts are not part of an answer's value.
impl PartialEq for Meta {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
