extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

fn main() {
    let _ = request!({
        "model": "flux-2-pro",
        "aspect_ratio": "16:8",
        "num_inference_steps": 60,
        "guidanse": 2,
        "seed": 0.5,
    });
}
