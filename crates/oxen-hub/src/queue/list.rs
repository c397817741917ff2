//! The listing of the queue.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use crate::address::ApiPath;
use crate::answers::Meta;
use crate::client::{Call, CallOptions, Client, call_options};
use crate::error::Error;
use crate::generations::{Generation, GenerationFilter, read};
use crate::method::Method;

/// A call of the queue's listing, sent when it is awaited. Made by [`Queue::list`](super::Queue::list).
#[derive(Debug)]
#[must_use = "a call is sent when it is awaited"]
pub struct QueueListingCall {
    client: Client,
    filter: GenerationFilter,
    options: CallOptions,
}

impl QueueListingCall {
    pub(super) fn new(client: &Client, filter: GenerationFilter) -> Self {
        Self { client: client.clone(), filter, options: CallOptions::default() }
    }

    call_options!(options);

    async fn send(self) -> Result<QueueListing, Error> {
        let inner = &self.client.inner;
        let mut call = Call::plain(inner, Method::Get, &ApiPath::fixed("/queue"), None)?
            .with_query(&self.filter.query())
            .with_options(&self.options);
        call.limit = inner.limits.listing;
        inner
            .fetch(&call, |answered| {
                let read::Records { generations, unreadable, .. } =
                    read::many(&answered, inner.key.as_ref())?;
                Ok(QueueListing { generations, unreadable, meta: answered.meta })
            })
            .await
    }
}

impl IntoFuture for QueueListingCall {
    type Output = Result<QueueListing, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// Generations of the queue.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct QueueListing {
    /// The generations in the order of the answer.
    pub generations: Vec<Generation>,
    /// The number of entries that are not records of generations.
    pub unreadable: usize,
    meta: Meta,
}

impl QueueListing {
    /// Returns facts about the exchange, such as the number of attempts.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }
}
