//! One command at a time: an advisory lock that the system releases however the process ends.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

use crate::console::Console;
use crate::error::Error;

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock for a command that writes.
    ///
    /// # Errors
    ///
    /// [`Error::ForeignLock`] if the lock can't be opened for writing.
    pub(crate) fn take(path: &Path) -> Result<Self, Error> {
        let opened = File::options().create(true).truncate(false).write(true).open(path);
        let file = opened.map_err(|source| match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Error::ForeignLock { path: path.to_path_buf(), source }
            }
            _ => Error::file("open the lock file", path)(source),
        })?;
        Self::wait(file, path, File::try_lock, File::lock)
    }

    /// Takes the lock together with others that only read, for a checkout that can't be written. Returns `None` if the lock
    /// can't be opened at all: then nobody with write access has run a command here.
    pub(crate) fn share(path: &Path) -> Result<Option<Self>, Error> {
        let Ok(file) = File::open(path) else { return Ok(None) };
        Self::wait(file, path, File::try_lock_shared, File::lock_shared).map(Some)
    }

    /// Waits for the lock, with a note on standard error if another command holds it.
    fn wait(
        file: File,
        path: &Path,
        try_lock: fn(&File) -> Result<(), TryLockError>,
        lock: fn(&File) -> io::Result<()>,
    ) -> Result<Self, Error> {
        match try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                Console::default()
                    .note("waiting for another `cargo xtask` in this workspace to finish");
                lock(&file).map_err(Error::file("lock", path))?;
            }
            Err(TryLockError::Error(error)) => return Err(Error::file("lock", path)(error)),
        }
        Ok(Self { _file: file })
    }
}
