//! The commands through their public interface and as a real process, on copies of the workspace.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that meets the unexpected should stop"
)]

mod accept;
mod by_hand;
mod canary;
mod check;
mod crash;
mod drift;
mod features;
mod odd_models;
mod only;
mod read_only;
mod refusals;
mod regen;
mod rules;
mod support;
mod transaction;
