extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

const STEPS: u32 = 60;

struct Settings;

impl Settings {
    const GUIDANCE: f64 = -0.5;
}

fn main() {
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "num_inference_steps": 60, "guidance": -0.5 });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "num_inference_steps": STEPS });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "guidance": Settings::GUIDANCE });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "num_inference_steps": 2 * STEPS - 69 });
}
