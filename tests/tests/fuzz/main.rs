//! One target for each entry point of untrusted input. `cargo test` tries each on some inputs, and on those that have
//! failed before; `cargo run --release -p oxen-models-tests --bin fuzz` continues for the given time.
//!
//! Two targets are in their own crates: the tokens of a macro call in `oxen-models-macros`
//! (`expand/tests/arbitrary.rs`), and server-sent events in `oxen-hub` (`sse/tests.rs`).
#![allow(missing_docs, reason = "a test binary has no documentation")]
#![allow(clippy::unwrap_used, reason = "a target that meets the unexpected should stop")]

mod answers;
mod choices;
mod drift;
mod generator;
mod listing;
mod schema;
mod streams;

use proptest::collection::vec;
use proptest::prelude::*;

proptest! {
    #[test]
    fn answers(bytes in vec(any::<u8>(), 0..600)) {
        answers::run(&bytes);
    }

    #[test]
    fn drift(bytes in vec(any::<u8>(), 0..2_000)) {
        drift::run(&bytes);
    }

    #[test]
    fn generator(bytes in vec(any::<u8>(), 0..2_000)) {
        generator::run(&bytes);
    }

    #[test]
    fn listing(bytes in vec(any::<u8>(), 0..2_000)) {
        listing::run(&bytes);
    }

    #[test]
    fn streams(bytes in vec(any::<u8>(), 0..600)) {
        streams::run(&bytes);
    }

    #[test]
    fn schema(bytes in vec(any::<u8>(), 0..1_000)) {
        schema::run(&bytes);
    }
}
