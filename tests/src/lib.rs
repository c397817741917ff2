//! What the tests across the crates share.

pub mod hostile;
pub mod snapshot;
