//! What making a request takes, beside a hand-written struct with `#[derive(Serialize)]` and `serde_json::json!` of the
//! same JSON.
//!
//! `cargo bench -p oxen-models-frozen --bench request` prints, for each way from values to the body's text, the
//! instructions that `valgrind --tool=callgrind` counts, as a ratio to the struct's, and the allocations that
//! `valgrind` counts. It fails if a goal is missed. What is done once per program, such as reading a schema, isn't
//! counted.

#![allow(clippy::unwrap_used, reason = "a benchmark")]

extern crate oxen_models_frozen as oxen_models;

mod forms;

use std::env;
use std::process::{Command, ExitCode};

use forms::{FORMS, Form};

/// Tells a process of its own what to run: a form and how often.
const RUN: &str = "OXEN_REQUEST_RUN";

/// How often a form is run, after once that isn't counted.
const TIMES: u64 = 200;

/// What a form takes, each time.
struct Cost {
    instructions: f64,
    allocations: f64,
    bytes: f64,
}

fn main() -> ExitCode {
    if let Ok(run) = env::var(RUN) {
        let (name, times) = run.split_once(' ').unwrap();
        let form = FORMS.iter().find(|form| form.name == name).unwrap();
        for _ in 0..times.parse::<u64>().unwrap() {
            (form.run)();
        }
        return ExitCode::SUCCESS;
    }
    println!(
        "{:<26} {:>13} {:>7} {:>12} {:>12}",
        "", "instructions", "ratio", "allocations", "bytes"
    );
    let mut missed = 0;
    let mut baseline = 0.0;
    for form in &FORMS {
        let Some(cost) = cost(form) else {
            println!("valgrind is needed to count instructions and allocations");
            return ExitCode::FAILURE;
        };
        if form.is_baseline {
            baseline = cost.instructions;
        }
        let ratio = cost.instructions / baseline;
        let is_missed = form.goal.is_some_and(|goal| {
            ratio > goal.ratio || cost.allocations > goal.allocations || cost.bytes > goal.bytes
        });
        missed += usize::from(is_missed);
        println!(
            "{:<26} {:>13.0} {ratio:>7.2} {:>12.1} {:>12.0}{}",
            form.name,
            cost.instructions,
            cost.allocations,
            cost.bytes,
            if is_missed { " !" } else { "" }
        );
    }
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What a form takes; none without valgrind.
#[allow(clippy::cast_precision_loss, reason = "far below what is exact")]
fn cost(form: &Form) -> Option<Cost> {
    let each = |tool: &str, label: &str| {
        let times = if form.is_large { 2 } else { TIMES };
        let (once, often) = (count(tool, label, form, 1)?, count(tool, label, form, 1 + times)?);
        let each = |index: usize| (often[index] - once[index]) as f64 / times as f64;
        Some((each(0), often.get(1).map_or(0.0, |_| each(1))))
    };
    let (instructions, _) = each("callgrind", "Collected :")?;
    let (allocations, bytes) = each("memcheck", "total heap usage:")?;
    Some(Cost { instructions, allocations, bytes })
}

/// The numbers behind a label in what a tool says of a process that runs a form: the first one, and the third.
fn count(tool: &str, label: &str, form: &Form, times: u64) -> Option<Vec<u64>> {
    let mut command = Command::new("valgrind");
    command.arg(format!("--tool={tool}"));
    if tool == "callgrind" {
        command.arg("--callgrind-out-file=/dev/null");
    }
    let output = command
        .arg(env::current_exe().unwrap())
        .env(RUN, format!("{} {times}", form.name))
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {text}", form.name);
    let (_, line) = text.lines().find_map(|line| line.split_once(label))?;
    // "1,234 allocs, 1,230 frees, 56,789 bytes allocated"
    let numbers = line.split([' ']).filter_map(|word| word.replace(',', "").parse::<u64>().ok());
    let numbers: Vec<u64> = numbers.collect();
    Some(numbers.first().into_iter().chain(numbers.get(2)).copied().collect())
}
