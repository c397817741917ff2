//! `generate`: from `schemas/` to code.

use std::collections::HashSet;

use oxen_codegen::Report;
use oxen_schema::catalog::Catalog;

use super::{begin, finish, report};
use crate::changes::{Change, Changes, Found};
use crate::environment::Environment;
use crate::error::Error;
use crate::owned_path::OwnedPath;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;
use crate::{generated, tree};

/// What generated source begins with.
const GENERATED_MARK: &[u8] = b"// @generated";

/// Generates, and formats `schemas/` canonically.
pub(crate) fn generate(
    workspace: &Workspace,
    dry_run: bool,
    environment: &Environment,
) -> Result<(), Error> {
    let transaction = begin(workspace, dry_run, environment)?;
    let snapshot = Snapshot::read(workspace)?;
    let catalog = snapshot.require_catalog()?;
    let everything = everything(workspace, &snapshot, catalog)?;
    report::models(&everything.reports);
    finish(&transaction, &everything, dry_run)
}

/// The whole of what is to be done.
pub(crate) struct Everything {
    /// What makes `schemas/` say what the catalog says, and the code agree with it.
    pub(crate) changes: Changes,
    /// What the generator has to say.
    pub(crate) reports: Vec<Report>,
    /// Files that go, and that the generator has not made of the catalog before.
    pub(crate) strays: Vec<OwnedPath>,
}

/// Generates from the catalog and compares with what is there.
pub(crate) fn everything(
    workspace: &Workspace,
    snapshot: &Snapshot,
    catalog: &Catalog,
) -> Result<Everything, Error> {
    let mut changes = snapshot.changes_to(catalog)?;
    let found = tree::read_generated(workspace)?;
    let generated = generated::generate(catalog, &found)?;
    let of_code = Changes::between(&found, generated.files);
    generated::ensure_parses(&of_code)?;
    let strays = strays(&of_code, &found, snapshot.catalog());
    changes.extend(of_code);
    Ok(Everything { changes, reports: generated.reports, strays })
}

/// The files among generated ones that somebody else has put there. What the generator made for the models of the
/// previous catalog bears its mark, or the name of one of them.
fn strays(changes: &Changes, found: &Found, previous: Option<&Catalog>) -> Vec<OwnedPath> {
    let names: HashSet<String> = previous
        .into_iter()
        .flat_map(Catalog::models)
        .map(|model| format!("{}.json", model.id))
        .collect();
    let is_stray = |path: &OwnedPath| {
        let is_marked = found.get(path).is_some_and(|content| content.starts_with(GENERATED_MARK));
        let name = path.components().next_back().unwrap_or_default();
        !is_marked && !names.contains(name)
    };
    let removed = changes.iter().filter(|(_, change)| **change == Change::Remove);
    removed.map(|(path, _)| path.clone()).filter(is_stray).collect()
}
