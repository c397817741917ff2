//! Searches for the generations of an interrupted enqueue of a checked request.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::SystemTime;

use oxen_hub::generations::Generation;
use oxen_hub::queue::Recover;
use oxen_hub::{CallOptions, Error};

use super::response::{QueueResponse, queueable};
use crate::client::send::IntoCall;

/// A call that searches for the generations of an interrupted enqueue when it is awaited, created by
/// [`Client::recover`](crate::Client::recover).
#[derive(Debug)]
#[must_use = "a search begins when it is awaited"]
pub struct RecoverCall(Result<Recover, Error>);

impl RecoverCall {
    pub(super) fn new<T>(hub: &oxen_hub::Client, request: &T, since: SystemTime) -> Self
    where
        T: IntoCall<Response: QueueResponse> + ?Sized,
    {
        Self(queueable(request).map(|outgoing| {
            let call =
                hub.queue().recover(outgoing.model_id(), &outgoing.parameters.as_map(), since);
            match outgoing.parameter_names() {
                Some(names) => call.parameters(names),
                None => call,
            }
        }))
    }

    /// Sets the options of this search's calls that differ from the client's.
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
