//! Foreign texts in messages: truncated, without characters that a terminal or a log would interpret.

use std::borrow::Cow;

use oxen_schema::text::{excerpt_within, is_invisible};

/// The longest part of a text that a message shows, in bytes.
const MOST: usize = 80;

/// Returns the text, or its beginning and how long it is, with invisible characters escaped.
pub(crate) fn shorten(text: &str) -> Cow<'_, str> {
    let end = text.floor_char_boundary(MOST);
    let shown = &text[..end];
    let inert = if shown.contains(is_invisible) {
        Cow::Owned(excerpt_within(shown, MOST))
    } else {
        Cow::Borrowed(shown)
    };
    if end == text.len() { inert } else { Cow::Owned(format!("{inert}… ({} bytes)", text.len())) }
}
