//! Faults: their effects, and the requests that they apply to.

use std::time::Duration;

use bytes::Bytes;

use super::action::{Action, Answer, Envelope};
use crate::connection::End;

/// A failure of the requests of a route.
///
/// A fault applies to all requests unless [`on`](Self::on), [`times`](Self::times) and [`after`](Self::after) limit it.
///
/// ```
/// use oxen_hub_sim::{End, Fault};
///
/// let overloaded = Fault::status(503).on("POST /images/*").times(2);
/// let lost_answer = Fault::cut(0, End::Reset).on("POST /queue").times(1);
/// let also: Fault = "POST /images/* status=503 times=2".parse()?;
/// assert_eq!(also, overloaded);
/// # Ok::<(), oxen_hub_sim::ParseFaultError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Fault {
    pub(super) method: Option<String>,
    pub(super) path: Option<String>,
    pub(super) skip: u32,
    pub(super) times: Option<u32>,
    /// The probability per request, from 0 to 1.
    pub(super) share: f64,
    pub(crate) action: Action,
}

impl Fault {
    pub(super) fn new(action: Action) -> Self {
        Self { method: None, path: None, skip: 0, times: None, share: 1.0, action }
    }

    /// Answers with this status and the hub's first envelope. The request has no other effect.
    pub fn status(status: u16) -> Self {
        Self::answer(status, "application/json", Envelope::Typed.body(status))
    }

    /// Answers with this status and an error in the given form. The request has no other effect.
    pub fn error(status: u16, envelope: Envelope) -> Self {
        Self::answer(status, envelope.content_type(), envelope.body(status))
    }

    /// Answers with this status and body. The request has no other effect.
    pub fn answer(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Self::new(Action::Answer(Answer { status, headers, body: body.into() }))
    }

    /// Answers with a redirect. The request has no other effect.
    pub fn redirect(status: u16, location: &str) -> Self {
        let headers = vec![("location".to_owned(), location.to_owned())];
        Self::new(Action::Answer(Answer { status, headers, body: Bytes::new() }))
    }

    /// Resets the connection when the head of the request has come. The request has no effect.
    pub fn refuse() -> Self {
        Self::new(Action::Refuse)
    }

    /// Carries the request out and ends the connection after this many bytes of the answer, including its head.
    pub fn cut(bytes: u64, end: End) -> Self {
        Self::new(Action::Cut(bytes, end))
    }

    /// Carries the request out, answers, and resets the connection when the client uses it again.
    pub fn stale() -> Self {
        Self::new(Action::Stale)
    }

    /// Carries the request out and waits before it answers.
    pub fn delay(time: Duration) -> Self {
        Self::new(Action::Delay(time))
    }

    /// Carries the request out and sends the body in pieces of this size, with a pause before each.
    pub fn slow(piece: usize, pause: Duration) -> Self {
        Self::new(Action::Slow(piece.max(1), pause))
    }

    /// Carries the request out and states a length that is wrong by this difference; then the connection is closed.
    pub fn wrong_length(difference: i64) -> Self {
        Self::new(Action::WrongLength(difference))
    }

    /// Carries the request out and appends an endless sequence of blanks to the body.
    pub fn endless() -> Self {
        Self::new(Action::Endless)
    }

    /// Carries the request out and ends the body in an orderly way after this time, complete or not.
    pub fn lasting(time: Duration) -> Self {
        Self::new(Action::Lasting(time))
    }

    /// Sends exactly these bytes and closes the connection. The request has no other effect.
    pub fn raw(bytes: impl Into<Bytes>) -> Self {
        Self::new(Action::Raw(bytes.into()))
    }

    /// Limits the fault to a route: a method, a path, or both, such as `POST /images/*`.
    ///
    /// The path is relative to the base URL unless it starts with `/api`. A `*` at its end matches any rest.
    pub fn on(mut self, route: &str) -> Self {
        for part in route.split_whitespace() {
            if part.starts_with('/') {
                self.path = Some(part.to_owned());
            } else {
                self.method = Some(part.to_owned());
            }
        }
        self
    }

    /// Limits how often the fault happens.
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Lets this many requests of the route pass first.
    pub fn after(mut self, requests: u32) -> Self {
        self.skip = requests;
        self
    }

    /// Limits the fault to this share of the requests, from 0 to 1; the seed determines which ones.
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// Adds a header to the answer, if the fault is an answer.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let Action::Answer(answer) = &mut self.action {
            answer.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        }
        self
    }

    /// Returns whether the fault applies to this request, and counts the request if it is one of those that pass first.
    /// `chance` returns a number from 0 to less than 1.
    pub(super) fn applies(
        &mut self,
        method: &str,
        path: &str,
        chance: impl FnOnce() -> f64,
    ) -> bool {
        let is_method = self.method.as_deref().is_none_or(|own| own.eq_ignore_ascii_case(method));
        let is_path = self.path.as_deref().is_none_or(|own| {
            let path = if own.starts_with("/api") {
                path
            } else {
                path.strip_prefix("/api/ai").unwrap_or(path)
            };
            match own.strip_suffix('*') {
                Some(start) => path.starts_with(start),
                None => path == own,
            }
        });
        if !is_method || !is_path || self.times == Some(0) {
            return false;
        }
        let is_passed = self.skip > 0;
        self.skip = self.skip.saturating_sub(1);
        !is_passed && (self.share >= 1.0 || chance() < self.share)
    }
}
