//! The listings of models, and the changes that users make to models.

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::response::Response;
use bytes::Bytes;
use serde_json::{Value, json};

use super::{Parameters, object};
use crate::catalog::Model;
use crate::refusal::Refusal;
use crate::state::State;

/// The number of featured models.
const FEATURED: usize = 8;

pub(super) async fn list(Shared(state): Shared<Arc<State>>, Query(query): Parameters) -> Response {
    let is = |model: &Model, key: &str, parameter: &str| {
        let wanted = query.get(parameter);
        wanted.is_none_or(|wanted| {
            model.text(key).is_some_and(|own| own.eq_ignore_ascii_case(wanted))
        })
    };
    let may = |model: &Model| {
        let actions = model.object().get("fine_tuning").map(|tuning| &tuning["actions"]);
        let actions = actions.and_then(Value::as_array);
        query.get("action").is_none_or(|action| {
            actions.is_some_and(|actions| actions.iter().any(|own| own == action))
        })
    };
    let mut models = state.models.all();
    models.retain(|model| {
        is(model, "developer", "developer_name")
            && is(model, "provider", "provider_name")
            && may(model)
    });
    listing(&models)
}

pub(super) async fn search(
    Shared(state): Shared<Arc<State>>,
    Query(query): Parameters,
) -> Result<Response, Refusal> {
    let Some(wanted) = query.get("search").map(|text| text.to_lowercase()) else {
        return Err(Refusal::invalid("Missing field: search"));
    };
    let mut models = state.models.all();
    models.retain(|model| {
        let names = [Some(model.id()), model.text("display_name")];
        names.into_iter().flatten().any(|name| name.to_lowercase().contains(&wanted))
    });
    Ok(listing(&models))
}

pub(super) async fn featured(Shared(state): Shared<Arc<State>>) -> Response {
    let mut models = state.models.all();
    models.truncate(FEATURED);
    listing(&models)
}

pub(super) async fn favorites(Shared(state): Shared<Arc<State>>) -> Response {
    listing(&state.models.favorites())
}

fn listing(models: &[Arc<Model>]) -> Response {
    let data: Value = models.iter().map(|model| model.summary()).collect();
    super::json(&json!({"object": "list", "data": data}))
}

/// Returns the second listing: the id is `name`, and the schema has another key.
pub(super) async fn evaluations(Shared(state): Shared<Arc<State>>) -> Response {
    let models = state.models.all();
    let models = models.iter().filter(|model| !model.is_custom()).map(|model| {
        let mut entry = model.summary();
        if let Value::Object(entry) = &mut entry {
            entry.remove("id");
            entry.remove("object");
        }
        entry["name"] = json!(model.id());
        entry["json_request_schema"] = model.schema().cloned().unwrap_or_default();
        for (key, default) in [("can_run_inference", true), ("deprecated", false)] {
            if entry.get(key).is_none() {
                entry[key] = json!(default);
            }
        }
        entry
    });
    super::json(&json!({"models": models.collect::<Value>()}))
}

pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Query(query): Parameters,
) -> Result<Response, Refusal> {
    let mut model = find(&state, &id)?;
    if query.get("deployment_status").is_some_and(|status| status == "live") {
        model = state.models.refresh(model);
    }
    Ok(whole(&model))
}

pub(super) async fn favorite(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let model = find(&state, &id)?;
    state.models.set_favorite(model.id(), true);
    Ok(whole(&model))
}

pub(super) async fn unfavorite(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let model = find(&state, &id)?;
    state.models.set_favorite(model.id(), false);
    Ok(whole(&model))
}

pub(super) async fn activate(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    deploy(&state, &id, ["deploying", "active"])
}

pub(super) async fn deactivate(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    deploy(&state, &id, ["deactivating", "inactive"])
}

fn deploy(state: &State, id: &str, statuses: [&'static str; 2]) -> Result<Response, Refusal> {
    let model = custom(state, id)?;
    Ok(whole(&state.models.deploy(&model, statuses, state.settings.deployment_latency)))
}

pub(super) async fn change(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let changes = object(&body)?;
    let model = state.models.change(&*custom(&state, &id)?, changes);
    state.validators.forget(model.id());
    Ok(whole(&model))
}

pub(super) async fn remove(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let model = custom(&state, &id)?;
    state.models.remove(model.id());
    state.validators.forget(model.id());
    Ok(whole(&model))
}

fn find(state: &State, id: &str) -> Result<Arc<Model>, Refusal> {
    state.models.find(id).ok_or_else(|| Refusal::unknown_model(id))
}

/// Finds a model that its owner may change.
fn custom(state: &State, id: &str) -> Result<Arc<Model>, Refusal> {
    let model = find(state, id)?;
    if model.is_custom() {
        Ok(model)
    } else {
        Err(Refusal::invalid(format!("{id} is a base model, which needs no deployment")))
    }
}

fn whole(model: &Model) -> Response {
    super::json(&Value::Object(model.object().clone()))
}
