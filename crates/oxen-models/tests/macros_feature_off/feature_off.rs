use oxen_models::{ModelRequest, request};

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Poster {
    prompt: String,
}

fn main() {
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": "1:1", "output_format": "png" });
    let _ = request!({ "model": "deepseek-v4-flash", "messages": [{ "role": "user", "content": "Hi" }] });
}
