extern crate oxen_models_frozen as oxen_models;

use oxen_models::{ModelRequest, request};

#[derive(ModelRequest)]
#[model("ideogram-v4")]
struct Poster {
    prompt: String,
}

fn main() {
    let _ = request!({ "model": "ideogram-v4", "prompt": "an ox" });
    let _ = request!({ "model": "deepseek-v4-flash", "messages": [{ "role": "user", "content": "Hi" }] });
}
