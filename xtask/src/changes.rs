//! The difference between the tree as it is and the tree as it should be.

use std::collections::BTreeMap;
use std::fmt;

use crate::owned_path::OwnedPath;

/// Files by path, as they are on the disk.
pub type Found = BTreeMap<OwnedPath, Vec<u8>>;

/// Files by path, as they should be.
pub type Wanted = BTreeMap<OwnedPath, String>;

/// The change of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The file does not exist yet.
    Add(String),
    /// The file exists with another content.
    Update(String),
    /// The file exists, and should not.
    Remove,
}

/// The changes that turn one tree into another, by path. Files that are the same in both do not appear.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes(BTreeMap<OwnedPath, Change>);

impl Changes {
    /// Compares the files found with those wanted; one that is not wanted is removed.
    ///
    /// A checkout that turned `\n` into `\r\n` counts as the same text.
    pub fn between(found: &Found, wanted: Wanted) -> Self {
        let removed =
            found.keys().filter(|path| !wanted.contains_key(path)).cloned().collect::<Vec<_>>();
        let mut changes = BTreeMap::new();
        for (path, content) in wanted {
            match found.get(&path) {
                None => changes.insert(path, Change::Add(content)),
                Some(old) if !same_text(old, content.as_bytes()) => {
                    changes.insert(path, Change::Update(content))
                }
                Some(_) => None,
            };
        }
        changes.extend(removed.into_iter().map(|path| (path, Change::Remove)));
        Self(changes)
    }

    /// Adds the changes of `other`.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Returns whether the trees are the same.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of files that differ.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the changes in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&OwnedPath, &Change)> {
        self.0.iter()
    }
}

/// One line per file: `+` for a new one, `~` for a changed one, `-` for a removed one.
impl fmt::Display for Changes {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, change) in self.iter() {
            let sign = match change {
                Change::Add(_) => '+',
                Change::Update(_) => '~',
                Change::Remove => '-',
            };
            writeln!(formatter, "{sign} {path}")?;
        }
        Ok(())
    }
}

fn same_text(found: &[u8], wanted: &[u8]) -> bool {
    found == wanted || normalised(found).eq(wanted.iter().copied())
}

/// Returns the bytes without the carriage returns before line feeds.
fn normalised(bytes: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let next = bytes.iter().skip(1).copied().map(Some).chain([None]);
    bytes
        .iter()
        .copied()
        .zip(next)
        .filter(|pair| *pair != (b'\r', Some(b'\n')))
        .map(|(byte, _)| byte)
}
