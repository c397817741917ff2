//! The endpoints.

mod chat;
mod events;
mod generations;
mod media;
mod models;
mod queue;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post};
use bytes::Bytes;
use hyper::header::CONTENT_TYPE;
use hyper::{HeaderMap, Uri};
use serde_json::{Map, Value};

use crate::refusal::Refusal;
use crate::state::State;

/// The query parameters of a GET endpoint.
type Parameters = Query<HashMap<String, String>>;

/// The beginnings of paths that require no key.
pub(crate) const KEYLESS_PATHS: [&str; 1] = ["/api/evaluations/models"];

/// Returns the routes of the hub's own origin.
pub(crate) fn api(state: Arc<State>) -> Router {
    let ai = Router::new()
        .route("/models", get(models::list))
        .route("/models/search", get(models::search))
        .route("/models/featured", get(models::featured))
        .route("/models/favorites", get(models::favorites))
        .route("/models/{id}", get(models::show).put(models::change).delete(models::remove))
        .route("/models/{id}/favorite", post(models::favorite).delete(models::unfavorite))
        .route("/models/{id}/activate", post(models::activate))
        .route("/models/{id}/deactivate", post(models::deactivate))
        .route("/chat/completions", post(chat::complete))
        .route("/images/generate", post(media::images_generate))
        .route("/images/edit", post(media::images_edit))
        .route("/videos/generate", post(media::videos_generate))
        .route("/audio/generate", post(media::audio_generate))
        .route("/audio/speech", post(media::audio_generate))
        .route("/audio/transcriptions", post(chat::transcribe))
        .route("/queue", get(queue::list).post(queue::enqueue))
        .route("/queue/{id}", get(queue::show).merge(delete(queue::cancel)))
        .route("/generations", get(generations::list))
        .route("/generations/{id}", get(generations::show));
    let router = Router::new()
        .nest("/api/ai", ai)
        .route("/api/events", get(events::listen))
        .route("/api/evaluations/models", get(models::evaluations))
        .route("/api/repos/{*path}", get(download));
    finished(router, state)
}

/// Returns the routes of the origin that has the results.
pub(crate) fn files(state: Arc<State>) -> Router {
    finished(Router::new().route("/{*path}", get(download)), state)
}

fn finished(router: Router<Arc<State>>, state: Arc<State>) -> Router {
    router
        .fallback(async |uri: Uri| Refusal::not_found(format!("There is no {}", uri.path())))
        .method_not_allowed_fallback(async || Refusal::method_not_allowed())
        .layer(DefaultBodyLimit::disable())
        .with_state(state)
}

async fn download(Shared(state): Shared<Arc<State>>, uri: Uri, headers: HeaderMap) -> Response {
    state.download(uri.path(), uri.query().unwrap_or_default(), &headers)
}

/// Returns an answer in JSON.
fn json(value: &Value) -> Response {
    ([(CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// Reads a body, which must be an object.
fn object(body: &Bytes) -> Result<Map<String, Value>, Refusal> {
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Refusal::invalid("The body must be a JSON object")),
        Err(error) => Err(Refusal::invalid(format!("The body is not JSON: {error}"))),
    }
}

/// Takes the model's id out of a body.
fn model_id(body: &mut Map<String, Value>) -> Result<String, Refusal> {
    match body.remove("model") {
        Some(Value::String(id)) if !id.is_empty() => Ok(id),
        _ => Err(Refusal::invalid("You must specify a model to call")),
    }
}
