//! `#[derive(ModelRequest)]`.

use oxen_models::chat::Message;
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::models::flux_2_pro::{AspectRatio, Flux2Pro};
use oxen_models::{Media, ModelRequest, ToRequest};
use serde_json::json;

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Poster<'a> {
    #[model(rename = "prompt")]
    motif: &'a str,
    aspect_ratio: Option<AspectRatio>,
    input_image: Vec<Media>,
    seed: Option<u32>,
    #[model(value = "png")]
    output_format: (),
}

#[test]
fn what_is_valid_by_its_types_converts_with_from() {
    let mut poster = Poster {
        motif: "an ox at dawn",
        aspect_ratio: Some(AspectRatio::Ratio16x9),
        input_image: vec!["https://example.com/ox.png".into()],
        seed: None,
        output_format: (),
    };
    let expected = json!({
        "model": "flux-2-pro",
        "prompt": "an ox at dawn",
        "input_image": ["https://example.com/ox.png"],
        "aspect_ratio": "16:9",
        "output_format": "png",
    });
    assert_eq!(poster.to_request().unwrap().to_json(), expected);
    poster.seed = Some(1);
    let request = Flux2Pro::from(poster);
    assert_eq!(request.to_json()["seed"], 1);
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Draft {
    prompt: String,
    aspect_ratio: String,
    num_inference_steps: Option<i64>,
    guidance: f64,
}

#[test]
fn what_only_the_run_time_knows_converts_with_try_from() {
    let draft = |ratio: &str, steps| Draft {
        prompt: "an ox".to_owned(),
        aspect_ratio: ratio.to_owned(),
        num_inference_steps: Some(steps),
        guidance: 2.5,
    };
    let request = Flux2Pro::try_from(draft("1:1", 40)).unwrap();
    assert_eq!(request.to_json()["num_inference_steps"], 40);
    let error = draft("1:7", 60).to_request().unwrap_err();
    assert_eq!(error.violations().len(), 2, "{error}");
}

#[derive(ModelRequest)]
#[model("deepseek-v4-flash")]
struct Chat {
    messages: Vec<Message>,
    #[model(value = { "type": "json_object" })]
    response_format: (),
}

#[test]
fn chat() {
    let chat = Chat { messages: vec![Message::user("Hello")], response_format: () };
    let request = DeepseekV4Flash::try_from(chat).unwrap();
    assert_eq!(request.to_json()["response_format"]["type"], "json_object");
}

#[test]
fn a_request_is_one_already() {
    let request = Flux2Pro::builder().prompt("an ox").build().unwrap();
    assert_eq!(*request.to_request().unwrap(), *request.as_any());
}
