#![deny(warnings)]

use oxen_models::{ModelRequest, request, try_request};

macro_rules! prompt {
    ($prompt:expr) => { request!({ "model": "flux-2-pro", "prompt": $prompt }) };
}
macro_rules! steps {
    ($steps:expr) => { request!({ "model": "flux-2-pro", "prompt": "a", "num_inference_steps": $steps }) };
}
macro_rules! seed {
    ($seed:literal) => { request!({ "model": "flux-2-pro", "prompt": "a", "seed": $seed, "guidance": $seed }) };
}
macro_rules! minus {
    ($seed:literal) => { request!({ "model": "flux-2-pro", "prompt": "a", "seed": -$seed }) };
}
macro_rules! member {
    ($key:ident: $value:literal) => { request!({ "model": "flux-2-pro", "prompt": "a", $key: $value }) };
    ($key:literal: $value:expr) => { request!({ "model": "flux-2-pro", "prompt": "a", $key: $value }) };
}
macro_rules! members {
    ($($key:literal => $value:expr),*) => { try_request!({ "model": "flux-2-pro", $($key: $value),* }) };
}
macro_rules! tokens {
    ($($tokens:tt)*) => { request!({ "model": "flux-2-pro", $($tokens)* }) };
}
macro_rules! whole {
    ($body:tt) => { request!($body) };
}
macro_rules! model {
    ($model:expr) => { request!({ "model": $model, "prompt": "a" }) };
}
macro_rules! images {
    ($($image:expr),*) => { request!({ "model": "flux-2-pro", "prompt": "a", "input_image": [$($image),*] }) };
    (= $images:expr) => { request!({ "model": "flux-2-pro", "prompt": "a", "input_image": $images }) };
}
macro_rules! of_path {
    ($path:path) => { request!({ "model": "flux-2-pro", "prompt": "a", "num_inference_steps": $path }) };
}
macro_rules! of_type {
    ($type:ty) => {
        request!({ "model": "flux-2-pro", "prompt": "a", "num_inference_steps": <$type>::STEPS, "seed": 7 as $type })
    };
}
macro_rules! of_block {
    ($block:block) => { request!({ "model": "flux-2-pro", "prompt": $block }) };
}
macro_rules! derived {
    ($name:ident: $type:ty) => {
        #[derive(ModelRequest)]
        #[model("flux-2-pro")]
        struct $name {
            prompt: $type,
        }
    };
}
macro_rules! twice {
    ($steps:expr) => { steps!($steps) };
}

derived!(Derived: &'static str);

const STEPS: u32 = 40;

trait Steps {
    const STEPS: u32 = 3;
}

impl Steps for u32 {}

fn main() -> Result<(), oxen_models::InvalidRequest> {
    let text = String::from("an ox");
    let all = [
        prompt!("a"),
        prompt!("a".to_owned()),
        prompt!(text.clone()),
        prompt!(if text.is_empty() { "a" } else { "b" }),
        steps!(40),
        steps!(STEPS),
        twice!(STEPS),
        twice!(7),
        seed!(3),
        minus!(3),
        member!(seed: 1),
        member!("seed": -1),
        member!("seed": 1 + 1),
        members!("prompt" => text.clone(), "seed" => 1)?,
        tokens!("prompt": "a", seed: 1,),
        whole!({ model: "flux-2-pro", prompt: text.clone() }),
        model!("flux-2-pro"),
        images!("a", "b"),
        images!("a", text.clone()),
        images!(),
        images!(= ["a", text.as_str()]),
        images!(= vec!["a"; 3]),
        of_path!(STEPS),
        of_type!(u32),
        of_block!({ "a" }),
        Derived { prompt: "a" }.into(),
    ];
    for request in &all {
        assert_eq!(request.to_json()["model"], "flux-2-pro");
    }
    println!("done");
    Ok(())
}
