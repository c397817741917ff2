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
use samples::Pair;
use verdicts::{Proof, prove};

/// The number of pairs of generated schemas that are compiled, unless `COMPILED_PAIRS` states another.
const GENERATED: usize = 150;

/// The days of the real history.
const DAYS: [&str; 3] = ["2026-04-21", "2026-07-01", "2026-08-08"];

#[test]
fn every_rule() {
    let proof = agree(&samples::rules());
    println!("rules: {proof}");
    assert!(proof.has(30, 60), "{proof}");
    assert!(proof.disagreements.is_empty(), "{}", proof.disagreements.join("\n"));
}

#[test]
fn generated_pairs() {
    let count = std::env::var("COMPILED_PAIRS").map_or(GENERATED, |count| count.parse().unwrap());
    let proof = agree(&samples::generated(count));
    println!("{count} generated pairs: {proof}");
    assert!(proof.has(50, 100), "{proof}");
    assert!(proof.disagreements.is_empty(), "{}", proof.disagreements.join("\n"));
}

fn agree(pair: &Pair) -> Proof {
    let crates = Crates::new();
    let old = crates.regen("2026-07-01", &pair.old);
    let program = Program::of(&old, crates.root());
    assert_eq!(crates.errors(&program), Errors::new(), "against its own crate");
    let new = crates.regen("2026-08-08", &pair.new);
    prove(&diff(&old, &new), &program, &crates.errors(&program))
}

/// Each day's crate builds with a program that uses all of it, and programs of earlier days break in it as reported.
#[test]
fn a_real_history() {
    let crates = Crates::new();
    let mut before = Vec::new();
    for day in DAYS {
        let listing =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../tests/history/{day}.json"));
        let catalog = crates.regen(day, &fs::read_to_string(listing).unwrap());
        let program = Program::of(&catalog, crates.root());
        assert_eq!(crates.errors(&program), Errors::new(), "{day} against its own crate");
        for (earlier, old, program) in &before {
            let proof = prove(&diff(old, &catalog), program, &crates.errors(program));
            println!("{earlier} to {day}: {proof}");
            assert!(proof.has(20, 1000), "{proof}");
            assert!(proof.disagreements.is_empty(), "{}", proof.disagreements.join("\n"));
        }
        before.push((day, catalog, program));
    }
}
