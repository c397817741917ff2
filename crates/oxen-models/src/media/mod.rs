//! Images, videos and audio as input of a model.

mod data_uri;
mod error;
mod mime;

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub use error::MediaError;

/// An image, video, audio or document as input of a model: a public URL, or the content itself as a
/// `data:` URI.
///
/// Strings convert into it; [`Media::file`] reads a file on disk.
///
/// ```
/// use oxen_models::Media;
///
/// let by_url: Media = "https://example.com/ox.png".into();
/// let inline = Media::bytes("image/png", b"\x89PNG\r\n\x1a\n")?;
/// assert_eq!(inline.as_str(), "data:image/png;base64,iVBORw0KGgo=");
/// # Ok::<(), oxen_models::MediaError>(())
/// ```
#[derive(Clone, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Media(String);

impl Media {
    /// The size, in bytes, up to which [`file`](Self::file) reads files: 100 MB.
    pub const FILE_LIMIT: u64 = 100 * 1024 * 1024;

    /// Reads a file of at most [`FILE_LIMIT`](Self::FILE_LIMIT) bytes into a `data:` URI.
    ///
    /// The type of the content follows from the file's extension, or else from its first bytes. Type and
    /// size are checked before the rest is read, and only the URI is kept in memory.
    ///
    /// # Errors
    ///
    /// Returns [`MediaError`] if the path is not a regular file that can be read, if its content is of no known type
    /// ([`Media::bytes`] accepts any), if it is larger than the limit or than the hub accepts (20 MB for audio,
    /// 24 MB for PDF), or if it changes while it is read.
    pub fn file(path: impl AsRef<Path>) -> Result<Self, MediaError> {
        Self::file_with_limit(path, Self::FILE_LIMIT)
    }

    /// Reads a file of at most `limit` bytes into a `data:` URI, like [`file`](Self::file).
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`file`](Self::file). The hub's limits for audio and PDF apply too.
    pub fn file_with_limit(path: impl AsRef<Path>, limit: u64) -> Result<Self, MediaError> {
        data_uri::of_file(path.as_ref(), limit).map(Self)
    }

    /// Puts bytes into a `data:` URI. `mime` is their type, such as `image/png`.
    ///
    /// # Errors
    ///
    /// Returns [`MediaError`] if `mime` is not a MIME type, or for more bytes than the hub accepts: 20 MB for audio,
    /// 24 MB for PDF.
    pub fn bytes(mime: &str, bytes: impl AsRef<[u8]>) -> Result<Self, MediaError> {
        data_uri::of_bytes(mime, bytes.as_ref()).map(Self)
    }

    /// Returns the URL or `data:` URI.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the URL or `data:` URI.
    pub fn into_string(self) -> String {
        self.0
    }

    /// Returns whether it is a `data:` URI, which contains the content.
    pub fn is_data_uri(&self) -> bool {
        self.0.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
    }
}

impl<T: AsRef<str>> From<T> for Media {
    fn from(uri: T) -> Self {
        Self(uri.as_ref().to_owned())
    }
}

impl From<&Media> for Media {
    fn from(media: &Media) -> Self {
        media.clone()
    }
}

/// Shows only the beginning, because a `data:` URI may have millions of characters.
impl fmt::Debug for Media {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Media({:?})", crate::text::shorten(&self.0))
    }
}

/// The form in which a media endpoint returns its result: the `response_format` of image, video and audio models.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum ResponseFormat {
    /// `url`: as a URL that expires. The hub's default.
    Url,
    /// `b64_json`: in the answer itself, as base64.
    B64Json,
}

crate::__private::choice_traits!(ResponseFormat { Url = "url", B64Json = "b64_json" });
