//! A program that renames `oxen-models`, and has items with the names of its items.
#![deny(warnings)]

mod oxen_models {}
mod core {}
mod serde {}
mod serde_json {}

use ox::{ModelRequest, ToRequest, request, try_request};

ox::model_types!("our-composer.json");

use our_composer::{OurComposer, types};

#[derive(ModelRequest)]
#[model("flux-2-pro", crate = ox)]
struct Poster {
    prompt: String,
    #[model(flatten)]
    look: Look,
}

#[derive(ModelRequest)]
#[model(shared, crate = ox)]
struct Look {
    seed: Option<u32>,
}

/// Reexports the macros, as a crate that builds on `oxen-models` does.
macro_rules! flux {
    ($prompt:expr, $steps:literal) => {
        request!({ "model": "flux-2-pro", "prompt": $prompt, "num_inference_steps": $steps })
    };
}

fn main() {
    const RATIO: &str = "16:9";
    let of_literals = request!({ "model": "flux-2-pro", "prompt": "an ox", "aspect_ratio": RATIO });
    println!("{}", of_literals.to_json());

    let steps = 40;
    let tried = try_request!({ model: "flux-2-pro", prompt: "an ox", num_inference_steps: steps });
    println!("{}", tried.unwrap().to_json());

    let poster = Poster { prompt: "an ox".into(), look: Look { seed: Some(7) } };
    println!("{}", poster.to_request().unwrap().to_json());

    println!("{}", flux!(String::from("an ox"), 30).to_json());

    let layer = types::LayersItem::new("https://example.com/ox.png").opacity(0.5);
    let composed = OurComposer::builder().layers([layer]).oxen_models(true).build().unwrap();
    println!("{}", composed.to_json());
}
