extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

fn poster(steps: i64, ratio: &str, guidance: f64, role: &str, urls: &[&str]) {
    let _ = request!({
        "model": "flux-2-pro",
        "prompt": "an ox",
        "num_inference_steps": steps,
        "guidance": guidance,
    });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": ratio });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "seed": guidance });
    let _ = request!({ "model": "bytedance-seed-audio-1-0", "prompt": "an ox", "audio_urls": urls.iter() }
        .without_rule("audio-urls-count").without_rule("references-total"));
    let _ = request!({ "model": "deepseek-v4-flash", "messages": [{ "role": role, "content": "Hi" }] });
}

fn main() {
    poster(1, "1:1", 2.5, "user", &[]);
}
