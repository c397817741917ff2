//! `generate`: from `schemas/` to code.

use oxen_codegen::Report;
use oxen_schema::catalog::Catalog;

use super::{begin, finish, report};
use crate::changes::Changes;
use crate::environment::Environment;
use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;
use crate::{generated, tree};

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
    finish(&transaction, &everything.changes, dry_run)
}

/// The whole of what is to be done.
pub(crate) struct Everything {
    /// What makes `schemas/` say what the catalog says, and the code agree with it.
    pub(crate) changes: Changes,
    /// What the generator has to say.
    pub(crate) reports: Vec<Report>,
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
    changes.extend(Changes::between(&found, generated.files));
    Ok(Everything { changes, reports: generated.reports })
}
