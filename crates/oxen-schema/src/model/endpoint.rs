//! The endpoints that serve models.

use std::fmt;

use super::Modality;

/// An endpoint of the inference API, as a path after the base URL.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Endpoint {
    /// Chat completions: text.
    ChatCompletions,
    /// Images from text alone.
    ImagesGenerate,
    /// Images from text and other images.
    ImagesEdit,
    /// Videos.
    VideosGenerate,
    /// Audio.
    AudioGenerate,
    /// An endpoint that this crate has no name for, by its path.
    Other(String),
}

/// The longest path kept in [`Endpoint::Other`], in bytes.
const MAX_PATH_BYTES: usize = 128;

impl Endpoint {
    /// Returns the endpoint with this path, or `None` if it isn't a plain absolute path of at most 128 bytes.
    ///
    /// ```
    /// use oxen_schema::model::Endpoint;
    ///
    /// assert_eq!(Endpoint::from_path("/images/edit"), Some(Endpoint::ImagesEdit));
    /// assert_eq!(Endpoint::from_path("/audio/speech"), Some(Endpoint::AudioGenerate));
    /// assert_eq!(Endpoint::from_path("/../keys"), None);
    /// ```
    pub fn from_path(path: &str) -> Option<Self> {
        Some(match path {
            "/chat/completions" => Self::ChatCompletions,
            "/images/generate" => Self::ImagesGenerate,
            "/images/edit" => Self::ImagesEdit,
            "/videos/generate" => Self::VideosGenerate,
            // The model pages say `speech` where the OpenAPI description says `generate`.
            "/audio/generate" | "/audio/speech" => Self::AudioGenerate,
            other if is_plain_path(other) => Self::Other(other.to_owned()),
            _ => return None,
        })
    }

    /// Returns the endpoint that serves a model.
    ///
    /// The first of these media in the output decides: video, image (with or without image input), audio. A model
    /// without such output is served by the endpoint that the hub states, or by `/chat/completions` if the hub
    /// states none.
    pub fn serving(stated: Option<&str>, input: &[Modality], output: &[Modality]) -> Self {
        if output.contains(&Modality::Video) {
            Self::VideosGenerate
        } else if output.contains(&Modality::Image) {
            if input.contains(&Modality::Image) { Self::ImagesEdit } else { Self::ImagesGenerate }
        } else if output.contains(&Modality::Audio) {
            Self::AudioGenerate
        } else {
            stated.and_then(Self::from_path).unwrap_or(Self::ChatCompletions)
        }
    }

    /// The parameters that only the queue accepts.
    pub const QUEUE_PARAMETERS: [&str; 3] = ["num_generations", "target_repo", "target_directory"];

    /// Returns the path after the base URL, such as `/images/edit`.
    pub fn path(&self) -> &str {
        match self {
            Self::ChatCompletions => "/chat/completions",
            Self::ImagesGenerate => "/images/generate",
            Self::ImagesEdit => "/images/edit",
            Self::VideosGenerate => "/videos/generate",
            Self::AudioGenerate => "/audio/generate",
            Self::Other(path) => path,
        }
    }

    /// Returns whether the endpoint answers with images, videos or audio, and so accepts the media parameters.
    pub fn is_media(&self) -> bool {
        matches!(self, Self::AudioGenerate) || self.is_queueable()
    }

    /// Returns whether requests may go through the queue, which accepts requests for images and videos only.
    pub fn is_queueable(&self) -> bool {
        matches!(self, Self::ImagesGenerate | Self::ImagesEdit | Self::VideosGenerate)
    }
}

fn is_plain_path(path: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/_.-".contains(&byte);
    path.len() > 1
        && path.len() <= MAX_PATH_BYTES
        && path.starts_with('/')
        && path.bytes().all(plain)
        && !path.contains("..")
        && !path.contains("//")
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path())
    }
}
