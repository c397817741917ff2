//! Models that are discovered at run time.

use oxen_hub_sim::Hub;
use oxen_models::hub_models::ModelInfo;
use oxen_models::{Answer, DiscoveredModel, DiscoveryError, ErrorKind, NotFound};
use serde::de::DeserializeSeed as _;
use serde_json::{Value, json};

use super::client;

fn discovered(info: Value) -> Result<DiscoveredModel, DiscoveryError> {
    let info: ModelInfo = serde_json::from_value(info).unwrap();
    DiscoveredModel::new(&info)
}

#[test]
fn a_custom_model_has_the_checks_of_its_schema_and_its_endpoint() {
    let model = discovered(json!({
        "id": "oxen:our/painter",
        "capabilities": {"input": ["text"], "output": ["image"]},
        "request_schema": {
            "properties": {"prompt": {"type": "string"}, "steps": {"type": "integer", "maximum": 50}},
            "required": ["prompt"],
        },
    }))
    .unwrap();
    assert_eq!(model.endpoint().path(), "/images/generate");
    let request = model.request(json!({"steps": 7, "prompt": "an ox", "response_format": "url"}));
    assert_eq!(
        serde_json::to_string(&request.unwrap()).unwrap(),
        r#"{"model":"oxen:our/painter","prompt":"an ox","response_format":"url","steps":7}"#
    );
    let error = model.request(json!({"steps": 60, "stepps": 1, "model": "another"})).unwrap_err();
    let text = error.to_string();
    for words in ["`prompt` is required", "`steps` is 60", "stepps", "another"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(model.request(json!([])).is_err());
}

#[test]
fn a_media_model_without_any_schema_takes_every_parameter() {
    let model = discovered(json!({
        "id": "oxen:our/painter",
        "capabilities": {"input": ["text"], "output": ["image"]},
        "request_schema": null,
    }))
    .unwrap();
    assert!(model.request(json!({"prompt": "an ox", "steps": 7})).is_ok());
    // What the endpoint adds is known.
    assert!(model.request(json!({"prompt": "an ox", "response_format": "png"})).is_err());
}

#[test]
fn a_parameter_that_the_schema_does_not_name_can_be_set() {
    let model = discovered(json!({"id": "oxen:our/painter", "source_model": "flux-2-pro"}));
    let request = model.unwrap().request(json!({"prompt": "an ox"})).unwrap();
    let extended = request.clone().extra("herd_size", 7).unwrap();
    assert_eq!(extended.parameters()["herd_size"], 7);
    for (name, value) in [("num_inference_steps", json!(60)), ("model", json!("another"))] {
        let error = request.clone().extra(name, value).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
    }
    assert!(request.clone().extra("herd_size", f64::NAN).is_err());
    let unset = request.extra("seed", None::<u64>).unwrap();
    assert!(!unset.parameters().contains_key("seed"));
}

#[test]
fn a_parameter_set_later_is_checked_against_the_rules() {
    let base = "bytedance-seed-audio-1-0";
    let model = discovered(json!({"id": "oxen:our/voice", "source_model": base})).unwrap();
    let urls = ["https://example.com/ox.wav"; 4];
    let request = model.request(json!({"prompt": "an ox"})).unwrap();
    let error = request.extra("audio_urls", urls).unwrap_err();
    assert!(error.violations()[0].starts_with("`audio_urls` can have at most 3 items"), "{error}");
    let lifted = model.request_without_rules(
        json!({"prompt": "an ox", "audio_urls": urls}),
        &["audio-urls-count", "references-total"],
    );
    assert!(lifted.unwrap().extra("herd_size", 7).is_ok());
}

#[test]
fn a_schema_without_additional_properties_refuses_no_extra_one() {
    let model = discovered(json!({
        "id": "oxen:our/painter",
        "capabilities": {"input": ["text"], "output": ["image"]},
        "request_schema": {
            "properties": {"prompt": {"type": "string"}}, "additionalProperties": false,
        },
    }));
    let request = model.unwrap().request(json!({"prompt": "an ox"})).unwrap();
    assert!(request.extra("herd_size", 7).is_ok());
}

#[test]
fn a_fine_tuned_model_has_the_schema_of_its_base() {
    let model = discovered(json!({
        "id": "oxen:our/painter", "model_type": "custom", "source_model": "flux-2-pro",
    }))
    .unwrap();
    assert_eq!(model.endpoint().path(), "/images/edit");
    assert!(model.request(json!({"prompt": "an ox", "num_inference_steps": 40})).is_ok());
    assert!(model.request(json!({"prompt": "an ox", "num_inference_steps": 60})).is_err());
}

#[test]
fn a_fine_tuned_model_has_the_rules_of_its_base() {
    let base = "bytedance-seed-audio-1-0";
    let model = discovered(json!({"id": "oxen:our/voice", "source_model": base})).unwrap();
    let urls = ["https://example.com/ox.wav"; 4];
    let body = || json!({"prompt": "an ox", "audio_urls": urls});
    let error = model.request(body()).unwrap_err();
    let [count, total] = error.violations() else { panic!("{error}") };
    assert!(count.starts_with("`audio_urls` can have at most 3 items"), "{count}");
    let door = "`request_without_rules(body, &[\"references-total\"])` lifts it";
    assert!(total.contains(door), "{total}");
    let ids = ["audio-urls-count", "references-total"];
    let request = model.request_without_rules(body(), &ids).unwrap();
    let warnings: Vec<&str> =
        request.warnings().into_iter().map(oxen_models::rules::Rule::id).collect();
    assert_eq!(warnings, ids);
    assert!(model.request(json!({"prompt": "an ox"})).unwrap().warnings().is_empty());
    // What is wrong by the schema isn't reported as a broken rule too.
    let wrong = json!({"prompt": "an ox", "audio_urls": [1, 2, 3, 4]});
    let error = model.request(wrong).unwrap_err();
    assert!(!error.to_string().contains("a rule of the documentation"), "{error}");

    // The catalog's own model, as the hub describes it, has them too; a schema without their parameters has none.
    assert!(
        !discovered(json!({"id": base, "request_schema": model.request_schema().raw()}))
            .unwrap()
            .rules()
            .is_empty()
    );
    let schema = json!({"properties": {"prompt": {"type": "string"}}});
    let other =
        discovered(json!({"id": "oxen:our/voice", "source_model": base, "request_schema": schema}));
    assert!(other.unwrap().rules().is_empty());
}

#[test]
fn a_model_without_any_schema_takes_the_chat_body() {
    let model = discovered(json!({"id": "new-chat"})).unwrap();
    let messages = json!([{"role": "user", "content": "Hello!"}]);
    assert!(model.request(json!({"messages": messages})).is_ok());
    assert!(model.request(json!({"messages": 7})).is_err());
    let error = discovered(json!({"id": "x", "endpoint": "/rerank"})).unwrap_err();
    assert!(matches!(error, DiscoveryError::Endpoint { .. }), "{error}");
}

#[tokio::test]
async fn a_discovered_request_is_sent_like_any_other() {
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let info = client.models().get("flux-2-pro").await.unwrap();
    let model = DiscoveredModel::new(&info).unwrap();
    let request = model.request(json!({"prompt": "an ox"})).unwrap();
    assert!(matches!(client.send(&request).await.unwrap(), Answer::Images(_)));

    // A model that the hub doesn't have any more is reported with the nearest names.
    let gone = discovered(json!({
        "id": "flux-2-proo",
        "capabilities": {"input": ["text", "image"], "output": ["image"]},
        "request_schema": {"properties": {"prompt": {"type": "string"}}},
    }));
    let request = gone.unwrap().request(json!({"prompt": "an ox"})).unwrap();
    let error = client.send(&request).await.unwrap_err();
    let ErrorKind::NotFound(NotFound::Model { nearest, .. }) = error.kind() else {
        panic!("{error}")
    };
    assert_eq!(nearest, &["flux-2-pro"]);
    assert!(error.to_string().contains("did you mean `flux-2-pro`?"), "{error}");
}

#[test]
fn a_request_is_stored_read_back_and_shown() {
    let model =
        discovered(json!({"id": "oxen:our/painter", "source_model": "flux-2-pro"})).unwrap();
    let request = model.request(json!({"prompt": "an ox", "seed": 7})).unwrap();
    let extended = request.clone().extra("herd_size", 7).unwrap();
    for request in [&request, &extended] {
        let stored = serde_json::to_string(request).unwrap();
        let body: Value = serde_json::from_str(&stored).unwrap();
        assert_eq!(&model.from_stored(body.clone()).unwrap(), request);
        assert_eq!((request.to_json(), Value::from(request.clone())), (body.clone(), body));
    }
    // With all checks of a new one.
    let read = |text: &str| (&model).deserialize(&mut serde_json::Deserializer::from_str(text));
    assert_eq!(read(&serde_json::to_string(&request).unwrap()).unwrap(), request);
    let error = read(&serde_json::to_string(&extended).unwrap()).unwrap_err();
    assert!(error.to_string().contains("herd_size"), "{error}");
    for body in [
        json!({"model": "another", "prompt": "an ox"}),
        json!({"prompt": "an ox", "num_inference_steps": 60, "herd_size": 7}),
        json!({"herd_size": 7}),
        json!([]),
    ] {
        assert!(model.from_stored(body.clone()).is_err(), "{body}");
    }

    let curl = extended.to_curl();
    for words in ["https://hub.oxen.ai/api/ai/images/edit", "oxen:our/painter", "herd_size"] {
        assert!(curl.contains(words), "{words}: {curl}");
    }
    let python = extended.to_python();
    for words in ["/api/ai/images/edit\"", "\"model\": \"oxen:our/painter\",", "\"seed\": 7,"] {
        assert!(python.contains(words), "{words}: {python}");
    }
    let queued = request.extra("num_generations", 2).unwrap();
    assert!(queued.to_curl().contains("/api/ai/queue") && queued.to_python().contains("/queue"));
}

#[test]
fn a_stored_request_keeps_the_rules_that_it_lifted() {
    let base = "bytedance-seed-audio-1-0";
    let model = discovered(json!({"id": "oxen:our/voice", "source_model": base})).unwrap();
    let urls = ["https://example.com/ox.wav"; 4];
    let body = json!({"prompt": "an ox", "audio_urls": urls});
    let ids = ["audio-urls-count", "references-total"];
    let lifted = model.request_without_rules(body, &ids).unwrap();
    let stored = model.from_stored(lifted.to_json()).unwrap();
    assert_eq!((stored.warnings().len(), &stored), (2, &lifted));
}
