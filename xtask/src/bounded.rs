//! Reading files within a limit: any file in a checkout may be larger than memory, or endless.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use oxen_schema::catalog::MAX_BYTES;

use crate::error::Error;

/// The largest size of a file that this tool reads, in bytes: the same as that of a listing.
pub(crate) const MAX_FILE_BYTES: u64 = MAX_BYTES as u64;

/// Reads a regular file of at most [`MAX_FILE_BYTES`].
///
/// # Errors
///
/// [`Error::NotPlain`] for anything but a regular file, [`Error::TooLarge`] for a larger one, [`Error::File`]
/// if it can't be read.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    read_within(path, MAX_FILE_BYTES)
}

/// Reads a regular file of at most `limit` bytes.
///
/// # Errors
///
/// As [`read`].
pub(crate) fn read_within(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    // Checked before opening, because opening a named pipe waits for its other end.
    let metadata = fs::metadata(path).map_err(Error::file("read", path))?;
    if !metadata.is_file() {
        return Err(Error::NotPlain { path: path.to_owned(), expected: "file" });
    }
    let too_large = || Error::TooLarge { path: path.to_owned(), limit };
    if metadata.len() > limit {
        return Err(too_large());
    }
    let file = File::open(path).map_err(Error::file("read", path))?;
    let mut content = Vec::new();
    file.take(limit + 1).read_to_end(&mut content).map_err(Error::file("read", path))?;
    if content.len() as u64 > limit { Err(too_large()) } else { Ok(content) }
}

/// Reads a text as [`read`] does.
///
/// # Errors
///
/// As [`read`], and [`Error::File`] if the file is not UTF-8.
pub(crate) fn read_text(path: &Path) -> Result<String, Error> {
    let invalid = |error| std::io::Error::new(std::io::ErrorKind::InvalidData, error);
    String::from_utf8(read(path)?).map_err(invalid).map_err(Error::file("read", path))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn large_files_and_other_kinds_of_entries_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large");
        let file = File::create(&path).unwrap();
        file.set_len(MAX_FILE_BYTES).unwrap();
        assert_eq!(read(&path).unwrap().len() as u64, MAX_FILE_BYTES);
        file.set_len(1 << 40).unwrap();
        assert!(matches!(read(&path).unwrap_err(), Error::TooLarge { .. }));
        assert!(matches!(read(folder.path()).unwrap_err(), Error::NotPlain { .. }));
        #[cfg(unix)]
        assert!(matches!(read(Path::new("/dev/zero")).unwrap_err(), Error::NotPlain { .. }));
    }
}
