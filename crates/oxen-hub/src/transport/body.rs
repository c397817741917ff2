//! Reading a body within a limit of size, and of silence between its bytes.

use std::time::Duration;

use reqwest::Response;

/// The reason why a body could not be read.
#[derive(Debug)]
pub(crate) enum BodyFailure {
    TooLarge,
    Stalled,
    Interrupted(reqwest::Error),
}

/// The initial capacity for a body of unknown length, in bytes.
const FIRST: usize = 8 * 1024;

/// Returns the next bytes of a body; `None` at its end.
pub(crate) async fn next_chunk(
    response: &mut Response,
    idle_timeout: Duration,
) -> Result<Option<bytes::Bytes>, BodyFailure> {
    match tokio::time::timeout(idle_timeout, response.chunk()).await {
        Ok(Ok(chunk)) => Ok(chunk),
        Ok(Err(error)) => Err(BodyFailure::Interrupted(error.without_url())),
        Err(_elapsed) => Err(BodyFailure::Stalled),
    }
}

/// Reads a whole body and stops at the limit, whatever the answer says about its length.
pub(crate) async fn read_body(
    response: &mut Response,
    limit: u64,
    idle_timeout: Duration,
) -> Result<Vec<u8>, BodyFailure> {
    let stated = response.content_length();
    if stated.is_some_and(|length| length > limit) {
        return Err(BodyFailure::TooLarge);
    }
    let mut body = Vec::new();
    while let Some(chunk) = next_chunk(response, idle_timeout).await? {
        if (body.len() + chunk.len()) as u64 > limit {
            return Err(BodyFailure::TooLarge);
        }
        if body.is_empty() {
            // Memory is reserved after the first bytes only, because a stated length may be false.
            let room = stated.and_then(|length| usize::try_from(length).ok()).unwrap_or(FIRST);
            body.reserve_exact(room.max(chunk.len()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads the beginning of a body, as far as it comes.
pub(crate) async fn read_prefix(
    response: &mut Response,
    limit: usize,
    idle_timeout: Duration,
) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = next_chunk(response, idle_timeout).await {
        let room = limit.saturating_sub(body.len());
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if body.len() >= limit {
            break;
        }
    }
    body
}
