//! Requests of several types together, in generic functions, in macros and constants.

use oxen_models::models::flux_2_dev;
use oxen_models::models::flux_2_pro::{AspectRatio, Flux2Pro};
use oxen_models::{AnyRequest, ModelRequest, request};
use serde::Serialize;

/// Has the same bounds as `reqwest::RequestBuilder::json`.
fn json<T: Serialize + ?Sized>(body: &T) -> String {
    serde_json::to_string(body).unwrap()
}

#[test]
fn a_body_of_any_http_client() {
    let poster = Flux2Pro::builder().prompt("an ox").seed(7).build().unwrap();
    assert_eq!(json(&poster), r#"{"model":"flux-2-pro","prompt":"an ox","seed":7}"#);
}

#[test]
fn different_requests_in_one_list() {
    let poster = Flux2Pro::builder().prompt("an ox").build().unwrap();
    let sketch = request!({ "model": "flux-2-dev", "prompt": "an ox" });
    let chat = request!({
        "model": "deepseek-v4-flash",
        "messages": [{ "role": "user", "content": "an ox" }],
    });
    let all: Vec<AnyRequest> = vec![poster.clone().into(), sketch.into(), chat.into()];
    let ids: Vec<_> = all.iter().map(|request| request.model().id).collect();
    assert_eq!(ids, ["flux-2-pro", "flux-2-dev", "deepseek-v4-flash"]);
    assert_eq!(Flux2Pro::try_from(all[0].clone()).unwrap(), poster);
    assert!(Flux2Pro::try_from(all[1].clone()).is_err());
}

/// Describes the number of parameters that a request sets.
fn describe(request: &impl ModelRequest) -> String {
    format!("{}: {}", request.model().id, request.parameters().len())
}

#[test]
fn a_function_for_every_request() {
    let poster = request!({ "model": "flux-2-pro", "prompt": "an ox", "seed": 7 });
    assert_eq!(describe(&poster), "flux-2-pro: 2");
    assert_eq!(describe(poster.as_any()), "flux-2-pro: 2");
}

const STEPS: u32 = 20;
const PROMPT: &str = "an ox";

fn poster<T: Into<String>, const SEED: i64>(prompt: T) -> Flux2Pro {
    request!({
        "model": "flux-2-pro",
        "prompt": prompt,
        "seed": SEED,
        "num_inference_steps": STEPS,
    })
}

macro_rules! poster {
    ($prompt:expr $(, $name:ident = $value:literal)*) => {
        request!({ "model": "flux-2-pro", "prompt": $prompt $(, $name: $value)* })
    };
}

#[test]
fn within_generics_macros_and_with_constants() {
    assert_eq!(poster::<_, 7>("an ox").get("seed").unwrap(), 7);
    let by_macro = poster!(PROMPT, guidance = 2.5, aspect_ratio = "1:1");
    let by_builder = Flux2Pro::builder()
        .prompt(PROMPT)
        .guidance(2.5)
        .aspect_ratio(AspectRatio::Ratio1x1)
        .build();
    assert_eq!(by_macro, by_builder.unwrap());
}

#[test]
fn enums_of_two_models_side_by_side() {
    let ratio = AspectRatio::Ratio16x9;
    let same: flux_2_dev::AspectRatio = oxen_models::Choice::convert(ratio).unwrap();
    assert_eq!(same.to_string(), ratio.to_string());
}
