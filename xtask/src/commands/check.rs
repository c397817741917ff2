//! `check`: verifies that the generated code agrees with `schemas/`.

use oxen_schema::text::counted;

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
    let console = environment.console();
    report::warnings(&everything.reports, &console);
    let changes = everything.changes;
    let stale = rules::stale(catalog);
    if changes.is_empty() && !stale.is_empty() {
        Err(Error::StaleRules { rules: stale })
    } else if changes.is_empty() {
        let models = counted(catalog.models().len(), "model");
        console.print(&format!("schemas/ and the generated code agree: {models}\n"))
    } else {
        Err(Error::Disagreement { changes })
    }
}
