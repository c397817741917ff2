//! Calls about single models.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use oxen_hub::models::{DeploymentStatus, ModelInfo, ModelType, PricingMethod};
use oxen_hub::{Error, ErrorKind, Phase};
use serde_json::json;

use crate::support::server::{Reply, Server};
use crate::support::{client, run};

#[test]
fn known_fields_of_a_model_are_typed_and_others_kept() {
    let text = json!({
        "id": "oxen:a/b", "object": "model", "created": 5, "owned_by": "our-team", "display_name": "Ours",
        "model_type": "custom", "endpoint": "/images/generate",
        "capabilities": {"input": ["text"], "output": ["image", "smell"]},
        "pricing": {"method": "per_image", "cost_per_image": 0.04, "cost_per_second": null, "cost_per_thought": 1,
                    "cost_per_image_grid": {"high": {"4K": 1.47}}},
        "deployments": [{"status": "dreaming"}], "developer": {"name": "Us", "logo": null},
        "source_model": "flux-2-pro", "released_at": null, "showcase": {"tagline": "x"},
        "request_schema": {"type": "object"},
    });
    let body = text.to_string();
    let server = Server::start(move |_, _| Reply::json(body.clone()));
    let client = client(&server.url());
    let info = run(async { client.models().get("oxen:a/b").live().await }).unwrap();
    assert_eq!(server.received()[0].target, "/api/ai/models/oxen:a%2Fb?deployment_status=live");
    assert_eq!((info.id(), info.name()), ("oxen:a/b", "Ours"));
    assert_eq!(info.model_type, Some(ModelType::Custom));
    let pricing = info.pricing.as_ref().unwrap();
    assert_eq!(pricing.method, Some(PricingMethod::PerImage));
    let grid = json!(pricing.cost_per_image_grid);
    assert_eq!(grid, json!({"high": {"4K": 1.47}}));
    assert_eq!(pricing.extra["cost_per_thought"], 1);
    assert_eq!(info.deployment_status(), Some(&DeploymentStatus::Other("dreaming".to_owned())));
    assert_eq!(info.extra["showcase"], json!({"tagline": "x"}));
    assert_eq!(info.meta().status(), 200);
    let again: ModelInfo = serde_json::from_value(serde_json::to_value(&info).unwrap()).unwrap();
    assert_eq!(again, info);
}

#[test]
fn state_changes_are_repeated_only_if_allowed() {
    let server = Server::start(|_, earlier| match earlier {
        0 | 2 => Reply::status(502, ""),
        _ => Reply::json(r#"{"id":"x"}"#),
    });
    let client = client(&server.url());
    let models = client.models();
    run(async {
        let error = models.activate("x").await.unwrap_err();
        assert!(error.may_have_run(), "{error}");
        models.activate("x").await.unwrap();
        models.activate("x").allow_repeat().await.unwrap();
        models.deactivate("x").await.unwrap_err();
        models.favorite("x").await.unwrap_err();
        models.unfavorite("x").await.unwrap();
        models.unfavorite("x").await.unwrap();
    });
    let seen: Vec<_> = server
        .received()
        .into_iter()
        .map(|request| format!("{} {}", request.method, request.target))
        .collect();
    // The first and the third answer of each path are faults; favorite and unfavorite share a path.
    assert_eq!(
        seen,
        [
            "POST /api/ai/models/x/activate",
            "POST /api/ai/models/x/activate",
            "POST /api/ai/models/x/activate",
            "POST /api/ai/models/x/activate",
            "POST /api/ai/models/x/deactivate",
            "POST /api/ai/models/x/favorite",
            "DELETE /api/ai/models/x/favorite",
            "DELETE /api/ai/models/x/favorite",
            "DELETE /api/ai/models/x/favorite",
        ]
    );
}

#[test]
fn a_removal_whose_answer_was_lost_succeeds() {
    let server = Server::start(|_, earlier| match earlier {
        0 => Reply::json(r#"{"id":"x"}"#).cut(3),
        _ => Reply::status(404, r#"{"error":{"type":"resource_not_found"}}"#),
    });
    let client_of = client(&server.url());
    let gone = run(async { client_of.models().delete("x").await }).unwrap();
    assert_eq!((gone.id(), gone.meta().attempts()), ("x", 2));
    // A model that never existed is not found.
    let server = Server::start(|_, _| Reply::status(404, ""));
    let client_of = client(&server.url());
    let error = run(async { client_of.models().delete("x").await }).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound(_)), "{error}");
    assert_eq!(server.count(), 1);
}

fn wait(states: &'static [&'static str], deadline: Duration) -> (Result<ModelInfo, Error>, usize) {
    let next = AtomicUsize::new(0);
    let server = Server::start(move |_, _| {
        let state = states[next.fetch_add(1, Ordering::SeqCst).min(states.len() - 1)];
        Reply::json(json!({"id": "x", "deployments": [{"status": state}]}).to_string())
    });
    let client = client(&server.url());
    let wait = client.models().wait_until_active("x").deadline(deadline);
    (run(async { wait.await }), server.count())
}

#[test]
fn a_deployment_is_waited_for() {
    let (info, looks) =
        wait(&["inactive", "deploying", "a new state", "active"], Duration::from_secs(20));
    assert_eq!((info.unwrap().deployment_status(), looks), (Some(&DeploymentStatus::Active), 4));
    let (error, looks) = wait(&["deploying", "error"], Duration::from_secs(20));
    let error = error.unwrap_err();
    assert!(error.to_string().contains("deployment") && looks == 2, "{error}");
    let (error, _) = wait(&["deploying"], Duration::from_millis(60));
    let error = error.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { phase: Phase::State }), "{error}");
    // A base model needs no deployment.
    let server = Server::start(|_, _| Reply::json(r#"{"id":"x","deployments":[]}"#));
    let client = client(&server.url());
    run(async { client.models().wait_until_active("x").await }).unwrap();
}

#[test]
fn one_active_deployment_is_enough() {
    let server = Server::start(|_, earlier| {
        let deployments = match earlier {
            0 => json!([{"status": null}]),
            _ => json!([{"status": "error"}, {"status": "active"}]),
        };
        Reply::json(json!({"id": "x", "deployments": deployments}).to_string())
    });
    let client = client(&server.url());
    run(async { client.models().wait_until_active("x").await }).unwrap();
    assert_eq!(server.count(), 2);
}
