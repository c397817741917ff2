//! The MIME types of files, and the hub's size limits for them.

use std::path::Path;

/// The hub's limits in megabytes are interpreted as mebibytes, so that no file within a limit is refused.
const MEBIBYTE: u64 = 1024 * 1024;

/// Returns the MIME type that a file's extension stands for.
pub(super) fn of_extension(path: &Path) -> Option<&'static str> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    Some(match extension.as_str() {
        "avif" => "image/avif",
        "bmp" => "image/bmp",
        "gif" => "image/gif",
        "heic" => "image/heic",
        "heif" => "image/heif",
        "jpeg" | "jpg" => "image/jpeg",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "tif" | "tiff" => "image/tiff",
        "webp" => "image/webp",
        "avi" => "video/x-msvideo",
        "m4v" | "mp4" => "video/mp4",
        "mkv" => "video/x-matroska",
        "mov" => "video/quicktime",
        "mpeg" | "mpg" => "video/mpeg",
        "webm" => "video/webm",
        "aac" => "audio/aac",
        "aif" | "aiff" => "audio/aiff",
        "flac" => "audio/flac",
        "m4a" => "audio/mp4",
        "mp3" => "audio/mpeg",
        "oga" | "ogg" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "pdf" => "application/pdf",
        _ => return None,
    })
}

/// Returns the MIME type that the first bytes of an image, video, audio or PDF file stand for.
pub(super) fn of_content(bytes: &[u8]) -> Option<&'static str> {
    let kind = infer::get(bytes)?;
    let mime = kind.mime_type();
    let known = matches!(
        kind.matcher_type(),
        infer::MatcherType::Image | infer::MatcherType::Video | infer::MatcherType::Audio
    );
    (known || mime == "application/pdf").then_some(mime)
}

/// Returns the largest size that the hub accepts, in bytes; `None` if no limit is documented.
pub(super) fn limit(mime: &str) -> Option<u64> {
    let mime = mime.to_ascii_lowercase();
    if mime.starts_with("audio/") {
        Some(20 * MEBIBYTE)
    } else if mime == "application/pdf" {
        Some(24 * MEBIBYTE)
    } else {
        None
    }
}

/// Returns whether a string is `type/subtype`, each a name that RFC 6838 allows.
pub(super) fn is_mime_type(mime: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphanumeric())
            && name.len() <= 127
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    mime.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype))
}
