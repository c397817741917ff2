//! The bytes of an event stream, within a limit of size since the last event and of silence.

use std::future::Future as _;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use futures_core::Stream;
use http_body::Body;
use thiserror::Error;
use tokio::time::Sleep;

/// The reason why the body of an event stream can't be read any further.
#[derive(Debug, Error)]
pub(super) enum BodyError<E> {
    #[error("the event is larger than the limit")]
    TooLarge,
    #[error("silence for longer than the limit")]
    Stalled,
    #[error(transparent)]
    Interrupted(E),
}

/// The bytes that were read since the last event.
pub(super) type Count = Arc<AtomicU64>;

/// A body as a stream of bytes for the parser.
pub(super) struct Bounded<B> {
    body: B,
    /// Bytes that came and are not handed out yet.
    rest: Bytes,
    count: Count,
    limit: u64,
    silence: Duration,
    /// Runs only while the next bytes are waited for.
    timer: Option<Pin<Box<Sleep>>>,
    ended: bool,
}

impl<B> Bounded<B> {
    pub(super) fn new(body: B, limit: u64, silence: Duration) -> Self {
        let (rest, count) = (Bytes::new(), Count::default());
        Self { body, rest, count, limit, silence, timer: None, ended: false }
    }

    pub(super) fn count(&self) -> Count {
        Arc::clone(&self.count)
    }
}

impl<B: Body<Data = Bytes> + Unpin> Bounded<B> {
    /// Hands out no more than the limit allows.
    fn hand_out(&mut self) -> Result<Counted, BodyError<B::Error>> {
        let room = self.limit.saturating_sub(self.count.load(Ordering::Relaxed));
        if room == 0 {
            return Err(BodyError::TooLarge);
        }
        let length = self.rest.len().min(usize::try_from(room).unwrap_or(usize::MAX));
        Ok(Counted { bytes: self.rest.split_to(length), count: Arc::clone(&self.count) })
    }

    fn poll_body(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, B::Error>>> {
        loop {
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(bytes) if bytes.is_empty() => {}
                    Ok(bytes) => return Poll::Ready(Some(Ok(bytes))),
                    Err(_trailers) => {}
                },
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn poll_silence(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let silence = self.silence;
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(silence)));
        timer.as_mut().poll(context)
    }
}

impl<B: Body<Data = Bytes> + Unpin> Stream for Bounded<B> {
    type Item = Result<Counted, BodyError<B::Error>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Some(self.hand_out()));
        }
        if self.ended {
            return Poll::Ready(None);
        }
        match self.poll_body(context) {
            Poll::Ready(Some(Ok(bytes))) => {
                self.timer = None;
                self.rest = bytes;
                Poll::Ready(Some(self.hand_out()))
            }
            Poll::Ready(Some(Err(error))) => {
                self.ended = true;
                Poll::Ready(Some(Err(BodyError::Interrupted(error))))
            }
            Poll::Ready(None) => {
                // Some servers leave out the blank line after the last event.
                self.ended = true;
                let bytes = Bytes::from_static(b"\n\n");
                Poll::Ready(Some(Ok(Counted { bytes, count: Arc::clone(&self.count) })))
            }
            Poll::Pending => {
                ready!(self.poll_silence(context));
                self.ended = true;
                Poll::Ready(Some(Err(BodyError::Stalled)))
            }
        }
    }
}

/// Bytes that are counted when the parser takes them.
pub(super) struct Counted {
    bytes: Bytes,
    count: Count,
}

impl Buf for Counted {
    fn remaining(&self) -> usize {
        self.bytes.len()
    }

    fn chunk(&self) -> &[u8] {
        &self.bytes
    }

    fn advance(&mut self, length: usize) {
        self.bytes.advance(length);
        self.count.fetch_add(length as u64, Ordering::Relaxed);
    }
}
