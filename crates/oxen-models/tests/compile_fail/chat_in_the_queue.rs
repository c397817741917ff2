extern crate oxen_models_frozen as oxen_models;

use oxen_models::Client;
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;

fn main() {
    let client = Client::builder().build().unwrap();
    let hello = DeepseekV4Flash::builder().user("Hello!").build().unwrap();
    let _ = client.enqueue(&hello);
}
