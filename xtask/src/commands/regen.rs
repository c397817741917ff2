//! `fetch` and `regen`: from a hub or a saved listing to `schemas/`, and on to code.

use oxen_drift::{Report, diff};
use oxen_schema::catalog::Catalog;

use super::generate::everything;
use super::{begin, drift, finish, report};
use crate::arguments::{FetchArguments, LAST_COMMIT};
use crate::environment::Environment;
use crate::error::Error;
use crate::fetch::{Fetched, Origin, fetch as fetch_catalog};
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;
use crate::{catalogs, changelog};

/// Brings `schemas/` up to date.
pub(crate) fn fetch(
    workspace: &Workspace,
    arguments: &FetchArguments,
    environment: &Environment,
) -> Result<(), Error> {
    let origin = Origin::choose(arguments, environment)?.ok_or(Error::NoSource)?;
    let transaction = begin(workspace, arguments.dry_run, environment)?;
    let snapshot = Snapshot::read(workspace)?;
    let fetched = fetch_catalog(&origin, arguments, snapshot.catalog())?;
    tell(&fetched, &snapshot);
    finish(&transaction, &snapshot.changes_to(&fetched.catalog)?, arguments.dry_run)
}

/// Brings `schemas/` up to date if there is something to fetch from, and generates.
pub(crate) fn regen(
    workspace: &Workspace,
    arguments: &FetchArguments,
    environment: &Environment,
) -> Result<(), Error> {
    let origin = Origin::choose(arguments, environment)?;
    let transaction = begin(workspace, arguments.dry_run, environment)?;
    let snapshot = Snapshot::read(workspace)?;
    let (mut everything, report) = if let Some(origin) = origin {
        let fetched = fetch_catalog(&origin, arguments, snapshot.catalog())?;
        tell(&fetched, &snapshot);
        let everything = everything(workspace, &snapshot, &fetched.catalog)?;
        (everything, snapshot.catalog().map(|previous| diff(previous, &fetched.catalog)))
    } else {
        eprintln!(
            "working offline: neither OXEN_API_KEY nor --hub nor --input is given, so the code is generated from schemas/ as it is"
        );
        if arguments.only.is_some() {
            eprintln!("warning: --only has no effect without something to fetch from");
        }
        let catalog = snapshot.require_catalog()?;
        (everything(workspace, &snapshot, catalog)?, since_last_commit(workspace, catalog))
    };
    if let Some(report) = &report {
        everything.changes.extend(changelog::changes(workspace, report)?);
    }
    report::models(&everything.reports);
    finish(&transaction, &everything.changes, arguments.dry_run)?;
    report.map_or(Ok(()), |report| drift::tell(&report))
}

/// How `schemas/` differs from the last commit, if there is one to compare with.
fn since_last_commit(workspace: &Workspace, catalog: &Catalog) -> Option<Report> {
    match catalogs::of_commit(workspace, LAST_COMMIT) {
        Ok(committed) => Some(diff(&committed, catalog)),
        Err(error) => {
            let reason = match error {
                Error::Git { reason, .. } => reason,
                other => other.to_string(),
            };
            eprintln!(
                "no drift report: there is no last commit to compare schemas/ with ({reason})"
            );
            None
        }
    }
}

/// What changed about the models themselves, before the files are named.
fn tell(fetched: &Fetched, snapshot: &Snapshot) {
    report::warn(
        fetched.diagnostics.iter().map(|(about, diagnostic)| (about.as_str(), diagnostic)),
    );
    let Some(previous) = snapshot.catalog() else { return };
    for model in fetched.catalog.models() {
        if previous.model(model.id.as_str()).is_none() {
            println!("new model: {}", model.id);
        }
    }
    for model in previous.models() {
        if fetched.catalog.model(model.id.as_str()).is_none() {
            println!("withdrawn model: {}", model.id);
        }
    }
}
