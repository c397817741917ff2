//! The events in the body of an answer.

use std::pin::Pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;
use http_body::Body;
use sse_stream::SseByteStream;

use super::body::{BodyError, Bounded, Count};
use crate::error::{Error, ErrorKind, Phase};

/// An event of a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// The type, if one is stated; the default is `message`.
    pub(crate) name: Option<String>,
    /// The lines of `data`, joined.
    pub(crate) data: String,
}

/// The reason why an event stream failed.
#[derive(Debug)]
pub(crate) enum EventFailure {
    /// More bytes than the limit without an event.
    TooLarge,
    /// No byte, not even one of a comment, for longer than the limit.
    Stalled,
    /// The connection broke.
    Interrupted(Box<dyn std::error::Error + Send + Sync>),
    /// A field of an event has bytes that are not UTF-8.
    NotUtf8(std::str::Utf8Error),
}

/// Reads the events of an answer, one at a time and only when asked: nothing runs in between, and dropping it closes
/// the connection.
///
/// Lines end in LF, CRLF or CR, a byte order mark may come first, comments and unknown fields are skipped, and a blank
/// line that is missing at the end of the body is added. After an error there are no more events.
pub(crate) struct EventReader<B: Body<Data = Bytes> + Unpin = reqwest::Body> {
    events: SseByteStream<Bounded<B>>,
    count: Count,
}

impl<B> EventReader<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    /// Reads a body with at most `limit` bytes from one event to the next, comments included, and at most `silence`
    /// between two bytes.
    pub(crate) fn new(body: B, limit: u64, silence: Duration) -> Self {
        let body = Bounded::new(body, limit, silence);
        let count = body.count();
        Self { events: SseByteStream::new(body), count }
    }

    #[cfg(test)]
    pub(crate) async fn next(&mut self) -> Option<Result<Event, EventFailure>> {
        std::future::poll_fn(|context| self.poll_next(context)).await
    }

    /// Returns the next event; `None` at the end of the body.
    pub(crate) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Event, EventFailure>>> {
        loop {
            let next = std::task::ready!(Pin::new(&mut self.events).poll_next(context));
            return Poll::Ready(match next {
                Some(Ok(sse_stream::Sse { event, data, .. })) => {
                    self.count.store(0, Ordering::Relaxed);
                    // By the specification, a block without `data` is not an event.
                    let Some(data) = data else { continue };
                    Some(Ok(Event { name: event.filter(|name| !name.is_empty()), data }))
                }
                Some(Err(error)) => Some(Err(failure::<B>(error))),
                None => None,
            });
        }
    }
}

impl EventFailure {
    /// Converts the failure into the error of a call; `limit` is that of the reader.
    pub(crate) fn into_error(self, limit: u64) -> Error {
        match self {
            Self::TooLarge => Error::new(ErrorKind::TooLarge { limit }),
            Self::Stalled => Error::new(ErrorKind::Timeout { phase: Phase::Body }),
            Self::Interrupted(source) => Error::new(ErrorKind::Interrupted).with_source(source),
            Self::NotUtf8(source) => Error::malformed("", "an event with bytes that are not UTF-8")
                .with_source(source.into()),
        }
    }
}

fn failure<B>(error: sse_stream::Error) -> EventFailure
where
    B: Body,
    B::Error: std::error::Error + Send + Sync + 'static,
{
    match error {
        sse_stream::Error::Body(source) => match source.downcast::<BodyError<B::Error>>() {
            Ok(error) => match *error {
                BodyError::TooLarge => EventFailure::TooLarge,
                BodyError::Stalled => EventFailure::Stalled,
                BodyError::Interrupted(source) => EventFailure::Interrupted(source.into()),
            },
            Err(source) => EventFailure::Interrupted(source),
        },
        sse_stream::Error::Utf8Parse(source) => EventFailure::NotUtf8(source),
        other => EventFailure::Interrupted(other.into()),
    }
}
