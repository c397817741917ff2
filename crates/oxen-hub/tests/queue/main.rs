//! The queue, its events and waits, against the simulated hub.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets the unexpected should stop"
)]

mod drops;
mod enqueue;
mod events;
mod history;
mod links;
mod records;
mod recover;
mod support;
mod thousand;
mod waits;
