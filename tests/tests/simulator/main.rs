//! Requests of this project, sent to the simulated hub, which checks them with a validator from outside this project.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets the unexpected should stop"
)]

mod answers;
mod client;
mod clients;
mod requests;
