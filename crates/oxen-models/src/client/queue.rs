//! Checked requests to the queue.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::SystemTime;

use oxen_hub::generations::{Generation, Generations};
use oxen_hub::queue::{Enqueue, Enqueued, Queue, Queued, Recover};
use oxen_hub::{CallOptions, Error};

use super::resolve::{QueueAnswer, Resolved};
use super::send::nearest;
use super::{Client, IntoCall};

impl Client {
    /// Enqueues a request to an image or video model.
    ///
    /// A chat or audio request doesn't compile here, and an [`AnyRequest`](crate::AnyRequest) to such a model is refused
    /// before anything is sent.
    ///
    /// ```no_run
    /// use oxen_models::{AnyRequest, Client};
    /// use serde_json::json;
    ///
    /// # async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = AnyRequest::new("flux-2-pro", json!({"prompt": "an ox at dawn"}))?;
    /// let queued = client
    ///     .enqueue(&request)
    ///     .generations(10)
    ///     .on_enqueued(|queued| println!("{}", queued.id))
    ///     .await?;
    /// # let _ = queued;
    /// # Ok(())
    /// # }
    /// ```
    pub fn enqueue<T: IntoCall + ?Sized>(&self, request: &T) -> EnqueueCall
    where
        T::Response: QueueAnswer,
    {
        let resolved = request.resolve().and_then(Resolved::queueable);
        EnqueueCall {
            call: resolved.map(|resolved| self.hub.enqueue(&resolved.model, &resolved.parameters)),
        }
    }

    /// Finds the generations that an enqueue of the request made whose answer was lost: those of its model since then
    /// whose parameters are the request's, the oldest first.
    ///
    /// An error of [`enqueue`](Self::enqueue) that [`may_have_run`](Error::may_have_run) is the time to call it, before
    /// anything is enqueued again.
    pub fn recover<T: IntoCall + ?Sized>(&self, request: &T, since: SystemTime) -> RecoverCall
    where
        T::Response: QueueAnswer,
    {
        let resolved = request.resolve().and_then(Resolved::queueable);
        let call = resolved.map(|resolved| {
            let call = self.hub.queue().recover(&resolved.model, &resolved.parameters, since);
            match resolved.names {
                Some(names) => call.parameters(names),
                None => call,
            }
        });
        RecoverCall { call }
    }

    /// The calls about the queue.
    pub fn queue(&self) -> Queue<'_> {
        self.hub.queue()
    }

    /// The calls about the history of generations.
    pub fn generations(&self) -> Generations<'_> {
        self.hub.generations()
    }
}

/// A request on its way into the queue, sent when it is awaited. Made by [`Client::enqueue`].
///
/// An error that comes after some generations were accepted carries their [ids](Error::generation_ids).
#[derive(Debug)]
#[must_use = "a request is sent when it is awaited"]
pub struct EnqueueCall {
    call: Result<Enqueue, Error>,
}

impl EnqueueCall {
    /// Sets how many generations of the request are made; by default what its `num_generations` says, else one.
    ///
    /// More than four go out in several POSTs, one after the other.
    pub fn generations(self, count: u32) -> Self {
        Self { call: self.call.map(|call| call.generations(count)) }
    }

    /// Sets who is told about each generation the moment that its id is known.
    ///
    /// This is the place to store ids: whatever happens later, also if this call is dropped, the hub has accepted them.
    pub fn on_enqueued(self, told: impl FnMut(&Queued) + Send + 'static) -> Self {
        Self { call: self.call.map(|call| call.on_enqueued(told)) }
    }

    /// Sets what this call has otherwise than its client.
    pub fn options(self, options: CallOptions) -> Self {
        Self { call: self.call.map(|call| call.options(options)) }
    }
}

impl IntoFuture for EnqueueCall {
    type Output = Result<Enqueued, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.call?.await.map_err(|error| error.suggest(nearest)) })
    }
}

/// A search for what an interrupted enqueue made, begun when it is awaited. Made by [`Client::recover`].
#[derive(Debug)]
#[must_use = "a search begins when it is awaited"]
pub struct RecoverCall {
    call: Result<Recover, Error>,
}

impl RecoverCall {
    /// Sets what the calls of this search have otherwise than the client.
    pub fn options(self, options: CallOptions) -> Self {
        Self { call: self.call.map(|call| call.options(options)) }
    }
}

impl IntoFuture for RecoverCall {
    type Output = Result<Vec<Generation>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.call?.await })
    }
}
