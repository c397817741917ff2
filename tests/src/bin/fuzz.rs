//! Fuzzes each entry point of untrusted input with random inputs, for some minutes each.
//!
//! ```sh
//! cargo run --release -p oxen-models-tests --bin fuzz              # every target for a minute
//! cargo run --release -p oxen-models-tests --bin fuzz -- 10        # for ten minutes each
//! cargo run --release -p oxen-models-tests --bin fuzz -- 10 drift  # only this one
//! ```
//!
//! A run begins with the inputs that are saved for a target. A failing input is minimized, printed, and saved in a file in
//! `proptest-regressions`, and every run of the tests tries it again: commit it with the fix.

use std::env;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// The targets, one for each entry point: its name, and its arguments of `cargo test`.
const TARGETS: [(&str, &[&str]); 8] = [
    ("answers", &["--package", "oxen-models-tests", "--test", "fuzz", "answers"]),
    ("drift", &["--package", "oxen-models-tests", "--test", "fuzz", "drift"]),
    ("generator", &["--package", "oxen-models-tests", "--test", "fuzz", "generator"]),
    ("listing", &["--package", "oxen-models-tests", "--test", "fuzz", "listing"]),
    ("schema", &["--package", "oxen-models-tests", "--test", "fuzz", "schema"]),
    ("streams", &["--package", "oxen-models-tests", "--test", "fuzz", "streams"]),
    ("macros", &["--package", "oxen-models-macros-frozen", "--lib", "arbitrary"]),
    ("events", &["--package", "oxen-hub", "--lib", "sse::tests"]),
];

/// The number of inputs of the first run; a run that ends early is followed by one of twice as many.
const CASES: u32 = 256;

fn main() -> ExitCode {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let minutes = arguments.first().and_then(|first| first.parse::<u64>().ok());
    if minutes.is_some() {
        arguments.remove(0);
    }
    let names = TARGETS.map(|(name, _)| name);
    if let Some(unknown) = arguments.iter().find(|wanted| !names.contains(&wanted.as_str())) {
        println!("{unknown} is not a target; the targets are {}", names.join(", "));
        return ExitCode::FAILURE;
    }
    let time = Duration::from_secs(60 * minutes.unwrap_or(1));
    let mut is_good = true;
    for (target, of_target) in TARGETS {
        if arguments.is_empty() || arguments.iter().any(|wanted| wanted == target) {
            is_good &= run(target, of_target, time);
        }
    }
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tests an entry point until the time is up, and returns whether it passed.
fn run(target: &str, arguments: &[&str], time: Duration) -> bool {
    let test = |cases: u32| {
        let mut command = Command::new(env!("CARGO"));
        command.args(["test", "--quiet"]).args(arguments);
        // With the same profile as this program.
        command.args((!cfg!(debug_assertions)).then_some("--release"));
        // Saved inputs are tried in addition.
        command.env("PROPTEST_CASES", cases.to_string()).output()
    };
    // Builds the test.
    if test(1).is_err() {
        println!("{target}: cargo can't be run");
        return false;
    }
    let (start, mut cases, mut total) = (Instant::now(), CASES, 0_u64);
    while start.elapsed() < time {
        let began = Instant::now();
        let output = match test(cases) {
            Ok(output) => output,
            Err(error) => {
                println!("{target}: cargo can't be run: {error}");
                return false;
            }
        };
        if !output.status.success() {
            let printed = [output.stdout, output.stderr].concat();
            println!("{target}: an input fails\n{}", String::from_utf8_lossy(&printed));
            return false;
        }
        total += u64::from(cases);
        if began.elapsed() < time / 8 {
            cases = cases.saturating_mul(2);
        }
    }
    println!("{target}: {total} inputs in {} s, none fails", start.elapsed().as_secs());
    true
}
