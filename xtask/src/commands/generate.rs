//! `generate`: from `schemas/` to code.

use oxen_schema::catalog::Catalog;

use super::{begin, finish};
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
    finish(&transaction, &everything(workspace, &snapshot, catalog)?, dry_run)
}

/// All changes that make `schemas/` say what the catalog says, and the code agree with it.
pub(crate) fn everything(
    workspace: &Workspace,
    snapshot: &Snapshot,
    catalog: &Catalog,
) -> Result<Changes, Error> {
    let mut changes = snapshot.changes_to(catalog)?;
    let found = tree::read_generated(workspace)?;
    let wanted = generated::files(catalog, &found)?;
    changes.extend(Changes::between(&found, wanted));
    Ok(changes)
}
