//! The API key, which is sent to the hub alone and never shown.

mod decode;
mod spelling;

use std::borrow::Cow;
use std::env::VarError;
use std::fmt;
use std::sync::Arc;

use oxen_schema::text::excerpt_within;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use self::spelling::{MIN_PART_LENGTH, Spellings};
use crate::error::Error;

/// The environment variable of the key.
pub(crate) const VARIABLE: &str = "OXEN_API_KEY";

/// An API key of the hub.
///
/// It has no `Display`, a `Debug` without content, and its memory is wiped when the last clone is dropped. It is sent to
/// the exact origin of the base URL and struck out of every text that quotes it.
///
/// ```
/// use oxen_hub::ApiKey;
///
/// let key = ApiKey::new("  oxen-key-0123456789abcdef\n")?;
/// assert_eq!(format!("{key:?}"), "ApiKey(..)");
/// assert_eq!(key.strike_out("no user for oxen-key-0123456789abcdef"), "no user for [the key]");
/// # Ok::<(), oxen_hub::Error>(())
/// ```
#[derive(Clone)]
pub struct ApiKey(Arc<Secret>);

struct Secret {
    text: Zeroizing<String>,
    spellings: Spellings,
}

impl ApiKey {
    /// Creates a key from a text without the white space around it, such as the line end of a file.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) if nothing is left, or if it has a character that no header
    /// can carry.
    pub fn new(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::configuration(format!("the key is empty; set {VARIABLE}")));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::configuration(format!(
                "the key in {VARIABLE} has characters that a key can't have; copy it again, without quotes and line breaks"
            )));
        }
        let spellings = Spellings::of(text);
        Ok(Self(Arc::new(Secret { text: Zeroizing::new(text.to_owned()), spellings })))
    }

    /// Reads `OXEN_API_KEY`; returns `None` if it is not set or blank.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) if the variable isn't Unicode or isn't a key.
    pub fn from_env() -> Result<Option<Self>, Error> {
        variable(VARIABLE)?.map(|text| Self::new(&text)).transpose()
    }

    /// Returns whether the text quotes the key: as it is, escaped as JSON, URLs or HTML do, in base64 or hexadecimal, or
    /// in one of these within others.
    ///
    /// A key without its first four characters counts too, because an escape before it may seem to contain them. A key of
    /// fewer than 12 characters may be a word of any text and is never found.
    pub fn is_quoted_in(&self, text: &str) -> bool {
        self.0.text.len() >= MIN_PART_LENGTH && self.0.spellings.are_in(text.as_bytes())
    }

    /// Returns the text with the key struck out in every encoding, and any part of at least 12 characters too.
    pub fn strike_out(&self, text: &str) -> String {
        let places = self.0.spellings.places(text.as_bytes());
        if places.is_empty() {
            return text.to_owned();
        }
        let mut struck = String::with_capacity(text.len());
        let mut end = 0;
        for place in places {
            // Every spelling is ASCII, so it starts and ends at character boundaries.
            struck.push_str(text.get(end..place.start).unwrap_or_default());
            struck.push_str("[the key]");
            end = place.end;
        }
        struck.push_str(text.get(end..).unwrap_or_default());
        // A spelling may be so long that its place isn't found.
        if self.is_quoted_in(&struck) { "[the key]".to_owned() } else { struck }
    }

    /// Returns the value of the `Authorization` header, marked so that no library prints it.
    pub(crate) fn authorization(&self) -> HeaderValue {
        let text = Zeroizing::new(format!("Bearer {}", self.0.text.as_str()));
        // `new` lets only visible ASCII through, which every header can carry.
        let mut value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("Bearer"));
        value.set_sensitive(true);
        value
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ApiKey(..)")
    }
}

/// Returns the beginning of an untrusted text for an error: the key is struck out, invisible characters are escaped.
pub(crate) fn inert(text: &str, key: Option<&ApiKey>, limit: usize) -> String {
    // A character has at most four bytes; the extra ones keep a key at the edge whole.
    let start = &text[..text.floor_char_boundary(limit * 4 + 4096)];
    let struck = key.map_or(Cow::Borrowed(start), |key| Cow::Owned(key.strike_out(start)));
    excerpt_within(struck.trim(), limit)
}

/// Returns a variable of the environment; `None` if it is not set or blank.
pub(crate) fn variable(name: &str) -> Result<Option<Zeroizing<String>>, Error> {
    match std::env::var(name) {
        Ok(text) => Ok(Some(Zeroizing::new(text)).filter(|text| !text.trim().is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(Error::configuration(format!(
            "the environment variable {name} is not Unicode text; set it again, or unset it"
        ))),
    }
}
