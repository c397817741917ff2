//! The committed change as one file, with everything that completing it needs.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::changes::{Change, Changes};
use crate::error::Error;
use crate::owned_path::OwnedPath;

/// The version of the format, increased when it changes, so that no version misreads the journal of another one.
pub(crate) const VERSION: u32 = 1;

/// A change to complete: each path with its new content, or `None` if the file is removed.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Journal {
    version: u32,
    files: BTreeMap<OwnedPath, Option<String>>,
}

/// The part of a journal that all versions have.
#[derive(Deserialize)]
struct Versioned {
    version: u64,
}

impl Journal {
    pub(crate) fn of(changes: &Changes) -> Self {
        let files = changes.iter().map(|(path, change)| {
            let content = match change {
                Change::Add(content) | Change::Update(content) => Some(content.clone()),
                Change::Remove => None,
            };
            (path.clone(), content)
        });
        Self { version: VERSION, files: files.collect() }
    }

    /// Reads the text of the journal at `path`.
    ///
    /// # Errors
    ///
    /// [`Error::JournalVersion`] if another version wrote it, [`Error::DamagedJournal`] if it can't be read.
    pub(crate) fn read(text: &[u8], path: &Path) -> Result<Self, Error> {
        let damaged = |source| Error::DamagedJournal { path: path.to_path_buf(), source };
        let found = serde_json::from_slice::<Versioned>(text).map_err(damaged)?.version;
        if found != u64::from(VERSION) {
            let path = path.to_path_buf();
            return Err(Error::JournalVersion { path, found, readable: VERSION });
        }
        serde_json::from_slice(text).map_err(damaged)
    }

    /// Returns the files with their new content, or `None` for removed ones.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&OwnedPath, Option<&str>)> {
        self.files.iter().map(|(path, content)| (path, content.as_deref()))
    }

    pub(crate) fn to_text(&self) -> Result<String, Error> {
        serde_json::to_string(self)
            .map_err(|error| Error::file("write", "the journal")(error.into()))
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = &OwnedPath> {
        self.files.keys()
    }

    /// Returns the files to write, each with a number that stays the same whenever the journal is read.
    pub(crate) fn writes(&self) -> impl Iterator<Item = (usize, &OwnedPath, &str)> {
        self.files
            .iter()
            .enumerate()
            .filter_map(|(index, (path, content))| Some((index, path, content.as_deref()?)))
    }

    pub(crate) fn removals(&self) -> impl Iterator<Item = &OwnedPath> {
        self.files.iter().filter(|(_, content)| content.is_none()).map(|(path, _)| path)
    }
}
