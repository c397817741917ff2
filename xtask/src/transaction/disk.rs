//! The few file system operations that a transaction uses. A test can end the process at each of them.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;

/// Counts operations and, in tests, ends the process in place of one of them.
#[derive(Debug)]
pub(crate) struct Disk {
    operations_left: Cell<Option<u64>>,
}

impl Disk {
    /// Creates a disk; `abort_after` operations succeed before the process ends as if killed.
    pub(crate) fn new(abort_after: Option<u64>) -> Self {
        Self { operations_left: Cell::new(abort_after) }
    }

    fn step(&self) {
        match self.operations_left.get() {
            Some(0) => std::process::abort(),
            Some(left) => self.operations_left.set(Some(left - 1)),
            None => {}
        }
    }

    pub(crate) fn create_directory(&self, path: &Path) -> Result<(), Error> {
        self.step();
        fs::create_dir_all(path).map_err(Error::file("create the directory", path))
    }

    /// Writes the whole file and syncs it to the device. It takes two steps, so that tests also see partly written files.
    pub(crate) fn write(&self, path: &Path, content: &[u8]) -> Result<(), Error> {
        let (first, second) = content.split_at(content.len() / 2);
        let write = || -> io::Result<()> {
            let mut file = File::create(path)?;
            file.write_all(first)?;
            self.step();
            file.write_all(second)?;
            file.sync_all()
        };
        self.step();
        write().map_err(Error::file("write", path))
    }

    /// Gives a file a second name, if it exists and the file system can do that.
    pub(crate) fn try_link(&self, file: &Path, second: &Path) {
        self.step();
        let _ = fs::hard_link(file, second);
    }

    /// Puts a file in the place of another one; a missing file has been moved before.
    pub(crate) fn move_into_place(&self, from: &Path, to: &Path) -> Result<(), Error> {
        self.step();
        ignore_missing(fs::rename(from, to)).map_err(Error::file("replace", to))
    }

    pub(crate) fn rename(&self, from: &Path, to: &Path) -> Result<(), Error> {
        self.step();
        fs::rename(from, to).map_err(Error::file("replace", to))
    }

    /// Removes a file, unless it is gone already.
    pub(crate) fn remove_file(&self, path: &Path) -> Result<(), Error> {
        self.step();
        ignore_missing(fs::remove_file(path)).map_err(Error::file("remove", path))
    }

    /// Removes a directory with all its content, unless it is gone already.
    pub(crate) fn remove_tree(&self, path: &Path) -> Result<(), Error> {
        self.step();
        ignore_missing(fs::remove_dir_all(path)).map_err(Error::file("remove", path))
    }

    /// Removes a directory if it is empty.
    pub(crate) fn remove_if_empty(&self, path: &Path) -> Result<bool, Error> {
        self.step();
        match fs::remove_dir(path) {
            Ok(()) => Ok(true),
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty
                ) =>
            {
                Ok(false)
            }
            Err(error) => Err(Error::file("remove", path)(error)),
        }
    }

    /// Syncs the entries of a directory to the device. Windows has no such call, and a directory that has vanished
    /// meanwhile needs none.
    pub(crate) fn sync_directory(&self, path: &Path) -> Result<(), Error> {
        self.step();
        if cfg!(unix) {
            ignore_missing(File::open(path).and_then(|directory| directory.sync_all()))
                .map_err(Error::file("write the directory", path))?;
        }
        Ok(())
    }
}

fn ignore_missing(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Refuses a path below `root` any of whose existing components is a symbolic link, or is not of the kind it should be.
pub(crate) fn ensure_plain<'a>(
    root: &Path,
    components: impl DoubleEndedIterator<Item = &'a str>,
) -> Result<PathBuf, Error> {
    let mut path = root.to_path_buf();
    let mut components = components.peekable();
    while let Some(name) = components.next() {
        path.push(name);
        let is_last = components.peek().is_none();
        let expected = if is_last { "file" } else { "directory" };
        match fs::symlink_metadata(&path) {
            Ok(found) if is_last && !found.is_file() || !is_last && !found.is_dir() => {
                return Err(Error::NotPlain { path, expected });
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::file("examine", path)(error)),
        }
    }
    Ok(path)
}
