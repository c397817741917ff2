//! Nearest names: the intended name is found, and unrelated ones are not.

use oxen_schema::suggest::{models, nearest};

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
fn typos_and_other_styles_are_found() {
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
fn other_names_are_not_suggested() {
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
fn long_names_are_skipped() {
    let long = "a".repeat(1_000_000);
    assert_eq!(nearest(&long, [long.as_str()]), None);
    assert_eq!(nearest("aaaa", [long.as_str(), "aaab"]), Some("aaab"));
}

/// Ids of the catalog of August 2026.
const MODELS: [&str; 14] = [
    "deepseek-v4-flash",
    "deepseek-v4-pro",
    "flux-2-pro",
    "google-veo-3",
    "google-veo-3-1",
    "google-veo-3-1-fast",
    "gpt-5-1-2025-11-13",
    "gpt-5-2025-08-07",
    "gpt-5-mini",
    "gpt-5-nano",
    "gpt-image-1-5",
    "kling-video-o3-omni",
    "o3",
    "wan-v2-7-text-to-video",
];

#[test]
fn models_are_found_by_a_part_of_their_id() {
    for (written, meant) in [
        ("gpt-5", "gpt-5-2025-08-07"),
        ("GPT-5", "gpt-5-2025-08-07"),
        ("veo", "google-veo-3"),
        ("veo-3-1", "google-veo-3-1"),
        ("kling", "kling-video-o3-omni"),
        ("deepseek-v4-flsh", "deepseek-v4-flash"),
        ("flux_2_pro", "flux-2-pro"),
        ("flux-2-pro-v1", "flux-2-pro"),
        ("gpt-5-2025-08-01", "gpt-5-2025-08-07"),
    ] {
        assert_eq!(models(written, MODELS).first(), Some(&meant), "{written}");
    }
    assert!(models("veo", MODELS).contains(&"google-veo-3-1"));
    assert_eq!(models("gpt-5", MODELS).len(), 3, "no more than three");
}

#[test]
fn unrelated_names_suggest_no_model() {
    for written in
        ["", "x", "o", "  ", "poem", "\u{1F402}\u{1F402}\u{1F402}", &"gpt".repeat(100_000)]
    {
        assert_eq!(models(written, MODELS), [""; 0], "{}", written.len());
    }
}
