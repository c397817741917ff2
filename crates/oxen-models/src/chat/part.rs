//! The parts of a message.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::object::{Extra, json_object, object, text};
use crate::media::Media;
use crate::not_representable::{NotRepresentable, check_members};

/// One part of a message: text, an image, a video, audio or a file.
///
/// A part that was read keeps the members that this version of the crate doesn't know, and is sent with them.
///
/// ```
/// use oxen_models::chat::{Part, PartContent};
///
/// let part = Part::image("https://example.com/ox.png").with("detail", "high");
/// assert!(matches!(part.content(), PartContent::Image(_)));
/// assert_eq!(
///     serde_json::to_string(&part)?,
///     r#"{"type":"image_url","image_url":{"url":"https://example.com/ox.png","detail":"high"}}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Part {
    kind: Kind,
    /// Members beside those of the kind.
    extra: Extra,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Kind {
    Text(String),
    Image(Link),
    Video(Link),
    Audio(Link),
    File(File),
    /// All members of the part.
    Other(Map<String, Value>),
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
struct Link {
    url: Media,
    #[serde(flatten)]
    extra: Extra,
}

json_object!(Link: |link| ["url" => text(link.url.as_str())], Some(&link.extra));

/// A file in a message: a PDF.
#[derive(Clone, Debug, Eq, PartialEq)]
struct File {
    filename: Option<String>,
    content: Media,
    extra: Extra,
}

json_object!(
    File: |file| [
        "filename" => file.filename.as_deref().and_then(text),
        "file_data" => text(file.content.as_str()).filter(|_| file.content.is_data_uri()),
        "file_url" => text(file.content.as_str()).filter(|_| !file.content.is_data_uri()),
    ],
    Some(&file.extra)
);

json_object!(
    Part: |part| [
        "type" => part.type_name().and_then(text),
        "text" => part.as_text().and_then(text),
        "image_url" => part.link(|kind| matches!(kind, Kind::Image(_))),
        "video_url" => part.link(|kind| matches!(kind, Kind::Video(_))),
        "audio_url" => part.link(|kind| matches!(kind, Kind::Audio(_))),
        "file" => match &part.kind { Kind::File(file) => object(file), _ => None },
    ],
    Some(part.members())
);

/// The content of a [`Part`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum PartContent<'a> {
    /// Text.
    Text(&'a str),
    /// An image.
    Image(&'a Media),
    /// A video.
    Video(&'a Media),
    /// Audio, of at most 20 MB.
    Audio(&'a Media),
    /// A PDF, of at most 24 MB.
    File {
        /// Its name, if it has one.
        filename: Option<&'a str>,
        /// The URL, or the file itself.
        content: &'a Media,
    },
    /// A part that this version of the crate has no name for, as JSON.
    Other(&'a Map<String, Value>),
}

impl Part {
    fn new(kind: Kind) -> Self {
        Self { kind, extra: Extra::new() }
    }

    /// Creates a text part.
    pub fn text(text: impl Into<String>) -> Self {
        Self::new(Kind::Text(text.into()))
    }

    /// Creates an image part.
    pub fn image(image: impl Into<Media>) -> Self {
        Self::new(Kind::Image(Link::new(image)))
    }

    /// Creates a video part.
    pub fn video(video: impl Into<Media>) -> Self {
        Self::new(Kind::Video(Link::new(video)))
    }

    /// Creates an audio part, of at most 20 MB.
    pub fn audio(audio: impl Into<Media>) -> Self {
        Self::new(Kind::Audio(Link::new(audio)))
    }

    /// Creates a part with a PDF of at most 24 MB and its name.
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
        let (filename, content) = (Some(filename.into()), content.into());
        Self::new(Kind::File(File { filename, content, extra: Extra::new() }))
    }

    /// Adds a member that this version of the crate doesn't know: next to the URL if the part has one, or else to the
    /// part itself.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        let members = match &mut self.kind {
            Kind::Image(link) | Kind::Video(link) | Kind::Audio(link) => &mut link.extra,
            Kind::File(file) => &mut file.extra,
            Kind::Other(members) => members,
            Kind::Text(_) => &mut self.extra,
        };
        members.insert(name.into(), value.into());
        self
    }

    /// Returns the content.
    pub fn content(&self) -> PartContent<'_> {
        match &self.kind {
            Kind::Text(text) => PartContent::Text(text),
            Kind::Image(link) => PartContent::Image(&link.url),
            Kind::Video(link) => PartContent::Video(&link.url),
            Kind::Audio(link) => PartContent::Audio(&link.url),
            Kind::File(file) => {
                PartContent::File { filename: file.filename.as_deref(), content: &file.content }
            }
            Kind::Other(members) => PartContent::Other(members),
        }
    }

    /// Returns the text of a text part.
    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    fn type_name(&self) -> Option<&'static str> {
        Some(match &self.kind {
            Kind::Text(_) => "text",
            Kind::Image(_) => "image_url",
            Kind::Video(_) => "video_url",
            Kind::Audio(_) => "audio_url",
            Kind::File(_) => "file",
            Kind::Other(_) => return None,
        })
    }

    fn link(&self, is_meant: impl Fn(&Kind) -> bool) -> Option<oxen_schema::schema::Instance<'_>> {
        match &self.kind {
            kind @ (Kind::Image(link) | Kind::Video(link) | Kind::Audio(link)) => {
                object(link).filter(|_| is_meant(kind))
            }
            _ => None,
        }
    }

    fn members(&self) -> &Map<String, Value> {
        match &self.kind {
            Kind::Other(members) => members,
            _ => &self.extra,
        }
    }

    pub(super) fn check_depth(&self) -> Result<(), NotRepresentable> {
        // The levels are the messages, the message, its parts, the part, and the object within it.
        let inner = match &self.kind {
            Kind::Image(link) | Kind::Video(link) | Kind::Audio(link) => &link.extra,
            Kind::File(file) => &file.extra,
            Kind::Text(_) | Kind::Other(_) => self.members(),
        };
        check_members(self.members(), 4).and_then(|()| check_members(inner, 5))
    }
}

impl Link {
    fn new(url: impl Into<Media>) -> Self {
        Self { url: url.into(), extra: Extra::new() }
    }
}

impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// Reads any object; one that doesn't have the form of a known part is kept unchanged.
impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Value::Object(members) = Value::deserialize(deserializer)? else {
            return Err(D::Error::custom("a part of a message must be an object"));
        };
        Ok(Self::read(&members).unwrap_or_else(|| Self::new(Kind::Other(members))))
    }
}

impl Part {
    fn read(members: &Map<String, Value>) -> Option<Self> {
        let name = members.get("type")?.as_str()?;
        let value = members.get(name)?;
        let link = || Link::deserialize(value).ok();
        let kind = match name {
            "text" => Kind::Text(value.as_str()?.to_owned()),
            "image_url" => Kind::Image(link()?),
            "video_url" => Kind::Video(link()?),
            "audio_url" => Kind::Audio(link()?),
            "file" => Kind::File(File::read(value.as_object()?.clone())?),
            _ => return None,
        };
        let mut extra = members.clone();
        extra.remove("type");
        extra.remove(name);
        Some(Self { kind, extra })
    }
}

impl File {
    fn read(mut members: Map<String, Value>) -> Option<Self> {
        let filename = match members.remove("filename") {
            None => None,
            Some(Value::String(filename)) => Some(filename),
            Some(_) => return None,
        };
        let (data, url) = (members.remove("file_data"), members.remove("file_url"));
        let content = match (data, url) {
            (Some(Value::String(data)), None) => Some(Media::from(data)).filter(Media::is_data_uri),
            (None, Some(Value::String(url))) => {
                Some(Media::from(url)).filter(|url| !url.is_data_uri())
            }
            _ => None,
        }?;
        Some(Self { filename, content, extra: members })
    }
}
