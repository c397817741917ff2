//! `check`: verifies that the generated code agrees with `schemas/`.

use super::generate::everything;
use super::{report, rules};
use crate::environment::Environment;
use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::transaction::{Access, Transaction};
use crate::workspace::Workspace;

/// Fails if `generate` would change anything, or a rule of documentation no longer fits its model.
pub(crate) fn check(workspace: &Workspace, environment: &Environment) -> Result<(), Error> {
    let _transaction = Transaction::open(workspace, Access::Read, environment.abort_after)?;
    let snapshot = Snapshot::read(workspace)?;
    let catalog = snapshot.require_catalog()?;
    let everything = everything(workspace, &snapshot, catalog)?;
    report::warnings(&everything.reports);
    let changes = everything.changes;
    let stale = rules::stale(catalog);
    if changes.is_empty() && !stale.is_empty() {
        Err(Error::StaleRules { rules: stale })
    } else if changes.is_empty() {
        println!("schemas/ and the generated code agree: {} models", catalog.models().len());
        Ok(())
    } else {
        Err(Error::Disagreement { changes })
    }
}
