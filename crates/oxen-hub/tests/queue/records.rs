//! Records of generations in every form.

use oxen_hub::ErrorKind;
use oxen_hub::generations::{Generation, GenerationId, GenerationStatus, MediaType};
use oxen_hub_sim::Fault;
use serde_json::{Value, json};

use crate::support::{assert_no_key, client, hub};

#[test]
fn unknown_fields_and_values_of_a_record_are_kept() {
    let record = json!({
        "generation_id": "a", "model": "painter", "status": "resting", "media_type": "hologram",
        "enqueued_at": "yesterday", "completed_at": null, "result_url": "", "prompt": "an ox", "new": [1],
    });
    let generation: Generation = serde_json::from_value(record).unwrap();
    assert_eq!(generation.model.as_deref(), Some("painter"));
    assert_eq!(generation.status, GenerationStatus::Other("resting".to_owned()));
    assert_eq!(generation.media_type, Some(MediaType::Other("hologram".to_owned())));
    assert_eq!((generation.enqueued_at, generation.result_url.as_deref()), (None, None));
    let expected = json!({"enqueued_at": "yesterday", "prompt": "an ox", "new": [1]});
    assert_eq!(Value::Object(generation.parameters.clone()), expected);
    let stored = serde_json::to_string(&generation).unwrap();
    assert_eq!(serde_json::from_str::<Generation>(&stored).unwrap(), generation);
    assert!(serde_json::from_value::<Generation>(json!({"status": "queued"})).is_err());
}

#[test]
fn a_record_of_unexpected_shapes_round_trips() {
    for record in [
        json!({"generation_id": "a", "status": 7, "model_name": 5, "model": "painter"}),
        json!({"generation_id": "a", "status": null, "model_name": {}, "model": []}),
        json!({"generation_id": "a", "model_name": "x", "model": "y", "cost": 3}),
    ] {
        let generation: Generation = serde_json::from_value(record).unwrap();
        let stored = serde_json::to_string(&generation).unwrap();
        assert_eq!(serde_json::from_str::<Generation>(&stored).unwrap(), generation, "{stored}");
    }
}

#[test]
fn ids_are_short_texts_of_visible_characters() {
    for wrong in ["", ".", "..", "a b", "a\nb", "\u{e4}", &"a".repeat(129)] {
        assert!(wrong.parse::<GenerationId>().is_err(), "{wrong}");
        assert!(serde_json::from_value::<GenerationId>(json!(wrong)).is_err(), "{wrong}");
    }
    let id: GenerationId = "a/../b?c#d".parse().unwrap();
    assert_eq!(id.to_string(), "a/../b?c#d");
}

#[tokio::test]
async fn an_id_is_one_segment_of_a_path() {
    let hub = hub().start().await.unwrap();
    let id: GenerationId = "a/../b?c#d".parse().unwrap();
    client(&hub).queue().get(&id).await.unwrap_err();
    assert_eq!(hub.requests()[0].path, "/api/ai/queue/a%2F..%2Fb%3Fc%23d");
}

#[tokio::test]
async fn answers_about_a_generation_are_checked_and_struck() {
    let hub = hub().start().await.unwrap();
    let client = client(&hub);
    let id: GenerationId = "a".parse().unwrap();
    let get = async |body: Value| {
        hub.clear_faults();
        hub.inject(Fault::answer(200, "application/json", body.to_string()).on("GET /queue/*"));
        client.queue().get(&id).await
    };
    // A status that looks like an error envelope.
    let generation = get(json!({"generation_id": "A", "status": "error"})).await.unwrap();
    assert_eq!((generation.status.as_str(), &generation.id), ("error", &id));
    let wrapped =
        json!({"status": "success", "generation": {"generation_id": "a", "status": "failed"}});
    assert_eq!(get(wrapped).await.unwrap().status, GenerationStatus::Failed);
    // The link contains the key, and the message quotes it.
    let message = format!("403 for {}", hub.key());
    let quoting = json!({"generation_id": "a", "status": "failed", "error_message": message});
    let generation = get(quoting).await.unwrap();
    assert_eq!(generation.error_message.as_deref(), Some("403 for [the key]"));

    let another = get(json!({"generation_id": "b", "status": "failed"})).await.unwrap_err();
    assert!(matches!(another.kind(), ErrorKind::Malformed { .. }), "{another}");
    let error = get(json!({"status": "error", "status_message": hub.key()})).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Hub { .. }), "{error}");
    assert_no_key(&hub, &error);
    assert_eq!(error.generation_ids(), std::slice::from_ref(&id));
    for body in [json!([]), json!({}), json!({"generation_id": hub.key(), "status": 1})] {
        let error = get(body).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");
        assert_no_key(&hub, &error);
    }
}
