//! `#[derive(ModelRequest)]`.

use std::rc::Rc;
use std::sync::Arc;

use oxen_models::chat::{Conversation, Message, Tool};
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
fn structs_of_guaranteed_types_convert_with_from() {
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
fn structs_checked_at_run_time_convert_with_try_from() {
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

/// Seven steps, or none.
type Steps = Option<u8>;

/// A user-defined type.
#[derive(Clone, Copy, serde::Serialize)]
enum Shape {
    #[serde(rename = "16:9")]
    Wide,
    #[serde(rename = "8:5")]
    Golden,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Behind {
    prompt: Arc<str>,
    seed: Box<u32>,
    aspect_ratio: Shape,
    num_inference_steps: Steps,
    guidance: Option<Rc<f64>>,
    #[model(skip)]
    title: String,
}

#[test]
fn values_behind_pointers_aliases_and_own_enums() {
    let behind = |aspect_ratio| Behind {
        prompt: "an ox".into(),
        seed: Box::new(7),
        aspect_ratio,
        num_inference_steps: None,
        guidance: Some(Rc::new(2.5)),
        title: "Ox".to_owned(),
    };
    let wide = behind(Shape::Wide);
    assert_eq!(wide.title, "Ox");
    let expected = json!({
        "model": "flux-2-pro",
        "prompt": "an ox",
        "seed": 7,
        "aspect_ratio": "16:9",
        "guidance": 2.5,
    });
    assert_eq!(Flux2Pro::try_from(wide).unwrap().to_json(), expected);
    let error = behind(Shape::Golden).to_request().unwrap_err();
    assert!(error.to_string().contains("`aspect_ratio` is \"8:5\""), "{error}");
}

/// An alias that hides that the text may be missing.
type Motive = Option<String>;

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Untitled {
    prompt: Motive,
}

#[test]
fn a_missing_required_parameter_is_found_behind_an_alias() {
    let error = Untitled { prompt: None }.to_request().unwrap_err();
    assert!(error.to_string().contains("`prompt` is required"), "{error}");
    assert!(Untitled { prompt: Some("an ox".to_owned()) }.to_request().is_ok());
}

#[derive(ModelRequest)]
#[model("deepseek-v4-flash")]
struct Talk {
    messages: Conversation,
    tools: Option<Vec<Tool>>,
}

#[test]
fn a_conversation_converts_with_from() {
    let talk = Talk { messages: Message::user("Hello").into(), tools: None };
    let expected = json!({
        "model": "deepseek-v4-flash",
        "messages": [{ "role": "user", "content": "Hello" }],
    });
    assert_eq!(DeepseekV4Flash::from(talk).to_json(), expected);
}

#[test]
fn a_request_converts_into_itself() {
    let request = Flux2Pro::builder().prompt("an ox").build().unwrap();
    assert_eq!(*request.to_request().unwrap(), *request.as_any());
}

#[derive(ModelRequest)]
#[model(shared)]
struct Look<'a> {
    #[model(rename = "aspect_ratio")]
    shape: &'a str,
    seed: Option<Arc<u32>>,
    #[model(value = "png")]
    output_format: (),
}

#[derive(ModelRequest)]
#[model(shared)]
struct Place {
    target_repo: Rc<str>,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Sketch<'a> {
    prompt: String,
    #[model(flatten)]
    look: Look<'a>,
    #[model(flatten)]
    place: Option<Place>,
}

#[test]
fn shared_structs_are_flattened() {
    let sketch = |shape, place: Option<&str>| Sketch {
        prompt: "an ox".to_owned(),
        look: Look { shape, seed: Some(Arc::new(7)), output_format: () },
        place: place.map(|repo| Place { target_repo: repo.into() }),
    };
    let mut expected = json!({
        "model": "flux-2-pro",
        "prompt": "an ox",
        "aspect_ratio": "16:9",
        "seed": 7,
        "output_format": "png",
    });
    assert_eq!(sketch("16:9", None).to_request().unwrap().to_json(), expected);
    expected["target_repo"] = json!("ox/art");
    let request = Flux2Pro::try_from(sketch("16:9", Some("ox/art"))).unwrap();
    assert_eq!(request.to_json(), expected);

    let error = sketch("16:8", None).to_request().unwrap_err();
    assert!(error.to_string().contains("`aspect_ratio` is \"16:8\""), "{error}");
}

/// Required parameters may come from a shared struct; so may values of generated enums.
#[derive(ModelRequest)]
#[model(shared)]
struct Motif<T: serde::Serialize> {
    prompt: T,
    aspect_ratio: AspectRatio,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Bare {
    #[model(flatten)]
    motif: Motif<String>,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Generic<T: Clone + serde::Serialize> {
    guidance: f64,
    #[model(flatten)]
    motif: Motif<T>,
}

#[test]
fn shared_structs_may_have_generated_enums_and_required_parameters() {
    let motif = Motif { prompt: "an ox".to_owned(), aspect_ratio: AspectRatio::Ratio1x1 };
    let bare = Bare { motif }.to_request().unwrap().to_json();
    assert_eq!(bare, json!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": "1:1" }));

    let motif = Motif { prompt: "an ox", aspect_ratio: AspectRatio::Ratio1x1 };
    let generic = Generic { guidance: 2.5, motif }.to_request().unwrap().to_json();
    assert_eq!(generic["guidance"], 2.5);
}
