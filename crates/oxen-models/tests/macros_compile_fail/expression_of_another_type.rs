extern crate oxen_models_frozen as oxen_models;

use oxen_models::try_request;

fn main() {
    let _ = try_request!({ "model": "flux-2-pro", "prompt": 5_u8 + 1, "disable_safety_checker": "no".len() });
}
