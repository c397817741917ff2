//! The events of the stream.

use serde_json::{Map, Value};

use crate::answers::lenient;
use crate::error::Error;
use crate::generations::{GenerationId, GenerationStatus, MediaType};

/// The type of the event for the end of a generation.
const COMPLETED: &str = "media_generation_completed";

/// An event of the stream, or a change of its connection.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// The stream is connected from now on. Earlier events are lost: request the state of pending generations once.
    Connected,
    /// A generation has ended. It may be another program's: the stream is the user's.
    Completed(Completion),
    /// An event of another type, or one about a generation that can't be read.
    Other {
        /// The type; `message` if the event states none.
        name: String,
        /// The data.
        data: String,
    },
    /// The connection broke or could not be made. It is tried again after a pause.
    Disconnected(Error),
}

/// The end of a generation, as an event reports it. [`Queue::get`](crate::queue::Queue::get) returns the whole record.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Completion {
    /// The generation.
    pub id: GenerationId,
    /// The status; an empty [`Other`](GenerationStatus::Other) if the event names none.
    pub status: GenerationStatus,
    /// The kind of medium that was made.
    pub media_type: Option<MediaType>,
    /// The model that made it.
    pub model: Option<String>,
    /// The link to the result, which expires.
    pub url: Option<String>,
    /// The error message if the generation failed.
    pub error: Option<String>,
    /// The fields that this crate doesn't define, as the hub sent them.
    pub extra: Map<String, Value>,
}

impl Event {
    /// Reads an event.
    pub(super) fn read(name: Option<String>, data: String) -> Self {
        let name = name.unwrap_or_else(|| "message".to_owned());
        let completion = if name == COMPLETED { Completion::read(&data) } else { None };
        match completion {
            Some(completion) => Self::Completed(completion),
            None => Self::Other { name, data },
        }
    }
}

impl Completion {
    fn read(data: &str) -> Option<Self> {
        let mut map: Map<String, Value> = serde_json::from_str(data).ok()?;
        let status = lenient::take(&mut map, "status");
        Some(Self {
            id: lenient::take(&mut map, "generation_id")?,
            status: status.unwrap_or_else(|| GenerationStatus::Other(String::new())),
            media_type: lenient::take(&mut map, "media_type"),
            model: lenient::take(&mut map, "model"),
            url: lenient::take(&mut map, "url"),
            error: lenient::take(&mut map, "error"),
            extra: map,
        })
    }
}
