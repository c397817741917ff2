extern crate oxen_models_frozen as oxen_models;

use oxen_models::{request, try_request};

fn main() {
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_raito": "16:9" });
    let _ = request!({ "model": "deepseek-v4-flash", "messages": [{ "role": "user", "content": "Hi" }], "loudness": 1 });
    let _ = try_request!({ "model": "flux-2-pro", "prompt": "an ox", "sed": 1 + 1, "guidanse": vec![1, 2] });
}
