//! Nearest names: what is meant is found, and nothing is made up.

use oxen_schema::suggest::nearest;

const PARAMETERS: [&str; 14] = [
    "prompt",
    "negative_prompt",
    "aspect_ratio",
    "num_inference_steps",
    "guidance_scale",
    "seed",
    "width",
    "height",
    "image_url",
    "input_image",
    "duration",
    "resolution",
    "generate_audio",
    "fps",
];

#[test]
fn slips_and_other_styles_are_found() {
    let cases = [
        ("promt", "prompt"),
        ("prmopt", "prompt"),
        ("Prompt", "prompt"),
        ("aspect_raito", "aspect_ratio"),
        ("aspectRatio", "aspect_ratio"),
        ("aspect-ratio", "aspect_ratio"),
        ("ASPECT_RATIO", "aspect_ratio"),
        ("num_inference_step", "num_inference_steps"),
        ("numInferenceSteps", "num_inference_steps"),
        ("guidence_scale", "guidance_scale"),
        ("image", "image_url"),
        ("image_uri", "image_url"),
        ("inputimage", "input_image"),
        ("negativ_promt", "negative_prompt"),
        ("resolutoin", "resolution"),
        ("heigth", "height"),
        ("generate_audios", "generate_audio"),
    ];
    for (name, meant) in cases {
        assert_eq!(nearest(name, PARAMETERS), Some(meant), "{name}");
    }
}

#[test]
fn other_names_are_not_guessed_at() {
    for name in [
        "",
        "_",
        "loudness",
        "steps",
        "strength",
        "mask",
        "voice",
        "x",
        "model",
        "\u{1F402}",
        "size",
    ] {
        assert_eq!(nearest(name, PARAMETERS), None, "{name}");
    }
    assert_eq!(nearest("480p", ["720p", "1080p"]), None);
    assert_eq!(nearest("M", ["S", "L"]), None);
    assert_eq!(nearest("prompt", []), None);
}

#[test]
fn of_equally_near_names_the_first_is_taken() {
    assert_eq!(nearest("image_3", ["image_1", "image_2"]), Some("image_1"));
    assert_eq!(nearest("image_3", ["image_2", "image_1"]), Some("image_2"));
    assert_eq!(nearest("aspect_ratio", ["aspectratio", "aspect_ratios"]), Some("aspectratio"));
}

#[test]
fn long_names_are_passed_over() {
    let long = "a".repeat(1_000_000);
    assert_eq!(nearest(&long, [long.as_str()]), None);
    assert_eq!(nearest("aaaa", [long.as_str(), "aaab"]), Some("aaab"));
}
