//! The paths in the workspace that belong to the commands.

use std::fmt;
use std::path::{Path, PathBuf};

use oxen_codegen::{GENERATED_FILES, GENERATED_FOLDERS};
use oxen_schema::text::excerpt_within;
use serde::{Deserialize, Serialize};

/// The manifest whose `[features]` section is generated; the rest of it is hand-written.
pub const FEATURES_MANIFEST: &str = "crates/oxen-models/Cargo.toml";

/// The changelog: the entries of drifts are added to it, the rest of it is hand-written.
pub const CHANGELOG: &str = "CHANGELOG.md";

/// The directory of the snapshot: one record per model, `catalog.json`, and the base schemas.
pub const SCHEMAS: &str = "schemas";

/// The sub-directory of [`SCHEMAS`] that holds the base schemas.
pub const BASE_SCHEMAS: &str = "schemas/base";

/// The sub-directory of [`SCHEMAS`] that holds the rules that documentation states in prose only, kept by hand.
pub const RULES: &str = "schemas/rules";

/// A path that no command may write or remove.
#[derive(Debug, thiserror::Error)]
#[error("refusing to touch {path:?}: it is neither part of the snapshot nor generated")]
pub struct NotOwned {
    /// The refused path, relative to the root.
    pub path: String,
}

/// A path relative to the root, `/`-separated, of a file that the commands may write or remove.
///
/// Every path that is written or removed has this type, so that neither a model id, nor the generator, nor a
/// leftover journal can reach a hand-written file or leave the workspace.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OwnedPath(String);

impl OwnedPath {
    /// Creates the path if the commands own it.
    ///
    /// # Errors
    ///
    /// If they do not, or if a component of the path is not a plain file name.
    pub fn new(path: impl Into<String>) -> Result<Self, NotOwned> {
        let path = path.into();
        if path.split('/').all(is_plain_name) && is_owned(&path) {
            Ok(Self(path))
        } else {
            Err(NotOwned { path })
        }
    }

    /// Returns the path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the components from the root down.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/')
    }

    /// Returns whether the path lies in `directory`, `/`-separated and relative to the root, at any depth.
    pub fn is_below(&self, directory: &str) -> bool {
        self.0.strip_prefix(directory).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Returns the part after the last dot of the file name.
    pub fn extension(&self) -> Option<&str> {
        Path::new(&self.0).extension()?.to_str()
    }

    /// Returns the path below `root`, in the form of the platform.
    pub fn below(&self, root: &Path) -> PathBuf {
        self.components().fold(root.to_path_buf(), |path, name| path.join(name))
    }
}

/// Shows the path with invisible characters escaped: a file on the disk may have any name.
impl fmt::Display for OwnedPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&excerpt_within(&self.0, usize::MAX))
    }
}

impl TryFrom<String> for OwnedPath {
    type Error = NotOwned;

    fn try_from(path: String) -> Result<Self, NotOwned> {
        Self::new(path)
    }
}

impl From<OwnedPath> for String {
    fn from(path: OwnedPath) -> Self {
        path.0
    }
}

/// Returns whether a name is plain. Separators and drive letters of every platform are refused everywhere, so that
/// the answer does not depend on where the command runs.
fn is_plain_name(name: &str) -> bool {
    !matches!(name, "" | "." | "..")
        && name.len() <= 255
        && !name
            .chars()
            .any(|c| c.is_control() || matches!(c, '\\' | ':' | '<' | '>' | '"' | '|' | '?' | '*'))
}

fn is_owned(path: &str) -> bool {
    if path == FEATURES_MANIFEST || path == CHANGELOG || GENERATED_FILES.contains(&path) {
        return true;
    }
    let below = |directory: &str| path.strip_prefix(directory)?.strip_prefix('/');
    let is_schema = |name: &str| {
        !name.contains('/') && name.strip_suffix(".json").is_some_and(|stem| !stem.is_empty())
    };
    below(SCHEMAS).is_some_and(is_schema)
        || below(BASE_SCHEMAS).is_some_and(is_schema)
        || below(RULES).is_some_and(is_schema)
        || GENERATED_FOLDERS.iter().any(|directory| below(directory).is_some())
}
