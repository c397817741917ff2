//! `request!`.

use oxen_models::chat::{Conversation, Message, ResponseFormat, Tool};
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::models::flux_2_pro::{AspectRatio, Flux2Pro};
use oxen_models::models::qwen_qwen_image::QwenQwenImage;
use oxen_models::{AnyRequest, Media, Model, ModelRequest, request, try_request};
use serde_json::json;

#[test]
fn a_request_of_literals_equals_its_json() {
    let poster: Flux2Pro = request!({
        "model": "flux-2-pro",
        "prompt": "an ox at dawn", // as the documentation has it
        "input_image": ["https://example.com/ox.png"],
        "aspect_ratio": "16:9",
        "num_inference_steps": 40,
        "guidance": 2.5,
        "seed": -3_000_000_000,
        "disable_safety_checker": false,
        "response_format": "b64_json",
    });
    assert_eq!(
        poster.to_json(),
        json!({
            "model": "flux-2-pro",
            "prompt": "an ox at dawn",
            "input_image": ["https://example.com/ox.png"],
            "aspect_ratio": "16:9",
            "num_inference_steps": 40,
            "guidance": 2.5,
            "seed": -3_000_000_000_i64,
            "disable_safety_checker": false,
            "response_format": "b64_json",
        })
    );
}

#[test]
fn macro_requests_equal_builder_requests() {
    let by_builder = Flux2Pro::builder()
        .prompt("an ox at dawn")
        .aspect_ratio(AspectRatio::Ratio16x9)
        .num_inference_steps(40)
        .build()
        .unwrap();
    // In another order: what is sent comes in the order of the documentation.
    let by_macro = request! {
        num_inference_steps: 40,
        aspect_ratio: "16:9",
        prompt: "an ox at dawn",
        model: "flux-2-pro",
    };
    assert_eq!(by_macro, by_builder);
    assert_eq!(by_macro.to_curl(), by_builder.to_curl());
}

const STEPS: u8 = 40;

struct Settings;

impl Settings {
    const GUIDANCE: f64 = 2.5;

    fn poster(time: &str, seed: u64, ratio: AspectRatio) -> Flux2Pro {
        request!({
            "model": "flux-2-pro",
            "prompt": format!("an ox at {time}"),
            "seed": seed + 1,
            "aspect_ratio": ratio,
            "num_inference_steps": STEPS,
            "guidance": Self::GUIDANCE,
            "disable_safety_checker": seed == 1,
        })
    }
}

#[test]
fn expressions_and_constants_of_guaranteed_types() {
    let poster = Settings::poster("noon", 1, AspectRatio::Ratio1x1);
    assert_eq!(
        poster.to_json(),
        json!({
            "model": "flux-2-pro",
            "prompt": "an ox at noon",
            "aspect_ratio": "1:1",
            "num_inference_steps": 40,
            "guidance": 2.5,
            "seed": 2,
            "disable_safety_checker": true,
        })
    );
}

#[test]
fn lists_mix_literals_and_expressions() {
    let ox = Media::bytes("image/png", b"ox").unwrap();
    let cart = String::from("https://example.com/cart.png");
    let poster = request!({
        "model": "flux-2-pro",
        "prompt": "an ox",
        "input_image": ["https://example.com/ox.png", &ox, cart],
    });
    assert_eq!(
        poster.to_json()["input_image"],
        json!(["https://example.com/ox.png", ox, "https://example.com/cart.png"])
    );
    let images = vec![ox.clone(), ox];
    let poster = request!({ "model": "flux-2-pro", "prompt": "an ox", "input_image": images });
    assert_eq!(poster.to_json()["input_image"].as_array().unwrap().len(), 2);
    let empty = request!({ "model": "flux-2-pro", "prompt": "an ox", "input_image": [] });
    assert_eq!(empty.to_json()["input_image"], json!([]));
}

#[test]
fn chat_with_messages_parts_and_tools() {
    let question = "What can you do?".to_owned();
    let request: DeepseekV4Flash = request!({
        "model": "deepseek-v4-flash",
        "messages": [
            { "role": "system", "content": "Answer in one line." },
            { "role": "user", "content": question.clone() },
            { "role": "user", "content": [
                { "type": "text", "text": question },
                { "type": "image_url", "image_url": { "url": "https://example.com/ox.png" } },
            ] },
        ],
        "temperature": 0.7,
        "max_tokens": 1024,
        "stream": false,
        "tools": [{
            "type": "function",
            "function": {
                "name": "weather",
                "description": "The weather at a place",
                "parameters": { "type": "object", "properties": { "place": { "type": "string" } } },
            },
        }],
        "tool_choice": "auto",
        "response_format": { "type": "json_object" },
    });
    assert_eq!(
        request.to_json(),
        json!({
            "model": "deepseek-v4-flash",
            "messages": [
                { "role": "system", "content": "Answer in one line." },
                { "role": "user", "content": "What can you do?" },
                { "role": "user", "content": [
                    { "type": "text", "text": "What can you do?" },
                    { "type": "image_url", "image_url": { "url": "https://example.com/ox.png" } },
                ] },
            ],
            "max_tokens": 1024,
            "temperature": 0.7,
            "stream": false,
            "tools": [{
                "type": "function",
                "function": {
                    "name": "weather",
                    "description": "The weather at a place",
                    "parameters": {
                        "type": "object",
                        "properties": { "place": { "type": "string" } },
                    },
                },
            }],
            "tool_choice": "auto",
            "response_format": { "type": "json_object" },
        })
    );
}

#[test]
fn texts_that_begin_with_a_null_character_are_texts() {
    let place = "Paris";
    let chat = request!({
        "model": "deepseek-v4-flash",
        "messages": [
            { "role": "system", "content": "\0" },
            { "role": "user", "content": place, "name": "\u{0}0" },
            { "role": "user", "content": "\0\0 1" },
        ],
    });
    assert_eq!(
        chat.to_json()["messages"],
        json!([
            { "role": "system", "content": "\0" },
            { "role": "user", "content": "Paris", "name": "\u{0}0" },
            { "role": "user", "content": "\0\0 1" },
        ])
    );
}

/// Ids have `/` and `:` in them.
#[derive(ModelRequest)]
#[model("Qwen/Qwen-Image")]
struct Picture {
    prompt: String,
}

#[test]
fn ids_of_several_parts() {
    let slash: QwenQwenImage = request!({ "model": "Qwen/Qwen-Image", "prompt": "an ox" });
    assert_eq!(slash.to_json(), json!({ "model": "Qwen/Qwen-Image", "prompt": "an ox" }));
    let colon = request!({ "model": "oxen:herd/ox-painter", "prompt": "an ox" });
    let request = AnyRequest::new("oxen:herd/ox-painter", json!({ "prompt": "an ox" })).unwrap();
    assert_eq!(colon.as_any(), &request);
    assert!(
        request.to_curl().contains(r#""model": "oxen:herd/ox-painter""#),
        "{}",
        request.to_curl()
    );
    assert!(
        request.to_python().contains(r#""model": "oxen:herd/ox-painter""#),
        "{}",
        request.to_python()
    );
    assert_eq!(Model::find("Qwen/Qwen-Image"), Ok(QwenQwenImage::MODEL));

    let derived = Picture { prompt: "an ox".to_owned() };
    assert_eq!(QwenQwenImage::from(derived), slash);
}

#[test]
fn a_chat_takes_its_history_tools_and_format_as_values() {
    let mut history = Conversation::new(Message::system("Answer in one line."));
    history.push("What can you do?");
    let tools = vec![Tool::function("weather")];
    let question = Message::user("And in Rome?");
    let by_macro: DeepseekV4Flash = request!({
        "model": "deepseek-v4-flash",
        "messages": &history,
        "tools": &tools,
        "tool_choice": &tools[0],
        "response_format": ResponseFormat::JsonObject,
        "temperature": 0.7,
    });
    let by_builder = DeepseekV4Flash::builder()
        .messages(&history)
        .tools(&tools)
        .tool_choice(&tools[0])
        .response_format(ResponseFormat::JsonObject)
        .temperature(0.7)
        .build()
        .unwrap();
    assert_eq!(by_macro, by_builder);

    let one_by_one: DeepseekV4Flash = request!({
        "model": "deepseek-v4-flash",
        "messages": [{ "role": "system", "content": "Answer in one line." }, &question],
    });
    let messages = one_by_one.get("messages").unwrap();
    assert_eq!(messages[1], json!({ "role": "user", "content": "And in Rome?" }));

    history.push(question);
    let tried = try_request!({ "model": "deepseek-v4-flash", "messages": history }).unwrap();
    assert_eq!(tried.get("messages").unwrap().as_array().unwrap().len(), 3);
}
