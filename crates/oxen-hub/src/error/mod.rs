//! The error of a failed call, with everything that is known about the failure.

mod classify;
mod display;
mod kind;

use std::collections::HashSet;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::time::Duration;

pub(crate) use self::classify::{Envelope, Refusal};
pub use self::kind::{ErrorKind, NotFound, Partial, Phase};
use crate::answers::chat::FinishReason;
use crate::generations::id::GenerationId;
use crate::method::Method;

type Source = Box<dyn StdError + Send + Sync>;

/// A failed call.
///
/// [`kind`](Self::kind) is the reason. The message names the call, the failure, in the hub's words where it has any,
/// and a remedy; it never contains the key, a URL's query, or more than an excerpt of a body.
///
/// ```
/// use oxen_hub::{ApiKey, ErrorKind};
///
/// let error = ApiKey::new("two\nlines").unwrap_err();
/// assert!(matches!(error.kind(), ErrorKind::Configuration { .. }));
/// assert!(!error.may_have_run());
/// ```
pub struct Error(Box<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) kind: ErrorKind,
    pub(crate) asked: Option<Asked>,
    pub(crate) status: Option<u16>,
    pub(crate) request_id: Option<String>,
    pub(crate) attempts: u32,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) may_have_run: bool,
    pub(crate) generations: Vec<GenerationId>,
    /// The hub's own message, with invisible characters escaped.
    pub(crate) message: Option<String>,
    pub(crate) source: Option<Source>,
}

/// The method, path and subject of a call, for messages.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: &'static str,
    /// The model or the id of a generation.
    pub(crate) about: Option<About>,
}

/// The subject of a call.
#[derive(Clone, Debug)]
pub(crate) enum About {
    Model(String),
    Generation(String),
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Self {
        Self(Box::new(Inner {
            kind,
            asked: None,
            status: None,
            request_id: None,
            attempts: 0,
            retry_after: None,
            may_have_run: false,
            generations: Vec::new(),
            message: None,
            source: None,
        }))
    }

    /// Creates an error about the configuration of the client.
    pub(crate) fn configuration(problem: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration { problem: problem.into() })
    }

    /// Creates an error about an argument that can't be sent.
    pub(crate) fn invalid_argument(path: &'static str, violation: String) -> Self {
        let mut error = Self::new(ErrorKind::Invalid { violations: vec![violation] });
        error.0.asked = Some(Asked { method: Method::Get, path, about: None });
        error
    }

    /// Creates the error of a request that was refused before it was sent.
    #[doc(hidden)]
    pub fn invalid(
        violations: Vec<String>,
        source: Option<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        let error = Self::new(ErrorKind::Invalid { violations });
        match source {
            Some(source) => error.with_source(source),
            None => error,
        }
    }

    /// Creates the error of a client that is used where it can't work.
    #[doc(hidden)]
    pub fn misused(problem: &str) -> Self {
        Self::configuration(problem)
    }

    /// Creates the error of a result that could not be written.
    pub(crate) fn output(source: io::Error) -> Self {
        Self::new(ErrorKind::Output).with_source(source.into())
    }

    pub(crate) fn malformed(path: impl Into<String>, excerpt: impl Into<String>) -> Self {
        Self::new(ErrorKind::Malformed { path: path.into(), excerpt: excerpt.into() })
    }

    pub(crate) fn with_source(mut self, source: Source) -> Self {
        self.0.source = Some(source);
        self
    }

    /// Adds the generations that the call was about or had made so far.
    pub(crate) fn with_generations<'a>(
        mut self,
        ids: impl IntoIterator<Item = &'a GenerationId>,
    ) -> Self {
        let mut known: HashSet<GenerationId> = self.0.generations.iter().cloned().collect();
        self.0
            .generations
            .extend(ids.into_iter().filter(|id| known.insert((*id).clone())).cloned());
        self
    }

    /// Returns the same error about this generation, without the source: one error may end several waits.
    pub(crate) fn to_copy_for(&self, id: &GenerationId) -> Self {
        let inner = &self.0;
        Self(Box::new(Inner {
            kind: inner.kind.clone(),
            asked: inner.asked.clone(),
            status: inner.status,
            request_id: inner.request_id.clone(),
            attempts: inner.attempts,
            retry_after: inner.retry_after,
            may_have_run: inner.may_have_run,
            generations: vec![id.clone()],
            message: inner.message.clone(),
            source: None,
        }))
    }

    pub(crate) fn ask(&mut self, method: Method, path: &'static str, about: Option<About>) {
        self.0.asked = Some(Asked { method, path, about });
    }

    pub(crate) fn inner(&mut self) -> &mut Inner {
        &mut self.0
    }

    pub(crate) fn inner_ref(&self) -> &Inner {
        &self.0
    }

    /// Adds the nearest names to the error about a model that wasn't found.
    #[doc(hidden)]
    #[must_use]
    pub fn suggest<'a>(mut self, nearest: impl FnOnce(&str) -> Vec<&'a str>) -> Self {
        if let ErrorKind::NotFound(NotFound::Model { id, nearest: names }) = &mut self.0.kind {
            *names = nearest(id).into_iter().map(str::to_owned).collect();
        }
        self
    }

    /// Returns the reason why the call failed.
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns the HTTP status of the answer, if there was one.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns the id of the request, for inquiries to the hub's support.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns how many times sending was attempted; 0 if the request was refused before it was sent.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the time that the hub asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns whether the hub may have carried out a request that it should carry out only once.
    ///
    /// If so, the result may be in the namespace, and sending again may make and charge it twice.
    pub fn may_have_run(&self) -> bool {
        self.0.may_have_run
    }

    /// Returns the generations that the call was about, or that it had made before it failed.
    ///
    /// They exist at the hub despite the failure: use the ids to wait for them, read them or cancel them.
    pub fn generation_ids(&self) -> &[GenerationId] {
        &self.0.generations
    }

    /// Returns whether a later attempt may succeed.
    pub fn is_transient(&self) -> bool {
        match &self.0.kind {
            ErrorKind::RateLimited { .. }
            | ErrorKind::Unreachable
            | ErrorKind::Interrupted
            | ErrorKind::Timeout { .. }
            | ErrorKind::Unfinished { .. } => true,
            ErrorKind::Truncated { partial } => !matches!(
                partial.finish_reason(),
                Some(FinishReason::Length | FinishReason::ContentFilter)
            ),
            ErrorKind::Hub { .. } => self.0.status.is_some_and(is_failure),
            ErrorKind::Refused { upstream_status, .. } => upstream_status.is_some_and(is_failure),
            _ => false,
        }
    }

    /// Returns the hub's own message, cut to 300 characters and with invisible characters escaped.
    pub fn hub_message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }
}

/// Returns whether a status says that the server failed, and not that it refuses the request.
pub(crate) fn is_failure(status: u16) -> bool {
    status == 408 || status >= 500
}

/// Shows all fields, including the source.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("asked", &inner.asked)
            .field("status", &inner.status)
            .field("request_id", &inner.request_id)
            .field("attempts", &inner.attempts)
            .field("retry_after", &inner.retry_after)
            .field("may_have_run", &inner.may_have_run)
            .field("generations", &inner.generations)
            .field("message", &inner.message)
            .field("source", &inner.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
