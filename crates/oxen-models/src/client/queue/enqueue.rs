//! Enqueues checked requests.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use oxen_hub::queue::{Enqueue, Enqueued, Queued};
use oxen_hub::{CallOptions, Error};

use super::response::{QueueResponse, queueable};
use crate::client::outgoing::suggest;
use crate::client::send::IntoCall;

/// A call that enqueues a request when it is awaited, created by [`Client::enqueue`](crate::Client::enqueue).
///
/// An error that comes after some generations were accepted carries their [ids](Error::generation_ids).
#[derive(Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct EnqueueCall(Result<Enqueue, Error>);

impl EnqueueCall {
    pub(super) fn new<T>(hub: &oxen_hub::Client, request: &T) -> Self
    where
        T: IntoCall<Response: QueueResponse> + ?Sized,
    {
        let outgoing = queueable(request);
        Self(
            outgoing
                .map(|outgoing| hub.enqueue(outgoing.model_id(), &outgoing.parameters.as_map())),
        )
    }

    /// Sets the number of generations; by default the request's `num_generations`, or else one.
    ///
    /// More than four are enqueued by several POST requests, one after the other.
    pub fn generations(self, count: u32) -> Self {
        Self(self.0.map(|call| call.generations(count)))
    }

    /// Sets a callback for each generation, called as soon as its id is known.
    ///
    /// Store the ids there: the hub has accepted these generations, even if this call fails later or is dropped.
    pub fn on_enqueued(self, callback: impl FnMut(&Queued) + Send + 'static) -> Self {
        Self(self.0.map(|call| call.on_enqueued(callback)))
    }

    /// Sets the options of this call that differ from its client's.
    pub fn options(self, options: CallOptions) -> Self {
        Self(self.0.map(|call| call.options(options)))
    }
}

impl IntoFuture for EnqueueCall {
    type Output = Result<Enqueued, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.0?.await.map_err(suggest) })
    }
}
