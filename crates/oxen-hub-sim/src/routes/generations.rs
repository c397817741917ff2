//! The history of generations, with their costs.

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::response::Response;
use serde_json::json;

use super::Parameters;
use super::queue::{passes, unknown};
use crate::jobs::decimal;
use crate::refusal::Refusal;
use crate::state::State;

const DEFAULT_PAGE_SIZE: usize = 50;
const MAX_PAGE_SIZE: usize = 1000;

/// Returns a page of all generations, the newest first.
pub(super) async fn list(
    Shared(state): Shared<Arc<State>>,
    Query(query): Parameters,
) -> Result<Response, Refusal> {
    let number = |name: &str, default: usize, max: usize| match query.get(name) {
        None => Ok(default),
        Some(text) => {
            let number = text.parse().ok().filter(|number| (1..=max).contains(number));
            number.ok_or_else(|| Refusal::invalid(format!("{name} must be from 1 to {max}")))
        }
    };
    let page = number("page", 1, usize::MAX)?;
    let size = number("page_size", DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE)?;
    let mut generations = state.jobs.all();
    generations.retain(|generation| passes(generation, &query));
    let costs = generations.iter().filter_map(|generation| generation.cost);
    let total_cost = costs.fold(0, u64::saturating_add);
    let start = (page - 1).saturating_mul(size);
    let shown: Vec<_> = generations
        .iter()
        .rev()
        .skip(start)
        .take(size)
        .map(|generation| generation.to_history(|path| state.link(path)))
        .collect();
    Ok(super::json(&json!({
        "count": shown.len(),
        "generations": shown,
        "page_number": page,
        "page_size": size,
        "total_pages": generations.len().div_ceil(size),
        "total_entries": generations.len(),
        "total_cost": decimal(total_cost),
    })))
}

pub(super) async fn show(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let generation = state.jobs.find(&id).ok_or_else(|| unknown(&id))?;
    Ok(super::json(&json!({
        "status": "success",
        "status_message": "resource_found",
        "generation": generation.to_history(|path| state.link(path)),
    })))
}
