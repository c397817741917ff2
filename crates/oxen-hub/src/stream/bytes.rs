//! Streams from bytes in memory, for benchmarks and fuzzing.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame};

use super::join::Joined;
use super::{ChatStream, Source};
use crate::answers::Meta;
use crate::client::Client;
use crate::error::Asked;
use crate::method::Method;
use crate::sse::EventReader;

struct Pieces(VecDeque<Bytes>);

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece))))
    }
}

impl ChatStream {
    /// Creates a stream from these pieces, which are read like those of an answer.
    #[doc(hidden)]
    pub fn of_bytes(client: &Client, pieces: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let body = reqwest::Body::wrap(Pieces(pieces.into_iter().map(Bytes::from).collect()));
        let reader = EventReader::new(body, client.inner.limits.event, Duration::MAX);
        let asked = Asked { method: Method::Post, path: "/chat/completions", about: None };
        Self {
            source: Source::Events(Box::new(reader)),
            joined: Joined::default(),
            broken_off: None,
            timer: None,
            client: Arc::clone(&client.inner),
            asked,
            meta: Meta::default(),
            request_id: String::new(),
            span: tracing::Span::none(),
        }
    }
}
