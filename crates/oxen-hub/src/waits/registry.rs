//! The generations that are waited for.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Map;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;

use super::message::Message;
use super::tracker::Tracker;
use crate::error::Error;
use crate::events::Completion;
use crate::generations::{Generation, GenerationId, GenerationStatus, MediaType};

/// Events kept although nobody waits for them yet: the event of a generation may precede the answer with its id.
const MAX_EARLY_EVENTS: usize = 1024;

/// The size limit of the texts of such an event, in bytes.
const MAX_EARLY_EVENT_SIZE: usize = 16 << 10;

/// The generations that a client waits for, and its poller.
#[derive(Default)]
pub(crate) struct Registry(Mutex<State>);

#[derive(Default)]
pub(super) struct State {
    pub(super) entries: HashMap<GenerationId, Entry>,
    /// Entries that the poller has not seen yet.
    pub(super) fresh: Vec<GenerationId>,
    early: VecDeque<Completion>,
    /// Leases of the poller: those of waits, and of calls that will wait.
    pub(super) leases: usize,
    pub(super) poller: Option<PollerHandle>,
    pub(super) started: u64,
}

/// The running poller.
pub(super) struct PollerHandle {
    pub(super) number: u64,
    /// `None` until the poller is spawned.
    pub(super) abort: Option<AbortHandle>,
    pub(super) messages: mpsc::Sender<Message>,
    /// True once the first connection for events is open or has failed.
    pub(super) has_tried: watch::Receiver<bool>,
}

/// A generation that is waited for.
pub(super) struct Entry {
    pub(super) seen: watch::Sender<Seen>,
    pub(super) waiting: usize,
    /// Whether it may have ended before the wait began, so that its record is requested soon.
    pub(super) is_old: bool,
    pub(super) tracker: Tracker,
}

/// The part of an entry that its waits see.
#[derive(Clone, Default)]
pub(super) struct Seen {
    pub(super) status: Option<GenerationStatus>,
    pub(super) media_type: Option<MediaType>,
    pub(super) end: Option<Arc<Result<Generation, Error>>>,
}

impl Registry {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic can't leave an inconsistent state: all changes are single steps.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Adds a wait for a generation.
    pub(super) fn join(
        &mut self,
        id: &GenerationId,
        is_old: bool,
        namespace: Option<String>,
    ) -> watch::Receiver<Seen> {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.waiting += 1;
            return entry.seen.subscribe();
        }
        let early = self.early.iter().position(|event| event.id == *id);
        let event = early.and_then(|index| self.early.remove(index));
        let tracker = Tracker::new(namespace, event);
        let entry = Entry { seen: watch::Sender::default(), waiting: 1, is_old, tracker };
        let seen = entry.seen.subscribe();
        self.entries.insert(id.clone(), entry);
        self.fresh.push(id.clone());
        seen
    }

    /// Removes a wait for a generation.
    pub(super) fn leave(&mut self, id: &GenerationId) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.waiting -= 1;
            if entry.waiting == 0 {
                self.entries.remove(id);
            }
        }
    }

    /// Forgets the poller with this number, and wakes the waits so that they start another.
    pub(super) fn abandon(&mut self, number: u64) {
        if self.poller.as_ref().is_some_and(|poller| poller.number == number) {
            self.poller = None;
            for entry in self.entries.values() {
                entry.seen.send_modify(|_| {});
            }
        }
    }

    /// Returns the generations that have not ended.
    pub(super) fn open(&mut self) -> impl Iterator<Item = (&GenerationId, &mut Entry)> {
        self.entries.iter_mut().filter(|(_, entry)| !entry.is_over())
    }

    /// Returns the entry of a generation, if it is waited for and has not ended.
    pub(super) fn open_entry(&mut self, id: &GenerationId) -> Option<&mut Entry> {
        self.entries.get_mut(id).filter(|entry| !entry.is_over())
    }

    /// Keeps an event that nobody waits for.
    pub(super) fn keep(&mut self, mut event: Completion) {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        if length(&event.url) + length(&event.error) + length(&event.model) > MAX_EARLY_EVENT_SIZE {
            return;
        }
        event.extra = Map::new();
        if self.early.len() == MAX_EARLY_EVENTS {
            self.early.pop_front();
        }
        self.early.push_back(event);
    }
}

impl Entry {
    pub(super) fn is_over(&self) -> bool {
        self.seen.borrow().end.is_some()
    }

    /// Notes a record, and shows it to the waits.
    pub(super) fn show(&mut self, generation: Generation) {
        self.tracker.media_type = generation.media_type.clone().or(self.tracker.media_type.take());
        self.seen.send_modify(|seen| {
            seen.status = Some(generation.status.clone());
            seen.media_type.clone_from(&self.tracker.media_type);
        });
        self.tracker.last = Some(generation);
    }

    /// Ends the waits.
    pub(super) fn end(&mut self, result: Result<Generation, Error>) {
        self.seen.send_modify(|seen| {
            if let Ok(generation) = &result {
                seen.status = Some(generation.status.clone());
            }
            seen.end = Some(Arc::new(result));
        });
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry").finish_non_exhaustive()
    }
}
