//! Rules that documentation states in prose only, at every entry point of the run time.

use oxen_models::models::bytedance_seed_audio_1_0::BytedanceSeedAudio1_0;
use oxen_models::models::bytedance_seedance_2_0_image_to_video::{
    BytedanceSeedance2_0ImageToVideo as Seedance, Resolution,
};
use oxen_models::rules::Certainty;
use oxen_models::{AnyRequest, ModelRequest, Violation};
use serde_json::{Value, json};

const ID: &str = "bytedance-seedance-2-0-image-to-video";
const RULE: &str = "duration-with-resolution";
const REFUSAL: &str = "`duration` must be 8 when `resolution` is \"4k\" (a rule of the documentation; \
                       `.without_rule(\"duration-with-resolution\")` lifts it)";

/// The default of `duration` is -1.
fn breaking() -> Value {
    json!({"prompt": "an ox", "input_image": "https://example.com/ox.png", "resolution": "4k"})
}

fn with_model(mut body: Value) -> Value {
    body["model"] = json!(ID);
    body
}

#[test]
fn a_builder_refuses_until_the_rule_is_met_or_lifted() {
    let builder = || {
        Seedance::builder()
            .prompt("an ox")
            .input_image("https://example.com/ox.png")
            .resolution(Resolution::K4)
    };
    let error = builder().build().unwrap_err();
    let [Violation::Documentation(rule)] = error.violations() else { panic!("{error}") };
    assert_eq!((rule.id(), rule.certainty()), (RULE, Certainty::Stated));
    assert_eq!(error.violations()[0].to_string(), REFUSAL);
    assert_eq!(error.violations()[0].parameters(), ["resolution", "duration"]);
    assert_eq!(error.violations()[0].parameter(), None);

    assert!(builder().duration(8).build().unwrap().warnings().is_empty());
    let lifted = builder().without_rule(RULE).build().unwrap();
    assert_eq!(lifted.warnings().iter().map(|rule| rule.id()).collect::<Vec<_>>(), [RULE]);
    // A request that is opened again stays as it was, and another rule still refuses.
    let opened = lifted.to_builder();
    assert_eq!(opened.clone().build().unwrap(), lifted);
    let error = opened.tail_image_url_has_face(true).build().unwrap_err();
    assert!(error.to_string().contains("`tail_image_url_has_face` needs `tail_image_url` ("));
    assert_eq!(error.violations().len(), 1);
}

#[test]
fn every_entry_point_refuses_a_broken_rule() {
    let lines = format!("invalid request for `{ID}`:\n- {REFUSAL}");
    assert_eq!(AnyRequest::new(ID, breaking()).unwrap_err().to_string(), lines);
    assert_eq!(AnyRequest::try_from(with_model(breaking())).unwrap_err().to_string(), lines);
    assert_eq!(Seedance::try_from(breaking()).unwrap_err().to_string(), lines);
    let text = with_model(breaking()).to_string();
    assert_eq!(serde_json::from_str::<AnyRequest>(&text).unwrap_err().to_string(), lines);
    assert_eq!(serde_json::from_str::<Seedance>(&text).unwrap_err().to_string(), lines);
}

#[test]
fn every_entry_point_accepts_a_lifted_rule() {
    let expected = Seedance::builder()
        .prompt("an ox")
        .input_image("https://example.com/ox.png")
        .resolution(Resolution::K4)
        .without_rule(RULE)
        .without_rule("a-rule-that-is-no-more")
        .build()
        .unwrap();
    let any = AnyRequest::new_without_rules(ID, breaking(), &[RULE]).unwrap();
    assert_eq!(expected.as_any(), &any);
    AnyRequest::new_without_rules(ID, breaking(), &["another"]).unwrap_err();
    // Stored requests have been checked before.
    let stored = AnyRequest::from_stored(expected.to_json()).unwrap();
    assert_eq!(stored, any);
    assert_eq!(stored.warnings()[0].id(), RULE);
    assert_eq!(Seedance::try_from(stored).unwrap(), expected);
    // Lifting a rule doesn't lift the schema.
    let mut wrong = breaking();
    wrong["seconds"] = json!(8);
    AnyRequest::new_without_rules(ID, wrong, &[RULE]).unwrap_err();
}

#[test]
fn violations_of_the_schema_are_not_reported_again() {
    let mut body = breaking();
    body["duration"] = json!("eight");
    let error = AnyRequest::new(ID, body).unwrap_err().to_string();
    assert!(error.contains("`duration` is \"eight\""), "{error}");
    assert!(!error.contains("rule"), "{error}");
}

#[test]
fn interpreted_rules_and_advice_are_warnings() {
    let both = BytedanceSeedAudio1_0::builder()
        .prompt("an ox lows")
        .audio_urls(["https://example.com/ox.wav"])
        .image_url("https://example.com/ox.png")
        .build()
        .unwrap();
    let warnings = both.warnings();
    let [warning] = warnings.as_slice() else { panic!("{warnings:?}") };
    assert_eq!(warning.certainty(), Certainty::Interpreted);
    assert_eq!(warning.sentence(), "`audio_urls` and `image_url` can't be used together");

    let mut body = breaking();
    body["resolution"] = json!("480p");
    body["watermark"] = json!(true);
    let request = AnyRequest::new(ID, body.clone()).unwrap();
    assert!(request.warnings().is_empty());
    body["generate_audio"] = json!(true);
    let request = AnyRequest::new(ID, body).unwrap();
    assert_eq!(request.warnings()[0].certainty(), Certainty::Advice);
}

#[test]
fn unsupported_parts_of_messages_are_warnings() {
    let chat = |parts: Value| {
        let messages = json!([{"role": "user", "content": parts}]);
        let request = AnyRequest::new("deepseek-v4-flash", json!({"messages": messages})).unwrap();
        request.warnings().iter().map(|rule| rule.id()).collect::<Vec<_>>()
    };
    let link = |url: &str| json!({"url": url});
    assert!(chat(json!("Hello")).is_empty());
    assert!(chat(json!([{"type": "text", "text": "Hello"}])).is_empty());
    let image = json!({"type": "image_url", "image_url": link("https://example.com/ox.png")});
    assert_eq!(chat(json!([image])), ["image-parts"]);
    let sound = |url: &str| json!([{"type": "audio_url", "audio_url": link(url)}]);
    assert_eq!(chat(sound("https://example.com/ox.flac")), ["audio-parts"]);
    assert_eq!(chat(sound("data:audio/wav;base64,AAAA")), ["audio-parts"]);
    assert_eq!(chat(sound("data:audio/flac;base64,AAAA")), ["audio-parts", "audio-format"]);
    let large = format!("data:audio/wav;base64,{}", "A".repeat(28_000_000));
    assert_eq!(chat(sound(&large)), ["audio-size", "audio-parts"]);
    let file =
        |data: &str| json!([{"type": "file", "file": {"filename": "ox", "file_data": data}}]);
    assert!(chat(file("data:application/pdf;base64,AAAA")).is_empty());
    assert_eq!(chat(file("data:text/plain,ox")), ["file-format"]);
}

#[test]
fn total_items_of_several_parameters_are_limited() {
    let audio = |count: usize| {
        let urls = vec!["https://example.com/ox.wav"; count];
        BytedanceSeedAudio1_0::builder().prompt("an ox lows").audio_urls(urls)
    };
    audio(3).build().unwrap();
    let error = audio(3).image_url("https://example.com/ox.png").build().unwrap_err();
    assert_eq!(error.violations().len(), 1, "{error}");
    let error = audio(4).build().unwrap_err();
    assert_eq!(error.violations().len(), 2, "{error}");
    assert_eq!(error.violations()[0].parameter(), Some("audio_urls"));
}
