//! Constants that the compiler compares with what a parameter may be.

use oxen_models::models::flux_2_pro::AspectRatio;
use oxen_models::{ModelRequest, request};
use serde_json::json;

const RATIO: &str = "16:9";
const CHOSEN: AspectRatio = AspectRatio::Ratio1x1;
const FREE_SEED: u64 = u64::MAX;

#[test]
fn texts_and_generated_enums() {
    let poster = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": RATIO });
    assert_eq!(poster.to_json()["aspect_ratio"], "16:9");
    let poster = request!({
        "model": "flux-2-pro",
        "prompt": "an ox",
        "aspect_ratio": CHOSEN,
        "seed": FREE_SEED,
    });
    assert_eq!(poster.to_json()["aspect_ratio"], "1:1");
    assert_eq!(poster.to_json()["seed"], json!(u64::MAX));
}

struct Settings;

impl Settings {
    const SECONDS: u8 = 5;
    const RATE: f64 = 23.976;
    const AUTO: &'static str = "auto";

    fn duration() -> serde_json::Value {
        request!({
            "model": "bytedance-seedance-2-5-text-to-video",
            "prompt": "an ox",
            "duration": Self::SECONDS,
        })
        .to_json()
    }
}

#[test]
fn numbers_and_mixed_enumerations() {
    assert_eq!(Settings::duration()["duration"], 5);
    let auto = request!({
        "model": "bytedance-seedance-2-5-text-to-video",
        "prompt": "an ox",
        "duration": Settings::AUTO,
    });
    assert_eq!(auto.to_json()["duration"], "auto");
    let rate = request!({
        "model": "topazlabs-iris-mq-video",
        "input_video": "https://example.com/ox.mp4",
        "target_fps": Settings::RATE,
    });
    assert_eq!(rate.to_json()["target_fps"], 23.976);
}
