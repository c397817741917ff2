//! `generate`: generates code from `schemas/`.

use std::collections::HashSet;

use oxen_codegen::GENERATED_FILES;
use oxen_schema::catalog::Catalog;

use super::report;
use super::write::{Everything, begin, finish};
use crate::changes::{Change, Changes, Found};
use crate::environment::Environment;
use crate::error::Error;
use crate::owned_path::OwnedPath;
use crate::snapshot::Snapshot;
use crate::workspace::Workspace;
use crate::{generated, tree};

/// The beginning of generated source.
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
    let console = environment.console();
    report::models(&everything.reports, &console)?;
    finish(&transaction, &everything, dry_run, &console)
}

/// Generates from the catalog and compares with the existing files.
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
    let strays = strays(&of_code, &found);
    changes.extend(of_code);
    Ok(Everything { changes, reports: generated.reports, strays })
}

/// Returns the removed files that were not generated. Generated files have a mark, or are named by the generated index,
/// which is read before it is replaced.
fn strays(changes: &Changes, found: &Found) -> Vec<OwnedPath> {
    let is_index = |path: &OwnedPath| GENERATED_FILES.contains(&path.as_str());
    let indexes = found.iter().filter(|(path, _)| is_index(path));
    let indexes = indexes.filter_map(|(_, content)| std::str::from_utf8(content).ok());
    let named: HashSet<&str> = indexes.flat_map(|index| index.split('"')).collect();
    let is_stray = |path: &OwnedPath| {
        let is_marked = found.get(path).is_some_and(|content| content.starts_with(GENERATED_MARK));
        let mut last = path.components().rev();
        let (name, folder) = (last.next().unwrap_or_default(), last.next().unwrap_or_default());
        !is_marked && !named.contains(format!("../{folder}/{name}").as_str())
    };
    let removed = changes.iter().filter(|(_, change)| **change == Change::Remove);
    removed.map(|(path, _)| path.clone()).filter(is_stray).collect()
}
