//! The parts of a message.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::media::Media;

/// One part of a message: text, a picture, a video, a sound or a file.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(from = "Wire", into = "Wire")]
#[non_exhaustive]
pub enum Part {
    /// Text.
    Text(String),
    /// A picture.
    Image(Media),
    /// A video.
    Video(Media),
    /// A sound, of at most 20 MB.
    Audio(Media),
    /// A PDF, of at most 24 MB.
    File(File),
    /// A part that this version of the crate has no name for, as JSON.
    Other(Value),
}

/// A file in a message: a PDF.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct File {
    /// Its name.
    pub filename: String,
    /// Where it is, or what is in it.
    pub content: Media,
}

impl Part {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A picture.
    pub fn image(image: impl Into<Media>) -> Self {
        Self::Image(image.into())
    }

    /// A video.
    pub fn video(video: impl Into<Media>) -> Self {
        Self::Video(video.into())
    }

    /// A sound, of at most 20 MB.
    pub fn audio(audio: impl Into<Media>) -> Self {
        Self::Audio(audio.into())
    }

    /// A PDF, of at most 24 MB, and its name.
    ///
    /// ```
    /// use oxen_models::Media;
    /// use oxen_models::chat::Part;
    ///
    /// let by_url = Part::file("ox.pdf", "https://example.com/ox.pdf");
    /// let inline = Part::file("ox.pdf", Media::bytes("application/pdf", b"%PDF-1.7")?);
    /// # Ok::<(), oxen_models::MediaError>(())
    /// ```
    pub fn file(filename: impl Into<String>, content: impl Into<Media>) -> Self {
        Self::File(File { filename: filename.into(), content: content.into() })
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A part as the API has it.
#[derive(Deserialize, Serialize)]
#[serde(untagged)]
enum Wire {
    Known(Known),
    Other(Value),
}

#[derive(Deserialize, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Known {
    Text { text: String },
    ImageUrl { image_url: Url },
    VideoUrl { video_url: Url },
    AudioUrl { audio_url: Url },
    File { file: WireFile },
}

#[derive(Deserialize, Serialize)]
struct Url {
    url: Media,
}

/// Exactly one of `file_data` and `file_url` is there.
#[derive(Deserialize, Serialize)]
struct WireFile {
    filename: String,
    #[serde(flatten)]
    content: WireContent,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum WireContent {
    FileData(Media),
    FileUrl(Media),
}

impl From<Part> for Wire {
    fn from(part: Part) -> Self {
        Self::Known(match part {
            Part::Text(text) => Known::Text { text },
            Part::Image(url) => Known::ImageUrl { image_url: Url { url } },
            Part::Video(url) => Known::VideoUrl { video_url: Url { url } },
            Part::Audio(url) => Known::AudioUrl { audio_url: Url { url } },
            Part::File(File { filename, content }) => {
                let content = if content.is_data_uri() {
                    WireContent::FileData(content)
                } else {
                    WireContent::FileUrl(content)
                };
                Known::File { file: WireFile { filename, content } }
            }
            Part::Other(value) => return Self::Other(value),
        })
    }
}

impl From<Wire> for Part {
    fn from(wire: Wire) -> Self {
        match wire {
            Wire::Known(Known::Text { text }) => Self::Text(text),
            Wire::Known(Known::ImageUrl { image_url }) => Self::Image(image_url.url),
            Wire::Known(Known::VideoUrl { video_url }) => Self::Video(video_url.url),
            Wire::Known(Known::AudioUrl { audio_url }) => Self::Audio(audio_url.url),
            Wire::Known(Known::File { file: WireFile { filename, content } }) => {
                let (WireContent::FileData(content) | WireContent::FileUrl(content)) = content;
                Self::File(File { filename, content })
            }
            Wire::Other(value) => Self::Other(value),
        }
    }
}
