//! Chat completions and transcriptions.

use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::Response;
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{model_id, object};
use crate::chat::{Completion, stream};
use crate::refusal::Refusal;
use crate::state::State;

/// The cost of any answer of a chat model, in millionths of a dollar.
const COST: u64 = 100;

pub(super) async fn complete(
    Shared(state): Shared<Arc<State>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let answer = answer(&state, object(&body)?)?;
    let (completion, body) = answer;
    if body.get("stream") == Some(&Value::Bool(true)) {
        let options = body.get("stream_options");
        let with_usage = options.is_some_and(|options| options["include_usage"] == true);
        return Ok(stream(&completion, with_usage, &state.settings.stream));
    }
    Ok(super::json(&completion.to_json()))
}

/// Uses `audio_url` as the message if the body has no messages.
pub(super) async fn transcribe(
    Shared(state): Shared<Arc<State>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let mut body = object(&body)?;
    if let Some(url) = body.remove("audio_url") {
        let part = json!({"type": "audio_url", "audio_url": {"url": url}});
        body.entry("messages").or_insert_with(|| json!([{"role": "user", "content": [part]}]));
    }
    Ok(super::json(&answer(&state, body)?.0.to_json()))
}

fn answer(
    state: &State,
    mut body: Map<String, Value>,
) -> Result<(Completion, Map<String, Value>), Refusal> {
    let id = model_id(&mut body)?;
    let model = state.models.find(&id).ok_or_else(|| Refusal::unknown_model(&id))?;
    if model.endpoint() != "/chat/completions" {
        let detail = format!("{id} is not a chat model; it is served by {}", model.endpoint());
        return Err(Refusal::invalid(detail));
    }
    if body.get("messages").and_then(Value::as_array).is_some_and(Vec::is_empty) {
        return Err(Refusal::invalid("Messages array cannot be empty"));
    }
    let errors = state.validators.check(&model, &body);
    if !errors.is_empty() {
        return Err(Refusal::invalid(errors.join("; ")));
    }
    if !state.account.charge(COST) {
        return Err(Refusal::no_credits());
    }
    body.insert("model".to_owned(), json!(id));
    let completion_id = format!("chatcmpl-{}", state.random.uuid());
    let completion = Completion::new(&body, completion_id, state.now(), state.random.number());
    Ok((completion.map_err(Refusal::invalid)?, body))
}
