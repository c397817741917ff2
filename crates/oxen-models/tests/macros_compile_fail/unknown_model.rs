use oxen_models::request;

fn main() {
    let _ = request!({ "model": "flux-2-por", "prompt": "an ox" });
}
