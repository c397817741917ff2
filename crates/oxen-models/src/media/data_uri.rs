//! Creates `data:` URIs.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::error::MediaError;
use super::mime;
use crate::text::shorten;

/// The number of bytes that are read and encoded at a time: a multiple of three, so that the encoded chunks join
/// without padding, and large enough that the first chunk shows the kind of content.
const CHUNK: usize = 48 * 1024;

pub(super) fn of_bytes(mime: &str, bytes: &[u8]) -> Result<String, MediaError> {
    if !mime::is_mime_type(mime) {
        return Err(MediaError::NotAMimeType { mime: shorten(mime).into_owned() });
    }
    check_size(None, mime, bytes.len() as u64, None)?;
    let mut uri = prefix(mime);
    uri.reserve_exact(bytes.len().div_ceil(3).saturating_mul(4));
    STANDARD.encode_string(bytes, &mut uri);
    Ok(uri)
}

/// Encodes a file while reading it, so that its whole content is never in memory.
pub(super) fn of_file(path: &Path, limit: u64) -> Result<String, MediaError> {
    let read_error = |source: io::Error| MediaError::Read { path: path.to_owned(), source };
    let not_a_file = || MediaError::NotAFile { path: path.to_owned() };
    // Checked before opening, since opening a named pipe waits for its other end; and after, since the path may
    // lead elsewhere by then.
    if !std::fs::metadata(path).map_err(read_error)?.is_file() {
        return Err(not_a_file());
    }
    let mut file = File::open(path).map_err(read_error)?;
    let metadata = file.metadata().map_err(read_error)?;
    if !metadata.is_file() {
        return Err(not_a_file());
    }
    let size = metadata.len();
    let mut chunk = Vec::with_capacity(CHUNK);
    fill(&mut file, &mut chunk).map_err(read_error)?;
    let mime = mime::of_extension(path)
        .or_else(|| mime::of_content(&chunk))
        .ok_or_else(|| MediaError::UnknownKind { path: path.to_owned() })?;
    check_size(Some(path), mime, size, Some(limit))?;

    let mut uri = prefix(mime);
    let encoded = usize::try_from(size.div_ceil(3).saturating_mul(4)).unwrap_or(usize::MAX);
    uri.try_reserve_exact(encoded).map_err(|_| read_error(io::ErrorKind::OutOfMemory.into()))?;
    let mut found = 0;
    while !chunk.is_empty() {
        found += chunk.len() as u64;
        if found > size {
            break;
        }
        STANDARD.encode_string(&chunk, &mut uri);
        fill(&mut file, &mut chunk).map_err(read_error)?;
    }
    if found != size {
        return Err(MediaError::Changed { path: path.to_owned() });
    }
    Ok(uri)
}

fn prefix(mime: &str) -> String {
    format!("data:{mime};base64,")
}

/// Reads the next chunk, which is shorter only at the end of the file.
fn fill(file: &mut File, chunk: &mut Vec<u8>) -> io::Result<()> {
    chunk.clear();
    file.take(CHUNK as u64).read_to_end(chunk)?;
    Ok(())
}

/// Checks that content is not larger than the hub accepts for its kind, or than `limit`.
fn check_size(
    path: Option<&Path>,
    mime: &str,
    size: u64,
    limit: Option<u64>,
) -> Result<(), MediaError> {
    let path = path.map(Path::to_owned);
    match (mime::limit(mime), limit) {
        (Some(limit), _) if size > limit => {
            Err(MediaError::TooLarge { path, mime: mime.to_owned(), size, limit })
        }
        (_, Some(limit)) if size > limit => {
            Err(MediaError::AboveLimit { path: path.unwrap_or_default(), size, limit })
        }
        _ => Ok(()),
    }
}
