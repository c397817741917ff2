//! Long texts, cut short for messages.

use std::borrow::Cow;

/// The most of a text that a message shows, in bytes.
const MOST: usize = 80;

/// The text, or its beginning and how long it is.
pub(crate) fn shorten(text: &str) -> Cow<'_, str> {
    if text.len() <= MOST {
        return Cow::Borrowed(text);
    }
    let end = text.floor_char_boundary(MOST);
    Cow::Owned(format!("{}… ({} bytes)", &text[..end], text.len()))
}
