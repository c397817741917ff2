//! What the tests across the crates share.

pub mod compile;
pub mod history;
pub mod hostile;
pub mod peer;
pub mod snapshot;

/// The examples of the README compile and run.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
