//! The growth of the work with the size of a schema: ten times the input may take at most 15 times the instructions.
//!
//! Counted by `valgrind --tool=callgrind`, so the figures are the same on every run on one machine, whatever
//! its load. `cargo bench -p oxen-models-tests --bench growth [-- CASE]`; fails if a case
//! grows faster.

#![allow(clippy::expect_used, clippy::unwrap_used)]

mod cases;

use std::env;
use std::hint::black_box;
use std::process::{Command, ExitCode};

use oxen_hub::ApiKey;
use oxen_models_tests::valgrind;
use oxen_schema::catalog::{Catalog, Listing, Source};
use oxen_schema::schema::RequestSchema;
use serde_json::{Value, json};

use cases::{CASES, Case};

/// The largest accepted growth of the instructions for ten times the input.
const MAX_GROWTH: f64 = 15.0;
/// The variable that makes this program run one measurement: a case, a stage and a size.
const RUN: &str = "OXEN_GROWTH_RUN";

/// The work that is measured for a case of a size.
type Stage = fn(&Case, usize);

const STAGES: [(&str, Stage); 6] = [
    ("read", read),
    ("check", check),
    ("surface", surface),
    ("generate", generate),
    ("drift", drift),
    ("key", key),
];

fn main() -> ExitCode {
    if let Ok(run) = env::var(RUN) {
        let parts: Vec<&str> = run.split(' ').collect();
        let case = CASES.iter().find(|case| case.name == parts[0]).unwrap();
        let (_, stage) = STAGES.iter().find(|(name, _)| *name == parts[1]).unwrap();
        stage(case, parts[2].parse().unwrap());
        return ExitCode::SUCCESS;
    }
    let wanted: Vec<String> = env::args().skip(1).filter(|one| !one.starts_with('-')).collect();
    let mut too_fast = 0;
    println!(
        "{:<22} {:<9} {:>7} {:>15} {:>15} {:>7}",
        "case", "stage", "size", "instructions", "10x", "growth"
    );
    for case in CASES.iter().filter(|case| {
        wanted.is_empty() || wanted.iter().any(|one| case.name.contains(one.as_str()))
    }) {
        for (stage, _) in STAGES {
            let run = |size: usize| {
                let mut program = Command::new(env::current_exe().unwrap());
                program.env(RUN, format!("{} {stage} {size}", case.name));
                valgrind::instructions(&program)
            };
            let (Some(idle), Some(small), Some(large)) =
                (run(0), run(case.size), run(case.size * 10))
            else {
                println!("valgrind is needed to count instructions");
                return ExitCode::FAILURE;
            };
            // Excludes the start of the process; less than a tenth of that is noise.
            #[allow(clippy::cast_precision_loss)]
            let growth = large.saturating_sub(idle) as f64
                / small.saturating_sub(idle).max(idle / 10) as f64;
            let mark = if growth > MAX_GROWTH { " !" } else { "" };
            too_fast += usize::from(growth > MAX_GROWTH);
            println!(
                "{:<22} {stage:<9} {:>7} {small:>15} {large:>15} {growth:>6.1}x{mark}",
                case.name, case.size
            );
        }
    }
    if too_fast == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn request_schema(case: &Case, size: usize) -> RequestSchema {
    RequestSchema::read(&(case.schema)(size)).unwrap().0
}

fn catalog(schema: &Value, previous: Option<&Catalog>) -> Catalog {
    let model = json!({
        "id": "m", "capabilities": {"output": ["image"]}, "json_request_schema": schema,
    });
    let listing = Listing::read(&json!({ "data": [model] }).to_string()).unwrap();
    Catalog::from_listing(listing, Source::new("growth", "2026-01-01").unwrap(), previous).unwrap()
}

fn read(case: &Case, size: usize) {
    black_box(request_schema(case, size));
}

fn check(case: &Case, size: usize) {
    let schema = request_schema(case, size);
    for body in (case.bodies)(size) {
        let body = body.as_object().unwrap();
        black_box((schema.check(body), schema.unknown_parameters(body)));
    }
}

fn surface(case: &Case, size: usize) {
    let catalog = catalog(&(case.schema)(size), None);
    let surface = catalog.surface(&catalog.models()[0]).unwrap();
    for body in (case.bodies)(size) {
        black_box(surface.definitely_accepts(body.as_object().unwrap()));
    }
    black_box(surface.to_text());
}

fn generate(case: &Case, size: usize) {
    black_box(oxen_codegen::generate(&catalog(&(case.schema)(size), None)).unwrap());
}

/// Searches for the key, as in every answer of the hub.
fn key(case: &Case, size: usize) {
    let key = ApiKey::new("oxen-key-0123456789abcdef").unwrap();
    for value in (case.bodies)(size).iter().chain([&(case.schema)(size)]) {
        let text = value.to_string();
        black_box((key.is_quoted_in(&text), key.strike_out(&text)));
    }
}

/// Compares with itself, with one more parameter, with all names and values changed, and with almost nothing.
fn drift(case: &Case, size: usize) {
    let schema = (case.schema)(size);
    let old = catalog(&schema, None);
    let renamed = serde_json::from_str(&schema.to_string().replace(' ', "_")).unwrap();
    let mut more = schema;
    more["properties"]["zz_new"] = json!({ "type": "string" });
    let empty = json!({ "type": "object", "properties": { "zz_other": { "type": "string" } } });
    let others = [more, renamed, empty].map(|schema| catalog(&schema, Some(&old)));
    for new in others.iter().chain([&old]) {
        black_box((oxen_drift::diff(&old, new), oxen_drift::diff(new, &old)));
    }
}
