//! `fetch` and `regen`: from a hub or a saved listing to `schemas/`, and on to code.

use super::generate::everything;
use super::{begin, drift, finish, report};
use crate::arguments::FetchArguments;
use crate::changelog;
use crate::environment::Environment;
use crate::error::Error;
use crate::fetch::{Fetched, Origin, fetch as fetch_catalog};
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
    let mut drifted = None;
    let everything = if let Some(origin) = origin {
        let fetched = fetch_catalog(&origin, arguments, snapshot.catalog())?;
        tell(&fetched, &snapshot);
        let mut everything = everything(workspace, &snapshot, &fetched.catalog)?;
        if let Some(previous) = snapshot.catalog() {
            everything.changes.extend(changelog::changes(workspace, previous, &fetched.catalog)?);
            drifted = Some((previous, fetched.catalog));
        }
        everything
    } else {
        eprintln!(
            "working offline: neither OXEN_API_KEY nor --hub nor --input is given, so the code is generated from schemas/ as it is"
        );
        if arguments.only.is_some() {
            eprintln!("warning: --only has no effect without something to fetch from");
        }
        everything(workspace, &snapshot, snapshot.require_catalog()?)?
    };
    report::models(&everything.reports);
    finish(&transaction, &everything.changes, arguments.dry_run)?;
    if let Some((old, new)) = drifted {
        drift::tell(old, &new)?;
    }
    Ok(())
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
