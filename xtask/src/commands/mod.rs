//! The commands: each computes the whole new state in memory, then hands it to one transaction.

mod accept;
mod check;
mod drift;
mod generate;
mod regen;
mod report;
mod review;
mod rules;
mod write;

use std::path::Path;

use oxen_schema::text::excerpt_within;

use crate::arguments::{Arguments, Command};
use crate::environment::Environment;
use crate::error::Error;
use crate::workspace::Workspace;

/// The longest line about a model, a schema or a rule, in characters.
const MAX_LINE: usize = 400;

/// Returns a text as one inert line of bounded length.
fn one_line(text: &str) -> String {
    excerpt_within(text, MAX_LINE)
}

/// Runs one command.
///
/// # Errors
///
/// The [`Error`] states the problem and the remedy; the workspace is then as it was before.
pub fn run(arguments: &Arguments, environment: &Environment) -> Result<(), Error> {
    let root = arguments.root.as_deref().map_or_else(Workspace::default_root, Path::to_path_buf);
    let workspace = Workspace::open(&root)?;
    match &arguments.command {
        Command::Regen { fetch, report } => {
            regen::regen(&workspace, fetch, report.as_deref(), environment)
        }
        Command::Fetch { fetch } => regen::fetch(&workspace, fetch, environment),
        Command::Generate { dry_run } => generate::generate(&workspace, *dry_run, environment),
        Command::Check => check::check(&workspace, environment),
        Command::Rules => rules::rules(&workspace, &environment.console()),
        Command::Accept => accept::accept(&workspace, environment),
        Command::Drift { drift } => drift::drift(&workspace, drift, &environment.console()),
    }
}
