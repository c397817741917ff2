//! The committed snapshot.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use oxen_schema::catalog::Catalog;

/// Returns the workspace root.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Returns the files of `schemas/`, by their path in it.
///
/// # Errors
///
/// If they can't be read.
pub fn files() -> io::Result<BTreeMap<String, String>> {
    read(&workspace().join("schemas"))
}

fn read(root: &Path) -> io::Result<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for folder in ["", "base/", "rules/"] {
        if !root.join(folder).exists() {
            // The frozen catalog has the base schemas that `oxen-schema` embeds.
            continue;
        }
        for entry in fs::read_dir(root.join(folder))? {
            let path = entry?.path();
            if path.is_file() {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                files.insert(format!("{folder}{name}"), fs::read_to_string(&path)?);
            }
        }
    }
    Ok(files)
}

/// Returns the committed catalog.
///
/// # Panics
///
/// If `schemas/` is not a catalog.
#[allow(clippy::expect_used, reason = "a test can't go on without it")]
pub fn catalog() -> Catalog {
    let files = files().expect("`schemas/` can be read");
    Catalog::from_files(&files).expect("`schemas/` is a catalog")
}

/// Returns the frozen catalog, which doesn't change when the committed one does.
///
/// # Panics
///
/// If it is not a catalog.
#[allow(clippy::expect_used, reason = "a test can't go on without it")]
pub fn frozen() -> Catalog {
    let files = read(&workspace().join("tests/frozen/schemas")).expect("it can be read");
    Catalog::from_files(&files).expect("it is a catalog")
}
