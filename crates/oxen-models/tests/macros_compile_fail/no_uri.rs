extern crate oxen_models_frozen as oxen_models;

use oxen_models::request;

fn main() {
    let _ = request!({ "model": "bytedance-depth-anything-video", "video_url": "an ox.mp4" });
    let video = String::from("https://example.com/ox.mp4");
    let _ = request!({ "model": "bytedance-depth-anything-video", "video_url": video });
}
