//! Requests to chat models with streamed answers.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use super::{Call, CallOptions, Client, call_options};
use crate::address::ApiPath;
use crate::answers::ChatCompletion;
use crate::error::{About, Error, ErrorKind, Phase};
use crate::stream::ChatStream;

/// A request to a chat model with a streamed answer, sent when it is awaited. Made by
/// [`Generate::stream`](super::Generate::stream).
///
/// A deadline covers the time until the head of the answer, with all attempts and pauses. Once the answer has begun,
/// the request is never sent again.
#[must_use = "a request is sent when it is awaited"]
#[derive(Debug)]
pub struct StreamCall {
    client: Client,
    path: &'static str,
    model: String,
    body: Result<Vec<u8>, Error>,
    options: CallOptions,
}

impl StreamCall {
    pub(super) fn new(
        client: Client,
        path: &'static str,
        model: String,
        body: Result<Vec<u8>, Error>,
        options: CallOptions,
    ) -> Self {
        Self { client, path, model, body, options }
    }

    call_options!(options);

    /// Sends the request, and reads the answer to its end; a deadline covers all of it.
    ///
    /// # Errors
    ///
    /// As [`Client::generate`], and as [`ChatStream::next`].
    pub async fn collect(self) -> Result<ChatCompletion, Error> {
        let Some(deadline) = self.options.deadline else {
            return self.open().await?.collect().await;
        };
        let started = tokio::time::Instant::now();
        let mut stream = self.open().await?;
        let left = deadline.saturating_sub(started.elapsed());
        match tokio::time::timeout(left, stream.read_to_end()).await {
            Ok(result) => result.map(|()| stream.take_joined()),
            Err(_elapsed) => {
                Err(stream.truncated(Some(Error::new(ErrorKind::Timeout { phase: Phase::Body }))))
            }
        }
    }

    async fn open(self) -> Result<ChatStream, Error> {
        let inner = &self.client.inner;
        let (path, about) = (ApiPath::fixed(self.path), Some(About::Model(self.model)));
        let call = Call::creating(inner, &path, about, self.body?, inner.timeouts.chat)?
            .with_options(&self.options)
            .streaming();
        let silence = self.options.body_timeout.unwrap_or(inner.timeouts.chat_stream);
        let read = |answered| ChatStream::open(answered, &self.client, &call, silence);
        inner.fetch(&call, read).await
    }
}

impl IntoFuture for StreamCall {
    type Output = Result<ChatStream, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.open())
    }
}
