extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

fn main() {
    let steps = 20;
    let _ = request!({
        "model": "flux-2-pro",
        "seed": "seven",
        "aspect_ratio": "1:7",
        "num_inference_steps": steps,
        "guidanse": 2,
        "input_image": ["a", 7],
    });
}
