extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

fn main() {
    let _ = request!({ "model": "deepseek-v4-flash", "messages": [] });
}
