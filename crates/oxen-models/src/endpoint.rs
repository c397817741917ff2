//! Endpoints, and the kinds of content that models accept and produce.

use std::fmt;

use oxen_schema::model as hub;

/// An endpoint of the inference API.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Endpoint {
    /// `/chat/completions`: text.
    ChatCompletions,
    /// `/images/generate`: images from text alone.
    ImagesGenerate,
    /// `/images/edit`: images from text and other images.
    ImagesEdit,
    /// `/videos/generate`: videos.
    VideosGenerate,
    /// `/audio/generate`: audio.
    AudioGenerate,
    /// An endpoint that this version of the crate has no name for, by its path.
    Other(&'static str),
}

impl Endpoint {
    /// Returns the path after the base URL, such as `/images/edit`.
    pub const fn path(self) -> &'static str {
        match self {
            Self::ChatCompletions => "/chat/completions",
            Self::ImagesGenerate => "/images/generate",
            Self::ImagesEdit => "/images/edit",
            Self::VideosGenerate => "/videos/generate",
            Self::AudioGenerate => "/audio/generate",
            Self::Other(path) => path,
        }
    }

    /// Returns whether the answer consists of images, videos or audio.
    pub const fn is_media(self) -> bool {
        matches!(self, Self::AudioGenerate) || self.is_queueable()
    }

    /// Returns whether requests may go through the queue.
    pub const fn is_queueable(self) -> bool {
        matches!(self, Self::ImagesGenerate | Self::ImagesEdit | Self::VideosGenerate)
    }
}

/// Displays as the path.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path())
    }
}

impl From<Endpoint> for hub::Endpoint {
    fn from(endpoint: Endpoint) -> Self {
        match endpoint {
            Endpoint::ChatCompletions => Self::ChatCompletions,
            Endpoint::ImagesGenerate => Self::ImagesGenerate,
            Endpoint::ImagesEdit => Self::ImagesEdit,
            Endpoint::VideosGenerate => Self::VideosGenerate,
            Endpoint::AudioGenerate => Self::AudioGenerate,
            Endpoint::Other(path) => Self::Other(path.to_owned()),
        }
    }
}

/// A kind of content that a model accepts or produces.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
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
    /// A kind that this version of the crate has no name for, such as `document`.
    Other(&'static str),
}

impl Modality {
    /// Returns the hub's name for it.
    pub const fn as_str(self) -> &'static str {
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

/// Displays as the hub's name.
impl fmt::Display for Modality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
