//! The kinds of errors.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use crate::answers::ChatCompletion;
use crate::generations::{Generation, GenerationStatus};

/// Why a call failed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request was refused before it was sent.
    Invalid {
        /// Everything that is wrong with it.
        violations: Vec<String>,
    },
    /// The client can't be used as it is configured: no key, a plain `http` URL, no TLS provider.
    Configuration {
        /// What is wrong, and what to do.
        problem: String,
    },
    /// The hub doesn't accept the key, or wants one: 401, 403, `unauthenticated`.
    Authentication {
        /// Whether a key was sent.
        key_sent: bool,
    },
    /// The account's credits don't cover the request.
    InsufficientCredits,
    /// The hub doesn't have what was asked for.
    NotFound(NotFound),
    /// The hub, or a model's provider behind it, asks to slow down.
    RateLimited {
        /// How long the hub asks to wait.
        wait: Option<Duration>,
    },
    /// The hub or the model refuses the request.
    Refused {
        /// The status of the model's provider, where the hub passes it on.
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
    /// No connection came about, so that nothing was sent.
    Unreachable,
    /// The connection broke after something had been sent.
    Interrupted,
    /// Something took longer than allowed.
    Timeout {
        /// What was waited for.
        phase: Phase,
    },
    /// The hub points to another origin, or turns a POST into something else.
    Redirected {
        /// The origin that it points to, if it is one; never the path.
        origin: Option<String>,
    },
    /// The answer is not what was asked for: HTML, another shape, a wrong medium.
    Malformed {
        /// Where in the JSON, as a JSON pointer; empty for the whole.
        path: String,
        /// The beginning of what came, made inert.
        excerpt: String,
    },
    /// The answer quotes the key, where that was not to be.
    KeyInAnswer,
    /// The hub answered with a part of a listing whose rest can't be fetched.
    Incomplete {
        /// What in the answer says that there is more.
        sign: String,
    },
    /// A generation failed, with the hub's record of it; `error_message` says why.
    Failed(Box<Generation>),
    /// A generation was cancelled, by this program or another one, with the hub's record of it.
    Cancelled(Box<Generation>),
    /// A generation succeeded, and the hub names no link to its result.
    NoResult(Box<Generation>),
    /// The hub doesn't list a generation as active any more, and its status is one that this crate has no name for.
    UnknownStatus(Box<Generation>),
    /// The deadline of a wait ended it before the generation did. The generation goes on, and may be waited for again.
    Unfinished {
        /// The last state that was seen, if any was.
        status: Option<GenerationStatus>,
    },
    /// The link to a result doesn't lead there any more, or not without a permission that this client doesn't have.
    LinkExpired {
        /// Whether a fresh link of the generation was tried, which didn't lead there either.
        is_renewed: bool,
    },
    /// A chat answer broke off: its stream ended, broke or kept silent before the answer was whole, or the model came to
    /// its limit of tokens in the middle of a value.
    Truncated {
        /// What had come.
        partial: Partial,
    },
    /// The answer is larger than the limit.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The disk didn't take what came.
    Output,
}

/// What had come of a chat answer that broke off. Reads like the [`ChatCompletion`] that it would have become.
#[derive(Clone, PartialEq)]
pub struct Partial(Box<ChatCompletion>);

impl Partial {
    pub(crate) fn new(completion: ChatCompletion) -> Self {
        Self(Box::new(completion))
    }

    /// Returns what had come as an answer.
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

/// How much it is: errors are written to logs, answers are not.
impl fmt::Debug for Partial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Partial")
            .field("characters", &self.text().chars().count())
            .field("tool_calls", &self.tool_calls().len())
            .field("finish_reason", &self.finish_reason())
            .finish_non_exhaustive()
    }
}

/// What the hub doesn't have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotFound {
    /// A model.
    Model {
        /// The id that was asked for.
        id: String,
        /// The nearest ids of the catalog.
        nearest: Vec<String>,
    },
    /// A generation, by its id.
    Generation(String),
    /// A path: another hub, or an older one.
    Path,
}

/// What a call was waiting for when its time ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Phase {
    /// A connection.
    Connect,
    /// The head of the answer.
    Head,
    /// The next bytes of the answer.
    Body,
    /// The pause before a repetition.
    Pause,
    /// A state that the hub reports, such as an active deployment.
    State,
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "no connection within the time limit",
            Self::Head => "no answer within the time limit",
            Self::Body => {
                "the answer stopped in the middle, and nothing more came within the time limit"
            }
            Self::Pause => "the deadline ended in the pause before a repetition",
            Self::State => "the state that was waited for did not come within the time limit",
        })
    }
}
