//! Streamed chat answers.

mod bytes;
mod calls;
mod join;
mod merge;
mod text;

use std::fmt;
use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::Sleep;

use self::join::Joined;
pub use self::text::TextStream;
use crate::answers::json::{not_json, quote};
use crate::answers::{Answer as _, ChatCompletion, Chunk, Meta};
use crate::client::{Answered, Call, Client, Inner};
use crate::error::{Asked, Envelope, Error, ErrorKind, Partial, Refusal};
use crate::sse::{Event, EventFailure, EventReader};

/// The last event of a stream.
const DONE: &str = "[DONE]";

/// A streamed chat answer: a [`Stream`] of [`Chunk`]s that ends with an error if the answer is incomplete.
///
/// Nothing is read unless the stream is polled, and nothing runs in between. Dropping the stream closes the connection;
/// the model may continue nevertheless.
///
/// ```no_run
/// use oxen_hub::Client;
/// use serde_json::json;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::from_env()?;
/// let parameters = json!({"messages": [{"role": "user", "content": "Hello!"}]});
/// let call = client.generate("/chat/completions", "our-model", parameters.as_object().unwrap());
/// let mut stream = call.stream().await?;
/// while let Some(chunk) = stream.next().await {
///     print!("{}", chunk?.text());
/// }
/// # Ok(())
/// # }
/// ```
///
/// The answer is complete if the hub ends it with `[DONE]`, or if every choice has a finish reason.
/// [`ErrorKind::Truncated`] is the error of an incomplete one; it contains the received part.
pub struct ChatStream {
    source: Source,
    joined: Joined,
    /// The error of the last event if that was incomplete JSON, which is fatal by itself only if another event follows.
    broken_off: Option<Error>,
    /// Ends the wait for the next chunk; runs only while one is waited for.
    timer: Option<Pin<Box<Sleep>>>,
    client: Arc<Inner>,
    asked: Asked,
    meta: Meta,
    request_id: String,
    /// The span of the call, which lasts as long as the answer.
    span: tracing::Span,
}

enum Source {
    Events(Box<EventReader>),
    /// A whole answer that came without a stream.
    Whole(Box<Chunk>),
    Over,
}

/// The meaning of an event.
enum Meaning {
    Chunk(Chunk),
    /// Nothing: a keep-alive, or an event of another kind.
    Nothing,
    /// Incomplete JSON.
    BrokenOff(Error),
    Done,
}

impl ChatStream {
    pub(crate) fn open(
        answered: Answered,
        client: &Client,
        call: &Call,
        silence: Duration,
    ) -> Result<Self, Error> {
        let inner = &client.inner;
        let meta = answered.meta.clone();
        let source = match answered {
            Answered { events: Some(body), .. } => {
                Source::Events(Box::new(EventReader::new(body, inner.limits.event, silence)))
            }
            whole => Source::Whole(Box::new(ChatCompletion::read(whole, client)?.into())),
        };
        Ok(Self {
            source,
            joined: Joined::default(),
            broken_off: None,
            timer: None,
            client: Arc::clone(inner),
            asked: call.asked.clone(),
            request_id: meta.request_id().unwrap_or(&call.request_id).to_owned(),
            meta,
            span: tracing::Span::current(),
        })
    }

    /// Returns the next chunk; `None` at the end.
    ///
    /// # Errors
    ///
    /// An error of the hub in the middle of the answer, or [`Truncated`](ErrorKind::Truncated). It is the last item.
    pub async fn next(&mut self) -> Option<Result<Chunk, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns a stream of the pieces of the first choice's text.
    pub fn text(self) -> TextStream {
        TextStream::new(self)
    }

    /// Reads to the end and returns the whole answer, chunks that were read before included.
    ///
    /// Texts are joined, including those that this crate has no field for, such as `reasoning_content`, and so are the
    /// pieces of tool calls.
    ///
    /// # Errors
    ///
    /// As [`next`](Self::next).
    pub async fn collect(mut self) -> Result<ChatCompletion, Error> {
        self.read_to_end().await?;
        Ok(self.take_joined())
    }

    pub(crate) async fn read_to_end(&mut self) -> Result<(), Error> {
        while let Some(chunk) = self.next().await {
            chunk?;
        }
        Ok(())
    }

    /// Returns the answer as far as it has been read.
    pub fn so_far(&self) -> ChatCompletion {
        ChatCompletion { meta: self.meta.clone(), ..self.joined.clone().into_completion() }
    }

    /// Returns facts about the exchange, as of the head of the answer.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    pub(crate) fn take_joined(&mut self) -> ChatCompletion {
        let joined = std::mem::take(&mut self.joined);
        ChatCompletion { meta: self.meta.clone(), ..joined.into_completion() }
    }

    /// Ends the stream with an error.
    fn fail(&mut self, error: Error) -> Poll<Option<Result<Chunk, Error>>> {
        self.source = Source::Over;
        Poll::Ready(Some(Err(self.add_context(error))))
    }

    /// Adds the call to an error.
    fn add_context(&self, mut error: Error) -> Error {
        let inner = error.inner();
        inner.asked = Some(self.asked.clone());
        inner.status.get_or_insert(self.meta.status());
        inner.request_id.get_or_insert_with(|| self.request_id.clone());
        inner.attempts = self.meta.attempts();
        // A model that began to answer has run, even if its answer can't be read.
        inner.may_have_run = true;
        error
    }

    /// Ends the stream before the answer was whole.
    fn truncate(&mut self, cause: Option<Error>) -> Poll<Option<Result<Chunk, Error>>> {
        self.source = Source::Over;
        Poll::Ready(Some(Err(self.truncated(cause))))
    }

    /// Creates the error of an answer that ends here, before it is complete.
    pub(crate) fn truncated(&mut self, cause: Option<Error>) -> Error {
        let partial = Partial::new(self.take_joined(), self.client.key.as_ref());
        let error = self.add_context(Error::new(ErrorKind::Truncated { partial }));
        match cause {
            Some(cause) => error.with_source(cause.into()),
            None => error,
        }
    }

    /// Ends the stream after a complete answer.
    fn finish(&mut self) -> Poll<Option<Result<Chunk, Error>>> {
        self.joined.record_usage(&self.span);
        self.source = Source::Over;
        Poll::Ready(None)
    }

    fn take(&mut self, chunk: Chunk) -> Poll<Option<Result<Chunk, Error>>> {
        self.timer = None;
        let limit = self.client.limits.json;
        if self.joined.add(&chunk) > limit {
            return self.fail(Error::new(ErrorKind::TooLarge { limit }));
        }
        Poll::Ready(Some(Ok(chunk)))
    }

    fn poll_patience(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let limit = self.client.timeouts.chat_chunk;
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        timer.as_mut().poll(context)
    }

    fn read(&self, event: &Event) -> Result<Meaning, Error> {
        let key = self.client.key.as_ref();
        let data = event.data.trim();
        if data == DONE {
            return Ok(Meaning::Done);
        }
        let is_error = event.name.as_deref() == Some("error");
        // Some proxies turn a comment into an event.
        if !is_error && (data.is_empty() || data.starts_with(':')) {
            return Ok(Meaning::Nothing);
        }
        let chunk: Chunk = match serde_json::from_str(data) {
            Ok(chunk) => chunk,
            Err(_) if is_error => Chunk::default(),
            Err(error) if error.is_data() => {
                let found = quote(data.as_bytes(), key);
                return Err(Error::malformed("", format!("{found} instead of a chunk")));
            }
            Err(error) if error.is_eof() => {
                return Ok(Meaning::BrokenOff(not_json(&error, data, key)));
            }
            Err(error) => return Err(not_json(&error, data, key)),
        };
        let envelope = Envelope::read(&chunk.extra, key)
            .or_else(|| is_error.then(|| Envelope::of_text(data.as_bytes(), key)));
        if let Some(envelope) = envelope {
            let refusal = Refusal {
                status: self.meta.status(),
                envelope,
                about: self.asked.about.as_ref(),
                key_sent: key.is_some(),
                retry_after: None,
            };
            return Err(refusal.into_error());
        }
        let is_message = matches!(event.name.as_deref(), None | Some("message"));
        if is_message || chunk.choices.is_some() {
            return Ok(Meaning::Chunk(chunk));
        }
        Ok(Meaning::Nothing)
    }
}

impl Stream for ChatStream {
    type Item = Result<Chunk, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Chunk, Error>>> {
        loop {
            let next = match &mut self.source {
                Source::Events(reader) => match reader.poll_next(context) {
                    Poll::Ready(next) => next,
                    Poll::Pending => {
                        ready!(self.poll_patience(context));
                        Some(Err(EventFailure::Stalled))
                    }
                },
                Source::Whole(chunk) => {
                    let chunk = std::mem::take(&mut **chunk);
                    self.source = Source::Over;
                    return self.take(chunk);
                }
                Source::Over => return Poll::Ready(None),
            };
            let broken_off = self.broken_off.take();
            let event = match (next, broken_off) {
                (Some(Ok(event)), None) => event,
                // JSON broke off in the middle of the stream.
                (Some(Ok(_)), Some(error)) => return self.fail(error),
                (None | Some(Err(EventFailure::Interrupted(_) | EventFailure::Stalled)), _)
                    if self.joined.is_finished() =>
                {
                    return self.finish();
                }
                (None, cause) => return self.truncate(cause),
                (Some(Err(failure)), _) => {
                    let is_end =
                        matches!(failure, EventFailure::Interrupted(_) | EventFailure::Stalled);
                    let error = failure.into_error(self.client.limits.event);
                    return if is_end { self.truncate(Some(error)) } else { self.fail(error) };
                }
            };
            match self.read(&event) {
                Ok(Meaning::Chunk(chunk)) => return self.take(chunk),
                Ok(Meaning::Nothing) => {}
                Ok(Meaning::BrokenOff(error)) => self.broken_off = Some(error),
                Ok(Meaning::Done) => {
                    if let Source::Events(reader) = &mut self.source {
                        // If the end of the body has arrived too, the connection can be used again.
                        let _ = reader.poll_next(context);
                    }
                    return self.finish();
                }
                Err(error) => return self.fail(error),
            }
        }
    }
}

/// Shows the facts about the exchange, and whether the stream is over.
impl fmt::Debug for ChatStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatStream")
            .field("meta", &self.meta)
            .field("is_over", &matches!(self.source, Source::Over))
            .finish_non_exhaustive()
    }
}
