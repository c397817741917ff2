//! The TLS configuration, without a provider for the whole process.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::WantsClientCert;
use rustls::crypto::CryptoProvider;
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::error::Error;

/// Returns a configuration with the process's provider if it has one, else with ring's.
pub(super) fn configuration() -> Result<ClientConfig, Error> {
    let refused = |error: rustls::Error| {
        Error::configuration("TLS could not be set up").with_source(error.into())
    };
    ClientConfig::builder_with_provider(provider()?)
        .with_safe_default_protocol_versions()
        .map_err(refused)?
        .with_platform_verifier()
        .map_err(refused)
        .map(rustls::ConfigBuilder::<ClientConfig, WantsClientCert>::with_no_client_auth)
}

#[cfg_attr(
    feature = "ring",
    allow(clippy::unnecessary_wraps, reason = "without ring there may be none")
)]
fn provider() -> Result<Arc<CryptoProvider>, Error> {
    if let Some(provider) = CryptoProvider::get_default() {
        return Ok(Arc::clone(provider));
    }
    #[cfg(feature = "ring")]
    return Ok(Arc::new(rustls::crypto::ring::default_provider()));
    #[cfg(not(feature = "ring"))]
    Err(Error::configuration(
        "there is no TLS provider: install one with `rustls::crypto::CryptoProvider::install_default`, or turn on the feature `ring` of oxen-hub (`client` of oxen-models)",
    ))
}
