//! `drift`: what changed, and what that breaks.

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use oxen_drift::{
    Change, ChangeKind, Colour, Report, Verdict, diff, json_schema, to_json, to_markdown, to_text,
};

use crate::arguments::{DriftArguments, DriftFormat, FailOn};
use crate::catalogs;
use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

/// Models whose snapshots are named; more are only counted.
const NAMED: usize = 20;

/// How snapshots are reviewed. The README knows a way without `cargo insta`.
const REVIEW: &str = "cargo insta test --review -p oxen-models-tests --test suite";

/// Compares two catalogs and prints the report.
pub(crate) fn drift(workspace: &Workspace, arguments: &DriftArguments) -> Result<(), Error> {
    if arguments.format == DriftFormat::JsonSchema {
        return print(&pretty(&json_schema()));
    }
    let from = match Path::new(&arguments.from) {
        directory if directory.is_dir() => catalogs::of_directory(directory)?,
        _ => catalogs::of_commit(workspace, &arguments.from)?,
    };
    let report = match &arguments.to {
        Some(directory) => diff(&from, &catalogs::of_directory(directory)?),
        None => diff(&from, Snapshot::read(workspace)?.require_catalog()?),
    };
    print(&match arguments.format {
        DriftFormat::Text => to_text(&report, colour()),
        DriftFormat::Markdown => to_markdown(&report),
        DriftFormat::Json | DriftFormat::JsonSchema => pretty(&to_json(&report)),
    })?;
    let failing = |report: &Report, fails: FailOn| match fails {
        FailOn::Breaking => report.summary.breaking,
        FailOn::Any => report.summary.changes,
    };
    match arguments.fail_on {
        Some(fails) if failing(&report, fails) > 0 => Err(Error::Drift {
            changes: failing(&report, fails),
            breaking: fails == FailOn::Breaking,
        }),
        _ => Ok(()),
    }
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

/// Prints; a reader that has seen enough is no error.
fn print(text: &str) -> Result<(), Error> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::file("write", "the standard output")(error))
        }
        _ => Ok(()),
    }
}

/// Colours for people, unless they ask for none (<https://no-color.org>).
fn colour() -> Colour {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    if std::io::stdout().is_terminal() && !refused { Colour::Always } else { Colour::Never }
}

/// What `regen` says at its end: the report, the version to release, and what to review.
pub(crate) fn tell(report: &Report) -> Result<(), Error> {
    let mut text = format!("\n{}", to_text(report, colour()));
    if report.changes.is_empty() {
        return print(&text);
    }
    let version = env!("CARGO_PKG_VERSION");
    if let Some(next) = report.step.next_version(version) {
        text.push_str(&format!("next version: {next} (now {version})\n"));
    }
    let uncertain = report.changes.iter().filter(|one| one.verdict() == Verdict::Uncertain).count();
    if uncertain > 0 {
        text.push_str(&format!("to decide by hand: {uncertain} under \"May break\"\n"));
    }
    let (gone, others): (Vec<&Change>, Vec<&Change>) =
        report.changes.iter().partition(|one| one.kind == ChangeKind::ModelWithdrawn);
    text.push_str(&format!(
        "snapshots to review, with `{REVIEW}`: the catalog{}\n",
        named(&others)
    ));
    if !gone.is_empty() {
        let gone = named(&gone);
        text.push_str(&format!("snapshots to remove{}\n", gone.replacen(',', ":", 1)));
    }
    print(&text)
}

/// The models of these changes, each after a comma.
fn named(changes: &[&Change]) -> String {
    let mut models: Vec<&str> = changes.iter().map(|change| change.model.as_str()).collect();
    models.dedup();
    let mut text: String = models.iter().take(NAMED).map(|model| format!(", {model}")).collect();
    if models.len() > NAMED {
        text.push_str(&format!(" and {} more", models.len() - NAMED));
    }
    text
}
