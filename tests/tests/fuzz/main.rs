//! One target for each entry point of untrusted input. `cargo test` tries each on the inputs that are saved for it in
//! `tests/corpus/fuzz`, on those that have failed before (`proptest-regressions`), and on some random ones;
//! `cargo run --release -p oxen-models-tests --bin fuzz` continues for the given time.
//!
//! Two targets are in their own crates, with their saved inputs beside them: the tokens of a macro call in
//! `oxen-models-macros` (`expand/tests/arbitrary.rs`), and server-sent events in `oxen-hub` (`sse/tests.rs`).
#![allow(missing_docs, reason = "a test binary has no documentation")]
#![allow(clippy::unwrap_used, reason = "a target that meets the unexpected should stop")]

mod answers;
mod choices;
mod drift;
mod generator;
mod listing;
mod schema;
mod streams;

use std::fs;
use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;

/// Runs each target on at most this many random bytes, and on the inputs that are saved for it.
macro_rules! targets {
    ($($target:ident: $length:literal;)*) => {
        proptest! {
            $(
                #[test]
                fn $target(bytes in vec(any::<u8>(), 0..$length)) {
                    $target::run(&bytes);
                }
            )*
        }

        mod saved {
            $(
                #[test]
                fn $target() {
                    for input in super::saved_inputs(stringify!($target)) {
                        super::$target::run(&input);
                    }
                }
            )*
        }
    };
}

targets! {
    answers: 600;
    drift: 2_000;
    generator: 2_000;
    listing: 2_000;
    schema: 1_000;
    streams: 600;
}

/// Returns the inputs in the folder of a target, which must not be empty.
fn saved_inputs(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/fuzz").join(target);
    let files = fs::read_dir(folder).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap());
    let inputs: Vec<Vec<u8>> = files.collect();
    assert!(!inputs.is_empty(), "{target}");
    inputs
}
