//! Helpers for tests across the crates.

pub mod compile;
pub mod history;
pub mod hostile;
pub mod peer;
pub mod rule_cases;
pub mod snapshot;
pub mod valgrind;
