//! What can go wrong in a command, worded for the person who ran it.

use std::io;
use std::path::PathBuf;

use crate::hub::HubError;

/// A failed command. Nothing was written unless the text says so.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The root directory is not this workspace.
    #[error(
        "{} is not the oxen-models workspace: it has no crates/oxen-models/Cargo.toml; give the right directory with --root",
        root.display()
    )]
    NotAWorkspace {
        /// The directory that was tried.
        root: PathBuf,
    },

    /// A path that no command may write or remove.
    #[error("refusing to touch {path:?}: it is neither part of the snapshot nor generated")]
    NotOwned {
        /// The refused path, relative to the root.
        path: String,
    },

    /// A symbolic link, or anything else that is not a plain file or directory, where one is expected.
    #[error(
        "{} is not a plain {expected}; generated files are never reached through links, so remove or move it",
        path.display()
    )]
    NotPlain {
        /// The path as found.
        path: PathBuf,
        /// `file` or `directory`.
        expected: &'static str,
    },

    /// An operation of the file system failed.
    #[error("could not {action} {}", path.display())]
    File {
        /// What was tried, as a verb.
        action: &'static str,
        /// On which path.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },

    /// The journal of an interrupted run can't be read.
    #[error(
        "the journal of an interrupted run, {}, is damaged; restore the workspace with git, delete the journal, and run the command again",
        path.display()
    )]
    DamagedJournal {
        /// Where the journal is.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },

    /// Neither a file nor a hub to fetch from.
    #[error(
        "nothing to fetch from: set OXEN_API_KEY, name a hub with --hub, or give a saved listing with --input"
    )]
    NoSource,

    /// The hub could not be read.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl Error {
    /// An [`Error::File`], for use with `map_err`.
    pub(crate) fn file(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { action, path, source }
    }
}
