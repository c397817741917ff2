//! The stream of completion events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State as Shared;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE};
use tokio::sync::broadcast::error::RecvError;

use crate::state::State;

const KEEP_ALIVE: &str = ": keep-alive\n\n";

pub(super) async fn listen(Shared(state): Shared<Arc<State>>) -> Response {
    let events = state.jobs.subscribe();
    let pause = state.settings.keep_alive;
    let body = stream::unfold(events, move |mut events| async move {
        let text = next(&mut events, pause).await?;
        Some((Ok::<_, Infallible>(Bytes::from(text)), events))
    });
    let headers = [(CONTENT_TYPE, "text/event-stream"), (CACHE_CONTROL, "no-cache")];
    (headers, Body::from_stream(body)).into_response()
}

/// Returns the next event, or a comment if there is none for a while.
async fn next(
    events: &mut tokio::sync::broadcast::Receiver<String>,
    pause: Duration,
) -> Option<String> {
    loop {
        match tokio::time::timeout(pause, events.recv()).await {
            Ok(Ok(event)) => return Some(event),
            // Events that were lost because the listener is too slow.
            Ok(Err(RecvError::Lagged(_))) => {}
            Ok(Err(RecvError::Closed)) => return None,
            Err(_) => return Some(KEEP_ALIVE.to_owned()),
        }
    }
}
