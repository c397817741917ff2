//! Requests of this project, sent to the simulated hub: it judges them by a validator that we did not write.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets the unexpected should stop"
)]

mod answers;
mod client;
mod clients;
mod requests;
