//! Listings, details, and changes by users.

use oxen_hub_sim::Hub;
use serde_json::{Value, json};

use crate::support::{custom, get, listing, post, start, try_request};

fn ids(answer: &Value) -> Vec<&str> {
    answer["data"].as_array().unwrap().iter().map(|model| model["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_committed_catalog_is_served() {
    let hub = Hub::start().await.unwrap();
    let listing = get(&hub, "/models").await.json();
    let committed: Vec<_> = oxen_catalog::all().map(oxen_catalog::Entry::id).collect();
    assert_eq!(ids(&listing), committed);
    for entry in oxen_catalog::all().step_by(20) {
        let details = get(&hub, &format!("/models/{}", entry.id())).await.json();
        let record: Value = serde_json::from_str(entry.record()).unwrap();
        assert_eq!(details["request_schema"], record["request_schema"], "{}", entry.id());
        assert_eq!(details["rust_names"], Value::Null);
    }
    hub.stop().await;
}

#[tokio::test]
async fn listings_are_filtered() {
    let hub = start().await;
    for (path, expected) in [
        ("/models?developer_name=Anthropic", vec!["claudius"]),
        ("/models?developer_name=Nobody", vec![]),
        ("/models/search?search=EDIT", vec!["org/editor"]),
        ("/models/favorites", vec![]),
    ] {
        assert_eq!(ids(&get(&hub, path).await.json()), expected, "{path}");
    }
    assert!(!ids(&get(&hub, "/models/featured").await.json()).is_empty());
    assert_eq!(get(&hub, "/models/search").await.status, 400);
}

#[tokio::test]
async fn ids_with_slashes_colons_and_dots_are_single_segments() {
    let hub = start().await;
    for (path, id) in
        [("/models/org%2Feditor", "org/editor"), ("/models/oxen%3Aox%2Ftuned", "oxen:ox/tuned")]
    {
        assert_eq!(get(&hub, path).await.json()["id"], id);
    }
    for path in ["/models/org/editor", "/models/%2e%2e%2Fqueue", "/models/%3Fx", "/nothing"] {
        let answer = get(&hub, path).await;
        assert_eq!(
            (answer.status, &answer.json()["error"]["type"]),
            (404, &json!("resource_not_found"))
        );
    }
}

#[tokio::test]
async fn the_second_listing_has_other_keys_and_needs_no_key() {
    let hub = start().await;
    let url = format!("{}/evaluations/models", hub.base_url().trim_end_matches("/ai"));
    let answer = crate::support::download(&url).await.json();
    let models = answer["models"].as_array().unwrap();
    assert_eq!(models.len(), listing()["data"].as_array().unwrap().len());
    let editor = models.iter().find(|model| model["name"] == "org/editor").unwrap();
    assert_eq!(editor["json_request_schema"]["required"], json!(["prompt"]));
    assert_eq!(editor["can_run_inference"], true);
}

#[tokio::test]
async fn favorites_are_added_and_removed() {
    let hub = start().await;
    let favorite = "/models/talker/favorite";
    assert_eq!(post(&hub, favorite, &json!({})).await.json()["id"], "talker");
    assert_eq!(ids(&get(&hub, "/models/favorites").await.json()), ["talker"]);
    try_request(&hub, "DELETE", favorite, None).await.unwrap();
    assert!(ids(&get(&hub, "/models/favorites").await.json()).is_empty());
}

#[tokio::test]
async fn a_deployment_change_shows_only_after_the_provider_is_asked() {
    let latency = std::time::Duration::ZERO;
    let hub = Hub::builder().listing(json!({"data": [custom()]})).deployment_latency(latency);
    let hub = hub.start().await.unwrap();
    let (model, status) = ("/models/oxen%3Aox%2Ftuned", "/deployments/0/status");
    let answer = post(&hub, &format!("{model}/activate"), &json!({})).await.json();
    assert_eq!(answer.pointer(status).unwrap(), "deploying");
    assert_eq!(get(&hub, model).await.json().pointer(status).unwrap(), "deploying");
    let live = format!("{model}?deployment_status=live");
    assert_eq!(get(&hub, &live).await.json().pointer(status).unwrap(), "active");
    assert_eq!(get(&hub, model).await.json().pointer(status).unwrap(), "active");
    hub.set_deployment("oxen:ox/tuned", "error");
    assert_eq!(get(&hub, model).await.json().pointer(status).unwrap(), "error");
}

#[tokio::test]
async fn custom_models_can_be_changed_and_removed_and_base_models_cannot() {
    let hub = start().await;
    let model = "/models/oxen%3Aox%2Ftuned";
    let change = json!({"display_name": "Tuned", "id": "other"});
    let changed = try_request(&hub, "PUT", model, Some(&change)).await.unwrap().json();
    assert_eq!(
        (&changed["display_name"], &changed["id"]),
        (&json!("Tuned"), &json!("oxen:ox/tuned"))
    );
    assert_eq!(try_request(&hub, "DELETE", model, None).await.unwrap().status, 200);
    assert_eq!(get(&hub, model).await.status, 404);
    for (method, path) in [
        ("PUT", "/models/talker"),
        ("DELETE", "/models/talker"),
        ("POST", "/models/talker/activate"),
    ] {
        let answer = try_request(&hub, method, path, Some(&json!({}))).await.unwrap();
        assert_eq!(answer.status, 400, "{method} {path}");
    }
}

#[tokio::test]
async fn requests_without_the_key_are_refused() {
    let hub = start().await;
    for path in ["/models", "/models/talker", "/queue", "/nothing"] {
        let answer = crate::support::download(&format!("{}{path}", hub.base_url())).await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.json()["error"]["type"], "unauthenticated");
    }
    assert_eq!(try_request(&hub, "PATCH", "/models", None).await.unwrap().status, 405);
}

#[tokio::test]
async fn a_listing_without_models_is_refused() {
    for listing in [json!([]), json!({"data": [{}]}), json!({"data": 1})] {
        assert!(Hub::builder().listing(listing).start().await.is_err());
    }
}

#[tokio::test]
async fn a_schema_that_requires_model_is_satisfied_by_it() {
    let model = json!({
        "id": "namer",
        "endpoint": "/images/generate",
        "capabilities": {"input": ["text"], "output": ["image"]},
        "request_schema": {
            "type": "object",
            "required": ["prompt", "model"],
            "properties": {"prompt": {"type": "string"}, "model": {"enum": ["dev", "pro"]}},
            "additionalProperties": false,
            "allOf": [{"required": ["model"]}],
        },
    });
    let hub = Hub::builder().listing(listing()).model(model).start().await.unwrap();
    for (body, status) in [
        (json!({"model": "namer", "prompt": "an ox"}), 200),
        (json!({"model": "namer"}), 400),
        (json!({"model": "namer", "prompt": "an ox", "seed": 7}), 400),
    ] {
        assert_eq!(post(&hub, "/images/generate", &body).await.status, status, "{body}");
    }
}

#[tokio::test]
async fn times_without_an_end() {
    let longest = std::time::Duration::MAX;
    let hub = Hub::builder().listing(listing()).model(custom()).deployment_latency(longest);
    let hub = hub.link_lifetime(longest).start().await.unwrap();
    let model = "/models/oxen%3Aox%2Ftuned";
    assert_eq!(post(&hub, &format!("{model}/activate"), &json!({})).await.status, 200);
    let details = get(&hub, &format!("{model}?deployment_status=live")).await.json();
    assert_eq!(details["deployments"], json!([{"status": "deploying"}]));
    let link = hub.host("a.txt", "text/plain", "ox");
    assert_eq!(crate::support::download(&link).await.body, b"ox");
}
