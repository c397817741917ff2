extern crate oxen_models_frozen as oxen_models;

use oxen_models::{request, try_request};

fn film(prompt: String, has_face: bool, seconds: i64) {
    let _ = request!({
        "model": "bytedance-seedance-2-0-image-to-video",
        "prompt": "an ox",
        "input_image": "https://example.com/ox.png",
        "tail_image_url_has_face": has_face,
    });
    let _ = try_request!({
        "model": "bytedance-seedance-2-0-image-to-video",
        "prompt": prompt.clone(),
        "input_image": "https://example.com/ox.png",
        "resolution": "4k",
        "duration": 10,
    });
    let _ = request!({
        "model": "bytedance-seedance-2-0-image-to-video",
        "prompt": prompt,
        "input_image": "https://example.com/ox.png",
    });
    let _ = try_request!({
        "model": "bytedance-seedance-2-0-image-to-video",
        "prompt": "an ox",
        "input_image": "https://example.com/ox.png",
        "resolution": "4k",
        "watermark": seconds > 5,
    });
    let url = || "https://example.com/ox.wav".to_owned();
    let _ = request!({
        "model": "bytedance-seed-audio-1-0",
        "prompt": "an ox lows",
        "audio_urls": [url(), url(), "https://example.com/ox.wav"],
        "image_url": "https://example.com/ox.png",
    }.without_rule("audio-urls-uris"));
    let _ = request!({
        "model": "bytedance-seed-audio-1-0",
        "prompt": "an ox lows",
        "audio_urls": [url(), "ox.wav"],
    });
    let _ = request!({
        "model": "bytedance-seed-audio-1-0",
        "prompt": "an ox lows",
        "audio_urls": [url()],
    });
}

fn main() {
    film(String::new(), true, 5);
}
