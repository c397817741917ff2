//! Waiting for many generations.

use std::collections::HashSet;
use std::fmt;
use std::future::{Future, IntoFuture as _};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;

use super::progress::{Deadline, OnProgress, Progress};
use crate::client::Client;
use crate::error::Error;
use crate::generations::{Generation, GenerationId};

type Waiting = Pin<Box<dyn Future<Output = Result<Generation, Error>> + Send>>;

impl Client {
    /// Waits for generations; the stream yields each one once, as it ends.
    ///
    /// An error is that of one generation, which [`generation_ids`](Error::generation_ids) names; the others go on.
    ///
    /// ```no_run
    /// # async fn example(client: oxen_hub::Client, ids: Vec<oxen_hub::generations::GenerationId>) {
    /// let mut ends = client.wait_all(ids);
    /// while let Some(end) = ends.next().await {
    ///     match end {
    ///         Ok(generation) => println!("{} {:?}", generation.id, generation.result_url),
    ///         Err(error) => eprintln!("{error}"),
    ///     }
    /// }
    /// # }
    /// ```
    pub fn wait_all<I>(&self, ids: impl IntoIterator<Item = I>) -> WaitAll
    where
        I: Into<GenerationId>,
    {
        let mut seen = HashSet::new();
        let ids = ids.into_iter().map(Into::into).filter(|id| seen.insert(id.clone())).collect();
        WaitAll {
            client: self.clone(),
            ids,
            deadline: Deadline::default(),
            on_progress: None,
            waiting: FuturesUnordered::new(),
        }
    }
}

/// The wait for many generations, begun when it is polled. Made by [`Client::wait_all`].
#[must_use = "a stream does nothing unless it is polled"]
pub struct WaitAll {
    client: Client,
    /// The generations whose waits have not begun.
    ids: Vec<GenerationId>,
    deadline: Deadline,
    on_progress: Option<Arc<Mutex<OnProgress>>>,
    waiting: FuturesUnordered<Waiting>,
}

impl WaitAll {
    /// Sets the deadline of the wait for each; by default 30 minutes for images and 2 hours for videos.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = Deadline::After(limit);
        self
    }

    /// Removes the deadline.
    pub fn no_deadline(mut self) -> Self {
        self.deadline = Deadline::Never;
        self
    }

    /// Sets a callback that receives the progress of each generation whenever the hub reports on it.
    pub fn progress(mut self, on_progress: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.on_progress = Some(Arc::new(Mutex::new(on_progress)));
        self
    }

    /// Returns the next end; `None` after all of them.
    pub async fn next(&mut self) -> Option<Result<Generation, Error>> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    fn begin(&mut self) {
        for id in std::mem::take(&mut self.ids) {
            let mut wait = self.client.wait(id).with_deadline(self.deadline);
            if let Some(on_progress) = self.on_progress.clone() {
                wait = wait.progress(move |progress| {
                    (on_progress.lock().unwrap_or_else(PoisonError::into_inner))(progress);
                });
            }
            self.waiting.push(wait.into_future());
        }
    }
}

impl Stream for WaitAll {
    type Item = Result<Generation, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.begin();
        Pin::new(&mut self.waiting).poll_next(cx)
    }
}

impl fmt::Debug for WaitAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitAll")
            .field("waiting", &(self.ids.len() + self.waiting.len()))
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
