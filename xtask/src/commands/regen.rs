//! `fetch` and `regen`: update `schemas/` from a hub or a saved listing, and generate code.

use std::path::Path;

use oxen_drift::diff;
use oxen_schema::catalog::Catalog;

use super::generate::everything;
use super::review::Review;
use super::write::{Everything, begin, finish};
use super::{report, rules};
use crate::arguments::{FetchArguments, LAST_COMMIT};
use crate::catalogs;
use crate::changelog::{self, Drift};
use crate::console::Console;
use crate::environment::Environment;
use crate::error::Error;
use crate::fetch::{Fetched, Origin, fetch as fetch_catalog};
use crate::left_out::LeftOut;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;

/// Brings `schemas/` up to date.
pub(crate) fn fetch(
    workspace: &Workspace,
    arguments: &FetchArguments,
    environment: &Environment,
) -> Result<(), Error> {
    let origin = Origin::choose(arguments, environment)?.ok_or(Error::NoSource)?;
    let transaction = begin(workspace, arguments.dry_run, environment)?;
    let snapshot = Snapshot::read(workspace)?;
    let console = environment.console();
    let fetched = fetch_catalog(&origin, arguments, snapshot.catalog(), environment)?;
    report_fetched(&fetched, &snapshot, &console)?;
    let found = fetched.catalog.diagnostics();
    report::diagnostics(found.map(|(model, one)| (model.id.as_str(), one)), &console);
    let changes = snapshot.changes_to(&fetched.catalog)?;
    let everything = Everything { changes, reports: Vec::new(), strays: Vec::new() };
    finish(&transaction, &everything, arguments.dry_run, &console)
}

/// Brings `schemas/` up to date if there is something to fetch from, and generates. The report goes to `report_file`
/// too, as Markdown.
pub(crate) fn regen(
    workspace: &Workspace,
    arguments: &FetchArguments,
    report_file: Option<&Path>,
    environment: &Environment,
) -> Result<(), Error> {
    let origin = Origin::choose(arguments, environment)?;
    let transaction = begin(workspace, arguments.dry_run, environment)?;
    let snapshot = Snapshot::read(workspace)?;
    let console = environment.console();
    let fetched: Fetched;
    let committed: Option<Catalog>;
    let (catalog, previous, left_out): (&Catalog, Option<&Catalog>, &[LeftOut]) = if let Some(
        origin,
    ) = origin
    {
        fetched = fetch_catalog(&origin, arguments, snapshot.catalog(), environment)?;
        report_fetched(&fetched, &snapshot, &console)?;
        (&fetched.catalog, snapshot.catalog(), &fetched.left_out)
    } else {
        console.note(
            "working offline: neither OXEN_API_KEY nor --hub nor --input is given, so the code is generated from schemas/ as it is"
        );
        if arguments.only.is_some() {
            console.note("warning: --only has no effect without something to fetch from");
        }
        let catalog = snapshot.require_catalog()?;
        committed = last_commit(workspace, &console);
        (catalog, committed.as_ref(), &[])
    };
    let mut everything = everything(workspace, &snapshot, catalog)?;
    let drift = previous.map(|previous| diff(previous, catalog));
    if let (Some(from), Some(report)) = (previous, &drift) {
        let drift = Drift { report, from, to: catalog };
        everything.changes.extend(changelog::changes(workspace, drift)?);
    }
    report::models(&everything.reports, &console)?;
    let stale_rules = rules::stale(catalog);
    let stale_rules = stale_rules.as_slice();
    let drift = drift.as_ref();
    let review = Review { drift, left_out, stale_rules, reports: &everything.reports };
    let report = report_file.map(|path| (path, review.to_markdown()));
    if let Some((path, text)) = &report {
        environment.key_guard().ensure_absent(text, &path.to_string_lossy())?;
    }
    finish(&transaction, &everything, arguments.dry_run, &console)?;
    if let Some((path, text)) = &report {
        std::fs::write(path, text).map_err(Error::file("write", *path))?;
    }
    console.print(&review.to_text(super::drift::colour()))
}

/// Returns the catalog of the last commit, if there is one to compare with.
fn last_commit(workspace: &Workspace, console: &Console) -> Option<Catalog> {
    match catalogs::of_commit(workspace, LAST_COMMIT) {
        Ok(committed) => Some(committed),
        Err(error) => {
            let reason = match error {
                Error::Git { reason, .. } => reason,
                other => other.to_string(),
            };
            console.note(&format!(
                "no drift report: there is no last commit to compare schemas/ with ({reason})"
            ));
            None
        }
    }
}

/// Prints the diagnostics, the unusable models, and the new and withdrawn models.
fn report_fetched(fetched: &Fetched, snapshot: &Snapshot, console: &Console) -> Result<(), Error> {
    let found = fetched.diagnostics.iter();
    report::diagnostics(found.map(|(about, one)| (about.as_str(), one)), console);
    report::warn(&fetched.left_out, console);
    let Some(previous) = snapshot.catalog() else { return Ok(()) };
    let mut text = String::new();
    for model in fetched.catalog.models() {
        if previous.model(model.id.as_str()).is_none() {
            text.push_str(&format!("new model: {}\n", model.id));
        }
    }
    for model in previous.models() {
        if fetched.catalog.model(model.id.as_str()).is_none() {
            text.push_str(&format!("withdrawn model: {}\n", model.id));
        }
    }
    console.print(&text)
}
