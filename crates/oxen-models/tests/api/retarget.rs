//! Requests moved to another model.

use oxen_models::request::{Outcome, Reason};
use oxen_models::{AnyRequest, Endpoint, Model, ModelRequest};
use serde_json::{Value, json};

const fn model(id: &'static str, record: &'static str) -> Model {
    Model { endpoint: Endpoint::Other("/test"), record: Some(record), ..Model::new(id) }
}

static OLD: Model = model(
    "old",
    r#"{"request_schema": {"type": "object", "required": ["prompt"], "properties": {
        "prompt": {"type": "string"},
        "resolution": {"enum": ["720p", "1080p"]},
        "aspect_ratio": {"enum": ["16:9", "1:1"]},
        "duration": {"type": "integer"},
        "speed": {"type": "integer"},
        "image_url": {"type": "string", "format": "uri"},
        "mask_url": {"type": "string", "format": "uri"},
        "seed": {"type": "integer"},
        "steps": {"type": "integer"}
    }}}"#,
);

static NEW: Model = model(
    "new",
    r#"{"request_schema": {"type": "object", "required": ["prompt", "voice"], "properties": {
        "prompt": {"type": "string"},
        "voice": {"enum": ["low", "high"]},
        "resolution": {"enum": ["480P", "720P"]},
        "aspect_ratio": {"enum": ["16x9", "9x16"]},
        "duration": {"enum": ["5s", "8s"]},
        "speed": {"enum": ["2p", "2s"]},
        "input_images": {"type": "array", "items": {"type": "string", "format": "uri"}},
        "last_frame": {"type": "string", "format": "uri"},
        "steps": {"type": "integer", "maximum": 10}
    }}}"#,
);

fn old(body: Value) -> AnyRequest {
    AnyRequest::for_model(&OLD, body).unwrap()
}

#[test]
fn every_parameter_is_accounted_for() {
    let request = old(json!({
        "prompt": "an ox", "resolution": "720p", "aspect_ratio": "16:9", "duration": 8, "speed": 2,
        "image_url": "https://example.com/ox.png", "mask_url": "https://example.com/mask.png",
        "seed": 7, "steps": 20
    }));
    let request = request.extra("zoom", 2).unwrap();
    let moved = request.retarget(&NEW);
    let lines: Vec<String> = moved.transfers().iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "`aspect_ratio` changed to `aspect_ratio`: \"16x9\" (means the same)",
            "`duration` changed to `duration`: \"8s\" (means the same)",
            "`image_url` changed to `input_images`: [\"https://example.com/ox.png\"] \
             (the only parameter for such media)",
            "`mask_url` dropped: the model has no parameter of this name",
            "`prompt` kept",
            "`resolution` changed to `resolution`: \"720P\" (means the same)",
            "`seed` dropped: the model has no parameter of this name",
            "`speed` dropped: may mean any of \"2p\", \"2s\"",
            "`steps` dropped: `steps` is 20, but must be an integer of at most 10",
            "`zoom` dropped: the model has no parameter of this name",
            "`voice` missing: must be one of \"low\" or \"high\"",
        ]
    );
    assert!(moved.clone().build().is_err());
    let mut builder = moved.into_builder();
    builder.literal("voice", "low");
    assert_eq!(
        builder.finish().unwrap().to_json(),
        json!({
            "model": "new", "prompt": "an ox", "voice": "low", "resolution": "720P",
            "aspect_ratio": "16x9", "duration": "8s", "input_images": ["https://example.com/ox.png"]
        })
    );
}

#[test]
fn retargeting_to_the_same_model_changes_nothing() {
    let request = old(json!({"prompt": "an ox", "seed": 7, "duration": 5}));
    let moved = request.retarget(&OLD);
    assert!(moved.transfers().iter().all(|one| matches!(one.outcome, Outcome::Kept)), "{moved}");
    assert_eq!(moved.build().unwrap(), request);
}

static ANY: Model = model("any", r#"{"request_schema": {"properties": {"it": {}}}}"#);

#[test]
fn values_with_the_same_meaning_are_converted() {
    // The schema of the other model, the value, and the value after the move.
    for (schema, value, expected) in [
        (r#"{"enum": ["480p", "720p"]}"#, json!("720P"), Some(json!("720p"))),
        (r#"{"enum": ["16:9", "1:1"]}"#, json!("16x9"), Some(json!("16:9"))),
        (r#"{"enum": [5, 8]}"#, json!("8s"), Some(json!(8))),
        (r#"{"enum": ["5", "8"]}"#, json!(8), Some(json!("8"))),
        (r#"{"type": "integer"}"#, json!("8s"), Some(json!(8))),
        (r#"{"type": "integer"}"#, json!("8"), Some(json!(8))),
        (r#"{"type": "string", "pattern": "^[0-9]+s$"}"#, json!(8), Some(json!("8s"))),
        (
            r#"{"enum": ["match_input_image", "auto"]}"#,
            json!("Match input image"),
            Some(json!("match_input_image")),
        ),
        // A unit is not another unit, a ratio not another ratio, and a text may be any spelling.
        (r#"{"enum": ["720s"]}"#, json!("720p"), None),
        (r#"{"enum": ["1:1"]}"#, json!("1024x1024"), None),
        (r#"{"type": "string"}"#, json!(8), None),
        (r#"{"type": "integer", "maximum": 7}"#, json!("8s"), None),
        (r#"{"type": "boolean"}"#, json!("yes"), None),
    ] {
        let record = format!(r#"{{"request_schema": {{"properties": {{"it": {schema}}}}}}}"#);
        let target: &'static Model =
            Box::leak(Box::new(model("target", Box::leak(record.into_boxed_str()))));
        let request = AnyRequest::for_model(&ANY, json!({"it": value})).unwrap();
        let moved = request.retarget(target);
        let is_told = match &moved.transfers()[0].outcome {
            Outcome::Changed { reason: Reason::SameMeaning, .. } => expected.is_some(),
            Outcome::Dropped { reason: Reason::NotAccepted(_) | Reason::Ambiguous(_) } => {
                expected.is_none()
            }
            _ => false,
        };
        assert!(is_told, "{schema} {value}: {moved}");
        assert_eq!(moved.build().unwrap().get("it"), expected, "{schema} {value}");
    }
}
