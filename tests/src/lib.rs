//! What the tests across the crates share.

pub mod compile;
pub mod history;
pub mod hostile;
pub mod peer;
pub mod rule_cases;
pub mod snapshot;
