//! The output of a command about its changes.

use oxen_codegen::{Report, UntypedParameter};
use oxen_schema::Diagnostic;
use oxen_schema::text::excerpt_within;

use crate::changes::{Change, Changes};
use crate::owned_path::OwnedPath;

/// The longest line about a schema or a listing, in characters.
const MAX_LINE: usize = 400;

/// The number of files that are listed; the others are only counted. A dry run lists all.
const LINES: usize = 20;

/// The number of diagnostics that are listed; the others are only counted.
const DIAGNOSTICS: usize = 50;

/// Prints the diagnostics about the models.
pub(crate) fn warnings(reports: &[Report]) {
    warn(reports.iter().flat_map(|report| {
        report.diagnostics.iter().map(|diagnostic| (report.model.as_str(), diagnostic))
    }));
}

/// Prints a warning for each file to be removed that the generator has not made.
pub(crate) fn strays(strays: &[OwnedPath], dry_run: bool) {
    let verb = if dry_run { "would remove" } else { "removing" };
    for path in strays {
        eprintln!("warning: {verb} {path}, which is in a generated folder, but was not generated");
    }
}

/// Prints the number of generated models and parameters, and the diagnostics about them.
pub(crate) fn models(reports: &[Report]) {
    warnings(reports);
    let parameters: usize = reports.iter().map(|report| report.parameters).sum();
    let untyped: usize = reports.iter().map(|report| report.untyped.len()).sum();
    println!(
        "models: {} with {parameters} parameters, {untyped} of them JSON values",
        reports.len()
    );
    parts(reports, |report| &report.untyped);
    let count = |of: fn(&Report) -> &Vec<UntypedParameter>| -> usize {
        reports.iter().map(|report| of(report).len()).sum()
    };
    let inside = count(|report| &report.untyped_parts);
    if inside > 0 {
        println!("JSON values within typed parameters: {inside}");
        parts(reports, |report| &report.untyped_parts);
    }
    let narrowed = count(|report| &report.narrowed_parts);
    if narrowed > 0 {
        println!("typed parts that the schema accepts more for: {narrowed}");
        parts(reports, |report| &report.narrowed_parts);
    }
}

/// Lists parameters or their parts, some of each model.
fn parts(reports: &[Report], of: fn(&Report) -> &Vec<UntypedParameter>) {
    for report in reports {
        for parameter in of(report).iter().take(LINES) {
            println!(
                "  {}, `{}`: {}",
                report.model,
                parameter.name.escape_debug(),
                parameter.reason
            );
        }
    }
}

/// Lists the changed files and counts them.
pub(crate) fn print(changes: &Changes, dry_run: bool) {
    if changes.is_empty() {
        println!("nothing to change");
        return;
    }
    let shown = if dry_run { changes.len() } else { LINES };
    for line in changes.to_string().lines().take(shown) {
        println!("{line}");
    }
    if changes.len() > shown {
        println!("… and {} more", changes.len() - shown);
    }
    let count =
        |matches: fn(&Change) -> bool| changes.iter().filter(|(_, change)| matches(change)).count();
    println!(
        "{}{} added, {} changed, {} removed",
        if dry_run { "would change files: " } else { "files: " },
        count(|change| matches!(change, Change::Add(_))),
        count(|change| matches!(change, Change::Update(_))),
        count(|change| matches!(change, Change::Remove)),
    );
}

/// Prints diagnostics on standard error, up to a limit.
pub(crate) fn warn<'a>(diagnostics: impl IntoIterator<Item = (&'a str, &'a Diagnostic)>) {
    let mut left_out = 0_usize;
    for (index, (about, diagnostic)) in diagnostics.into_iter().enumerate() {
        if index < DIAGNOSTICS {
            let line = excerpt_within(&format!("{about}: {diagnostic}"), MAX_LINE);
            eprintln!("warning: {line}");
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        eprintln!("warning: and {left_out} more");
    }
}
