//! One command at a time: an advisory lock that the system releases however the process ends.

use std::fs::{File, TryLockError};
use std::path::Path;

use crate::error::Error;

/// Held until dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock; says so on standard error if another command has it, and waits.
    pub(crate) fn take(path: &Path) -> Result<Self, Error> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(Error::file("open the lock file", path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                eprintln!("waiting for another `cargo xtask` in this workspace to finish");
                file.lock().map_err(Error::file("lock", path))?;
            }
            Err(TryLockError::Error(error)) => return Err(Error::file("lock", path)(error)),
        }
        Ok(Self { _file: file })
    }
}
