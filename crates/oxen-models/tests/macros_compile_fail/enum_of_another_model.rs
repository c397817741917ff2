extern crate oxen_models_frozen as oxen_models;

use oxen_models::models::flux_2_pro::Flux2Pro;
use oxen_models::models::{flux_2_dev, flux_2_pro};
use oxen_models::request;

fn main() {
    let ratio = flux_2_dev::AspectRatio::Ratio16x9;
    let _ = Flux2Pro::builder().prompt("an ox").aspect_ratio(ratio).build();
    let _ = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": ratio });
    let _: flux_2_pro::AspectRatio = ratio;
}
