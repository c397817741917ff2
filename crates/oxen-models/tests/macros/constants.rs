//! Constants that the compiler compares with the constraints of a parameter.

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

struct Look {
    steps: i64,
    ratio: &'static str,
}

const LOOK: Look = Look { steps: 7, ratio: "1:1" };
const RATIOS: [&str; 2] = ["1:1", "16:9"];
const GUIDANCES: [f64; 2] = [0.5, 2.5];

fn one_more<const STEPS: i64>() -> serde_json::Value {
    let poster = request!({
        "model": "flux-2-pro",
        "prompt": "an ox",
        "num_inference_steps": const { STEPS + 1 },
    });
    poster.to_json()
}

fn one_less<const N: i64>() -> serde_json::Value {
    let poster =
        request!({ "model": "flux-2-pro", "prompt": "an ox", "num_inference_steps": N - 1 });
    poster.to_json()
}

#[test]
#[allow(clippy::unnecessary_cast, reason = "a cast is an expression, too")]
fn expressions_of_constants() {
    let poster = request!({
        "model": "flux-2-pro",
        "prompt": "an ox",
        "aspect_ratio": RATIOS[1],
        "num_inference_steps": LOOK.steps * 2 + 1,
        "guidance": (-GUIDANCES[0] + GUIDANCES[1]) as f64,
    });
    let expected = json!({
        "model": "flux-2-pro",
        "prompt": "an ox",
        "aspect_ratio": "16:9",
        "num_inference_steps": 15,
        "guidance": 2.0,
    });
    assert_eq!(poster.to_json(), expected);
    let poster = request!({
        "model": "flux-2-pro",
        "prompt": "an ox",
        "aspect_ratio": LOOK.ratio,
        "num_inference_steps": 6 * 7,
    });
    assert_eq!(poster.to_json()["aspect_ratio"], "1:1");
    assert_eq!(poster.to_json()["num_inference_steps"], 42);
    assert_eq!(one_more::<49>()["num_inference_steps"], 50);
    assert_eq!(one_less::<2>()["num_inference_steps"], 1);
}
