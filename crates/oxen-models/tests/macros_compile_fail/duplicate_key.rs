extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

fn main() {
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", prompt: "a cart" });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "model": "flux-2-dev" });
    let _ = request!({
        "model": "deepseek-v4-flash",
        "messages": [{ "role": "user", "content": "Hi", "role": "system" }],
    });
}
