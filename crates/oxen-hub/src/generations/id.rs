//! The id of a generation.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The length limit of an id in bytes. The hub's ids are UUIDs of 36 bytes.
const MAX_LENGTH: usize = 128;

/// The id of a generation, which outlives the program that enqueued it: store it, and wait for it in another process.
///
/// The hub's ids are UUIDs; any short text of visible ASCII characters is accepted, so that another form of id works
/// too.
///
/// ```
/// use oxen_hub::generations::GenerationId;
///
/// let id: GenerationId = "0d3f6f7e-8f0b-4a3c-9b1e-2f7d7c1a9e55".parse()?;
/// assert_eq!(id.to_string(), "0d3f6f7e-8f0b-4a3c-9b1e-2f7d7c1a9e55");
/// assert_eq!(serde_json::to_value(&id)?, id.as_str());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GenerationId(Box<str>);

/// A text that is not the id of a generation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not the id of a generation: {reason}")]
pub struct InvalidGenerationId {
    text: String,
    reason: &'static str,
}

impl GenerationId {
    /// Parses an id.
    ///
    /// # Errors
    ///
    /// If the text is empty, longer than 128 bytes, has other characters than visible ASCII, or is `.` or `..`.
    pub fn new(text: impl Into<String>) -> Result<Self, InvalidGenerationId> {
        let text = text.into();
        let reason = if text.is_empty() {
            "it is empty"
        } else if text.len() > MAX_LENGTH {
            "it is longer than 128 bytes"
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            "it has other characters than visible ASCII"
        } else if matches!(text.as_str(), "." | "..") {
            "it would change the path"
        } else {
            return Ok(Self(text.into_boxed_str()));
        };
        Err(InvalidGenerationId { text: oxen_schema::text::excerpt(&text), reason })
    }

    /// Returns the id as the hub writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GenerationId {
    type Err = InvalidGenerationId;

    fn from_str(text: &str) -> Result<Self, InvalidGenerationId> {
        Self::new(text)
    }
}

impl TryFrom<String> for GenerationId {
    type Error = InvalidGenerationId;

    fn try_from(text: String) -> Result<Self, InvalidGenerationId> {
        Self::new(text)
    }
}

impl AsRef<str> for GenerationId {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&GenerationId> for GenerationId {
    fn from(id: &GenerationId) -> Self {
        id.clone()
    }
}

impl fmt::Display for GenerationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Shows the id without quotes.
impl fmt::Debug for GenerationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for GenerationId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for GenerationId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)
            .and_then(|text| Self::new(text).map_err(de::Error::custom))
    }
}
