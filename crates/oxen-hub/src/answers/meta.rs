//! Facts about the exchange that an answer came from.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Facts about the exchange that an answer came from. They are not part of its value: answers compare by content.
#[derive(Clone, Debug, Default)]
pub struct Meta(Option<Arc<Facts>>);

/// See the methods of [`Meta`].
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) status: u16,
    pub(crate) request_id: Option<String>,
    pub(crate) attempts: u32,
    pub(crate) duration: Duration,
    pub(crate) rate_limits: Vec<(String, String)>,
    pub(crate) model: Option<String>,
    /// The hub's time.
    pub(crate) date: Option<SystemTime>,
}

impl Meta {
    pub(crate) fn new(facts: Facts) -> Self {
        Self(Some(Arc::new(facts)))
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

    pub(crate) fn date(&self) -> Option<SystemTime> {
        self.0.as_ref()?.date
    }

    /// Returns the model that the request was for.
    pub fn model(&self) -> Option<&str> {
        self.0.as_ref()?.model.as_deref()
    }
}

/// Always equal: these facts are not part of an answer's value.
impl PartialEq for Meta {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
