extern crate oxen_models_frozen as oxen_models;

use oxen_models::{request, try_request};

struct Motif;

fn main() {
    let _ = request!({ "model": "flux-2-pro", "prompt": Motif });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "seed": Some(7) });
    let _ = request!({ "model": "deepseek-v4-flash", "messages": [{ "role": "user", "content": vec!["Hi"] }] });
    let _ = try_request!({ "model": "deepseek-v4-flash", "messages": vec![Motif] });
}
