//! Truncates and escapes untrusted texts for messages.

use std::borrow::Cow;

use oxen_schema::text::{excerpt_within, is_invisible};

/// The maximum length of a text in a message, in bytes.
const MAX_SHOWN: usize = 80;

/// Returns the text, or its beginning and its length, with invisible characters escaped.
pub(crate) fn shorten(text: &str) -> Cow<'_, str> {
    let end = text.floor_char_boundary(MAX_SHOWN);
    let shown = &text[..end];
    let inert = if shown.contains(is_invisible) {
        Cow::Owned(excerpt_within(shown, MAX_SHOWN))
    } else {
        Cow::Borrowed(shown)
    };
    if end == text.len() { inert } else { Cow::Owned(format!("{inert}… ({} bytes)", text.len())) }
}
