extern crate oxen_models_frozen as oxen_models;

use oxen_models::ModelRequest;

#[derive(ModelRequest)]
#[model(shared)]
struct Look {
    guidanse: f64,
}

#[derive(ModelRequest)]
#[model(shared)]
struct Sure {
    seed: bool,
}

#[derive(ModelRequest)]
#[model(shared)]
struct Motif {
    prompt: Option<String>,
    seed: u32,
}

struct NotShared;

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Unknown {
    prompt: String,
    #[model(flatten)]
    look: Look,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Mistyped {
    prompt: String,
    #[model(flatten)]
    sure: Sure,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Incomplete {
    #[model(flatten)]
    motif: Motif,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Doubled {
    prompt: String,
    seed: u32,
    #[model(flatten)]
    motif: Motif,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct OfAnything {
    prompt: String,
    #[model(flatten)]
    look: NotShared,
}

fn main() {}
