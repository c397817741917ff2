//! The rules: the documented table, a fixture for each of its rows, and the verdicts of the library.
#![allow(missing_docs, reason = "a test binary has no documentation")]
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

mod definitions;
mod fixtures;
mod identity;
mod symmetry;
mod table;
mod verdicts;
