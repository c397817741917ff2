//! Tests across the crates: the generator's output, checked by independent programs.
#![allow(missing_docs, reason = "a test binary has no documentation")]
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

mod documentation;
mod example_requests;
mod generated_source;
mod history;
mod hostile_schemas;
mod imports;
mod sources;
mod surface;
