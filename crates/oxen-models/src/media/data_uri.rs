//! Making `data:` URIs.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::error::MediaError;
use super::mime;
use crate::text::shorten;

pub(super) fn of_bytes(mime: &str, bytes: &[u8]) -> Result<String, MediaError> {
    if !mime::is_mime_type(mime) {
        return Err(MediaError::NotAMimeType { mime: shorten(mime).into_owned() });
    }
    check_size(None, mime, bytes.len() as u64)?;
    Ok(encode(mime, bytes))
}

pub(super) fn of_file(path: &Path) -> Result<String, MediaError> {
    let read_error = |source: io::Error| MediaError::Read { path: path.to_owned(), source };
    // Asked before opening: opening a named pipe would wait for its other end.
    let metadata = std::fs::metadata(path).map_err(read_error)?;
    if !metadata.is_file() {
        return Err(MediaError::NotAFile { path: path.to_owned() });
    }
    let of_extension = mime::of_extension(path);
    if let Some(mime) = of_extension {
        // Before reading: the file may be larger than memory.
        check_size(Some(path), mime, metadata.len())?;
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|mut file| file.read_to_end(&mut bytes)).map_err(read_error)?;
    let mime = of_extension
        .or_else(|| mime::of_content(&bytes))
        .ok_or_else(|| MediaError::UnknownKind { path: path.to_owned() })?;
    check_size(Some(path), mime, bytes.len() as u64)?;
    Ok(encode(mime, &bytes))
}

fn check_size(path: Option<&Path>, mime: &str, size: u64) -> Result<(), MediaError> {
    match mime::limit(mime) {
        Some(limit) if size > limit => Err(MediaError::TooLarge {
            path: path.map(Path::to_owned),
            mime: mime.to_owned(),
            size,
            limit,
        }),
        _ => Ok(()),
    }
}

fn encode(mime: &str, bytes: &[u8]) -> String {
    let mut uri = format!("data:{mime};base64,");
    STANDARD.encode_string(bytes, &mut uri);
    uri
}
