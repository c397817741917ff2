extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

fn main() {
    let model = "flux-2-pro";
    let _ = request!({ "prompt": "an ox" });
    let _ = request!({ "model": model, "prompt": "an ox" });
}
