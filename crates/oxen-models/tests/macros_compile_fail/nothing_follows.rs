// What is wrong is said once: rustc has nothing to add about types, variables and imports.
#![deny(warnings)]

extern crate oxen_models_frozen as oxen_models;

use oxen_models::models::flux_2_pro::Flux2Pro;
use oxen_models::{InvalidRequest, ModelRequest, ToRequest, request, try_request};

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Poster {
    prompt: Option<String>,
    #[model(rename = "prompt")]
    motif: String,
    sed: u32,
    #[model(value = 60)]
    num_inference_steps: (),
    #[model(value = RATIO)]
    aspect_ratio: (),
    guidance: bool,
}

fn main() -> Result<(), InvalidRequest> {
    let (motif, steps, time) = ("an ox", 3, String::from("dawn"));
    let poster: Flux2Pro = request!({ "model": "flux-2-por", "prompt": motif, "seed": "7".parse().unwrap() });
    poster.to_json();
    let other = try_request!({ "model": "flux-2-pro", "prompt": motif.into(), "nope": steps, "seed": "7" })?;
    other.to_json();
    let last: Flux2Pro = request!({ "model": "flux-2-pro", "prompt": time.clone() "seed": 1 });
    last.to_json();
    let (prompt, motif) = (None, String::new());
    let poster = Poster { prompt, motif, sed: 1, num_inference_steps: (), aspect_ratio: (), guidance: true };
    poster.to_request()?;
    Flux2Pro::try_from(poster)?.to_json();
    Ok(())
}
