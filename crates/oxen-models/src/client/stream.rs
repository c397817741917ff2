//! Streamed chat answers.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use oxen_hub::answers::ChatCompletion;
use oxen_hub::stream::ChatStream;
use oxen_hub::{CallOptions, Error};

use super::answer::{Answer, Response};
use super::outgoing::suggest;
use super::send::{IntoCall, Prepared};

/// The answer to a request that may be for a chat model: [`ChatCompletion`], or [`Answer`], whose variant is determined
/// when the request is sent.
#[diagnostic::on_unimplemented(
    message = "only requests to chat models can stream, call tools and have structured answers",
    label = "this model answers with `{Self}`",
    note = "send it with `Client::send`"
)]
pub trait ChatResponse: Response {}

impl ChatResponse for ChatCompletion {}
impl ChatResponse for Answer {}

/// A call that sends a request to a chat model when it is awaited and streams the answer, created by
/// [`Client::stream`](super::Client::stream).
///
/// A deadline covers the time until the first chunk, including all attempts and pauses. Once the answer has begun, the
/// request is never sent again.
#[must_use = "a request is sent when it is awaited"]
#[derive(Debug)]
pub struct StreamCall {
    hub: oxen_hub::Client,
    request: Prepared,
    options: CallOptions,
}

impl StreamCall {
    pub(super) fn new<T>(hub: &oxen_hub::Client, request: &T) -> Self
    where
        T: IntoCall<Response: ChatResponse> + ?Sized,
    {
        Self { hub: hub.clone(), request: request.prepare(), options: CallOptions::default() }
    }

    oxen_hub::call_options!(options);

    /// Sends the request, and reads the answer to its end; a deadline covers all of it.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`Client::send`](super::Client::send), and as [`ChatStream::next`].
    pub async fn collect(self) -> Result<ChatCompletion, Error> {
        let call = self.request.outgoing()?.chat_call(&self.hub)?.stream();
        call.options(self.options).collect().await.map_err(suggest)
    }

    async fn open(self) -> Result<ChatStream, Error> {
        let call = self.request.outgoing()?.chat_call(&self.hub)?.stream();
        call.options(self.options).await.map_err(suggest)
    }
}

impl IntoFuture for StreamCall {
    type Output = Result<ChatStream, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.open())
    }
}
