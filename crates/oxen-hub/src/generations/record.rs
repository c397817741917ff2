//! The hub's record of a generation.

use std::fmt;

use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};

use super::id::GenerationId;
use crate::answers::lenient;
use crate::answers::open::open_enum;

open_enum! {
    /// The state of a generation.
    GenerationStatus {
        /// The generation waits for its turn.
        Queued = "queued",
        /// The generation is running.
        Processing = "processing",
        /// The generation ended with a result.
        Succeeded = "succeeded",
        /// The generation ended with an error.
        Failed = "failed",
        /// The generation was cancelled.
        Cancelled = "cancelled",
    }
}

impl GenerationStatus {
    /// Returns whether the generation waits or runs. A status that this crate has no name for is neither active nor
    /// final.
    pub fn is_active(&self) -> bool {
        matches!(self, Self::Queued | Self::Processing)
    }

    /// Returns whether the generation has ended.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed | Self::Cancelled)
    }
}

open_enum! {
    /// The kind of medium that a generation makes.
    MediaType {
        /// A picture.
        Image = "image",
        /// A video.
        Video = "video",
    }
}

/// The hub's record of a generation.
///
/// A field that is missing or has another shape than documented is `None`; the latter is in
/// [`parameters`](Self::parameters), as everything else that the hub sends. Serializes in the hub's form, to be stored.
///
/// ```
/// use oxen_hub::generations::{Generation, GenerationStatus};
///
/// let generation: Generation = serde_json::from_str(
///     r#"{"generation_id": "0d3f6f7e", "status": "queued", "model_name": "flux-2-pro", "prompt": "an ox"}"#,
/// )?;
/// assert_eq!(generation.status, GenerationStatus::Queued);
/// assert_eq!(generation.parameters["prompt"], "an ox");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Generation {
    /// The id.
    pub id: GenerationId,
    /// The status; an empty [`Other`](GenerationStatus::Other) if the hub names none.
    pub status: GenerationStatus,
    /// The model that makes it.
    pub model: Option<String>,
    /// The kind of medium that the generation makes.
    pub media_type: Option<MediaType>,
    /// The link to the result, which expires; [`Queue::get`](crate::queue::Queue::get) returns a fresh one.
    pub result_url: Option<String>,
    /// The error message if the generation failed.
    pub error_message: Option<String>,
    /// The time of the enqueue, in seconds since 1970.
    pub enqueued_at: Option<u64>,
    /// The time of the start, in seconds since 1970.
    pub started_at: Option<u64>,
    /// The time of the end, in seconds since 1970.
    pub completed_at: Option<u64>,
    /// The namespace that keeps the result and is billed.
    pub target_namespace: Option<String>,
    /// The repository that the result goes to.
    pub target_repo: Option<String>,
    /// The directory that the result goes to.
    pub target_directory: Option<String>,
    /// The charged amount, as decimal text in dollars. Only [`generations`](crate::Client::generations) states it.
    pub cost: Option<String>,
    /// The id of the user who enqueued it, where `cost` is stated too.
    pub user_id: Option<String>,
    /// The name of the user who enqueued it, where `cost` is stated too.
    pub username: Option<String>,
    /// The parameters of the request, and fields that this crate doesn't define. A parameter with the name of a field
    /// is not in the hub's record.
    pub parameters: Map<String, Value>,
}

/// The names of the fields of the hub's record, which hide parameters of the same names.
pub(crate) const FIELDS: [&str; 18] = [
    "generation_id",
    "status",
    "model_name",
    "model",
    "media_type",
    "result_url",
    "error_message",
    "enqueued_at",
    "started_at",
    "completed_at",
    "target_namespace",
    "target_repo",
    "target_directory",
    "cost",
    "user_id",
    "username",
    "user_image",
    "num_generations",
];

impl Generation {
    /// Creates a generation of which only the id and status are known.
    pub(crate) fn new(id: GenerationId, status: GenerationStatus) -> Self {
        Self {
            id,
            status,
            model: None,
            media_type: None,
            result_url: None,
            error_message: None,
            enqueued_at: None,
            started_at: None,
            completed_at: None,
            target_namespace: None,
            target_repo: None,
            target_directory: None,
            cost: None,
            user_id: None,
            username: None,
            parameters: Map::new(),
        }
    }

    /// Reads a record; returns `None` if it has no id.
    pub(crate) fn from_map(mut map: Map<String, Value>) -> Option<Self> {
        let id = lenient::take(&mut map, "generation_id")?;
        let status = lenient::take(&mut map, "status");
        let mut generation =
            Self::new(id, status.unwrap_or_else(|| GenerationStatus::Other(String::new())));
        // Until May 2026 the field was called `model`.
        let model = lenient::take(&mut map, "model_name");
        generation.model = model.or_else(|| lenient::take(&mut map, "model"));
        generation.media_type = lenient::take(&mut map, "media_type");
        let text =
            |map: &mut _, name| lenient::take(map, name).filter(|text: &String| !text.is_empty());
        generation.result_url = text(&mut map, "result_url");
        generation.error_message = text(&mut map, "error_message");
        generation.enqueued_at = lenient::take(&mut map, "enqueued_at");
        generation.started_at = lenient::take(&mut map, "started_at");
        generation.completed_at = lenient::take(&mut map, "completed_at");
        generation.target_namespace = text(&mut map, "target_namespace");
        generation.target_repo = text(&mut map, "target_repo");
        generation.target_directory = text(&mut map, "target_directory");
        generation.cost = text(&mut map, "cost");
        generation.user_id = text(&mut map, "user_id");
        generation.username = text(&mut map, "username");
        generation.parameters = map;
        Some(generation)
    }
}

impl<'de> Deserialize<'de> for Generation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let map = Map::deserialize(deserializer)?;
        Self::from_map(map).ok_or_else(|| de::Error::custom("there is no usable `generation_id`"))
    }
}

impl Serialize for Generation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("generation_id", &self.id)?;
        // A field of an unexpected shape is among the parameters.
        let is_free = |name: &str| !self.parameters.contains_key(name);
        if is_free("status") {
            map.serialize_entry("status", &self.status)?;
        }
        if let Some(media_type) = &self.media_type {
            map.serialize_entry("media_type", media_type)?;
        }
        let texts = [
            (if is_free("model_name") { "model_name" } else { "model" }, &self.model),
            ("result_url", &self.result_url),
            ("error_message", &self.error_message),
            ("target_namespace", &self.target_namespace),
            ("target_repo", &self.target_repo),
            ("target_directory", &self.target_directory),
            ("cost", &self.cost),
            ("user_id", &self.user_id),
            ("username", &self.username),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                map.serialize_entry(name, text)?;
            }
        }
        let times = [
            ("enqueued_at", self.enqueued_at),
            ("started_at", self.started_at),
            ("completed_at", self.completed_at),
        ];
        for (name, time) in times {
            if let Some(time) = time {
                map.serialize_entry(name, &time)?;
            }
        }
        for (name, value) in &self.parameters {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// The number of parameters whose names are shown.
const NAMES: usize = 50;

/// Omits the query of the link, which may contain a token, and the values of parameters.
impl fmt::Debug for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self.result_url.as_deref();
        let url = url.map(|url| url.split(['?', '#']).next().unwrap_or_default());
        let excerpt = |text: &str| oxen_schema::text::excerpt_within(text, 300);
        let names: Vec<String> =
            self.parameters.keys().take(NAMES).map(|name| excerpt(name)).collect();
        f.debug_struct("Generation")
            .field("id", &self.id)
            .field("status", &self.status)
            .field("model", &self.model.as_deref().map(excerpt))
            .field("media_type", &self.media_type)
            .field("result_url", &url.map(excerpt))
            .field("error_message", &self.error_message.as_deref().map(excerpt))
            .field("enqueued_at", &self.enqueued_at)
            .field("completed_at", &self.completed_at)
            .field("parameters", &names)
            .finish_non_exhaustive()
    }
}
