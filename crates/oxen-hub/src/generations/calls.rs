//! The calls about the history of generations.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use super::history::HistoryCall;
use super::{Generation, GenerationFilter, GenerationId, read};
use crate::address::ApiPath;
use crate::client::{Call, CallOptions, Client, call_options};
use crate::error::{About, Error};
use crate::method::Method;

/// The calls about the history of generations, made by [`Client::generations`](crate::Client::generations). Each is sent
/// when it is awaited.
///
/// The history has every generation with its cost; [`Queue`](crate::queue::Queue) is about the active ones.
#[derive(Clone, Copy, Debug)]
pub struct Generations<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the calls about the history of generations.
    pub fn generations(&self) -> Generations<'_> {
        Generations { client: self }
    }
}

impl Generations<'_> {
    /// Reads a generation, with its cost.
    pub fn get(self, id: impl Into<GenerationId>) -> GenerationCall {
        GenerationCall::new(self.client, "/generations/{id}", id.into())
    }

    /// Lists all generations that the filter lets through: page by page, or as one stream.
    pub fn list(self, filter: GenerationFilter) -> HistoryCall {
        HistoryCall::new(self.client, filter)
    }
}

/// A call that reads one generation, sent when it is awaited.
#[derive(Debug)]
#[must_use = "a call is sent when it is awaited"]
pub struct GenerationCall {
    client: Client,
    template: &'static str,
    id: GenerationId,
    options: CallOptions,
}

impl GenerationCall {
    pub(crate) fn new(client: &Client, template: &'static str, id: GenerationId) -> Self {
        Self { client: client.clone(), template, id, options: CallOptions::default() }
    }

    call_options!(options);

    async fn send(self) -> Result<Generation, Error> {
        let inner = &self.client.inner;
        let path = ApiPath::with_id(self.template, self.id.as_str())
            .map_err(|error| error.with_generations([&self.id]))?;
        let about = Some(About::Generation(self.id.to_string()));
        let call = Call::plain(inner, Method::Get, &path, about)?.with_options(&self.options);
        let read = |answered| read::one(&answered, &self.id, inner.key.as_ref());
        let result = inner.fetch(&call, read).await;
        result.map_err(|error| error.with_generations([&self.id]))
    }
}

impl IntoFuture for GenerationCall {
    type Output = Result<Generation, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
