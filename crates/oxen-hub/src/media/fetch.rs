//! The download of a link: attempts, resumption, and checks of the content.

use std::time::Duration;

use reqwest::header::{
    ACCEPT_RANGES, AUTHORIZATION, CONTENT_RANGE, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue,
    IF_RANGE, LAST_MODIFIED, RANGE,
};
use reqwest::{Response, StatusCode, Url};

use super::check::{SIGNATURE_LENGTH, extension};
use super::link;
use super::sink::Sink;
use crate::client::{CallOptions, Inner};
use crate::error::{Asked, Error, ErrorKind};
use crate::method::Method;
use crate::retry::{Decision, Effect, Outcome, wait_of};
use crate::transport::{Outgoing, next_chunk};

/// A callback that receives the number of bytes so far, and the total if it is known.
pub(super) type OnProgress = dyn FnMut(u64, Option<u64>) + Send;

/// A download in progress.
pub(super) struct Fetch<'a> {
    pub(super) client: &'a Inner,
    pub(super) url: Url,
    pub(super) medium: &'static str,
    pub(super) options: &'a CallOptions,
    pub(super) progress: Option<Box<OnProgress>>,
    /// The number of bytes written to the sink.
    done: u64,
    /// The largest number of bytes that an attempt has reached.
    furthest: u64,
    total: Option<u64>,
    /// The validator that ties a resumed rest to the same content.
    validator: Option<HeaderValue>,
    with_key: bool,
    extension: Option<&'static str>,
}

/// A failed attempt.
struct Broken {
    error: Error,
    outcome: Outcome,
}

impl<'a> Fetch<'a> {
    pub(super) fn new(
        client: &'a Inner,
        link: &str,
        medium: &'static str,
        options: &'a CallOptions,
        progress: Option<Box<OnProgress>>,
    ) -> Result<Self, Error> {
        let url = link::read(client, link)?;
        Ok(Self {
            client,
            url,
            medium,
            options,
            progress,
            done: 0,
            furthest: 0,
            total: None,
            validator: None,
            with_key: false,
            extension: None,
        })
    }

    /// Continues with another link to the same content. The bytes so far are kept if the validator still matches.
    pub(super) fn lead_to(&mut self, link: &str) -> Result<(), Error> {
        self.url = link::read(self.client, link)?;
        self.with_key = false;
        Ok(())
    }

    /// Downloads into the sink, and returns the file extension of the content.
    pub(super) async fn run(&mut self, sink: &mut Sink<'_>) -> Result<&'static str, Error> {
        let policy = self.options.policy(self.client.retry);
        let mut attempts = 0;
        let mut fruitless = 0;
        loop {
            attempts += 1;
            let Broken { mut error, outcome } = match self.attempt(sink).await {
                Ok(extension) => return Ok(extension),
                Err(broken) => broken,
            };
            error.inner().attempts = attempts;
            error.inner().asked.get_or_insert(Asked {
                method: Method::Get,
                path: "a result",
                about: None,
            });
            // An attempt that got further than all before doesn't count against the limit of repetitions.
            fruitless = if self.done > self.furthest { 0 } else { fruitless + 1 };
            self.furthest = self.furthest.max(self.done);
            let chance = self.client.clock.chance();
            match policy.decide(Effect::Repeatable, outcome, fruitless.max(1) - 1, chance) {
                Decision::Stop => return Err(error),
                Decision::Again(pause) => {
                    tracing::warn!(attempts, pause_ms = pause.as_millis(), %error, "trying again");
                    if let Some(on_retry) = &self.options.on_retry {
                        on_retry(&error, pause);
                    }
                    self.client.clock.pause(pause).await;
                }
            }
        }
    }

    async fn attempt(&mut self, sink: &mut Sink<'_>) -> Result<&'static str, Broken> {
        let mut response = self.ask().await?;
        let is_key_wanted = matches!(response.status().as_u16(), 401 | 403)
            && !self.with_key
            && self.client.key.is_some()
            && self.client.base.has_origin_of(&self.url);
        if is_key_wanted {
            self.with_key = true;
            response = self.ask().await?;
        }
        self.place(&response, sink).await?;
        let idle_timeout = self.options.body_timeout.unwrap_or(self.client.timeouts.body);
        self.take(&mut response, sink, idle_timeout).await
    }

    async fn ask(&mut self) -> Result<Response, Broken> {
        let mut headers = HeaderMap::new();
        self.options.add_headers(&mut headers).map_err(Broken::permanent)?;
        if let Some(validator) = self.validator.as_ref().filter(|_| self.done > 0)
            && let Ok(range) = HeaderValue::from_str(&format!("bytes={}-", self.done))
        {
            headers.insert(RANGE, range);
            headers.insert(IF_RANGE, validator.clone());
        }
        let (client, with_key) = (self.client, self.with_key);
        if let Some(key) = client.key.as_ref().filter(|_| with_key) {
            headers.insert(AUTHORIZATION, key.authorization());
        }
        // The key is only ever sent to the hub's own origin.
        let may_follow = |url: &Url| {
            link::may_follow(client, url) && (!with_key || client.base.has_origin_of(url))
        };
        let outgoing =
            Outgoing { method: reqwest::Method::GET, url: self.url.clone(), headers, body: None };
        let head_timeout = self.options.answer_timeout.unwrap_or(client.timeouts.read);
        let sent = client.transport.send(outgoing, head_timeout, may_follow).await;
        sent.map_err(|failure| Broken::of(failure.into_error(client.key.as_ref())))
    }

    /// Checks the head of an answer, and prepares the sink for its body.
    async fn place(&mut self, response: &Response, sink: &mut Sink<'_>) -> Result<(), Broken> {
        let status = response.status();
        let headers = response.headers();
        if !status.is_success() {
            return Err(self.refusal(status, headers));
        }
        let is_rest = status == StatusCode::PARTIAL_CONTENT
            && self.done > 0
            && range_start(headers) == Some(self.done);
        if is_rest {
            self.total = response.content_length().map(|rest| self.done + rest);
            return Ok(());
        }
        if status == StatusCode::PARTIAL_CONTENT {
            return Err(Broken::permanent(Error::malformed("", "a different part than requested")));
        }
        if self.done > 0 && !sink.restart().await.map_err(Broken::output)? {
            let error = Error::new(ErrorKind::Interrupted);
            return Err(Broken::permanent(error));
        }
        self.done = 0;
        self.total = response.content_length();
        self.validator = validator(headers);
        let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if content_type
            .is_some_and(|text| text.trim().to_ascii_lowercase().starts_with("text/html"))
        {
            return Err(Broken::permanent(self.malformed("an HTML page")));
        }
        if self.total.is_some_and(|total| total > self.client.limits.download) {
            return Err(Broken::permanent(self.too_large()));
        }
        Ok(())
    }

    async fn take(
        &mut self,
        response: &mut Response,
        sink: &mut Sink<'_>,
        idle_timeout: Duration,
    ) -> Result<&'static str, Broken> {
        let mut head = Vec::new();
        let is_checked = self.done > 0;
        loop {
            let chunk = next_chunk(response, idle_timeout).await.map_err(|failure| {
                let limit = self.client.limits.download;
                Broken::of(failure.into_error(response.status(), limit))
            })?;
            let is_end = chunk.is_none();
            let chunk = chunk.unwrap_or_default();
            if self.done + (head.len() + chunk.len()) as u64 > self.client.limits.download {
                return Err(Broken::permanent(self.too_large()));
            }
            let is_checked = is_checked || self.done > 0;
            if is_checked {
                self.write(&chunk, sink).await?;
            } else {
                head.extend_from_slice(&chunk);
                if head.len() >= SIGNATURE_LENGTH || is_end {
                    let found = extension(self.medium, &head).map_err(Broken::permanent)?;
                    self.extension = Some(found);
                    self.write(&std::mem::take(&mut head), sink).await?;
                }
            }
            if is_end {
                sink.finish().await.map_err(Broken::output)?;
                return Ok(self.extension.unwrap_or("bin"));
            }
        }
    }

    async fn write(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), Broken> {
        sink.write(bytes).await.map_err(Broken::output)?;
        self.done += bytes.len() as u64;
        if let Some(progress) = self.progress.as_mut().filter(|_| !bytes.is_empty()) {
            progress(self.done, self.total);
        }
        Ok(())
    }

    fn refusal(&mut self, status: StatusCode, headers: &HeaderMap) -> Broken {
        let wait = wait_of(headers, self.client.clock.now());
        let (kind, outcome) = match status.as_u16() {
            // The content has changed or become shorter: start over.
            416 if self.done > 0 => {
                self.validator = None;
                (ErrorKind::Interrupted, Outcome::Interrupted)
            }
            401 | 403 | 404 | 410 => (ErrorKind::LinkExpired { is_renewed: false }, Outcome::Final),
            429 => (ErrorKind::RateLimited { wait }, Outcome::Limited { wait }),
            other => {
                let is_transient = matches!(other, 408 | 500 | 502 | 503 | 504);
                let kind = ErrorKind::Hub { error_type: None, title: None, detail: None };
                let outcome =
                    if is_transient { Outcome::Transient { wait } } else { Outcome::Final };
                (kind, outcome)
            }
        };
        let mut error = Error::new(kind);
        error.inner().status = Some(status.as_u16());
        error.inner().retry_after = wait;
        Broken { error, outcome }
    }

    fn malformed(&self, found: &str) -> Error {
        Error::malformed("", format!("{found} instead of {} data", self.medium))
    }

    fn too_large(&self) -> Error {
        Error::new(ErrorKind::TooLarge { limit: self.client.limits.download })
    }
}

impl Broken {
    fn permanent(error: Error) -> Self {
        Self { error, outcome: Outcome::Final }
    }

    fn output(error: std::io::Error) -> Self {
        Self::permanent(Error::output(error))
    }

    fn of((error, outcome): (Error, Outcome)) -> Self {
        Self { error, outcome }
    }
}

/// Returns the validator for requesting the rest, if the server supports that: a strong entity tag, or a date.
fn validator(headers: &HeaderMap) -> Option<HeaderValue> {
    let ranges = headers.get(ACCEPT_RANGES).and_then(|value| value.to_str().ok());
    if !ranges.is_some_and(|units| units.trim().eq_ignore_ascii_case("bytes")) {
        return None;
    }
    let tag = headers.get(ETAG).filter(|tag| tag.as_bytes().starts_with(b"\""));
    tag.or_else(|| headers.get(LAST_MODIFIED)).cloned()
}

/// Returns the first position of a range, such as 5 for `Content-Range: bytes 5-9/10`.
fn range_start(headers: &HeaderMap) -> Option<u64> {
    let text = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    text.trim().strip_prefix("bytes ")?.split('-').next()?.trim().parse().ok()
}
