//! Images, videos and audio.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{Answer, Meta, json, sealed};
use crate::client::{Answered, Client, Timeouts};
use crate::error::{About, Error};
use crate::generations::{Generation, GenerationId};
use crate::key::ApiKey;
use crate::media::{Download, Inline, SaveAll, Source};

/// A kind of media that models make: [`Image`], [`Video`] or [`Sound`].
pub trait Medium: sealed::Sealed + Send + Sync + 'static {
    /// The key of the list in an answer.
    #[doc(hidden)]
    const LIST: &'static str;
    /// The key of the only medium in answers of older hubs.
    #[doc(hidden)]
    const SINGLE: &'static str;
    /// One of them, for people.
    #[doc(hidden)]
    const NAME: &'static str;
    #[doc(hidden)]
    fn silence(timeouts: &Timeouts) -> Duration;
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

            fn silence(timeouts: &Timeouts) -> Duration {
                timeouts.$timeout
            }
        }
    )*};
}

media! {
    /// The kind of [`Images`].
    Image, "images", "image_url", "image", images;
    /// The kind of [`Videos`].
    Video, "videos", "video_url", "video", videos;
    /// The kind of [`Audio`].
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

/// One medium that a model made: a link to it, or itself.
#[derive(Clone)]
pub struct Item<M> {
    source: Source,
    revised_prompt: Option<String>,
    extra: Map<String, Value>,
    /// The model and the number, for the names of files.
    name: (Arc<str>, usize),
    client: Option<Client>,
    /// The generation that made it, which has a fresh link when this one has expired.
    generation: Option<GenerationId>,
    medium: PhantomData<fn() -> M>,
}

impl<M: Medium> Generated<M> {
    /// The media in the order of the answer.
    pub fn iter(&self) -> std::slice::Iter<'_, Item<M>> {
        self.items.iter()
    }

    /// The first medium; there is one in every answer of the hub.
    pub fn first(&self) -> Option<&Item<M>> {
        self.items.first()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Returns whether there are none, which is so only in a value that was not read from an answer.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The model, as the answer names it.
    pub fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// When they were made, in seconds since 1970.
    pub fn created(&self) -> Option<u64> {
        self.created
    }

    /// What this crate has no method for, as it came.
    pub fn extra(&self) -> &Map<String, Value> {
        &self.extra
    }

    /// How the answer came.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// Saves all of them in a directory, which is made if it isn't there, and returns their paths.
    ///
    /// The names are the model's with a number and an extension by content, such as `flux-2-pro-1.png`; a number that is
    /// taken is skipped.
    pub fn save_all(&self, directory: impl AsRef<Path>) -> SaveAll {
        let downloads = self.items.iter().map(Item::download).collect();
        SaveAll::new(directory.as_ref().to_owned(), downloads)
    }

    /// Gives the media a client to be downloaded with, as after deserializing.
    #[must_use]
    pub fn with_client(mut self, client: &Client) -> Self {
        for item in &mut self.items {
            item.client = Some(client.clone());
        }
        self
    }
}

impl<M: Medium> Item<M> {
    /// The link, which expires; none if the answer holds the medium itself.
    pub fn url(&self) -> Option<&str> {
        match &self.source {
            Source::Url(url) => Some(url),
            Source::Inline(_) | Source::Missing => None,
        }
    }

    /// The generation that made it, where it came through the queue.
    pub fn generation_id(&self) -> Option<&GenerationId> {
        self.generation.as_ref()
    }

    /// The prompt as the model changed it.
    pub fn revised_prompt(&self) -> Option<&str> {
        self.revised_prompt.as_deref()
    }

    /// What this crate has no method for, such as `width`, as it came.
    pub fn extra(&self) -> &Map<String, Value> {
        &self.extra
    }

    /// Returns the medium's content.
    ///
    /// # Errors
    ///
    /// If the download fails, or what comes is not such a medium.
    pub async fn bytes(&self) -> Result<Vec<u8>, Error> {
        self.download().bytes().await
    }

    /// Saves the medium as a new file. No part of it is ever seen under that name.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Self::bytes), and [`Output`](crate::ErrorKind::Output) if the disk doesn't take it or there is such a
    /// file.
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

    /// Starts a download with settings of its own.
    pub fn download(&self) -> Download {
        let (model, number) = self.name.clone();
        let download =
            Download::new(self.client.clone(), self.source.clone(), M::NAME, model, number);
        download.renewable(self.generation.clone())
    }
}

impl<M: Medium> Generated<M> {
    /// The media of generations that have succeeded. Their links are renewed once if they have expired.
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

/// By content: the link or the medium, and what the answer says beside it.
impl<M> PartialEq for Item<M> {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
            && self.revised_prompt == other.revised_prompt
            && self.extra == other.extra
    }
}

/// Without the query of a link, which may be a token.
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

/// The members of an object, unread.
type Raw<'a> = BTreeMap<String, &'a RawValue>;

/// Reads an answer whose media stay in its own buffer.
struct Reader<'a> {
    buffer: &'a Arc<Vec<u8>>,
    key: Option<&'a ApiKey>,
    client: &'a Client,
    name: Arc<str>,
}

impl Reader<'_> {
    fn item<M: Medium>(&self, raw: &RawValue, number: usize) -> Result<Item<M>, Error> {
        let mut item = Item {
            source: Source::Missing,
            revised_prompt: None,
            extra: Map::new(),
            name: (Arc::clone(&self.name), number),
            client: Some(self.client.clone()),
            generation: None,
            medium: PhantomData,
        };
        if raw.get().starts_with('"') {
            item.source = self.source(raw, true);
            return Ok(item);
        }
        let Ok(members) = serde_json::from_str::<Raw<'_>>(raw.get()) else { return Ok(item) };
        for (name, raw) in members {
            let source = match name.as_str() {
                "url" => self.source(raw, true),
                "b64_json" => self.source(raw, false),
                _ => Source::Missing,
            };
            if source != Source::Missing {
                // A link goes before the medium itself only where that is empty.
                if item.source == Source::Missing || name == "b64_json" {
                    item.source = source;
                }
                continue;
            }
            item.extra.insert(name, self.value(raw)?);
        }
        item.revised_prompt = json::take(&mut item.extra, "revised_prompt");
        Ok(item)
    }

    /// The medium in a JSON text: a link, or a place in the buffer.
    fn source(&self, raw: &RawValue, may_be_link: bool) -> Source {
        let text = raw.get();
        let Some(inner) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
            return Source::Missing;
        };
        let data = if inner.starts_with("data:") {
            inner.split_once(";base64,").map(|(_, data)| data)
        } else {
            (!may_be_link).then_some(inner)
        };
        if let Some(data) = data.filter(|data| !data.is_empty()) {
            let start = data.as_ptr().addr() - self.buffer.as_ptr().addr();
            return Source::Inline(Inline::new(Arc::clone(self.buffer), start..start + data.len()));
        }
        match serde_json::from_str::<String>(text) {
            Ok(url) if may_be_link && !url.is_empty() => Source::Url(url),
            _ => Source::Missing,
        }
    }

    fn value(&self, raw: &RawValue) -> Result<Value, Error> {
        serde_json::from_str(raw.get()).map_err(|error| json::not_json(&error, raw.get(), self.key))
    }
}

impl<M: Medium> sealed::Sealed for Generated<M> {}

impl<M: Medium> Answer for Generated<M> {
    const IS_MEDIA: bool = true;

    fn silence(timeouts: &Timeouts) -> Duration {
        M::silence(timeouts)
    }

    fn read(mut answered: Answered, client: &Client) -> Result<Self, Error> {
        let key = client.inner.key.as_ref();
        json::text(&answered, key)?;
        let name = match &answered.about {
            Some(About::Model(id)) => Arc::from(id.as_str()),
            _ => Arc::from(M::NAME),
        };
        let buffer = Arc::new(std::mem::take(&mut answered.body));
        let start = if buffer.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        // `text` has seen that it is UTF-8.
        let text = std::str::from_utf8(&buffer[start..]).unwrap_or_default();
        let mut top: Raw<'_> =
            serde_json::from_str(text).map_err(|error| not_an_object(&error, text, key))?;
        let reader = Reader { buffer: &buffer, key, client, name };
        let mut items: Vec<Item<M>> = Vec::new();
        if let Some(list) = top.get(M::LIST) {
            let list: Vec<&RawValue> = serde_json::from_str(list.get()).unwrap_or_default();
            for (index, raw) in list.into_iter().enumerate() {
                items.push(reader.item(raw, index + 1)?);
            }
        } else if let Some(single) = top.get(M::SINGLE) {
            items.push(reader.item(single, 1)?);
        }
        let has_media = items.iter().any(|item| item.source != Source::Missing);
        if has_media {
            top.remove(M::LIST);
            top.remove(M::SINGLE);
        }
        let mut extra = Map::new();
        for (name, raw) in top {
            extra.insert(name, reader.value(raw)?);
        }
        if !has_media {
            json::refuse_envelope(&extra, &answered, key)?;
            let found = json::quote(Value::Object(extra).to_string().as_bytes(), key);
            return Err(Error::malformed(
                format!("/{}", M::LIST),
                format!("no {}: {found}", M::NAME),
            ));
        }
        Ok(Self {
            model: json::take(&mut extra, "model"),
            created: json::take(&mut extra, "created"),
            items,
            extra,
            meta: answered.meta,
        })
    }
}

fn not_an_object(error: &serde_json::Error, text: &str, key: Option<&ApiKey>) -> Error {
    if error.is_data() {
        let found = json::quote(text.as_bytes(), key);
        return Error::malformed("", format!("{found} instead of a JSON object"));
    }
    json::not_json(error, text, key)
}

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
        let model: Option<String> = json::take(&mut extra, "model");
        let name: Arc<str> = Arc::from(model.as_deref().unwrap_or(M::NAME));
        let mut items = Vec::new();
        let list = match extra.remove(M::LIST) {
            Some(Value::Array(list)) => list,
            Some(other) => {
                extra.insert(M::LIST.to_owned(), other);
                Vec::new()
            }
            None => json::take::<Value>(&mut extra, M::SINGLE).into_iter().collect(),
        };
        for (index, value) in list.into_iter().enumerate() {
            items.push(Item::from_value(value, (Arc::clone(&name), index + 1)));
        }
        let created = json::take(&mut extra, "created");
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
        let text: Option<String> = json::take(&mut extra, "b64_json");
        let inline = text.filter(|text| !text.is_empty()).map(Inline::of_text);
        let source = match inline {
            Some(inline) => Source::Inline(inline),
            None => match json::take::<String>(&mut extra, "url").filter(|url| !url.is_empty()) {
                Some(url) => Source::of_url(url),
                None => Source::Missing,
            },
        };
        let revised_prompt = json::take(&mut extra, "revised_prompt");
        let (client, generation) = (None, None);
        Self { source, revised_prompt, extra, name, client, generation, medium: PhantomData }
    }
}
