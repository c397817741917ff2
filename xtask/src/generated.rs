//! The output of the generator for a catalog, as the files that should be there.

use oxen_codegen::Report;
use oxen_schema::catalog::Catalog;

use crate::changes::{Change, Changes, Found, Wanted};
use crate::error::Error;
use crate::features::with_features;
use crate::owned_path::{FEATURES_MANIFEST, OwnedPath};

/// The output of the generator for a catalog.
#[derive(Debug)]
pub struct Generated {
    /// All generated files, and the manifest of `oxen-models` with its features.
    pub files: Wanted,
    /// The generator's report about each model.
    pub reports: Vec<Report>,
}

/// Generates everything. `found` has the present manifest of `oxen-models`, most of which stays.
///
/// # Errors
///
/// [`Error::Generate`] if the generator refuses the catalog, [`Error::NotOwned`] if it has a bug, [`Error::Features`] if
/// the manifest can't be edited.
pub fn generate(catalog: &Catalog, found: &Found) -> Result<Generated, Error> {
    let output = oxen_codegen::generate(catalog).map_err(Error::Generate)?;
    let mut wanted = Wanted::new();
    for (path, content) in output.files {
        wanted.insert(OwnedPath::new(path)?, content);
    }
    let manifest = OwnedPath::new(FEATURES_MANIFEST)?;
    let present = found.get(&manifest).map(Vec::as_slice).unwrap_or_default();
    let present =
        std::str::from_utf8(present).map_err(|_| Error::NotText { path: manifest.clone() })?;
    let edited =
        with_features(&present.replace("\r\n", "\n"), &output.features).map_err(Error::Features)?;
    wanted.insert(manifest, edited);
    Ok(Generated { files: wanted, reports: output.reports })
}

/// Checks that new content parses, before anything is written, so that invalid content never reaches the disk.
/// Unchanged files are not checked again.
///
/// # Errors
///
/// [`Error::Unparsable`] if the generator has a bug.
pub fn ensure_parses(changes: &Changes) -> Result<(), Error> {
    for (path, change) in changes.iter() {
        let (Change::Add(content) | Change::Update(content)) = change else { continue };
        let failed = |reason: String| Error::Unparsable { path: path.clone(), reason };
        match path.extension() {
            Some("rs") => {
                syn::parse_file(content).map_err(|error| failed(error.to_string()))?;
            }
            Some("json") => {
                serde_json::from_str::<serde::de::IgnoredAny>(content)
                    .map_err(|error| failed(error.to_string()))?;
            }
            _ => {}
        }
    }
    Ok(())
}
