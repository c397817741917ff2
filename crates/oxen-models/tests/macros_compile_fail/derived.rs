extern crate oxen_models_frozen as oxen_models;

use oxen_models::ModelRequest;

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Poster {
    motif: String,
    #[model(value = "16:8")]
    aspect_ratio: (),
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Unsure {
    prompt: Option<String>,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Mistyped {
    prompt: String,
    seed: bool,
}

fn main() {}
