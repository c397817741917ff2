//! Media that an answer contains in base64.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::error::Error;

/// The source of a medium.
#[derive(Clone, PartialEq)]
pub(crate) enum Source {
    /// A link.
    Url(String),
    /// Base64 in the answer.
    Inline(Inline),
    /// None: the answer has neither.
    Missing,
}

/// A medium in base64, as a part of an answer's buffer.
#[derive(Clone)]
pub(crate) struct Inline {
    buffer: Arc<Vec<u8>>,
    range: Range<usize>,
}

/// The number of characters that are decoded at a time.
const PIECE: usize = 64 * 1024;

impl Source {
    /// Creates the source of a link; a `data:` URI contains the medium itself.
    pub(crate) fn of_url(url: String) -> Self {
        let data = url.strip_prefix("data:").and_then(|rest| rest.split_once(";base64,"));
        match data {
            Some((_, data)) if !data.is_empty() => Self::Inline(Inline::of_text(data.to_owned())),
            _ => Self::Url(url),
        }
    }
}

impl Inline {
    pub(crate) fn new(buffer: Arc<Vec<u8>>, range: Range<usize>) -> Self {
        Self { buffer, range }
    }

    pub(crate) fn of_text(text: String) -> Self {
        let range = 0..text.len();
        Self { buffer: Arc::new(text.into_bytes()), range }
    }

    /// Returns the characters as they are in the answer's JSON, where any may be escaped.
    fn raw(&self) -> &[u8] {
        self.buffer.get(self.range.clone()).unwrap_or_default()
    }

    /// Returns the base64 text.
    pub(crate) fn text(&self) -> String {
        let mut rest = self.raw();
        let mut text = Vec::with_capacity(rest.len());
        while let Some(character) = next_character(&mut rest) {
            text.push(character);
        }
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Returns the approximate size of the decoded medium, in bytes.
    pub(crate) fn size_hint(&self) -> u64 {
        self.raw().len() as u64 / 4 * 3
    }

    /// Returns an iterator that decodes the medium piece by piece.
    pub(crate) fn pieces(&self) -> Pieces<'_> {
        Pieces { rest: self.raw(), characters: Vec::new(), is_over: false }
    }
}

/// Compares the texts, not the buffers that contain them.
impl PartialEq for Inline {
    fn eq(&self, other: &Self) -> bool {
        self.raw() == other.raw() || self.text() == other.text()
    }
}

/// Shows the size only.
impl fmt::Debug for Inline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} characters of base64", self.raw().len())
    }
}

/// Omits the query of a link, which may contain a token.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Url(url) => {
                let path = url.split(['?', '#']).next().unwrap_or_default();
                f.debug_tuple("Url").field(&oxen_schema::text::excerpt_within(path, 200)).finish()
            }
            Self::Inline(inline) => f.debug_tuple("Inline").field(inline).finish(),
            Self::Missing => f.write_str("Missing"),
        }
    }
}

/// Takes the next character, unescaped: some serializers escape more than JSON asks for, such as `+`, `/` and `=`.
fn next_character(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    if *first != b'\\' {
        return Some(*first);
    }
    let (escaped, after) = rest.split_first()?;
    *rest = after;
    Some(match escaped {
        b'n' => b'\n',
        b'r' => b'\r',
        b'u' => {
            let (digits, after) = rest.split_at_checked(4)?;
            *rest = after;
            let code = std::str::from_utf8(digits).ok()?;
            // No character of base64 is beyond ASCII; what takes its place is refused.
            u32::from_str_radix(code, 16).ok().and_then(|code| u8::try_from(code).ok()).unwrap_or(0)
        }
        other => *other,
    })
}

/// The decoded pieces of a medium.
pub(crate) struct Pieces<'a> {
    rest: &'a [u8],
    /// Reused from piece to piece.
    characters: Vec<u8>,
    is_over: bool,
}

impl Pieces<'_> {
    /// Takes characters up to a whole number of groups of four.
    fn take(&mut self) {
        self.characters.clear();
        self.characters.reserve(PIECE);
        while self.characters.len() < PIECE {
            match next_character(&mut self.rest) {
                None => break,
                // The URL-safe alphabet.
                Some(b'-') => self.characters.push(b'+'),
                Some(b'_') => self.characters.push(b'/'),
                Some(b'\n' | b'\r' | b' ') => {}
                Some(b'=') => {
                    self.is_over = true;
                    break;
                }
                Some(other) => self.characters.push(other),
            }
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Result<Vec<u8>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over || self.rest.is_empty() {
            return None;
        }
        self.take();
        let decoded = STANDARD_NO_PAD.decode(&self.characters);
        Some(decoded.map_err(|error| {
            self.is_over = true;
            Error::malformed("", format!("base64 that can't be read: {error}"))
        }))
    }
}
