//! The TLS provider: the process's own, else ring's if it is built in, and never one for the whole process.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

use oxen_hub::{Client, ErrorKind};
use rustls::crypto::{CryptoProvider, ring};

/// A single test, because a process has one provider that can't be replaced.
#[test]
fn the_provider_of_the_process_comes_first() {
    let without = Client::builder().build();
    if cfg!(feature = "ring") {
        without.unwrap();
    } else {
        let error = without.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
        assert!(error.to_string().contains("there is no TLS provider"), "{error}");
    }
    assert!(CryptoProvider::get_default().is_none(), "a provider was installed");

    // A custom provider without cipher suites fails, which shows that it is the one in use.
    let crippled = CryptoProvider { cipher_suites: Vec::new(), ..ring::default_provider() };
    crippled.install_default().unwrap();
    let error = Client::builder().build().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("cipher suites"), "{source}");
}
