extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

fn main() {
    let _ = request!({
        "model": "claude-sonnet-5",
        "messages": [{ "role": "user", "content": "Hi" }],
        "frequency_penalty": 1,
    });
    let _ = request!({
        "model": "claude-opus-4-1-20250805",
        "messages": [{ "role": "user", "content": "Hi" }],
        "temperature": 0.5,
        "top_p": 0.5,
    });
}
