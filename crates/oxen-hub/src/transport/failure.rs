//! The failures of attempts that have no answer.

use std::error::Error as StdError;
use std::io;

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

impl Failure {
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
