extern crate oxen_models_frozen as oxen_models;

use oxen_models::ModelRequest;

#[derive(ModelRequest)]
struct NoModel {
    prompt: String,
}

#[derive(ModelRequest)]
#[model(flux)]
struct NotAnId {
    prompt: String,
}

#[derive(ModelRequest)]
#[model("flux-2-por")]
struct Misspelt {
    prompt: String,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct OnFields {
    #[model(renamed = "prompt")]
    motif: String,
    #[model(flatten, rename = "seed")]
    seed: u32,
    #[model(value = "png")]
    output_format: String,
    #[model(value = RATIO)]
    aspect_ratio: (),
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Twice {
    #[model(rename = "prompt", rename = "seed")]
    motif: String,
    #[model(value = "png")]
    #[model(value = "jpg")]
    output_format: (),
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Tuple(String);

#[derive(ModelRequest)]
#[model("flux-2-pro")]
enum Either {
    Prompt,
}

fn main() {}
