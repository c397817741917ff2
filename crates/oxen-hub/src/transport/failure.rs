//! The failures of attempts that have no answer.

use std::error::Error as StdError;
use std::io;

use reqwest::StatusCode;

use super::body::BodyFailure;
use crate::error::{Error, ErrorKind, Phase};
use crate::key::{ApiKey, inert};
use crate::retry::Outcome;

/// The reason why an attempt has no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// No connection; nothing was sent.
    Unreachable {
        source: reqwest::Error,
        /// Whether a repetition would fail as well, as for a certificate that isn't trusted.
        is_lasting: bool,
    },
    ConnectTimeout {
        source: reqwest::Error,
    },
    /// The connection broke; the request may have arrived.
    Interrupted {
        source: reqwest::Error,
    },
    /// No head in time; the request may have arrived.
    HeadTimeout,
    /// A redirect that isn't followed.
    Redirected {
        origin: Option<String>,
        status: Option<u16>,
    },
}

/// The length limit of an origin in an error, in characters.
const ORIGIN: usize = 100;

impl Failure {
    /// Converts the failure into the error of a call, and into what it means for repetitions.
    pub(crate) fn into_error(self, key: Option<&ApiKey>) -> (Error, Outcome) {
        match self {
            Self::Unreachable { source, is_lasting } => {
                let outcome = if is_lasting { Outcome::Final } else { Outcome::NotSent };
                (Error::new(ErrorKind::Unreachable).with_source(source.into()), outcome)
            }
            Self::ConnectTimeout { source } => {
                let kind = ErrorKind::Timeout { phase: Phase::Connect };
                (Error::new(kind).with_source(source.into()), Outcome::NotSent)
            }
            Self::Interrupted { source } => (interrupted(source), Outcome::Interrupted),
            Self::HeadTimeout => {
                let kind = ErrorKind::Timeout { phase: Phase::Head };
                (Error::new(kind), Outcome::Interrupted)
            }
            Self::Redirected { origin, status } => {
                let origin = origin.map(|origin| inert(&origin, key, ORIGIN));
                let mut error = Error::new(ErrorKind::Redirected { origin });
                error.inner().status = status;
                (error, Outcome::Final)
            }
        }
    }

    pub(super) fn of(error: reqwest::Error) -> Self {
        let source = error.without_url();
        if source.is_connect() && source.is_timeout() {
            Self::ConnectTimeout { source }
        } else if source.is_connect() {
            let is_lasting = is_certificate(&source);
            Self::Unreachable { source, is_lasting }
        } else if source.is_builder() {
            Self::Unreachable { source, is_lasting: true }
        } else {
            Self::Interrupted { source }
        }
    }
}

impl BodyFailure {
    /// Converts the failure into the error of a call, and into what it means for repetitions.
    pub(crate) fn into_error(self, status: StatusCode, limit: u64) -> (Error, Outcome) {
        let (mut error, outcome) = match self {
            Self::TooLarge => (Error::new(ErrorKind::TooLarge { limit }), Outcome::Final),
            Self::Stalled => {
                (Error::new(ErrorKind::Timeout { phase: Phase::Body }), Outcome::Interrupted)
            }
            Self::Interrupted(source) => (interrupted(source), Outcome::Interrupted),
        };
        error.inner().status = Some(status.as_u16());
        (error, outcome)
    }
}

fn interrupted(source: reqwest::Error) -> Error {
    Error::new(ErrorKind::Interrupted).with_source(source.into())
}

fn is_certificate(error: &reqwest::Error) -> bool {
    let mut cause: Option<&(dyn StdError + 'static)> = error.source();
    while let Some(error) = cause {
        // `io::Error` shows the source of the error that it holds, not that error itself.
        let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let tls = held
            .and_then(|held| held.downcast_ref::<rustls::Error>())
            .or_else(|| error.downcast_ref::<rustls::Error>());
        if matches!(
            tls,
            Some(
                rustls::Error::InvalidCertificate(_)
                    | rustls::Error::NoCertificatesPresented
                    // The machine has no certificates to verify with.
                    | rustls::Error::General(_)
            )
        ) {
            return true;
        }
        cause = error.source();
    }
    false
}
