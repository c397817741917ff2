//! The client against a server on loopback whose answers are scripted byte for byte.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets the unexpected should stop"
)]

mod answers;
mod cancel;
mod configuration;
mod faults;
mod generate;
mod key;
mod listing;
mod media;
mod models;
mod recover;
mod redirects;
mod retry;
mod stream;
mod stream_properties;
mod support;
