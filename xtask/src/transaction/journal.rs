//! The committed change as one file, with everything needed to make it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::changes::{Change, Changes};
use crate::error::Error;
use crate::workspace::OwnedPath;

/// Raised when the format changes, so that no version completes the change of another one wrongly.
const VERSION: u32 = 1;

/// A change to complete: each path with its new content, or none if the file goes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Journal {
    #[serde(deserialize_with = "this_version")]
    version: u32,
    files: BTreeMap<OwnedPath, Option<String>>,
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

    pub(crate) fn read(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    pub(crate) fn to_text(&self) -> Result<String, Error> {
        serde_json::to_string(self)
            .map_err(|error| Error::file("write", "the journal")(error.into()))
    }

    pub(crate) fn paths(&self) -> impl Iterator<Item = &OwnedPath> {
        self.files.keys()
    }

    /// The files to write, each with a number that stays the same whenever the journal is read.
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

fn this_version<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        VERSION => Ok(VERSION),
        other => Err(serde::de::Error::custom(format_args!(
            "it has version {other}, but this xtask reads version {VERSION}"
        ))),
    }
}
