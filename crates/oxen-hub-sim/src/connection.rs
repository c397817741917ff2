//! The state of each connection.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use tokio::sync::watch;

use crate::lock::lock;

/// One of the two origins of a simulated hub.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Origin {
    /// The API, which requires the key.
    Api,
    /// The store of results, which must not receive the key.
    Files,
}

/// The way in which a connection ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum End {
    /// A TCP reset, as when a process or a machine dies.
    Reset,
    /// An orderly close, as when a proxy gives up.
    Close,
    /// No end: the connection stays open and silent.
    Silence,
}

/// The effects of a fault on the bytes of a connection.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// The number of further bytes after which the connection ends.
    pub(crate) cut: Option<(u64, End)>,
    /// The bytes that are sent instead of the answer, before the connection is closed.
    pub(crate) replacement: Option<Bytes>,
    /// Whether the connection is reset once the client uses it again.
    pub(crate) stale: bool,
    /// The way in which the next write or read ends the connection.
    pub(crate) ended: Option<End>,
}

/// One connection of a client.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) id: u64,
    pub(crate) origin: Origin,
    pub(crate) plan: Mutex<Plan>,
    /// The counter of the bytes of the present answer.
    sent: Mutex<Arc<AtomicU64>>,
    open: watch::Sender<BTreeMap<u64, Origin>>,
}

impl Connection {
    /// Ends the connection after this many bytes of the following answer.
    pub(crate) fn cut(&self, bytes: u64, end: End) {
        lock(&self.plan).cut = Some((bytes, end));
    }

    /// Replaces the answer by these bytes.
    pub(crate) fn replace(&self, bytes: Bytes) {
        lock(&self.plan).replacement = Some(bytes);
    }

    /// Answers the next request over this connection with a reset.
    pub(crate) fn go_stale(&self) {
        lock(&self.plan).stale = true;
    }

    pub(crate) fn count_into(&self, counter: Arc<AtomicU64>) {
        *lock(&self.sent) = counter;
    }

    pub(crate) fn count(&self, bytes: usize) {
        lock(&self.sent).fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(crate) fn uncount(&self, bytes: usize) {
        lock(&self.sent).fetch_sub(bytes as u64, Ordering::Relaxed);
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.open.send_modify(|open| {
            open.remove(&self.id);
        });
    }
}

/// All connections of a hub.
#[derive(Debug)]
pub(crate) struct Connections {
    next: AtomicU64,
    most: AtomicUsize,
    open: watch::Sender<BTreeMap<u64, Origin>>,
    restarts: watch::Sender<u64>,
}

impl Connections {
    pub(crate) fn new() -> Self {
        Self {
            next: AtomicU64::new(0),
            most: AtomicUsize::new(0),
            open: watch::Sender::new(BTreeMap::new()),
            restarts: watch::Sender::new(0),
        }
    }

    pub(crate) fn open(&self, origin: Origin) -> Arc<Connection> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.open.send_modify(|open| {
            open.insert(id, origin);
            self.most.fetch_max(open.len(), Ordering::Relaxed);
        });
        Arc::new(Connection {
            id,
            origin,
            plan: Mutex::default(),
            sent: Mutex::default(),
            open: self.open.clone(),
        })
    }

    /// Returns the number of connections that were ever accepted.
    pub(crate) fn accepted(&self) -> u64 {
        self.next.load(Ordering::Relaxed)
    }

    /// Returns the largest number of connections that were open at the same time.
    pub(crate) fn most(&self) -> usize {
        self.most.load(Ordering::Relaxed)
    }

    pub(crate) fn ids(&self) -> Vec<u64> {
        self.open.borrow().keys().copied().collect()
    }

    pub(crate) fn count(&self, origin: Origin) -> usize {
        self.open.borrow().values().filter(|other| **other == origin).count()
    }

    pub(crate) fn watch(&self) -> watch::Receiver<BTreeMap<u64, Origin>> {
        self.open.subscribe()
    }

    pub(crate) fn restarts(&self) -> watch::Receiver<u64> {
        self.restarts.subscribe()
    }

    /// Ends all connections that are open now.
    pub(crate) fn end_all(&self) {
        self.restarts.send_modify(|restarts| *restarts += 1);
    }
}
