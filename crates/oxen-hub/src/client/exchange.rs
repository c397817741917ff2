//! Carrying out a call: attempts, repetitions, and the deadline over all of them.

use std::time::{Duration, Instant};

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap};
use serde_json::Value;
use tracing::Instrument as _;

use super::call::REQUEST_ID;
use super::progress::Progress;
use super::{Call, Inner};
use crate::answers::meta::{Facts, Meta};
use crate::error::{About, Envelope, Error, ErrorKind, Refusal, is_failure};
use crate::key::{ApiKey, inert};
use crate::retry::{Decision, Effect, Outcome, wait_of};
use crate::transport::{BodyFailure, read_body, read_prefix};

/// A successful answer, read to its end unless it is a stream of events.
#[derive(Debug)]
pub struct Answered {
    pub(crate) body: Vec<u8>,
    /// The unread body of a stream of events.
    pub(crate) events: Option<reqwest::Body>,
    pub(crate) headers: HeaderMap,
    pub(crate) about: Option<About>,
    pub(crate) meta: Meta,
}

/// A failed attempt.
struct Failed {
    error: Error,
    outcome: Outcome,
}

impl Inner {
    /// Carries the call out and reads its answer.
    pub(crate) async fn fetch<T>(
        &self,
        call: &Call,
        read: impl Fn(Answered) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let progress = Progress::default();
        let started = Instant::now();
        let span = tracing::info_span!(
            "oxen.request",
            method = call.asked.method.as_str(),
            path = call.asked.path,
            gen_ai.request.model = model_of(call),
            gen_ai.usage.input_tokens = tracing::field::Empty,
            gen_ai.usage.output_tokens = tracing::field::Empty,
            generation_id = generation_of(call),
            status = tracing::field::Empty,
            attempt = tracing::field::Empty,
            request_id = call.request_id.as_str(),
            duration_ms = tracing::field::Empty,
        );
        let attempts = self.repeat(call, &progress, started, &read).instrument(span.clone());
        let result = match call.options.deadline {
            Some(limit) => match tokio::time::timeout(limit, attempts).await {
                Ok(result) => result,
                Err(_elapsed) => Err(progress.deadline(call.effect == Effect::Creates)),
            },
            None => attempts.await,
        };
        span.record("attempt", progress.attempts());
        span.record(
            "duration_ms",
            u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        );
        result.map_err(|mut error| {
            let inner = error.inner();
            inner.asked = Some(call.asked.clone());
            inner.attempts = progress.attempts();
            inner.may_have_run = progress.may_have_run();
            inner.request_id.get_or_insert_with(|| call.request_id.clone());
            if let Some(status) = inner.status {
                span.record("status", status);
            }
            error
        })
    }

    async fn repeat<T>(
        &self,
        call: &Call,
        progress: &Progress,
        started: Instant,
        read: &impl Fn(Answered) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let policy = call.options.policy(self.retry);
        let mut unreadable_before = false;
        loop {
            let attempt = progress.begin();
            let result = self.attempt(call, progress, started).await;
            let Failed { error, mut outcome } = match result.and_then(|answered| {
                let status = answered.meta.status();
                tracing::Span::current().record("status", status);
                read(answered).map_err(|error| unread(error, status))
            }) {
                Ok(value) => return Ok(value),
                Err(failed) => failed,
            };
            if call.is_removal && attempt > 1 && error.status() == Some(404) {
                // An earlier attempt removed the resource, but its answer was lost.
                return read(Answered::gone(call, progress, started));
            }
            if call.effect == Effect::Creates && has_run(&error, outcome) {
                progress.note_run();
            }
            if let Outcome::Unreadable { before } = &mut outcome {
                *before = unreadable_before;
                unreadable_before = true;
            }
            match policy.decide(call.effect, outcome, attempt - 1, self.clock.chance()) {
                Decision::Stop => return Err(error),
                Decision::Again(pause) => {
                    progress.pause();
                    tracing::warn!(attempt, pause_ms = pause.as_millis(), %error, "trying again");
                    if let Some(on_retry) = &call.options.on_retry {
                        on_retry(&error, pause);
                    }
                    self.clock.pause(pause).await;
                }
            }
        }
    }

    async fn attempt(
        &self,
        call: &Call,
        progress: &Progress,
        started: Instant,
    ) -> Result<Answered, Failed> {
        let outgoing = call.outgoing(self).map_err(Failed::permanent)?;
        let may_follow = |url: &reqwest::Url| self.base.has_origin_of(url);
        let mut response = self
            .transport
            .send(outgoing, call.head_timeout, may_follow)
            .await
            .map_err(|failure| Failed::new(failure.into_error(self.key.as_ref())))?;
        progress.body();
        let meta =
            meta_of(&response, facts_of(progress.attempts(), started, call), self.key.as_ref());
        let idle_timeout = call.options.body_timeout.unwrap_or(self.timeouts.body);
        if !response.status().is_success() {
            return Err(self.refusal(response, call, idle_timeout).await);
        }
        let about = call.asked.about.clone();
        if call.is_stream && !is_whole(response.headers()) {
            let headers = std::mem::take(response.headers_mut());
            let events = Some(response.into());
            return Ok(Answered { body: Vec::new(), events, headers, about, meta });
        }
        let reading = read_body(&mut response, call.limit, idle_timeout);
        let body = tokio::time::timeout(call.body_timeout, reading)
            .await
            .unwrap_or(Err(BodyFailure::Stalled))
            .map_err(|failure| Failed::new(failure.into_error(response.status(), call.limit)))?;
        let headers = std::mem::take(response.headers_mut());
        Ok(Answered { body, events: None, headers, about, meta })
    }

    /// Turns an answer that is not a success into an error.
    async fn refusal(&self, mut response: Response, call: &Call, idle_timeout: Duration) -> Failed {
        let status = response.status().as_u16();
        let wait = wait_of(response.headers(), self.clock.now());
        let request_id = request_id(response.headers(), self.key.as_ref());
        let limit = usize::try_from(self.limits.error_body).unwrap_or(usize::MAX);
        let mut body = Vec::new();
        // The body only adds a message to the error, so a slow one is not waited for.
        let reading = async { body = read_prefix(&mut response, limit, idle_timeout).await };
        let _ = tokio::time::timeout(Duration::from_secs(10), reading).await;
        let envelope = match serde_json::from_slice(&body) {
            Ok(Value::Object(object)) => Envelope::read(&object, self.key.as_ref()),
            _ => None,
        };
        let envelope = envelope.unwrap_or_else(|| Envelope::of_text(&body, self.key.as_ref()));
        let refusal = Refusal {
            status,
            envelope,
            about: call.asked.about.as_ref(),
            key_sent: self.key.is_some(),
            retry_after: wait,
        };
        let mut error = refusal.into_error();
        error.inner().request_id = request_id;
        let outcome = match status {
            429 => Outcome::Limited { wait },
            // A model's refusal that the hub wraps in such a status stays final.
            408 | 500 | 502 | 503 | 504 if matches!(error.kind(), ErrorKind::Hub { .. }) => {
                Outcome::Transient { wait }
            }
            _ => Outcome::Final,
        };
        Failed { error, outcome }
    }
}

impl Failed {
    fn new((error, outcome): (Error, Outcome)) -> Self {
        Self { error, outcome }
    }

    fn permanent(error: Error) -> Self {
        Self { error, outcome: Outcome::Final }
    }
}

impl Answered {
    fn gone(call: &Call, progress: &Progress, started: Instant) -> Self {
        let meta = Meta::new(facts_of(progress.attempts(), started, call));
        let about = call.asked.about.clone();
        Self { body: Vec::new(), events: None, headers: HeaderMap::new(), about, meta }
    }

    /// Returns the content type without its parameters.
    pub(crate) fn content_type(&self) -> &str {
        content_type(&self.headers)
    }
}

fn content_type(headers: &HeaderMap) -> &str {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.split(';').next()).unwrap_or_default().trim()
}

/// Returns whether an answer is a whole document instead of the requested stream of events.
fn is_whole(headers: &HeaderMap) -> bool {
    let essence = content_type(headers).to_ascii_lowercase();
    essence.ends_with("json") || essence == "text/html"
}

/// Returns the hub's id of a request, from the headers of its answer.
fn request_id(headers: &HeaderMap, key: Option<&ApiKey>) -> Option<String> {
    let value = headers.get(REQUEST_ID).or_else(|| headers.get("x-request-id"))?;
    Some(inert(value.to_str().ok()?, key, 128))
}

fn model_of(call: &Call) -> Option<&str> {
    match &call.asked.about {
        Some(About::Model(id)) => Some(id),
        _ => None,
    }
}

fn generation_of(call: &Call) -> Option<&str> {
    match &call.asked.about {
        Some(About::Generation(id)) => Some(id),
        _ => None,
    }
}

/// Creates the failure of an answer that was received but could not be read.
fn unread(mut error: Error, status: u16) -> Failed {
    error.inner().status.get_or_insert(status);
    let outcome = match error.kind() {
        ErrorKind::Malformed { .. } => Outcome::Unreadable { before: false },
        _ => Outcome::Final,
    };
    Failed { error, outcome }
}

/// Returns whether a request with this failure may have been carried out.
fn has_run(error: &Error, outcome: Outcome) -> bool {
    match outcome {
        Outcome::Transient { .. } | Outcome::Interrupted | Outcome::Unreadable { .. } => true,
        Outcome::NotSent | Outcome::Limited { .. } => false,
        Outcome::Final => {
            match error.kind() {
                ErrorKind::TooLarge { .. } => true,
                // See Other: the request was carried out, and its result is elsewhere.
                ErrorKind::Redirected { .. } => error.status() == Some(303),
                // A status of the 400s refuses.
                ErrorKind::Hub { .. } => {
                    error.status().is_none_or(|status| !(400..500).contains(&status))
                }
                // The model's provider failed, maybe after its work was done.
                ErrorKind::Refused { upstream_status, .. } => {
                    upstream_status.is_some_and(is_failure)
                }
                _ => false,
            }
        }
    }
}

/// The facts about an exchange that don't come from its answer.
fn facts_of(attempts: u32, started: Instant, call: &Call) -> Facts {
    let model = match &call.asked.about {
        Some(About::Model(id)) => Some(id.clone()),
        _ => None,
    };
    Facts { attempts, duration: started.elapsed(), model, ..Facts::default() }
}

fn meta_of(response: &Response, facts: Facts, key: Option<&ApiKey>) -> Meta {
    let limits = response.headers().iter().filter(|(name, _)| {
        name.as_str().starts_with("x-ratelimit") || name.as_str().starts_with("ratelimit")
    });
    let limits = limits.filter_map(|(name, value)| {
        // Programs read this value, so it is not truncated.
        let text = value.to_str().ok()?;
        let text = key.map_or_else(|| text.to_owned(), |key| key.strike_out(text));
        Some((name.as_str().to_owned(), text))
    });
    let date = response.headers().get(DATE).and_then(|value| value.to_str().ok());
    Meta::new(Facts {
        status: response.status().as_u16(),
        request_id: request_id(response.headers(), key),
        rate_limits: limits.collect(),
        date: date.and_then(|text| httpdate::parse_http_date(text).ok()),
        ..facts
    })
}
