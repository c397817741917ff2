extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

fn main() {
    let part = String::from("Hi");
    let _ = request!({
        "model": "deepseek-v4-flash",
        "messages": [{ "role": "user", "content": [{ "type": "txt", "text": part }, { "text": "Hi" }] }],
        "tool_choice": 7,
        "response_format": { "type": "yaml" },
    });
}
