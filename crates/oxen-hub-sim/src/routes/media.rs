//! The media endpoints that answer synchronously.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde_json::{Value, json};

use super::{model_id, object};
use crate::files::File;
use crate::jobs::{cost, file_path};
use crate::media::{MediaKind, Medium};
use crate::refusal::Refusal;
use crate::settings::USER;
use crate::state::State;

pub(super) async fn images_generate(
    Shared(state): Shared<Arc<State>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    make(&state, "/images/generate", &body)
}

pub(super) async fn images_edit(
    Shared(state): Shared<Arc<State>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    make(&state, "/images/edit", &body)
}

pub(super) async fn videos_generate(
    Shared(state): Shared<Arc<State>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    make(&state, "/videos/generate", &body)
}

pub(super) async fn audio_generate(
    Shared(state): Shared<Arc<State>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    make(&state, "/audio/generate", &body)
}

fn make(state: &State, endpoint: &str, body: &Bytes) -> Result<Response, Refusal> {
    let mut body = object(body)?;
    let id = model_id(&mut body)?;
    let model = state.models.find(&id).ok_or_else(|| Refusal::unknown_model(&id))?;
    let kind = MediaKind::of_endpoint(model.endpoint()).filter(|_| model.endpoint() == endpoint);
    let Some(kind) = kind else {
        return Err(Refusal::invalid(format!("{id} is served by {}", model.endpoint())));
    };
    let errors = state.validators.check(&model, &body);
    if !errors.is_empty() {
        return Err(Refusal::invalid(errors.join("; ")));
    }
    let medium = Medium::of_request(kind, &body, state.random.number());
    if !state.account.charge(cost(&model, medium)) {
        return Err(Refusal::no_credits());
    }
    let item = if body.get("response_format").is_some_and(|format| format == "b64_json") {
        json!({"b64_json": STANDARD.encode(medium.render())})
    } else {
        let namespace = body.get("target_namespace").and_then(Value::as_str).unwrap_or(USER);
        let path = file_path(namespace, &state.random.uuid(), medium);
        state.files.add(path.clone(), File::Medium(medium));
        json!({"url": state.link(&path)})
    };
    let mut answer = json!({"model": id, "created": state.now()});
    answer[kind.list()] = json!([item]);
    Ok(super::json(&answer))
}
