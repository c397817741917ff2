//! Reading the files that the commands own.

use std::fs;
use std::io;
use std::path::Path;

use oxen_codegen::{GENERATED_FILES, GENERATED_FOLDERS};

use crate::bounded;
use crate::changes::Found;
use crate::error::Error;
use crate::owned_path::{BASE_SCHEMAS, FEATURES_MANIFEST, OwnedPath, RULES, SCHEMAS};
use crate::workspace::Workspace;

/// The depth to which directories below a generated one are read; the generator nests them two deep.
const MAXIMUM_DEPTH: usize = 8;

/// Reads the snapshot: `schemas/*.json`, `schemas/base/*.json` and `schemas/rules/*.json`. Other files are ignored.
///
/// # Errors
///
/// [`Error::File`] if something can't be read, [`Error::NotPlain`] if it is a link.
pub fn read_schemas(workspace: &Workspace) -> Result<Found, Error> {
    let mut found = Found::new();
    for directory in [SCHEMAS, BASE_SCHEMAS, RULES] {
        for name in list(workspace, directory)? {
            if let Ok(path) = OwnedPath::new(format!("{directory}/{name}")) {
                read_into(&mut found, workspace, path)?;
            }
        }
    }
    Ok(found)
}

/// Reads everything that the generator owns, and the manifest that it edits.
///
/// # Errors
///
/// [`Error::File`] if something can't be read, [`Error::NotPlain`] if it is a link, [`Error::NotOwned`] if a name in
/// a generated directory is one that the generator would never choose.
pub fn read_generated(workspace: &Workspace) -> Result<Found, Error> {
    let mut found = Found::new();
    for file in GENERATED_FILES.iter().chain([&FEATURES_MANIFEST]) {
        let path = OwnedPath::new(*file)?;
        if exists(&path.below(workspace.root()))? {
            read_into(&mut found, workspace, path)?;
        }
    }
    for directory in GENERATED_FOLDERS {
        read_below(&mut found, workspace, directory, MAXIMUM_DEPTH)?;
    }
    Ok(found)
}

fn read_below(
    found: &mut Found,
    workspace: &Workspace,
    directory: &str,
    depth: usize,
) -> Result<(), Error> {
    for name in list(workspace, directory)? {
        let relative = format!("{directory}/{name}");
        let path = workspace.root().join(&relative);
        let kind = fs::symlink_metadata(&path).map_err(Error::file("examine", &path))?;
        if kind.is_dir() {
            if depth == 0 {
                return Err(Error::NotPlain { path, expected: "file" });
            }
            read_below(found, workspace, &relative, depth - 1)?;
        } else {
            read_into(found, workspace, OwnedPath::new(relative)?)?;
        }
    }
    Ok(())
}

fn read_into(found: &mut Found, workspace: &Workspace, relative: OwnedPath) -> Result<(), Error> {
    let path = relative.below(workspace.root());
    if !fs::symlink_metadata(&path).map_err(Error::file("examine", &path))?.is_file() {
        return Err(Error::NotPlain { path, expected: "file" });
    }
    let content = bounded::read(&path)?;
    found.insert(relative, content);
    Ok(())
}

/// Returns the names in a directory; none if it does not exist. Every component of its path must be a real directory.
fn list(workspace: &Workspace, directory: &str) -> Result<Vec<String>, Error> {
    let mut path = workspace.root().to_path_buf();
    for name in directory.split('/') {
        path.push(name);
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Err(Error::NotPlain { path, expected: "directory" }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::file("examine", path)(error)),
        }
    }
    let entries = fs::read_dir(&path).map_err(Error::file("list", &path))?;
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(Error::file("list", &path))?.file_name();
        // A name that is not Unicode is not a generated one; with replacement characters in it, no file is found.
        names.push(name.to_string_lossy().into_owned());
    }
    Ok(names)
}

fn exists(path: &Path) -> Result<bool, Error> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(Error::file("examine", path)(error)),
    }
}
