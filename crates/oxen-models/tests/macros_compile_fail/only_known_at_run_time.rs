use oxen_models::request;

fn poster(steps: i64, ratio: &str, guidance: f64) {
    let _ = request!({
        "model": "flux-2-pro",
        "prompt": "an ox",
        "num_inference_steps": steps,
        "guidance": guidance,
    });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": ratio });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "seed": guidance });
}

fn main() {
    poster(1, "1:1", 2.5);
}
