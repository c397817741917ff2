extern crate oxen_models_frozen as oxen_models;

use oxen_models::models::flux_2_pro::Flux2Pro;

fn main() {
    let _ = Flux2Pro::builder().prompt("an ox").num_inference_steps("40").build();
}
