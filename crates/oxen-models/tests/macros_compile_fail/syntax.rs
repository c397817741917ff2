extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

fn main() {
    let _ = request!({
        "model": "flux-2-pro",
        "prompt" = "an ox",
        "seed": ,
        "guidance": 2.5 +,
        "output_quality": quality(1 2),
        "input_image": ["https://example.com/ox.png" "https://example.com/cart.png"],
        "aspect_ratio": "16:8"
        "num_inference_steps": 60,
        7: true,
    });
    let _ = request!({ "model": "flux-2-pro", "prompt": match });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an " + });
}
