use oxen_models::request;

const STEPS: u32 = 60;

fn main() {
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "num_inference_steps": 60, "guidance": -0.5 });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "num_inference_steps": STEPS });
}
