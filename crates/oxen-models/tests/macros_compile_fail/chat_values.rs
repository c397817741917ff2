extern crate oxen_models_frozen as oxen_models;

use oxen_models::chat::Message;
use oxen_models::request;

fn main() {
    // It may be empty.
    let history: Vec<Message> = Vec::new();
    let _ = request!({ "model": "deepseek-v4-flash", "messages": history });
    let _ = request!({ "model": "deepseek-v4-flash", "messages": "Hello", "tools": 7 });
}
