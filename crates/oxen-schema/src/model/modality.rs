//! The kinds of content that a model accepts and produces.

use std::fmt;

/// A kind of content that a model accepts or produces.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Modality {
    /// Text.
    Text,
    /// Images.
    Image,
    /// Videos.
    Video,
    /// Audio.
    Audio,
    /// Vectors that represent text or images.
    Embeddings,
    /// A kind that this crate has no name for, such as `document`.
    Other(String),
}

impl Modality {
    /// Creates the modality that the hub calls `name`.
    pub fn new(name: &str) -> Self {
        match name {
            "text" => Self::Text,
            "image" => Self::Image,
            "video" => Self::Video,
            "audio" => Self::Audio,
            "embeddings" => Self::Embeddings,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Returns the hub's name for it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text => "text",
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Embeddings => "embeddings",
            Self::Other(name) => name,
        }
    }
}

impl fmt::Display for Modality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
