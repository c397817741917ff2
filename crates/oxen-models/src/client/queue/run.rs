//! Runs checked requests through the queue.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use oxen_hub::queue::Queued;
use oxen_hub::waits::{Progress, Run};
use oxen_hub::{CallOptions, Error};

use super::response::{QueueResponse, queueable};
use crate::client::outgoing::suggest;
use crate::client::send::IntoCall;
use crate::endpoint::Endpoint;

/// A call that runs a request through the queue when it is awaited, created by [`Client::run`](crate::Client::run).
///
/// Once an id is known, every error contains it, so that [`Client::wait_all`](crate::Client::wait_all) can continue to
/// wait. Dropping the call cancels nothing.
#[must_use = "a request is sent when it is awaited"]
pub struct RunCall<R> {
    hub: oxen_hub::Client,
    call: Result<(Run, Endpoint), Error>,
    response: PhantomData<fn() -> R>,
}

impl<R: QueueResponse> RunCall<R> {
    pub(super) fn new<T>(hub: &oxen_hub::Client, request: &T) -> Self
    where
        T: IntoCall<Response = R> + ?Sized,
    {
        let call = queueable(request).map(|outgoing| {
            (hub.run(outgoing.model_id(), &outgoing.parameters.as_map()), outgoing.endpoint())
        });
        Self { hub: hub.clone(), call, response: PhantomData }
    }

    fn map(self, change: impl FnOnce(Run) -> Run) -> Self {
        Self { call: self.call.map(|(run, endpoint)| (change(run), endpoint)), ..self }
    }

    /// Sets the number of generations; by default the request's `num_generations`, or else one.
    pub fn generations(self, count: u32) -> Self {
        self.map(|run| run.generations(count))
    }

    /// Sets a callback for each generation, called as soon as its id is known.
    pub fn on_enqueued(self, callback: impl FnMut(&Queued) + Send + 'static) -> Self {
        self.map(|run| run.on_enqueued(callback))
    }

    /// Sets a callback for the progress of each generation, called at each report of it.
    pub fn progress(self, callback: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.map(|run| run.progress(callback))
    }

    /// Sets the maximum time to wait: by default 30 minutes for images and 2 hours for videos.
    pub fn deadline(self, limit: Duration) -> Self {
        self.map(|run| run.deadline(limit))
    }

    /// Removes the deadline, so that the call waits as long as necessary.
    pub fn no_deadline(self) -> Self {
        self.map(Run::no_deadline)
    }

    /// Sets the options of the enqueue that differ from its client's.
    pub fn options(self, options: CallOptions) -> Self {
        self.map(|run| run.options(options))
    }
}

impl<R: QueueResponse + 'static> IntoFuture for RunCall<R> {
    type Output = Result<R, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { hub, call, .. } = self;
        Box::pin(async move {
            let (run, endpoint) = call?;
            let generations = run.await.map_err(suggest)?;
            Ok(R::of_generations(&hub, &generations, endpoint))
        })
    }
}

impl<R> fmt::Debug for RunCall<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunCall").field("call", &self.call).finish_non_exhaustive()
    }
}
