//! The error of a file or bytes that can't become a media input.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// A file or bytes that can't become a media input.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MediaError {
    /// The file can't be read.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The path leads to a directory or a device.
    #[error("{}: not a file", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// Neither the extension nor the content shows the type of the file.
    #[error(
        "{}: neither the extension nor the content shows the type of the file; \
         give its MIME type with `Media::bytes`",
        path.display()
    )]
    UnknownKind {
        /// The file.
        path: PathBuf,
    },
    /// The given MIME type is not valid.
    #[error("`{mime}` is not a MIME type; one looks like `image/png`")]
    NotAMimeType {
        /// The given text, truncated.
        mime: String,
    },
    /// The content is larger than the hub accepts for its kind.
    #[error(
        "{}{size} bytes of {mime}, but the hub accepts at most {limit}",
        path.as_ref().map(|path| format!("{}: ", path.display())).unwrap_or_default()
    )]
    TooLarge {
        /// The file, if it is one.
        path: Option<PathBuf>,
        /// The MIME type.
        mime: String,
        /// The size, in bytes.
        size: u64,
        /// The maximum size, in bytes.
        limit: u64,
    },
    /// The file is larger than the given limit, or than that of [`Media::file`](crate::Media::file).
    #[error(
        "{}: {size} bytes, but at most {limit} are read; raise the limit with \
         `Media::file_with_limit`, or upload the file and pass its URL",
        path.display()
    )]
    AboveLimit {
        /// The file.
        path: PathBuf,
        /// The size, in bytes.
        size: u64,
        /// The maximum size, in bytes.
        limit: u64,
    },
    /// The file grew or shrank while it was read.
    #[error("{}: the file changed while it was read; try again when it is complete", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
}
