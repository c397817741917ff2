//! Writing what a command has computed, in one transaction.

use oxen_codegen::Report;

use super::report;
use crate::changes::Changes;
use crate::console::Console;
use crate::environment::Environment;
use crate::error::Error;
use crate::owned_path::OwnedPath;
use crate::transaction::{Access, Transaction};
use crate::workspace::Workspace;

/// The complete result of a generation.
pub(crate) struct Everything {
    /// The changes that make `schemas/` and the code agree with the catalog.
    pub(crate) changes: Changes,
    /// The reports of the generator.
    pub(crate) reports: Vec<Report>,
    /// Files to be removed that the generator did not make from the previous catalog.
    pub(crate) strays: Vec<OwnedPath>,
}

/// Opens the workspace for a command that writes or, with `dry_run`, only prints what it would write.
pub(super) fn begin<'w>(
    workspace: &'w Workspace,
    dry_run: bool,
    environment: &Environment,
) -> Result<Transaction<'w>, Error> {
    let access = if dry_run { Access::Read } else { Access::Write };
    let transaction = Transaction::open(workspace, access, environment.abort_after)?;
    Ok(transaction.guarded_by(environment.key_guard()))
}

/// Makes the changes or, with `dry_run`, only prints them.
pub(super) fn finish(
    transaction: &Transaction<'_>,
    everything: &Everything,
    dry_run: bool,
    console: &Console,
) -> Result<(), Error> {
    report::strays(&everything.strays, dry_run, console);
    if dry_run {
        // A real run would refuse it too.
        transaction.ensure_without_key(&everything.changes)?;
    } else {
        transaction.commit(&everything.changes)?;
    }
    report::print(&everything.changes, dry_run, console)
}
