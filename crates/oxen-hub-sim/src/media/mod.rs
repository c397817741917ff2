//! Pictures, videos and sounds: small, real, and of the requested shape.

mod bits;
mod h264;
mod mp4;
mod picture;
mod shape;
mod sound;

use serde_json::{Map, Value};

pub(crate) use shape::Shape;

/// The kinds of media that endpoints make.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum MediaKind {
    Image,
    Video,
    Audio,
}

impl MediaKind {
    /// Returns the kind that the endpoint of a model makes.
    pub(crate) fn of_endpoint(path: &str) -> Option<Self> {
        match path {
            "/images/generate" | "/images/edit" => Some(Self::Image),
            "/videos/generate" => Some(Self::Video),
            "/audio/generate" => Some(Self::Audio),
            _ => None,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
        }
    }

    /// Returns the key of the list in an answer.
    pub(crate) fn list(self) -> &'static str {
        match self {
            Self::Image => "images",
            Self::Video => "videos",
            Self::Audio => "audios",
        }
    }

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Image => "png",
            Self::Video => "mp4",
            Self::Audio => "wav",
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Image => "image/png",
            Self::Video => "video/mp4",
            Self::Audio => "audio/wav",
        }
    }
}

/// A result before it is rendered, which happens when it is downloaded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Medium {
    pub(crate) kind: MediaKind,
    pub(crate) shape: Shape,
    /// The seed of the colour or tone.
    pub(crate) seed: u64,
}

impl Medium {
    /// Creates the medium that a request asks for.
    pub(crate) fn of_request(kind: MediaKind, parameters: &Map<String, Value>, seed: u64) -> Self {
        Self { kind, shape: Shape::of_request(kind, parameters), seed }
    }

    /// Renders the file; the bytes are always the same.
    pub(crate) fn render(&self) -> Vec<u8> {
        match self.kind {
            MediaKind::Image => picture::png(&self.shape, self.seed),
            MediaKind::Video => mp4::mp4(&self.shape, self.seed),
            MediaKind::Audio => sound::wav(&self.shape, self.seed),
        }
    }
}
