//! Images, videos and audio.

mod read;

use std::fmt;
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value};

use super::{Meta, lenient, sealed};
use crate::client::{Client, Timeouts};
use crate::error::Error;
use crate::generations::{Generation, GenerationId};
use crate::media::{Download, Inline, SaveAll, Source};

/// A kind of media that models make: [`Image`], [`Video`] or [`Sound`].
pub trait Medium: sealed::Sealed + Send + Sync + 'static {
    /// The key of the list in an answer.
    #[doc(hidden)]
    const LIST: &'static str;
    /// The key of the single medium in answers of older hubs.
    #[doc(hidden)]
    const SINGLE: &'static str;
    /// The name of the medium, for messages and file names.
    #[doc(hidden)]
    const NAME: &'static str;
    #[doc(hidden)]
    fn head_timeout(timeouts: &Timeouts) -> Duration;
}

macro_rules! media {
    ($($(#[$meta:meta])* $kind:ident, $list:literal, $single:literal, $name:literal, $timeout:ident;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $kind {}

        impl sealed::Sealed for $kind {}

        impl Medium for $kind {
            const LIST: &'static str = $list;
            const SINGLE: &'static str = $single;
            const NAME: &'static str = $name;

            fn head_timeout(timeouts: &Timeouts) -> Duration {
                timeouts.$timeout
            }
        }
    )*};
}

media! {
    /// The medium of [`Images`].
    Image, "images", "image_url", "image", images;
    /// The medium of [`Videos`].
    Video, "videos", "video_url", "video", videos;
    /// The medium of [`Audio`].
    Sound, "audios", "audio_url", "audio", audio;
}

/// The answer of an image model.
pub type Images = Generated<Image>;
/// The answer of a video model.
pub type Videos = Generated<Video>;
/// The answer of an audio model.
pub type Audio = Generated<Sound>;

/// The media that a model made.
///
/// ```
/// use oxen_hub::answers::Images;
///
/// let images: Images = serde_json::from_str(
///     r#"{"model": "flux-2-pro", "images": [{"url": "https://hub.oxen.ai/x.png?token=1"}]}"#,
/// )?;
/// assert_eq!(images.first().and_then(|image| image.url()), Some("https://hub.oxen.ai/x.png?token=1"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Generated<M> {
    model: Option<String>,
    created: Option<u64>,
    items: Vec<Item<M>>,
    extra: Map<String, Value>,
    meta: Meta,
}

/// One medium that a model made: a link to it, or its content.
#[derive(Clone)]
pub struct Item<M> {
    source: Source,
    revised_prompt: Option<String>,
    extra: Map<String, Value>,
    /// The model and the number, for the names of files.
    name: (Arc<str>, usize),
    client: Option<Client>,
    /// The generation that made the medium, which provides a fresh link when the link has expired.
    generation: Option<GenerationId>,
    medium: PhantomData<fn() -> M>,
}

impl<M: Medium> Generated<M> {
    /// Returns an iterator over the media, in the order of the answer.
    pub fn iter(&self) -> std::slice::Iter<'_, Item<M>> {
        self.items.iter()
    }

    /// Returns the first medium; every answer of the hub has one.
    pub fn first(&self) -> Option<&Item<M>> {
        self.items.first()
    }

    /// Returns the number of media.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns whether there are no media, which only happens in a value that was not read from an answer.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns the model, as the answer names it.
    pub fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Returns the creation time, in seconds since 1970.
    pub fn created(&self) -> Option<u64> {
        self.created
    }

    /// Returns the fields that this crate has no method for, as the hub sent them.
    pub fn extra(&self) -> &Map<String, Value> {
        &self.extra
    }

    /// Returns facts about the exchange, such as the status and the number of attempts.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Saves all media in a directory, which is created if it doesn't exist, and returns their paths.
    ///
    /// A name consists of the model, a number and an extension by content, such as `flux-2-pro-1.png`; a number that is
    /// taken is skipped.
    pub fn save_all(&self, directory: impl AsRef<Path>) -> SaveAll {
        let downloads = self.items.iter().map(Item::download).collect();
        SaveAll::new(directory.as_ref().to_owned(), downloads)
    }

    /// Sets the client that downloads the media, which is needed after deserializing.
    #[must_use]
    pub fn with_client(mut self, client: &Client) -> Self {
        for item in &mut self.items {
            item.client = Some(client.clone());
        }
        self
    }
}

impl<M: Medium> Item<M> {
    /// Returns the link, which expires; `None` if the answer contains the medium itself.
    pub fn url(&self) -> Option<&str> {
        match &self.source {
            Source::Url(url) => Some(url),
            Source::Inline(_) | Source::Missing => None,
        }
    }

    /// Returns the generation that made the medium, if it came through the queue.
    pub fn generation_id(&self) -> Option<&GenerationId> {
        self.generation.as_ref()
    }

    /// Returns the prompt as the model changed it.
    pub fn revised_prompt(&self) -> Option<&str> {
        self.revised_prompt.as_deref()
    }

    /// Returns the fields that this crate has no method for, such as `width`, as the hub sent them.
    pub fn extra(&self) -> &Map<String, Value> {
        &self.extra
    }

    /// Returns the medium's content.
    ///
    /// # Errors
    ///
    /// If the download fails, or the content is not a medium of this kind.
    pub async fn bytes(&self) -> Result<Vec<u8>, Error> {
        self.download().bytes().await
    }

    /// Saves the medium as a new file, which appears under its name only when it is complete.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes), and [`Output`](crate::ErrorKind::Output) if the file exists already or can't be
    /// written.
    pub async fn save(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        self.download().save(path).await
    }

    /// Writes the medium to `writer`.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes), and [`Output`](crate::ErrorKind::Output) if the writer fails.
    pub async fn copy_to(
        &self,
        writer: &mut (impl tokio::io::AsyncWrite + Unpin + Send),
    ) -> Result<(), Error> {
        self.download().copy_to(writer).await
    }

    /// Returns a download of the medium, which may have settings of its own.
    pub fn download(&self) -> Download {
        let (model, number) = self.name.clone();
        let download =
            Download::new(self.client.clone(), self.source.clone(), M::NAME, model, number);
        download.renewable(self.generation.clone())
    }
}

impl<M: Medium> Generated<M> {
    /// Collects the media of generations that have succeeded. An expired link is renewed once.
    #[doc(hidden)]
    pub fn of_generations(client: &Client, generations: &[Generation]) -> Self {
        let model = generations.first().and_then(|generation| generation.model.clone());
        let name: Arc<str> = Arc::from(model.as_deref().unwrap_or(M::NAME));
        let item = |(index, generation): (usize, &Generation)| Item {
            source: generation.result_url.clone().map_or(Source::Missing, Source::of_url),
            revised_prompt: None,
            extra: Map::new(),
            name: (Arc::clone(&name), index + 1),
            client: Some(client.clone()),
            generation: Some(generation.id.clone()),
            medium: PhantomData,
        };
        Self {
            items: generations.iter().enumerate().map(item).collect(),
            created: generations.iter().filter_map(|generation| generation.completed_at).max(),
            model,
            extra: Map::new(),
            meta: Meta::default(),
        }
    }
}

impl<'a, M> IntoIterator for &'a Generated<M> {
    type Item = &'a Item<M>;
    type IntoIter = std::slice::Iter<'a, Item<M>>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<M> IntoIterator for Generated<M> {
    type Item = Item<M>;
    type IntoIter = std::vec::IntoIter<Item<M>>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

/// Compares by content: the source, the revised prompt and the extra fields.
impl<M> PartialEq for Item<M> {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
            && self.revised_prompt == other.revised_prompt
            && self.extra == other.extra
    }
}

/// Omits the query of a link, which may contain a token.
impl<M: Medium> fmt::Debug for Item<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Item")
            .field("medium", &M::NAME)
            .field("source", &self.source)
            .field("revised_prompt", &self.revised_prompt)
            .field("extra", &self.extra)
            .finish_non_exhaustive()
    }
}

impl<M: Medium> fmt::Debug for Generated<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generated")
            .field("model", &self.model)
            .field("created", &self.created)
            .field(M::LIST, &self.items)
            .field("extra", &self.extra)
            .finish_non_exhaustive()
    }
}

impl<M: Medium> sealed::Sealed for Generated<M> {}

impl<M: Medium> Serialize for Generated<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(model) = &self.model {
            map.serialize_entry("model", model)?;
        }
        if let Some(created) = self.created {
            map.serialize_entry("created", &created)?;
        }
        map.serialize_entry(M::LIST, &self.items)?;
        for (name, value) in &self.extra {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<M> Serialize for Item<M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.source {
            Source::Url(url) => map.serialize_entry("url", url)?,
            Source::Inline(inline) => map.serialize_entry("b64_json", &inline.text())?,
            Source::Missing => {}
        }
        if let Some(prompt) = &self.revised_prompt {
            map.serialize_entry("revised_prompt", prompt)?;
        }
        for (name, value) in &self.extra {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, M: Medium> Deserialize<'de> for Generated<M> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut extra = Map::deserialize(deserializer)?;
        let model: Option<String> = lenient::take(&mut extra, "model");
        let name: Arc<str> = Arc::from(model.as_deref().unwrap_or(M::NAME));
        let mut items = Vec::new();
        let list = match extra.remove(M::LIST) {
            Some(Value::Array(list)) => list,
            Some(other) => {
                extra.insert(M::LIST.to_owned(), other);
                Vec::new()
            }
            None => lenient::take::<Value>(&mut extra, M::SINGLE).into_iter().collect(),
        };
        for (index, value) in list.into_iter().enumerate() {
            items.push(Item::from_value(value, (Arc::clone(&name), index + 1)));
        }
        let created = lenient::take(&mut extra, "created");
        Ok(Self { model, created, items, extra, meta: Meta::default() })
    }
}

impl<M> Item<M> {
    fn from_value(value: Value, name: (Arc<str>, usize)) -> Self {
        let mut extra = match value {
            Value::Object(extra) => extra,
            Value::String(url) => Map::from_iter([("url".to_owned(), Value::String(url))]),
            _ => Map::new(),
        };
        let text: Option<String> = lenient::take(&mut extra, "b64_json");
        let inline = text.filter(|text| !text.is_empty()).map(Inline::of_text);
        let source = match inline {
            Some(inline) => Source::Inline(inline),
            None => {
                match lenient::take::<String>(&mut extra, "url").filter(|url| !url.is_empty()) {
                    Some(url) => Source::of_url(url),
                    None => Source::Missing,
                }
            }
        };
        let revised_prompt = lenient::take(&mut extra, "revised_prompt");
        let (client, generation) = (None, None);
        Self { source, revised_prompt, extra, name, client, generation, medium: PhantomData }
    }
}
