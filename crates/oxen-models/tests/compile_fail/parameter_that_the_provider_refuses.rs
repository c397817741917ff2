extern crate oxen_models_frozen as oxen_models;

use oxen_models::models::claude_sonnet_5::ClaudeSonnet5;

fn main() {
    let _ = ClaudeSonnet5::builder().user("Hi").frequency_penalty(1).build();
}
