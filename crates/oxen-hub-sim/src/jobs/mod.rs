//! The queue: generations, how they run, and the events of their ends.

mod generation;
mod money;
mod run;

use std::sync::Mutex;

use serde_json::{Value, json};
use tokio::sync::broadcast;

pub use generation::Status;
pub(crate) use generation::{Generation, file_path};
pub(crate) use money::{Account, cost, decimal};
pub use run::Outcome;
pub(crate) use run::run;

use crate::state::lock;

/// Events that a slow listener may be behind; further ones are lost to it.
const EVENTS_BEHIND: usize = 4096;

/// All generations so far, in the order in which they were enqueued.
#[derive(Debug)]
pub(crate) struct Jobs {
    generations: Mutex<Vec<Generation>>,
    /// Events as they go over the wire. What nobody listens to is lost.
    events: broadcast::Sender<String>,
}

impl Jobs {
    pub(crate) fn new() -> Self {
        Self { generations: Mutex::default(), events: broadcast::Sender::new(EVENTS_BEHIND) }
    }

    pub(crate) fn add(&self, generation: Generation) {
        lock(&self.generations).push(generation);
    }

    pub(crate) fn find(&self, id: &str) -> Option<Generation> {
        lock(&self.generations).iter().find(|generation| generation.id == id).cloned()
    }

    pub(crate) fn all(&self) -> Vec<Generation> {
        lock(&self.generations).clone()
    }

    /// Changes a generation unless it has ended already. The result is the generation after that, and whether it was
    /// changed.
    pub(crate) fn change(
        &self,
        id: &str,
        change: impl FnOnce(&mut Generation),
    ) -> Option<(Generation, bool)> {
        let mut generations = lock(&self.generations);
        let generation = generations.iter_mut().find(|generation| generation.id == id)?;
        let is_active = generation.status.is_active();
        if is_active {
            change(generation);
        }
        Some((generation.clone(), is_active))
    }

    pub(crate) fn subscribe(&self) -> broadcast::Receiver<String> {
        self.events.subscribe()
    }

    /// Sends text to all who listen to events now.
    pub(crate) fn send(&self, text: String) {
        // An error means that nobody listens, so the event is lost as it should be.
        let _ = self.events.send(text);
    }
}

/// The event of a generation's end.
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
