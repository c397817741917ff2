//! `try_request!`.

use std::collections::HashMap;

use oxen_models::chat::Message;
use oxen_models::models::flux_2_pro::{AspectRatio, Flux2Pro};
use oxen_models::{InvalidRequest, ModelRequest, try_request};
use serde_json::json;

fn poster(ratio: &str, steps: i64, guidance: f32) -> Result<Flux2Pro, InvalidRequest> {
    try_request!({
        "model": "flux-2-pro",
        "prompt": "an ox at dawn",
        "aspect_ratio": ratio,
        "num_inference_steps": steps,
        "guidance": guidance,
    })
}

#[test]
fn run_time_values_are_checked() {
    let poster = poster("16:9", 40, 0.7).unwrap();
    assert_eq!(
        poster.to_json(),
        json!({
            "model": "flux-2-pro",
            "prompt": "an ox at dawn",
            "aspect_ratio": "16:9",
            "num_inference_steps": 40,
            "guidance": 0.7,
        })
    );
}

#[test]
fn all_violations_are_reported_at_once() {
    let error = poster("16:8", 60, f32::NAN).unwrap_err();
    let message = error.to_string();
    for parameter in ["aspect_ratio", "num_inference_steps", "guidance"] {
        assert!(message.contains(parameter), "{message}");
    }
}

#[test]
fn enumerated_parameters_accept_generated_enums_and_strings() {
    let ratio = AspectRatio::Ratio1x1;
    let poster = try_request!({ "model": "flux-2-pro", "prompt": "ox", "aspect_ratio": ratio });
    assert_eq!(poster.unwrap().to_json()["aspect_ratio"], "1:1");
}

#[test]
fn messages_of_any_form_are_accepted() {
    let history = vec![Message::system("Be brief."), Message::user("Hello")];
    let whole = try_request!({ "model": "deepseek-v4-flash", "messages": history.clone() });
    let maps: Vec<_> = [("system", "Be brief."), ("user", "Hello")]
        .map(|(role, content)| HashMap::from([("role", role), ("content", content)]))
        .into();
    let parts = try_request!({
        "model": "deepseek-v4-flash",
        "messages": [history[0].clone(), maps[1]],
    });
    assert_eq!(whole.unwrap(), parts.unwrap());
    let none: Vec<Message> = Vec::new();
    let error = try_request!({ "model": "deepseek-v4-flash", "messages": none }).unwrap_err();
    assert!(error.to_string().contains("`messages`"), "{error}");
}
