//! Verdicts on Rust, compared with the compiler: programs that use everything of the crate of one day, compiled
//! against the crate of another.
#![allow(missing_docs, reason = "a test binary has no documentation")]
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

mod crates;
#[allow(dead_code, reason = "the tests of `oxen-drift` need more of it")]
#[path = "../../../crates/oxen-drift/tests/witness/pairs.rs"]
mod pairs;
mod program;
mod samples;
mod signature;
mod structured;
mod verdicts;

use std::fs;
use std::path::Path;

use crates::{Crates, Errors};
use oxen_drift::diff;
use program::Program;
use verdicts::prove;

/// The number of pairs of generated schemas that are compiled, unless `COMPILED_PAIRS` states another.
const GENERATED: usize = 150;

/// The days of the real history.
const DAYS: [&str; 3] = ["2026-04-21", "2026-07-01", "2026-08-08"];

/// Fixtures and generated pairs share two crates: most of the time goes into building those.
#[test]
fn verdicts_on_rules_and_generated_pairs_agree_with_the_compiler() {
    let count = std::env::var("COMPILED_PAIRS").map_or(GENERATED, |count| count.parse().unwrap());
    let pair = samples::listings(samples::rules().chain(samples::generated(count)));
    let crates = Crates::new();
    let old = crates.regen("2026-07-01", &pair.old);
    let program = Program::of("before", &old, crates.root());
    assert_eq!(crates.errors(&[&program]), [Errors::new()], "against its own crate");
    let new = crates.regen("2026-08-08", &pair.new);
    let proof = prove(&diff(&old, &new), &program, &crates.errors(&[&program])[0]);
    println!("every rule and {count} generated pairs: {proof}");
    assert!(proof.has(80, 160), "{proof}");
    assert!(proof.disagreements.is_empty(), "{}", proof.disagreements.join("\n"));
}

/// Each day's crate builds with a program that uses all of it, and programs of earlier days break in it as reported.
#[test]
fn verdicts_on_a_real_history_agree_with_the_compiler() {
    let crates = Crates::new();
    let (mut catalogs, mut programs) = (Vec::new(), Vec::new());
    for day in DAYS {
        let listing =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/history/{day}.json"));
        let catalog = crates.regen(day, &fs::read_to_string(listing).unwrap());
        programs.push(Program::of(&format!("of-{day}"), &catalog, crates.root()));
        let mut errors = crates.errors(&programs.iter().collect::<Vec<_>>());
        assert_eq!(errors.pop(), Some(Errors::new()), "{day} against its own crate");
        for (((earlier, old), program), errors) in catalogs.iter().zip(&programs).zip(&errors) {
            let proof = prove(&diff(old, &catalog), program, errors);
            println!("{earlier} to {day}: {proof}");
            assert!(proof.has(20, 1000), "{proof}");
            assert!(proof.disagreements.is_empty(), "{}", proof.disagreements.join("\n"));
        }
        catalogs.push((day, catalog));
    }
}
