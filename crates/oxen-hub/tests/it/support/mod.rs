//! Helpers that the tests share.

pub(crate) mod clock;
pub(crate) mod server;
mod watched_log;

use std::future::Future;
use std::sync::Arc;

use oxen_hub::{Client, ClientBuilder, Error, RetryPolicy};

use self::clock::TestClock;

/// The key that the tests send; nothing may ever show it.
pub(crate) const KEY: &str = "sk-secret/ABCDEF0123456789";

pub(crate) fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// Returns a builder for a client of the hub at `url` that repeats twice, without real pauses.
pub(crate) fn builder(url: &str) -> ClientBuilder {
    watched_log::watch(|text| key_in(text).is_some());
    Client::builder()
        .base_url(url)
        .unwrap()
        .key(KEY)
        .unwrap()
        .retry(RetryPolicy::default().repetitions(2))
        .clock(Arc::new(TestClock::default()))
}

pub(crate) fn client(url: &str) -> Client {
    builder(url).build().unwrap()
}

/// Returns everything that an error shows.
pub(crate) fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n{:?}", error.kind());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!("\n{cause}\n{cause:?}"));
        source = cause.source();
    }
    text
}

/// Fails if a text contains the key, in any encoding.
pub(crate) fn assert_no_key(text: &str) {
    if let Some(part) = key_in(text) {
        panic!("{part} is in {text}");
    }
}

/// Returns the part of the key, in any encoding, that a text contains.
fn key_in(text: &str) -> Option<&'static str> {
    let text = text.to_ascii_lowercase();
    let parts = [KEY, "/ABCDEF0123456789", "ABCDEF0123456789", "c2stc2VjcmV0L0FCQ0RFRj"];
    parts.into_iter().find(|part| text.contains(&part.to_ascii_lowercase()))
}
