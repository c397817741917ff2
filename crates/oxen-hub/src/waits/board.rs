//! What is waited for.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Map;
use tokio::sync::{mpsc, watch};
use tokio::task::AbortHandle;

use super::case::Case;
use super::message::Message;
use crate::error::Error;
use crate::events::Completion;
use crate::generations::{Generation, GenerationId, GenerationStatus, MediaType};

/// So many events are kept that nobody waited for when they came: that of a generation may come before its id.
const EARLY: usize = 1024;

/// The texts of such an event have so many bytes at most.
const EARLY_SIZE: usize = 16 << 10;

/// What is waited for by a client, and the task that attends to it.
#[derive(Default)]
pub(crate) struct Board(Mutex<State>);

#[derive(Default)]
pub(super) struct State {
    pub(super) entries: HashMap<GenerationId, Entry>,
    /// Entries that the attendant has not seen yet.
    pub(super) fresh: Vec<GenerationId>,
    early: VecDeque<Completion>,
    /// Those who keep the attendant: waits, and calls that will wait.
    pub(super) tickets: usize,
    pub(super) attendant: Option<Attendant>,
    pub(super) started: u64,
}

/// The task that attends to the board.
pub(super) struct Attendant {
    pub(super) number: u64,
    /// None until it is spawned.
    pub(super) abort: Option<AbortHandle>,
    pub(super) messages: mpsc::Sender<Message>,
    /// True once the first connection for events stands or has failed.
    pub(super) has_tried: watch::Receiver<bool>,
}

/// A generation that is waited for.
pub(super) struct Entry {
    pub(super) seen: watch::Sender<Seen>,
    pub(super) waiting: usize,
    /// Whether it may have ended before the wait began, so that it is looked at soon.
    pub(super) is_old: bool,
    pub(super) case: Case,
}

/// What the waits for a generation see of it.
#[derive(Clone, Default)]
pub(super) struct Seen {
    pub(super) status: Option<GenerationStatus>,
    pub(super) media_type: Option<MediaType>,
    pub(super) end: Option<Arc<Result<Generation, Error>>>,
}

impl Board {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        // A panic leaves nothing half done here: all changes are single steps.
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
        let case = Case::new(namespace, event);
        let entry = Entry { seen: watch::Sender::default(), waiting: 1, is_old, case };
        let seen = entry.seen.subscribe();
        self.entries.insert(id.clone(), entry);
        self.fresh.push(id.clone());
        seen
    }

    /// Takes a wait for a generation away.
    pub(super) fn leave(&mut self, id: &GenerationId) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.waiting -= 1;
            if entry.waiting == 0 {
                self.entries.remove(id);
            }
        }
    }

    /// The attendant of this number is gone. Whoever waits looks for another.
    pub(super) fn abandon(&mut self, number: u64) {
        if self.attendant.as_ref().is_some_and(|attendant| attendant.number == number) {
            self.attendant = None;
            for entry in self.entries.values() {
                entry.seen.send_modify(|_| {});
            }
        }
    }

    /// The generations that have not ended.
    pub(super) fn open(&mut self) -> impl Iterator<Item = (&GenerationId, &mut Entry)> {
        self.entries.iter_mut().filter(|(_, entry)| !entry.is_over())
    }

    /// The generation of this id, if it is waited for and has not ended.
    pub(super) fn open_entry(&mut self, id: &GenerationId) -> Option<&mut Entry> {
        self.entries.get_mut(id).filter(|entry| !entry.is_over())
    }

    /// Keeps an event that nobody waits for.
    pub(super) fn keep(&mut self, mut event: Completion) {
        let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        if length(&event.url) + length(&event.error) + length(&event.model) > EARLY_SIZE {
            return;
        }
        event.extra = Map::new();
        if self.early.len() == EARLY {
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
        self.case.media_type = generation.media_type.clone().or(self.case.media_type.take());
        self.seen.send_modify(|seen| {
            seen.status = Some(generation.status.clone());
            seen.media_type.clone_from(&self.case.media_type);
        });
        self.case.last = Some(generation);
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

impl fmt::Debug for Board {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Board").finish_non_exhaustive()
    }
}
