extern crate oxen_models_frozen as oxen_models;

use oxen_models::models::flux_2_pro::{AspectRatio, OutputFormat};
use oxen_models::request;

const LISTED: &str = "16:9";
const UNLISTED: &str = "16:8";
const CHOSEN: AspectRatio = AspectRatio::Ratio1x1;
const OF_ANOTHER: OutputFormat = OutputFormat::Png;
const SECONDS: u8 = 99;

fn main() {
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": LISTED });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": UNLISTED });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": CHOSEN });
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": OF_ANOTHER });
    let _ = request!({ "model": "bytedance-seedance-2-5-text-to-video", "prompt": "an ox", "duration": SECONDS });
}
