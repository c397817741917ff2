//! Checked requests to the queue.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::SystemTime;

use oxen_hub::answers::{Images, Videos};
use oxen_hub::generations::Generation;
use oxen_hub::queue::{Enqueue, Enqueued, Queued, Recover};
use oxen_hub::{CallOptions, Error};

use super::answer::{Answer, Response};
use super::outgoing::{Outgoing, refused, suggest};
use super::send::IntoCall;
use crate::model::Endpoint;

/// What requests that the queue takes are answered with: [`Images`], [`Videos`], or [`Answer`], where it turns out when
/// the request is sent.
#[diagnostic::on_unimplemented(
    message = "the queue takes only requests to image and video models",
    label = "this model answers with `{Self}`",
    note = "send it with `Client::send`"
)]
pub trait QueueResponse: Response {
    /// The answer that the results of generations make.
    #[doc(hidden)]
    fn of_generations(
        hub: &oxen_hub::Client,
        generations: &[Generation],
        endpoint: Endpoint,
    ) -> Self;
}

impl QueueResponse for Images {
    fn of_generations(hub: &oxen_hub::Client, generations: &[Generation], _: Endpoint) -> Self {
        Self::of_generations(hub, generations)
    }
}

impl QueueResponse for Videos {
    fn of_generations(hub: &oxen_hub::Client, generations: &[Generation], _: Endpoint) -> Self {
        Self::of_generations(hub, generations)
    }
}

impl QueueResponse for Answer {
    fn of_generations(
        hub: &oxen_hub::Client,
        generations: &[Generation],
        endpoint: Endpoint,
    ) -> Self {
        match endpoint {
            Endpoint::VideosGenerate => Self::Videos(Videos::of_generations(hub, generations)),
            _ => Self::Images(Images::of_generations(hub, generations)),
        }
    }
}

/// Returns a request that the queue takes, which only run time can tell of one without a type.
pub(super) fn queueable<T>(request: &T) -> Result<Outgoing, Error>
where
    T: IntoCall<Response: QueueResponse> + ?Sized,
{
    let outgoing = request.prepare().outgoing()?;
    let endpoint = outgoing.endpoint();
    if endpoint.is_queueable() {
        return Ok(outgoing);
    }
    Err(refused(format!(
        "`{}` is served by `{endpoint}`: the queue takes only requests to image and video models; use `send`",
        outgoing.model_id()
    )))
}

/// A request on its way into the queue, sent when it is awaited. Made by [`Client::enqueue`](super::Client::enqueue).
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
        Self(outgoing.map(|outgoing| hub.enqueue(outgoing.model_id(), &outgoing.parameters)))
    }

    /// Sets how many generations of the request are made; by default what its `num_generations` says, else one.
    ///
    /// More than four go out in several POSTs, one after the other.
    pub fn generations(self, count: u32) -> Self {
        Self(self.0.map(|call| call.generations(count)))
    }

    /// Sets who is told about each generation the moment that its id is known.
    ///
    /// This is the place to store ids: whatever happens later, also if this call is dropped, the hub has accepted them.
    pub fn on_enqueued(self, told: impl FnMut(&Queued) + Send + 'static) -> Self {
        Self(self.0.map(|call| call.on_enqueued(told)))
    }

    /// Sets what this call has otherwise than its client.
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

/// A search for what an interrupted enqueue made, begun when it is awaited. Made by
/// [`Client::recover`](super::Client::recover).
#[derive(Debug)]
#[must_use = "a search begins when it is awaited"]
pub struct RecoverCall(Result<Recover, Error>);

impl RecoverCall {
    pub(super) fn new<T>(hub: &oxen_hub::Client, request: &T, since: SystemTime) -> Self
    where
        T: IntoCall<Response: QueueResponse> + ?Sized,
    {
        Self(queueable(request).map(|outgoing| {
            let call = hub.queue().recover(outgoing.model_id(), &outgoing.parameters, since);
            match outgoing.parameter_names() {
                Some(names) => call.parameters(names),
                None => call,
            }
        }))
    }

    /// Sets what the calls of this search have otherwise than the client.
    pub fn options(self, options: CallOptions) -> Self {
        Self(self.0.map(|call| call.options(options)))
    }
}

impl IntoFuture for RecoverCall {
    type Output = Result<Vec<Generation>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { self.0?.await })
    }
}
