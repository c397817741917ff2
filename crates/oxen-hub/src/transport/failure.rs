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
            let is_lasting = is_certificate(source.source());
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

/// Returns whether a certificate is the cause, or that there are none to verify with.
fn is_certificate(mut cause: Option<&(dyn StdError + 'static)>) -> bool {
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<rustls::Error>() {
            return matches!(
                error,
                rustls::Error::InvalidCertificate(_)
                    | rustls::Error::NoCertificatesPresented
                    | rustls::Error::General(_)
            );
        }
        // `io::Error` shows the source of the error that it holds, not that error itself, and may hold another one.
        let held = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = match held {
            Some(held) => Some(held),
            None => error.source(),
        };
    }
    false
}

#[cfg(test)]
mod tests {
    use rustls::CertificateError;

    use super::*;

    #[test]
    fn a_certificate_that_is_not_trusted_is_found_however_it_is_wrapped() {
        let tls = rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let once = io::Error::new(io::ErrorKind::InvalidData, tls);
        assert!(is_certificate(Some(&once)));
        let twice = io::Error::other(once);
        assert!(is_certificate(Some(&twice)));
        let other = io::Error::other(rustls::Error::HandshakeNotComplete);
        assert!(!is_certificate(Some(&other)));
        assert!(!is_certificate(Some(&io::Error::other("reset"))));
    }
}
