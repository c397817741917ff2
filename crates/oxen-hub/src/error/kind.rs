//! The kinds of errors.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use crate::answers::chat::{ChatCompletion, FinishReason};
use crate::generations::record::{Generation, GenerationStatus};
use crate::key::{ApiKey, inert};

/// The reason why a call failed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request was refused before it was sent.
    Invalid {
        /// All violations.
        violations: Vec<String>,
    },
    /// The client can't be used as it is configured: no key, a plain `http` URL, no TLS provider.
    Configuration {
        /// The problem, and how to solve it.
        problem: String,
    },
    /// The hub rejects the key, or requires one: 401, 403, `unauthenticated`.
    Authentication {
        /// Whether a key was sent.
        key_sent: bool,
    },
    /// The account's credits don't cover the request.
    InsufficientCredits,
    /// The requested model, generation or path doesn't exist.
    NotFound(NotFound),
    /// The hub, or a model's provider behind it, asks to slow down.
    RateLimited {
        /// The time that the hub asks to wait.
        wait: Option<Duration>,
    },
    /// The hub or the model refuses the request.
    Refused {
        /// The status of the model's provider, where the hub passes it on. With one of the 500s it is the provider that
        /// failed, and the same request may succeed later.
        upstream_status: Option<u16>,
        /// The parameter that the text names.
        parameter: Option<String>,
    },
    /// The hub failed, or answered with a status that has no kind of its own.
    Hub {
        /// `error.type`, such as `unknown_error`.
        error_type: Option<String>,
        /// `error.title`.
        title: Option<String>,
        /// `error.detail`.
        detail: Option<String>,
    },
    /// No connection could be made, so that nothing was sent.
    Unreachable,
    /// The connection broke after something had been sent.
    Interrupted,
    /// Something took longer than allowed.
    Timeout {
        /// The phase in which the time ran out.
        phase: Phase,
    },
    /// The hub redirects to another origin, or in a way that would turn a POST into a GET.
    Redirected {
        /// The origin of the redirect's target, if it has one, without the path.
        origin: Option<String>,
    },
    /// The answer is not of the expected kind: HTML, another shape, a wrong medium.
    Malformed {
        /// The location in the JSON, as a JSON pointer; empty for the whole document.
        path: String,
        /// A description of the actual content, with an excerpt whose invisible characters are escaped.
        excerpt: String,
    },
    /// The answer quotes the key, which the call was set to refuse.
    KeyInAnswer,
    /// The hub answered with a part of a listing whose rest can't be fetched.
    Incomplete {
        /// The part of the answer that indicates more entries, such as its `Link` header.
        sign: String,
    },
    /// A generation failed, with the hub's record of it; `error_message` says why.
    Failed(Box<Generation>),
    /// A generation was cancelled, by this program or another one, with the hub's record of it.
    Cancelled(Box<Generation>),
    /// A generation succeeded, but the hub names no link to its result.
    NoResult(Box<Generation>),
    /// A generation has a status that this crate doesn't know, and is no longer listed as active.
    UnknownStatus(Box<Generation>),
    /// The deadline of a wait ended it before the generation did. The generation goes on, and may be waited for again.
    Unfinished {
        /// The last status that was seen, if any.
        status: Option<GenerationStatus>,
    },
    /// The link to a result has expired, or requires a permission that this client doesn't have.
    LinkExpired {
        /// Whether a fresh link of the generation was tried too.
        is_renewed: bool,
    },
    /// A chat answer is incomplete: its stream ended early, broke or fell silent, or the model stopped before it
    /// was done, such as at its token limit.
    Truncated {
        /// The received part of the answer.
        partial: Partial,
    },
    /// The answer is larger than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The result could not be written.
    Output,
}

/// The length limit of a finish reason, in characters.
const REASON: usize = 60;

/// The received part of an incomplete chat answer. Dereferences to a [`ChatCompletion`].
#[derive(Clone, PartialEq)]
pub struct Partial(Box<ChatCompletion>);

impl Partial {
    /// Creates the received part. Its reasons are shown, so that unknown ones are made harmless.
    pub(crate) fn new(mut completion: ChatCompletion, key: Option<&ApiKey>) -> Self {
        for choice in completion.choices.iter_mut().flatten() {
            if let Some(FinishReason::Other(reason)) = &mut choice.finish_reason {
                *reason = inert(reason, key, REASON);
            }
        }
        Self(Box::new(completion))
    }

    /// Returns the received part as an answer.
    pub fn into_inner(self) -> ChatCompletion {
        *self.0
    }
}

impl Deref for Partial {
    type Target = ChatCompletion;

    fn deref(&self) -> &ChatCompletion {
        &self.0
    }
}

/// Shows only the amount of content, because errors are written to logs.
impl fmt::Debug for Partial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partial")
            .field("characters", &self.text().chars().count())
            .field("tool_calls", &self.tool_calls().len())
            .field("finish_reason", &self.finish_reason())
            .finish_non_exhaustive()
    }
}

/// The kind of thing that was not found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotFound {
    /// A model.
    Model {
        /// The requested id.
        id: String,
        /// The nearest ids of the catalog.
        nearest: Vec<String>,
    },
    /// A generation, by its id.
    Generation(String),
    /// A path, because the hub is another one or an older one.
    Path,
}

/// The phase of a call in which its time ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// Connecting.
    Connect,
    /// Waiting for the head of the answer.
    Head,
    /// Waiting for the next bytes of the answer, or for its end.
    Body,
    /// The pause before a repetition.
    Pause,
    /// Waiting for a state that the hub reports, such as an active deployment.
    State,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "no connection within the time limit",
            Self::Head => "no answer within the time limit",
            Self::Body => "the answer did not come to its end within the time limit",
            Self::Pause => "the deadline passed during the pause before a repetition",
            Self::State => "the expected state was not reached within the time limit",
        })
    }
}
