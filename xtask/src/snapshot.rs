//! `schemas/` as it is on the disk, and as a catalog.

use std::collections::BTreeMap;

use oxen_schema::catalog::Catalog;

use crate::changes::{Changes, Found, Wanted};
use crate::error::Error;
use crate::owned_path::{BASE_SCHEMAS, OwnedPath, RULES, SCHEMAS};
use crate::tree;
use crate::workspace::Workspace;

/// The snapshot before the command.
#[derive(Debug)]
pub struct Snapshot {
    found: Found,
    catalog: Option<Catalog>,
}

impl Snapshot {
    /// Reads `schemas/`, which is empty in a new workspace.
    ///
    /// # Errors
    ///
    /// [`Error::Snapshot`] if it is not empty and not a catalog, [`Error::File`] and [`Error::NotPlain`] if it can't
    /// be read.
    pub fn read(workspace: &Workspace) -> Result<Self, Error> {
        let found = tree::read_schemas(workspace)?;
        let is_by_hand = |path: &OwnedPath| path.is_below(BASE_SCHEMAS) || path.is_below(RULES);
        let catalog = if found.keys().all(is_by_hand) {
            None
        } else {
            let catalog = Catalog::from_files(&texts(&found)?);
            Some(catalog.map_err(|error| Error::Snapshot(Box::new(error)))?)
        };
        Ok(Self { found, catalog })
    }

    /// Returns the catalog, if there is one.
    pub fn catalog(&self) -> Option<&Catalog> {
        self.catalog.as_ref()
    }

    /// Returns the catalog.
    ///
    /// # Errors
    ///
    /// [`Error::NoSnapshot`] if `schemas/` is empty.
    pub fn require_catalog(&self) -> Result<&Catalog, Error> {
        self.catalog().ok_or(Error::NoSnapshot)
    }

    /// Returns the changes to `schemas/` that make it agree with `catalog`.
    ///
    /// # Errors
    ///
    /// [`Error::NotOwned`] if the catalog wants a file elsewhere.
    pub fn changes_to(&self, catalog: &Catalog) -> Result<Changes, Error> {
        let wanted = catalog.to_files().into_iter().map(|(path, text)| {
            let path = OwnedPath::new(format!("{SCHEMAS}/{path}"))?;
            Ok((path, text))
        });
        let wanted = wanted.collect::<Result<Wanted, Error>>()?;
        let mut found = self.found.clone();
        // Hand-written files are formatted, never removed.
        let is_by_hand = |path: &OwnedPath| path.is_below(BASE_SCHEMAS) || path.is_below(RULES);
        found.retain(|path, _| wanted.contains_key(path) || !is_by_hand(path));
        Ok(Changes::between(&found, wanted))
    }
}

/// Returns the files by their path below `schemas/`, as text.
fn texts(found: &Found) -> Result<BTreeMap<String, String>, Error> {
    let texts = found.iter().map(|(path, content)| {
        let text =
            std::str::from_utf8(content).map_err(|_| Error::NotText { path: path.clone() })?;
        let below = path.as_str().strip_prefix(SCHEMAS).unwrap_or_default().trim_start_matches('/');
        Ok((below.to_owned(), text.to_owned()))
    });
    texts.collect()
}
