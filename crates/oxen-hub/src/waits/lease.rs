//! Leases of the poller, and subscriptions to generations.

use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{mpsc, watch};

use super::message::Message;
use super::poller;
use super::registry::{PollerHandle, Seen};
use crate::client::Client;
use crate::error::Error;
use crate::generations::GenerationId;

/// Capacity of the poller's channel; senders wait when it is full.
const MESSAGES: usize = 64;

/// Keeps the poller of a client running: the first lease starts it, the last one ends it.
pub(super) struct PollerLease {
    client: Client,
}

impl PollerLease {
    pub(super) fn new(client: &Client) -> Result<Self, Error> {
        let runtime = runtime()?;
        client.inner.registry.lock().leases += 1;
        let lease = Self { client: client.clone() };
        start(client, &runtime);
        Ok(lease)
    }

    /// Restarts the poller if the runtime that it ran on has ended.
    pub(super) fn ensure_poller(&self) -> Result<(), Error> {
        let runtime = runtime()?;
        start(&self.client, &runtime);
        Ok(())
    }

    /// Waits until the connection for events is open or has failed.
    pub(super) async fn listening(&self, limit: Duration) {
        let has_tried = {
            let registry = self.client.inner.registry.lock();
            registry.poller.as_ref().map(|poller| poller.has_tried.clone())
        };
        if let Some(mut has_tried) = has_tried {
            // Polling covers what events would have reported.
            let _ = tokio::time::timeout(limit, has_tried.wait_for(|tried| *tried)).await;
        }
    }

    /// Subscribes to a generation; `is_old` if it may have ended before.
    pub(super) fn join(
        self,
        id: &GenerationId,
        is_old: bool,
        namespace: Option<String>,
    ) -> Subscription {
        let mut registry = self.client.inner.registry.lock();
        let seen = registry.join(id, is_old, namespace);
        if let Some(poller) = &registry.poller {
            // A full channel is fine: the poller looks for new entries after each message.
            let _ = poller.messages.try_send(Message::Wake);
        }
        drop(registry);
        Subscription { lease: self, id: id.clone(), seen }
    }
}

impl Drop for PollerLease {
    fn drop(&mut self) {
        let mut registry = self.client.inner.registry.lock();
        registry.leases -= 1;
        if registry.leases > 0 {
            return;
        }
        let last = std::mem::take(&mut *registry);
        registry.started = last.started;
        drop(registry);
        if let Some(abort) = last.poller.and_then(|poller| poller.abort) {
            abort.abort();
        }
    }
}

/// A subscription to a generation, which ends when it is dropped.
pub(super) struct Subscription {
    // Dropped after the entry is gone.
    pub(super) lease: PollerLease,
    pub(super) id: GenerationId,
    pub(super) seen: watch::Receiver<Seen>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.lease.client.inner.registry.lock().leave(&self.id);
    }
}

fn runtime() -> Result<Handle, Error> {
    Handle::try_current()
        .map_err(|_| Error::misused("waiting for a generation requires a tokio runtime"))
}

/// Starts the poller unless it runs. Spawning and aborting may drop a task, which locks the registry: neither is done
/// while it is locked.
fn start(client: &Client, runtime: &Handle) {
    let (number, messages, inbox, tried) = {
        let mut registry = client.inner.registry.lock();
        if registry.poller.is_some() {
            return;
        }
        let (messages, inbox) = mpsc::channel(MESSAGES);
        let (tried, has_tried) = watch::channel(false);
        registry.started += 1;
        // Entries that an earlier poller knew are new to this one.
        registry.fresh = registry.entries.keys().cloned().collect();
        for entry in registry.entries.values_mut() {
            entry.tracker.is_asking = false;
            entry.is_old = true;
        }
        let number = registry.started;
        let poller = PollerHandle { number, abort: None, messages: messages.clone(), has_tried };
        registry.poller = Some(poller);
        (number, messages, inbox, tried)
    };
    let polling = poller::run(client.clone(), number, messages, inbox, tried);
    let abort = runtime.spawn(polling).abort_handle();
    let mut registry = client.inner.registry.lock();
    match &mut registry.poller {
        Some(poller) if poller.number == number => poller.abort = Some(abort),
        // The last lease was dropped meanwhile.
        _ => {
            drop(registry);
            abort.abort();
        }
    }
}
