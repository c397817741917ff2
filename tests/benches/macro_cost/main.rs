//! The compile time of a thousand requests: with `request!`, with builders, and as `serde_json::json!`.
//!
//! `cargo bench -p oxen-models-tests --bench macro_cost -- [rounds]` writes one crate per form below
//! `target/macro-cost`, with the same requests to all models in each, builds their dependencies, and then runs
//! `cargo check`'s rustc on each, in turns, without incremental compilation and with the macros' own debug build.
//! In one run all values are literals; in another every second request has expressions, see `forms::Request`.
//! It prints medians: compare the ratios, not the seconds. If `valgrind` is installed, it also counts instructions,
//! whose ratio is the same on every run.
//!
//! The time of one expansion is the time of rustc's pass of expanding macros beyond that for the builders, which
//! have none, divided by the requests. It includes the work that is done once per model.

mod forms;

use std::fs;
use std::path::Path;

use oxen_models_tests::compile::{
    Outcome, instructions, median, rustc_line, time, time_of_pass, write_crate,
};
use oxen_models_tests::snapshot;

/// The number of requests in each crate.
const REQUESTS: usize = 1000;

/// The index of a form in [`forms::FORMS`].
const BUILDERS: usize = 0;
const MACRO: usize = 1;
const NOTHING: usize = 3;

fn main() -> Outcome<()> {
    let rounds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(7);
    let workspace = snapshot::workspace().canonicalize()?;
    let root = workspace.join("target/macro-cost");
    fs::create_dir_all(&root)?;
    let members: Vec<_> = forms::FORMS.iter().map(|form| format!("\"{}\"", form.package)).collect();
    fs::write(
        root.join("Cargo.toml"),
        format!("[workspace]\nmembers = [{}]\nresolver = \"3\"\n", members.join(", ")),
    )?;
    fs::copy(workspace.join("Cargo.lock"), root.join("Cargo.lock"))?;
    let dependencies = format!(
        "oxen-models = {{ path = '{}' }}\nserde_json = \"1\"\n",
        workspace.join("crates/oxen-models").display()
    );
    for (title, has_expressions) in
        [("of literals", false), ("half of them with expressions", true)]
    {
        let requests = forms::requests(REQUESTS, has_expressions)?;
        for form in &forms::FORMS {
            write_crate(&root, form.package, &dependencies, "", &form.source(&requests))?;
        }
        println!("{REQUESTS} requests, {title}: cargo check, medians of {rounds} rounds");
        measure(&root, rounds)?;
    }
    Ok(())
}

/// Compiles each form in turns, and prints the times.
fn measure(root: &Path, rounds: usize) -> Outcome<()> {
    let lines = forms::FORMS.iter().map(|form| rustc_line(root, "check", form.package, &[]));
    let lines = lines.collect::<Outcome<Vec<_>>>()?;
    let mut whole = vec![Vec::new(); lines.len()];
    let mut expansion = vec![Vec::new(); lines.len()];
    for _ in 0..rounds {
        for (index, line) in lines.iter().enumerate() {
            whole[index].push(time(root, line)?);
            expansion[index].push(time_of_pass(root, line, "macro_expand_crate")?);
        }
    }
    let whole: Vec<f64> = whole.iter_mut().map(|times| median(times)).collect();
    let expansion: Vec<f64> = expansion.iter_mut().map(|times| median(times)).collect();
    println!(
        "  {:<18} {:>9} {:>9} {:>12} {:>17}",
        "", "whole", "ratio", "per request", "expanding macros"
    );
    #[allow(clippy::cast_precision_loss, reason = "a thousand")]
    let each = |seconds: f64| seconds / REQUESTS as f64 * 1e6;
    for (index, form) in forms::FORMS.iter().enumerate() {
        println!(
            "  {:<18} {:>7.3} s {:>9.2} {:>9.0} µs {:>15.3} s",
            form.title,
            whole[index],
            whole[index] / whole[BUILDERS],
            each(whole[index] - whole[NOTHING]),
            expansion[index],
        );
    }
    let expansion = expansion[MACRO] - expansion[BUILDERS];
    println!("  one expansion of `request!`: {:.0} µs", each(expansion));
    let counts = [BUILDERS, MACRO].map(|index| instructions(root, &lines[index]));
    if let [Some(builders), Some(with_macro)] = counts {
        #[allow(clippy::cast_precision_loss, reason = "far below what is exact")]
        let ratio = with_macro as f64 / builders as f64;
        println!("  instructions: {with_macro}, of builders {builders}, ratio {ratio:.3}");
    }
    Ok(())
}
