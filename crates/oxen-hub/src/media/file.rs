//! A file that appears under its name when it is complete, or not at all.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use oxen_schema::model::is_device;

/// A file beside its target. It is removed when dropped, unless it was put in place.
#[derive(Debug)]
pub(super) struct PartFile {
    path: PathBuf,
}

impl PartFile {
    /// Creates an empty file in the target's directory.
    ///
    /// Creating, renaming and removing are short blocking calls. Without an `await` in between, a dropped future can't
    /// leave a file behind.
    pub(super) fn create(target: &Path) -> io::Result<(Self, File)> {
        let directory = target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let directory = directory.unwrap_or(Path::new("."));
        loop {
            let mut name = OsString::from(".");
            name.push(format!("{:016x}.part", fastrand::u64(..)));
            let path = directory.join(name);
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => return Ok((Self { path }, file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Moves the file to its target; fails if the target exists and `may_overwrite` is false.
    pub(super) fn put(&self, target: &Path, may_overwrite: bool) -> io::Result<()> {
        if may_overwrite {
            return fs::rename(&self.path, target);
        }
        // Unlike renaming, a hard link fails if the target exists.
        match fs::hard_link(&self.path, target) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                // Not every file system supports hard links.
                if fs::symlink_metadata(target).is_ok() {
                    return Err(io::ErrorKind::AlreadyExists.into());
                }
                fs::rename(&self.path, target)
            }
            result => result,
        }
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        // After a rename the file is gone already.
        let _ = fs::remove_file(&self.path);
    }
}

/// Returns the stem of a file name for a model: its id, without characters that some file system refuses.
pub(super) fn stem(model: &str) -> String {
    let stem: String = model
        .chars()
        .take(80)
        .map(|character| match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' => character,
            _ => '-',
        })
        .collect();
    let mut stem = stem.trim_matches(['.', '-']).to_owned();
    if stem.is_empty() || is_device(&stem) {
        stem.insert_str(0, "model-");
    }
    stem
}
