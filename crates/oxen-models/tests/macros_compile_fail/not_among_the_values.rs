extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

fn main() {
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": "16;9" });
}
