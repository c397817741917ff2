extern crate oxen_models_frozen as oxen_models;

use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;

fn main() {
    let _ = DeepseekV4Flash::builder().temperature(0.7).build();
}
