//! The requests that the queue accepts, and the answers created from their generations.

use oxen_hub::Error;
use oxen_hub::answers::{Images, Videos};
use oxen_hub::generations::Generation;

use crate::client::answer::{Answer, Response};
use crate::client::outgoing::{Outgoing, refused};
use crate::client::send::IntoCall;
use crate::endpoint::Endpoint;

/// The answer to a request that the queue accepts: [`Images`], [`Videos`], or [`Answer`], whose variant is determined
/// when the request is sent.
#[diagnostic::on_unimplemented(
    message = "the queue only accepts requests to image and video models",
    label = "this model answers with `{Self}`",
    note = "send it with `Client::send`"
)]
pub trait QueueResponse: Response {
    /// Creates the answer from the results of generations.
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

/// Prepares a request; returns an error if it is for a model that the queue doesn't serve, as an untyped one may be.
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
        "`{}` is served by `{endpoint}`: the queue only accepts requests to image and video models; use `send`",
        outgoing.model_id()
    )))
}
