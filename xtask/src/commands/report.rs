//! The output of a command about its changes.

use std::fmt::Display;

use oxen_codegen::{Report, UntypedParameter};
use oxen_schema::Diagnostic;
use oxen_schema::text::excerpt;

use super::one_line;
use crate::changes::{Change, Changes};
use crate::console::Console;
use crate::error::Error;
use crate::owned_path::OwnedPath;

/// The number of files that are listed; the others are only counted. A dry run lists all.
const MAX_LINES: usize = 20;

/// The number of parameters of one model that a list names; the others are only counted.
const MAX_PER_MODEL: usize = 20;

/// The number of parameters that a list names; the others are only counted.
const MAX_PARAMETERS: usize = 200;

/// The number of warnings of one kind that are listed; the others are only counted.
const MAX_WARNINGS: usize = 50;

/// Prints the diagnostics about the models.
pub(crate) fn warnings(reports: &[Report], console: &Console) {
    let found = reports.iter().flat_map(|report| {
        report.diagnostics.iter().map(|diagnostic| (report.model.as_str(), diagnostic))
    });
    diagnostics(found, console);
}

/// Prints diagnostics, each with what it is about.
pub(crate) fn diagnostics<'a>(
    found: impl IntoIterator<Item = (&'a str, &'a Diagnostic)>,
    console: &Console,
) {
    warn(found.into_iter().map(|(about, diagnostic)| format!("{about}: {diagnostic}")), console);
}

/// Prints warnings, a line each, up to a limit.
pub(crate) fn warn<T: Display>(warnings: impl IntoIterator<Item = T>, console: &Console) {
    let mut warnings = warnings.into_iter();
    for warning in warnings.by_ref().take(MAX_WARNINGS) {
        console.note(&format!("warning: {}", one_line(&warning.to_string())));
    }
    match warnings.count() {
        0 => {}
        left_out => console.note(&format!("warning: and {left_out} more")),
    }
}

/// Prints a warning for each file to be removed that was not generated.
pub(crate) fn strays(strays: &[OwnedPath], dry_run: bool, console: &Console) {
    let verb = if dry_run { "would remove" } else { "removing" };
    let warning = |path: &OwnedPath| {
        format!("{verb} {path}, which is in a generated folder, but was not generated")
    };
    warn(strays.iter().map(warning), console);
}

/// Prints the number of generated models and parameters, and the diagnostics about them.
pub(crate) fn models(reports: &[Report], console: &Console) -> Result<(), Error> {
    warnings(reports, console);
    let parameters: usize = reports.iter().map(|report| report.parameters).sum();
    let untyped: usize = reports.iter().map(|report| report.untyped.len()).sum();
    let mut text = format!(
        "models: {} with {parameters} parameters, {untyped} of them JSON values\n",
        reports.len()
    );
    text.push_str(&parts(reports, |report| &report.untyped));
    let count = |of: fn(&Report) -> &Vec<UntypedParameter>| -> usize {
        reports.iter().map(|report| of(report).len()).sum()
    };
    let inside = count(|report| &report.untyped_parts);
    if inside > 0 {
        text.push_str(&format!("JSON values within typed parameters: {inside}\n"));
        text.push_str(&parts(reports, |report| &report.untyped_parts));
    }
    let narrowed = count(|report| &report.narrowed_parts);
    if narrowed > 0 {
        text.push_str(&format!("typed parts that accept less than the schema: {narrowed}\n"));
        text.push_str(&parts(reports, |report| &report.narrowed_parts));
    }
    console.print(&text)
}

/// Returns a list of parameters or their parts, some of each model.
fn parts(reports: &[Report], of: fn(&Report) -> &Vec<UntypedParameter>) -> String {
    let total: usize = reports.iter().map(|report| of(report).len()).sum();
    let some = reports.iter().flat_map(|report| {
        of(report).iter().take(MAX_PER_MODEL).map(|parameter| (&report.model, parameter))
    });
    let mut text = String::new();
    let mut listed = 0;
    for (model, UntypedParameter { name, reason, .. }) in some.take(MAX_PARAMETERS) {
        let line = format!("{model}, `{}`: {reason}", excerpt(name));
        text.push_str(&format!("  {}\n", one_line(&line)));
        listed += 1;
    }
    if total > listed {
        text.push_str(&format!("  … and {} more\n", total - listed));
    }
    text
}

/// Lists the changed files and counts them.
pub(crate) fn print(changes: &Changes, dry_run: bool, console: &Console) -> Result<(), Error> {
    if changes.is_empty() {
        return console.print("nothing to change\n");
    }
    let shown = if dry_run { changes.len() } else { MAX_LINES };
    let mut text = String::new();
    for line in changes.to_string().lines().take(shown) {
        text.push_str(&format!("{line}\n"));
    }
    if changes.len() > shown {
        text.push_str(&format!("… and {} more\n", changes.len() - shown));
    }
    let count =
        |matches: fn(&Change) -> bool| changes.iter().filter(|(_, change)| matches(change)).count();
    text.push_str(&format!(
        "{}{} added, {} changed, {} removed\n",
        if dry_run { "would change files: " } else { "files: " },
        count(|change| matches!(change, Change::Add(_))),
        count(|change| matches!(change, Change::Update(_))),
        count(|change| matches!(change, Change::Remove)),
    ));
    console.print(&text)
}
