//! The queue.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::response::Response;
use bytes::Bytes;
use serde_json::{Map, Value, json};

use super::{Parameters, model_id, object};
use crate::jobs::{Generation, Status};
use crate::media::{MediaKind, Medium};
use crate::refusal::Refusal;
use crate::run::run;
use crate::settings::USER;
use crate::state::State;

/// Enqueues generations; checks only the model, the number of generations and the credits.
pub(super) async fn enqueue(
    Shared(state): Shared<Arc<State>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let mut body = object(&body)?;
    let model = model_id(&mut body)?;
    let found = state.models.find(&model).ok_or_else(|| Refusal::unknown_model(&model))?;
    let kind = MediaKind::of_endpoint(found.endpoint());
    let kind = kind.filter(|kind| *kind != MediaKind::Audio);
    let kind = kind.ok_or_else(|| Refusal::invalid(":unsupported_media_type"))?;
    let count = count(&mut body, state.settings.max_generations)?;
    if !state.account.has_credits() {
        return Err(Refusal::no_credits());
    }
    let mut text = |name: &str| match body.remove(name) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let namespace = text("target_namespace").unwrap_or_else(|| USER.to_owned());
    let (repo, directory) = (text("target_repo"), text("target_directory"));
    let mut generations = Vec::new();
    for _ in 0..count {
        let generation = Generation {
            id: state.random.uuid(),
            model: model.clone(),
            medium: Medium::of_request(kind, &body, state.random.number()),
            status: Status::Queued,
            parameters: body.clone(),
            namespace: namespace.clone(),
            repo: repo.clone(),
            directory: directory.clone(),
            enqueued_at: state.now(),
            started_at: None,
            completed_at: None,
            error: None,
            cost: None,
        };
        generations.push(json!({"generation_id": generation.id, "status": "queued"}));
        if !state.settings.manual_queue {
            tokio::spawn(run(Arc::clone(&state), generation.id.clone()));
        }
        state.jobs.add(generation);
    }
    Ok(super::json(&json!({"generations": generations})))
}

fn count(body: &mut Map<String, Value>, max: u64) -> Result<u64, Refusal> {
    let count = match body.remove("num_generations") {
        None => Some(1),
        Some(count) => count.as_u64(),
    };
    count.filter(|count| (1..=max).contains(count)).ok_or_else(|| {
        Refusal::invalid(format!("num_generations must be an integer between 1 and {max}"))
    })
}

/// Lists the active generations, or those of one status; the newest first.
pub(super) async fn list(Shared(state): Shared<Arc<State>>, Query(query): Parameters) -> Response {
    let mut generations = state.jobs.all();
    let of_status = query.contains_key("status");
    generations.retain(|generation| {
        (of_status || generation.status.is_active()) && passes(generation, &query)
    });
    let generations = generations.iter().rev().take(state.settings.listing_cap);
    let generations: Vec<_> =
        generations.map(|generation| generation.to_json(|path| state.link(path))).collect();
    super::json(&json!({"count": generations.len(), "generations": generations}))
}

/// Returns whether a generation passes the filters of both listings.
pub(super) fn passes(generation: &Generation, query: &HashMap<String, String>) -> bool {
    let is = |name: &str, own: Option<&str>| {
        query.get(name).is_none_or(|wanted| own == Some(wanted.as_str()))
    };
    is("namespace", Some(&generation.namespace))
        && is("model", Some(&generation.model))
        && is("status", Some(generation.status.name()))
        && is("media_type", Some(generation.medium.kind.name()))
        && is("repo", generation.repo.as_deref())
        && is("folder", generation.directory.as_deref())
}

pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let generation = state.jobs.find(&id).ok_or_else(|| unknown(&id))?;
    Ok(super::json(&generation.to_json(|path| state.link(path))))
}

/// Cancels a generation; one that has ended stays unchanged.
pub(super) async fn cancel(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let now = state.now();
    let changed = state.jobs.change(&id, |generation| {
        generation.status = Status::Cancelled;
        generation.completed_at = Some(now);
    });
    changed.ok_or_else(|| unknown(&id))?;
    Ok(super::json(&json!({"status": "success", "generation_id": id})))
}

pub(super) fn unknown(id: &str) -> Refusal {
    Refusal::not_found(format!("Generation not found: {id}"))
}
