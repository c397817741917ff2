//! Enqueuing and waiting in one call.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use serde_json::{Map, Value};

use super::lease::PollerLease;
use super::progress::{Deadline, OnProgress, Progress};
use super::wait::await_end;
use crate::client::{CallOptions, Client};
use crate::error::Error;
use crate::generations::Generation;
use crate::queue::{Enqueue, Queued};

impl Client {
    /// Enqueues a request to a model, with unchecked parameters, and waits for its generations.
    ///
    /// `oxen_models::Client::run` does the same for checked requests, and returns typed media.
    pub fn run(&self, model: &str, parameters: &Map<String, Value>) -> Run {
        let namespace = parameters.get("target_namespace").and_then(Value::as_str);
        Run {
            client: self.clone(),
            enqueue: self.enqueue(model, parameters),
            namespace: namespace.map(str::to_owned),
            deadline: Deadline::default(),
            on_progress: None,
        }
    }
}

/// A request that goes through the queue, sent when it is awaited. Made by [`Client::run`].
///
/// It listens to events, enqueues, and waits as [`Wait`](super::Wait) does. From the moment that an id is known, every
/// error carries it: waiting goes on with [`Client::wait_all`]. Dropping it cancels nothing.
#[must_use = "a request is sent when it is awaited"]
pub struct Run {
    client: Client,
    enqueue: Enqueue,
    namespace: Option<String>,
    deadline: Deadline,
    on_progress: Option<Arc<Mutex<OnProgress>>>,
}

impl Run {
    /// Sets the number of generations; see [`Enqueue::generations`].
    pub fn generations(mut self, count: u32) -> Self {
        self.enqueue = self.enqueue.generations(count);
        self
    }

    /// Sets a callback that receives each generation as soon as its id is known; see [`Enqueue::on_enqueued`].
    pub fn on_enqueued(mut self, callback: impl FnMut(&Queued) + Send + 'static) -> Self {
        self.enqueue = self.enqueue.on_enqueued(callback);
        self
    }

    /// Sets a callback that receives the progress of each generation whenever the hub reports on it.
    pub fn progress(mut self, on_progress: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.on_progress = Some(Arc::new(Mutex::new(on_progress)));
        self
    }

    /// Sets the deadline of the wait; by default 30 minutes for images and 2 hours for videos.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Deadline::After(limit);
        self
    }

    /// Removes the deadline.
    pub fn no_deadline(mut self) -> Self {
        self.deadline = Deadline::Never;
        self
    }

    /// Sets the options of the enqueue.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.enqueue = self.enqueue.options(options);
        self
    }

    async fn run(self) -> Result<Vec<Generation>, Error> {
        let lease = PollerLease::new(&self.client)?;
        // Events that come before the connection are lost.
        lease.listening(self.client.inner.timeouts.connect).await;
        let enqueued = self.enqueue.send().await?;
        if enqueued.is_empty() {
            return Err(Error::malformed("/generations", "an empty list of generations"));
        }
        let all = |error: Error| error.with_generations(enqueued.ids());
        let started = Instant::now();
        let mut waiting = FuturesUnordered::new();
        for (index, id) in enqueued.ids().enumerate() {
            let subscription = PollerLease::new(&self.client).map_err(all)?.join(
                id,
                false,
                self.namespace.clone(),
            );
            let on_progress: Option<Box<OnProgress>> = match self.on_progress.clone() {
                Some(on_progress) => Some(Box::new(move |progress: &Progress| {
                    (on_progress.lock().unwrap_or_else(PoisonError::into_inner))(progress);
                })),
                None => None,
            };
            let deadline = self.deadline;
            waiting.push(async move {
                (index, await_end(subscription, deadline, started, on_progress).await)
            });
        }
        let mut ended = Vec::with_capacity(enqueued.len());
        while let Some((index, end)) = waiting.next().await {
            ended.push((index, end.map_err(all)?));
        }
        ended.sort_by_key(|(index, _)| *index);
        Ok(ended.into_iter().map(|(_, generation)| generation).collect())
    }
}

impl IntoFuture for Run {
    type Output = Result<Vec<Generation>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run")
            .field("enqueue", &self.enqueue)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
