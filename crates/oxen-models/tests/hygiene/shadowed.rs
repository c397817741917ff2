#![no_implicit_prelude]
#![deny(warnings, unused_qualifications, unused_lifetimes, trivial_casts)]
#![deny(elided_lifetimes_in_paths, absolute_paths_not_starting_with_crate)]
#![allow(non_camel_case_types, non_upper_case_globals, dead_code)]

use ::oxen_models::models::flux_2_pro::AspectRatio;
use ::oxen_models::{Media as Medium, ModelRequest, request as ask, try_request as try_to_ask};

mod core {}
mod oxen_models {}
mod std {}

struct bool;
struct f64;
struct i128;
struct u32;
struct Choice;
struct Constant;
struct Integer;
struct Into;
struct Json;
struct Media;
struct Option;
struct Result;
struct String;

const value: u8 = 1;
const builder: u8 = 2;
const request: u8 = 3;

const STEPS: u8 = 40;
const GUIDANCE: i16 = 2;
const RATIO: &str = "16:9";
const CHOSEN: AspectRatio = AspectRatio::Ratio1x1;

#[derive(ModelRequest)]
#[model(shared)]
struct Shared {
    seed: u8,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Derived {
    prompt: &'static str,
    input_image: ::std::option::Option<::std::vec::Vec<Medium>>,
    #[model(flatten)]
    shared: Shared,
}

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Sure<'a> {
    prompt: &'a str,
}

fn main() {
    let (text, number, integer) = ("an ox", 3_u8, true);
    ask!({
        "model": "flux-2-pro",
        "prompt": text,
        "input_image": [text, "https://example.com/ox.png"],
        "aspect_ratio": RATIO,
        "num_inference_steps": STEPS,
        "guidance": GUIDANCE,
        "seed": number,
        "disable_safety_checker": integer,
    });
    ask!({ "model": "flux-2-pro", "prompt": text, "aspect_ratio": CHOSEN, "seed": -1 });
    let images: [Medium; 0] = [];
    ask!({ "model": "bytedance-seed-audio-1-0", "prompt": text, "audio_urls": images }
        .without_rule("audio-urls-count").without_rule("references-total"));
    let _ = try_to_ask!({ "model": "flux-2-pro", "prompt": text, "aspect_ratio": text, "seed": number });
    ask!({
        "model": "deepseek-v4-flash",
        "messages": [{ "role": "user", "content": text }],
        "tools": [{ "type": "function", "function": { "name": text, "strict": integer } }],
        "stream": integer,
    });
    let _ = try_to_ask!({ "model": "deepseek-v4-flash", "messages": [{ "role": text, "content": text }] });
    ::std::println!("done");
}
