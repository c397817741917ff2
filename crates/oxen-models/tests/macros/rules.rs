//! Rules of documentation in macros.

use oxen_models::models::bytedance_seedance_2_0_image_to_video::BytedanceSeedance2_0ImageToVideo as Seedance;
use oxen_models::models::bytedance_seedance_2_0_image_to_video::Resolution;
use oxen_models::{Media, ModelRequest, ToRequest, request, try_request};

const RULE: &str = "duration-with-resolution";

fn warnings(request: &impl ModelRequest) -> Vec<&'static str> {
    request.warnings().iter().map(|rule| rule.id()).collect()
}

#[test]
fn expressions_are_accepted_if_no_value_breaks_a_rule() {
    let (image, seen) = (Media::from("https://example.com/ox.png"), true);
    let video: Seedance = request!({
        "model": "bytedance-seedance-2-0-image-to-video",
        "prompt": "an ox",
        "input_image": image.clone(),
        "tail_image_url": image,
        "tail_image_url_has_face": seen,
        "resolution": "4k",
        "duration": 8,
        "watermark": seen,
    });
    assert!(warnings(&video).is_empty());
}

#[test]
fn media_are_required_to_be_uris_by_a_rule() {
    let sound = Media::from("https://example.com/ox.wav");
    let (one, all) = (sound.clone(), vec![sound]);
    let listed = request!({
        "model": "bytedance-seed-audio-1-0",
        "prompt": "an ox lows",
        "audio_urls": [one, "data:audio/wav;base64,AAAA"],
    });
    assert_eq!(listed.parameters().get("audio_urls").unwrap()[1], "data:audio/wav;base64,AAAA");
    // The number of items is known at run time only.
    let counted = request!({
        "model": "bytedance-seed-audio-1-0",
        "prompt": "an ox lows",
        "audio_urls": all,
    }.without_rule("audio-urls-count").without_rule("references-total"));
    assert!(warnings(&counted).is_empty());
    let text = || "ox.wav".to_owned();
    let error = try_request!({
        "model": "bytedance-seed-audio-1-0",
        "prompt": "an ox lows",
        "audio_urls": [text()],
    });
    let error = error.unwrap_err().to_string();
    assert!(error.contains("each item of `audio_urls` must be a URL or a `data:` URI"), "{error}");
}

#[test]
fn a_rule_is_lifted_by_its_id() {
    let video = request!({
        "model": "bytedance-seedance-2-0-image-to-video",
        "prompt": "an ox",
        "input_image": "https://example.com/ox.png",
        "resolution": "4k",
    }.without_rule("duration-with-resolution"));
    assert_eq!(warnings(&video), [RULE]);
    assert_eq!(video.to_builder().build().unwrap(), video);

    let resolution = Resolution::K4;
    let video = try_request!({
        "model": "bytedance-seedance-2-0-image-to-video",
        "prompt": "an ox",
        "input_image": "https://example.com/ox.png",
        "resolution": resolution,
    }.without_rule("duration-with-resolution").without_rule("another"));
    assert_eq!(warnings(&video.unwrap()), [RULE]);
}

#[test]
fn run_time_values_are_checked_against_rules() {
    let film = |resolution: Resolution, seconds: i64| {
        try_request!({
            "model": "bytedance-seedance-2-0-image-to-video",
            "prompt": "an ox",
            "input_image": "https://example.com/ox.png",
            "resolution": resolution,
            "duration": seconds,
        })
    };
    film(Resolution::P480, 5).unwrap();
    film(Resolution::K4, 8).unwrap();
    let error = film(Resolution::K4, 5).unwrap_err().to_string();
    assert!(error.contains("`duration` must be 8 when `resolution` is \"4k\""), "{error}");
}

#[derive(oxen_models::ModelRequest)]
#[model("bytedance-seedance-2-0-image-to-video", crate = oxen_models)]
struct Film {
    prompt: &'static str,
    input_image: Media,
    resolution: Resolution,
}

#[derive(oxen_models::ModelRequest)]
#[model("bytedance-seedance-2-0-image-to-video", crate = oxen_models, without_rule = "duration-with-resolution")]
struct LargeFilm {
    input_image: Media,
    prompt: &'static str,
    resolution: Resolution,
}

#[test]
fn a_struct_is_checked_against_rules() {
    let (prompt, input_image) = ("an ox", Media::from("https://example.com/ox.png"));
    let (image, resolution) = (input_image.clone(), Resolution::K4);
    let film = Film { prompt, input_image, resolution };
    assert!(film.to_request().unwrap_err().to_string().contains(RULE));
    Seedance::try_from(film).unwrap_err();
    let large = LargeFilm { prompt, input_image: image, resolution };
    assert_eq!(warnings(&Seedance::try_from(large).unwrap()), [RULE]);
}
