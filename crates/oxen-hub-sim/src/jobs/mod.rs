//! The queue: generations, their execution, and the events of their ends.

mod generation;
mod money;

use std::collections::HashMap;
use std::sync::Mutex;

use serde_json::{Value, json};
use tokio::sync::broadcast;

pub use generation::Status;
pub(crate) use generation::{Generation, file_path};
pub(crate) use money::{Account, cost, decimal};

use crate::lock::lock;

/// The number of events that a slow listener may be behind; it loses further ones.
const EVENTS_BEHIND: usize = 4096;

/// All generations so far, in the order in which they were enqueued.
#[derive(Debug)]
pub(crate) struct Jobs {
    generations: Mutex<Generations>,
    /// Events as they are sent. An event without listeners is lost.
    events: broadcast::Sender<String>,
}

#[derive(Debug, Default)]
struct Generations {
    list: Vec<Generation>,
    /// The positions in the list by id.
    places: HashMap<String, usize>,
}

impl Jobs {
    pub(crate) fn new() -> Self {
        Self { generations: Mutex::default(), events: broadcast::Sender::new(EVENTS_BEHIND) }
    }

    pub(crate) fn add(&self, generation: Generation) {
        let mut generations = lock(&self.generations);
        let place = generations.list.len();
        generations.places.insert(generation.id.clone(), place);
        generations.list.push(generation);
    }

    pub(crate) fn find(&self, id: &str) -> Option<Generation> {
        let generations = lock(&self.generations);
        Some(generations.list[*generations.places.get(id)?].clone())
    }

    pub(crate) fn all(&self) -> Vec<Generation> {
        lock(&self.generations).list.clone()
    }

    /// Changes a generation unless it has ended already. Returns the generation after that, and whether it was
    /// changed.
    pub(crate) fn change(
        &self,
        id: &str,
        change: impl FnOnce(&mut Generation),
    ) -> Option<(Generation, bool)> {
        let mut generations = lock(&self.generations);
        let place = *generations.places.get(id)?;
        let generation = &mut generations.list[place];
        let is_active = generation.status.is_active();
        if is_active {
            change(generation);
        }
        Some((generation.clone(), is_active))
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<String> {
        self.events.subscribe()
    }

    /// Sends text to all current listeners of events.
    pub(crate) fn send(&self, text: String) {
        // An error means that there are no listeners, so the event is lost as intended.
        let _ = self.events.send(text);
    }
}

/// Returns the event of a generation's end.
pub(crate) fn event(generation: &Generation, url: Option<String>) -> String {
    let mut data = json!({
        "generation_id": generation.id,
        "status": generation.status.name(),
        "media_type": generation.medium.kind.name(),
    });
    match url {
        Some(url) => {
            data["model"] = json!(generation.model);
            data["url"] = json!(url);
        }
        None => data["error"] = generation.error.clone().map_or(Value::Null, Value::String),
    }
    format!("event: media_generation_completed\ndata: {data}\n\n")
}
