extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

const HALF: f64 = 10.5;
const WIDE: i64 = 2;
const FLAG: bool = true;

fn main() {
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "num_inference_steps": HALF });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "guidance": WIDE });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": FLAG });
}
