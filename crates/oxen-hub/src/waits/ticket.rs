//! What ties a wait to the board and keeps the attendant.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};

use super::attendant;
use super::board::{Attendant, Seen};
use super::message::Message;
use crate::client::Client;
use crate::error::Error;
use crate::generations::GenerationId;

/// Messages that the attendant may be behind. Its tasks wait then.
const MESSAGES: usize = 64;

/// Keeps the attendant of a client: the first ticket starts it, the last one ends it.
pub(super) struct Ticket {
    client: Client,
}

impl Ticket {
    pub(super) fn new(client: &Client) -> Result<Self, Error> {
        let runtime = runtime()?;
        client.inner.board.lock().tickets += 1;
        let ticket = Self { client: client.clone() };
        start(client, &runtime);
        Ok(ticket)
    }

    /// Starts the attendant again if the runtime that it ran on is gone.
    pub(super) fn ensure_attendant(&self) -> Result<(), Error> {
        let runtime = runtime()?;
        start(&self.client, &runtime);
        Ok(())
    }

    /// Waits until the connection for events stands, or can't be had for now.
    pub(super) async fn listening(&self, limit: Duration) {
        let has_tried = {
            let board = self.client.inner.board.lock();
            board.attendant.as_ref().map(|attendant| attendant.has_tried.clone())
        };
        if let Some(mut has_tried) = has_tried {
            // Polling finds what events would have told.
            let _ = tokio::time::timeout(limit, has_tried.wait_for(|tried| *tried)).await;
        }
    }

    /// Begins to wait for a generation; `is_old` if it may have ended before.
    pub(super) fn join(self, id: &GenerationId, is_old: bool, namespace: Option<String>) -> Place {
        let mut board = self.client.inner.board.lock();
        let seen = board.join(id, is_old, namespace);
        if let Some(attendant) = &board.attendant {
            // One that is behind looks for new entries anyway.
            let _ = attendant.messages.try_send(Message::Wake);
        }
        drop(board);
        Place { ticket: self, id: id.clone(), seen }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut board = self.client.inner.board.lock();
        board.tickets -= 1;
        if board.tickets > 0 {
            return;
        }
        let last = std::mem::take(&mut *board);
        board.started = last.started;
        drop(board);
        if let Some(abort) = last.attendant.and_then(|attendant| attendant.abort) {
            abort.abort();
        }
    }
}

/// A generation that is waited for, as long as it lives.
pub(super) struct Place {
    // Dropped after the entry is gone.
    pub(super) ticket: Ticket,
    pub(super) id: GenerationId,
    pub(super) seen: watch::Receiver<Seen>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.ticket.client.inner.board.lock().leave(&self.id);
    }
}

fn runtime() -> Result<Handle, Error> {
    Handle::try_current()
        .map_err(|_| Error::misused("waiting for a generation takes a tokio runtime"))
}

/// Starts the attendant unless there is one. Spawning and aborting may drop a task, which locks the board: neither is done
/// while it is locked.
fn start(client: &Client, runtime: &Handle) {
    let (number, messages, inbox, tried) = {
        let mut board = client.inner.board.lock();
        if board.attendant.is_some() {
            return;
        }
        let (messages, inbox) = mpsc::channel(MESSAGES);
        let (tried, has_tried) = watch::channel(false);
        board.started += 1;
        // What an earlier one knew of is new to this one.
        board.fresh = board.entries.keys().cloned().collect();
        for entry in board.entries.values_mut() {
            entry.case.is_asking = false;
            entry.is_old = true;
        }
        let number = board.started;
        let attendant = Attendant { number, abort: None, messages: messages.clone(), has_tried };
        board.attendant = Some(attendant);
        (number, messages, inbox, tried)
    };
    let attending = attendant::attend(client.clone(), number, messages, inbox, tried);
    let abort = runtime.spawn(attending).abort_handle();
    let mut board = client.inner.board.lock();
    match &mut board.attendant {
        Some(attendant) if attendant.number == number => attendant.abort = Some(abort),
        // The last ticket is gone already.
        _ => {
            drop(board);
            abort.abort();
        }
    }
}
