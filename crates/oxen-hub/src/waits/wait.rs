//! Waiting for one generation.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::{Duration, Instant};

use super::lease::{PollerLease, Subscription};
use super::progress::{Deadline, OnProgress, Progress};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::generations::{Generation, GenerationId};

impl Client {
    /// Waits for a generation, enqueued by this program or another one.
    ///
    /// ```no_run
    /// # async fn example(client: oxen_hub::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let id: oxen_hub::generations::GenerationId = std::fs::read_to_string("id.txt")?.parse()?;
    /// let generation = client
    ///     .wait(&id)
    ///     .progress(|progress| println!("{:?} after {:?}", progress.status, progress.elapsed))
    ///     .await?;
    /// println!("{:?}", generation.result_url);
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait(&self, id: impl Into<GenerationId>) -> Wait {
        Wait { client: self.clone(), id: id.into(), deadline: Deadline::default(), progress: None }
    }
}

/// The wait for a generation, begun when it is awaited. Made by [`Client::wait`].
///
/// The result is the generation once it has succeeded. Every other end is an error of its own kind, with the id:
///
/// | end | kind |
/// | --- | --- |
/// | it failed | [`Failed`](ErrorKind::Failed), with the whole record |
/// | it was cancelled, by anyone | [`Cancelled`](ErrorKind::Cancelled), with the whole record |
/// | it succeeded without a link to the result | [`NoResult`](ErrorKind::NoResult), with the whole record |
/// | its status is unknown | [`UnknownStatus`](ErrorKind::UnknownStatus), with the whole record |
/// | the hub doesn't have it | [`NotFound`](ErrorKind::NotFound) |
/// | the hub rejects the key | [`Authentication`](ErrorKind::Authentication) |
/// | it takes too long | [`Unfinished`](ErrorKind::Unfinished); waiting again goes on |
///
/// All waits of a client share one connection for events and one poller, which lists the queue of a namespace. A wait
/// never cancels the generation: dropping it leaves nothing running here, and the generation there.
#[must_use = "a wait begins when it is awaited"]
pub struct Wait {
    client: Client,
    id: GenerationId,
    deadline: Deadline,
    progress: Option<Box<OnProgress>>,
}

impl Wait {
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

    /// Sets a callback that receives the progress of the generation whenever the hub reports on it.
    pub fn progress(mut self, on_progress: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.progress = Some(Box::new(on_progress));
        self
    }

    pub(super) fn with_deadline(mut self, deadline: Deadline) -> Self {
        self.deadline = deadline;
        self
    }

    async fn wait(self) -> Result<Generation, Error> {
        let named = |error: Error| error.with_generations([&self.id]);
        let lease = PollerLease::new(&self.client).map_err(named)?;
        let subscription = lease.join(&self.id, true, None);
        await_end(subscription, self.deadline, Instant::now(), self.progress).await
    }
}

/// Waits for the end of a generation.
pub(super) async fn await_end(
    mut subscription: Subscription,
    deadline: Deadline,
    started: Instant,
    mut on_progress: Option<Box<OnProgress>>,
) -> Result<Generation, Error> {
    loop {
        let seen = subscription.seen.borrow_and_update().clone();
        if let Some(end) = seen.end {
            return match &*end {
                Ok(generation) => Ok(generation.clone()),
                Err(error) => Err(error.to_copy_for(&subscription.id)),
            };
        }
        subscription
            .lease
            .ensure_poller()
            .map_err(|error| error.with_generations([&subscription.id]))?;
        if let Some(on_progress) = &mut on_progress
            && seen.status.is_some()
        {
            let (id, status) = (subscription.id.clone(), seen.status.clone());
            on_progress(&Progress { id, status, elapsed: started.elapsed() });
        }
        let changed = subscription.seen.changed();
        let is_late = if let Some(limit) = deadline.limit(seen.media_type.as_ref()) {
            let left = limit.saturating_sub(started.elapsed());
            tokio::time::timeout(left, changed).await.is_err()
        } else {
            // An error means that the registry forgot the entry, which it does when this subscription is gone.
            let _ = changed.await;
            false
        };
        if is_late && subscription.seen.borrow().end.is_none() {
            let error = Error::new(ErrorKind::Unfinished { status: seen.status });
            return Err(error.with_generations([&subscription.id]));
        }
    }
}

impl IntoFuture for Wait {
    type Output = Result<Generation, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.wait())
    }
}

impl fmt::Debug for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("id", &self.id)
            .field("deadline", &self.deadline)
            .finish_non_exhaustive()
    }
}
