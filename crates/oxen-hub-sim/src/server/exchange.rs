//! One request and its answer, with the fault that applies to it.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::Request;
use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use tower_service::Service;

use crate::connection::{Connection, End, Origin};
use crate::faults::{Action, FAULT_HEADER, Fault};
use crate::refusal::Refusal;
use crate::routes::KEYLESS_PATHS;
use crate::state::State;

/// The header with the id of a request, in both directions.
const REQUEST_ID: &str = "x-oxen-request-id";

/// Answers one request. An error ends the connection without an answer.
pub(super) async fn exchange(
    state: Arc<State>,
    connection: Arc<Connection>,
    router: Router,
    request: Request<Incoming>,
) -> io::Result<Response> {
    let (parts, body) = request.into_parts();
    let entry = state.log.begin(&connection, &parts);
    let fault = match fault_of(&state, &parts.headers) {
        Some(Ok(fault)) => Some(fault),
        Some(Err(refusal)) => return Ok(refusal.into_response()),
        None => state.faults.take(parts.method.as_str(), parts.uri.path(), &state.random),
    };
    let action = fault.map(|fault| fault.action);
    if let Some(Action::Refuse) = action {
        connection.cut(0, End::Reset);
        // The wire ends the connection when the answer is written.
        return Ok(Response::new(Body::empty()));
    }
    let limit = state.settings.body_limit;
    let body = match Limited::new(body, limit).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => {
            entry.answered(413);
            return Ok(Refusal::too_large(limit).into_response());
        }
        // The client is gone.
        Err(error) => return Err(io::Error::other(error)),
    };
    entry.body(&body);
    if !state.settings.latency.is_zero() {
        tokio::time::sleep(state.settings.latency).await;
    }
    let is_refused = connection.origin == Origin::Api && !is_authorized(&state, &parts);
    let id = request_id(&state, &parts.headers);
    let mut response = match action.as_ref().and_then(Action::replacement) {
        Some(response) => response,
        None if is_refused => Refusal::unauthenticated().into_response(),
        None => route(router, Request::from_parts(parts, body)).await,
    };
    entry.answered(response.status().as_u16());
    response.headers_mut().insert(REQUEST_ID, id);
    match action {
        Some(action) => Ok(action.apply(response, &connection).await),
        None => Ok(response),
    }
}

async fn route(mut router: Router, request: Request<Bytes>) -> Response {
    let Ok(response) = never_fails(router.call(request.map(Body::from)).await);
    response
}

fn never_fails(result: Result<Response, Infallible>) -> Result<Response, Infallible> {
    result
}

/// Parses the fault in the request's own header, if that is allowed.
fn fault_of(state: &State, headers: &HeaderMap) -> Option<Result<Fault, Refusal>> {
    let text = headers.get(FAULT_HEADER).filter(|_| state.settings.fault_header)?;
    let fault = text.to_str().unwrap_or_default().parse::<Fault>();
    Some(fault.map_err(|error| Refusal::invalid(error.to_string())))
}

/// Returns the id of the request if it has a valid one, else a new one.
fn request_id(state: &State, headers: &HeaderMap) -> HeaderValue {
    let is_taken = |value: &&HeaderValue| {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"_-".contains(byte);
        (1..=128).contains(&value.len()) && value.as_bytes().iter().all(plain)
    };
    let own = headers.get(REQUEST_ID).filter(is_taken).cloned();
    // A UUID is always a valid header value.
    own.or_else(|| HeaderValue::try_from(state.random.uuid()).ok())
        .unwrap_or_else(|| HeaderValue::from_static("none"))
}

fn is_authorized(state: &State, parts: &hyper::http::request::Parts) -> bool {
    let is_public = KEYLESS_PATHS.iter().any(|path| parts.uri.path().starts_with(path));
    let key = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let key = key.and_then(|value| value.strip_prefix("Bearer "));
    is_public || key == Some(state.key.as_str())
}
