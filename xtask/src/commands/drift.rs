//! `drift`: reports the changes between two catalogs, and which of them break something.

use std::io::IsTerminal as _;
use std::path::Path;

use oxen_drift::{Colour, Report, diff, json_schema, to_json, to_markdown, to_text};

use crate::arguments::{DriftArguments, DriftFormat, FailOn};
use crate::catalogs;
use crate::console::Console;
use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

/// Compares two catalogs and prints the report.
pub(crate) fn drift(
    workspace: &Workspace,
    arguments: &DriftArguments,
    console: &Console,
) -> Result<(), Error> {
    if arguments.format == DriftFormat::JsonSchema {
        return console.print(&pretty(&json_schema()));
    }
    let from = match Path::new(&arguments.from) {
        directory if directory.is_dir() => catalogs::of_directory(directory)?,
        _ => catalogs::of_commit(workspace, &arguments.from)?,
    };
    let report = match &arguments.to {
        Some(directory) => diff(&from, &catalogs::of_directory(directory)?),
        None => diff(&from, Snapshot::read(workspace)?.require_catalog()?),
    };
    console.print(&match arguments.format {
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

/// Returns whether to use colours: on a terminal, unless the user turns them off (<https://no-color.org>).
pub(super) fn colour() -> Colour {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    if std::io::stdout().is_terminal() && !refused { Colour::Always } else { Colour::Never }
}
