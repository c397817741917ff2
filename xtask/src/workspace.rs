//! The workspace that a command works on.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::owned_path::FEATURES_MANIFEST;

/// An open workspace.
#[derive(Debug, Clone)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// Opens the workspace at `root`.
    ///
    /// # Errors
    ///
    /// [`Error::NotAWorkspace`] if there is no `crates/oxen-models/Cargo.toml` below `root`.
    pub fn open(root: &Path) -> Result<Self, Error> {
        let not_a_workspace = || Error::NotAWorkspace { root: root.to_path_buf() };
        let canonical = root.canonicalize().map_err(|_| not_a_workspace())?;
        if !canonical.join(FEATURES_MANIFEST).is_file() {
            return Err(not_a_workspace());
        }
        Ok(Self { root: canonical })
    }

    /// Returns the root of the workspace that holds the sources of this program.
    ///
    /// Cargo states the package's directory at run time, so a moved checkout works without a rebuild; a binary that is
    /// started directly falls back to the directory where it was compiled.
    pub fn default_root() -> PathBuf {
        let package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        package.parent().map_or(package.clone(), Path::to_path_buf)
    }

    /// Returns the root directory, absolute.
    pub fn root(&self) -> &Path {
        &self.root
    }
}
