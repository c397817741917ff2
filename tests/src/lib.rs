//! Helpers for tests across the crates.

pub mod compile;
pub mod history;
pub mod hostile;
pub mod rule_cases;
pub mod snapshot;
pub mod typify_baseline;
pub mod valgrind;
