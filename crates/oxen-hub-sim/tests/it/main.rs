//! The simulated hub over real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

mod answers;
mod chat;
mod cli;
mod connections;
mod faults;
mod media;
mod models;
mod queue;
mod support;
