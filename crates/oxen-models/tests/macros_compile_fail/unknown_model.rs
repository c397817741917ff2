extern crate oxen_models_frozen as oxen_models;

use oxen_models::{request, try_request};

fn main() {
    let _ = request!({ "model": "flux-2-por", "prompt": "an ox" });
    let _ = request!({ "model": "flux-2", "prompt": "an ox" });
    let _ = try_request!({ "model": "seedance", "prompt": String::new() });
    let _ = request!({ "model": "flux-1-pro", "prompt": "an ox" });
    let _ = try_request!({ "model": "no such model", "prompt": String::new() });
}
