//! The text of a streamed answer.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use super::ChatStream;
use crate::answers::Chunk;
use crate::error::Error;

/// The text of the first choice of a streamed answer, piece by piece; made by [`ChatStream::text`].
///
/// Pieces without text, such as those of tool calls, are skipped.
#[derive(Debug)]
pub struct TextStream(ChatStream);

impl TextStream {
    pub(super) fn new(stream: ChatStream) -> Self {
        Self(stream)
    }

    /// Returns the next piece of text; `None` at the end.
    ///
    /// # Errors
    ///
    /// As [`ChatStream::next`].
    pub async fn next(&mut self) -> Option<Result<String, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the stream, for what follows or for the whole answer.
    pub fn into_stream(self) -> ChatStream {
        self.0
    }
}

impl Stream for TextStream {
    type Item = Result<String, Error>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<String, Error>>> {
        loop {
            let next = ready!(Pin::new(&mut self.0).poll_next(context));
            match next.map(|chunk| chunk.map(Chunk::into_text)).transpose() {
                Ok(Some(text)) if text.is_empty() => {}
                Ok(Some(text)) => return Poll::Ready(Some(Ok(text))),
                Ok(None) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}
