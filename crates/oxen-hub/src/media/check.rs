//! The detection of media by their first bytes.

use infer::MatcherType;

use crate::error::Error;

/// The number of bytes that the format of a file is detected from.
pub(super) const SIGNATURE_LENGTH: usize = 512;

/// The name of a medium of any kind.
pub(crate) const ANY_MEDIUM: &str = "media";

/// Returns the file extension of a medium with this beginning.
///
/// An unknown binary format is accepted, because no list of formats is complete. A known format of another kind, a
/// text, and an empty file are refused.
pub(super) fn extension(medium: &str, head: &[u8]) -> Result<&'static str, Error> {
    let refused =
        |found: &str| Err(Error::malformed("", format!("{found} instead of {medium} data")));
    if head.is_empty() {
        return refused("nothing");
    }
    let may_be = |kind: &str| medium == kind || medium == ANY_MEDIUM;
    if let Some(kind) = infer::get(head) {
        let is_it = match kind.matcher_type() {
            MatcherType::Image => may_be("image") || kind.extension() == "gif" && medium == "video",
            // A video container may hold only sound.
            MatcherType::Video => medium != "image",
            MatcherType::Audio => may_be("audio"),
            MatcherType::Archive if may_be("audio") => kind.extension() == "ogg",
            _ => false,
        };
        return match is_it {
            true => Ok(kind.extension()),
            false if is_svg(head) && may_be("image") => Ok("svg"),
            false => refused(&format!("content of type {}", kind.mime_type())),
        };
    }
    if is_svg(head) && may_be("image") {
        return Ok("svg");
    }
    match head.trim_ascii_start().first() {
        Some(b'<') => refused("an HTML page or XML"),
        Some(b'{' | b'[') => refused("JSON"),
        _ if std::str::from_utf8(head).is_ok_and(|text| !text.contains('\0')) => refused("text"),
        _ => Ok("bin"),
    }
}

fn is_svg(head: &[u8]) -> bool {
    head.trim_ascii_start().starts_with(b"<") && head.windows(4).any(|window| window == b"<svg")
}
