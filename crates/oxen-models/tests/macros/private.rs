//! `model_types!`.

use oxen_models::{Choice, ModelRequest, model_types};
use serde_json::json;

model_types!("tests/macros/models/our-painter.json");
model_types!("tests/macros/models/our-chat.json");
model_types!("tests/macros/models/our-survey.json");

use our_chat::OurChat;
use our_painter::{Library, OurPainter, Seed, Style};
use our_survey::OurSurvey;

#[test]
fn a_private_model_has_types_like_any_other() {
    let picture =
        OurPainter::builder().prompt("an ox").steps(20).style(Style::Ink).build().unwrap();
    assert_eq!(
        picture.to_json(),
        json!({ "model": "our-painter", "prompt": "an ox", "steps": 20, "style": "ink" })
    );
    let error = OurPainter::builder().prompt("an ox").steps(21).build().unwrap_err();
    assert!(error.to_string().contains("`steps` is 21"), "{error}");
}

#[test]
fn values_are_sent_as_the_schema_has_them() {
    let libraries: Vec<&str> = Library::all().map(Library::as_str).collect();
    assert_eq!(libraries, ["oxen_models::serde", "oxen_models::Media"]);
    let seeds: Vec<_> = Seed::all().map(|one| one.value().to_json().unwrap()).collect();
    assert_eq!(seeds, [json!(-1), json!(u64::MAX)]);
}

#[test]
fn a_private_chat_model_has_the_chat_body() {
    let request = OurChat::builder().user("Hello").temperature(0.5).build().unwrap();
    assert_eq!(
        request.to_json(),
        json!({
            "model": "our-chat",
            "messages": [{ "role": "user", "content": "Hello" }],
            "temperature": 0.5,
        })
    );
}

/// The type of the builder keeps track of the first 32: it would be too large for the compiler otherwise.
#[test]
fn build_reports_required_parameters_beyond_the_type_state() {
    #[rustfmt::skip]
    let most = OurSurvey::builder()
        .answer_01(true).answer_02(true).answer_03(true).answer_04(true)
        .answer_05(true).answer_06(true).answer_07(true).answer_08(true)
        .answer_09(true).answer_10(true).answer_11(true).answer_12(true)
        .answer_13(true).answer_14(true).answer_15(true).answer_16(true)
        .answer_17(true).answer_18(true).answer_19(true).answer_20(true)
        .answer_21(true).answer_22(true).answer_23(true).answer_24(true)
        .answer_25(true).answer_26(true).answer_27(true).answer_28(true)
        .answer_29(true).answer_30(true).answer_31(true).answer_32(true);
    let error = most.clone().build().unwrap_err().to_string();
    assert!(
        error.contains("`answer_33` is required") && error.contains("`answer_40` is required"),
        "{error}"
    );
    let rest = most.answer_33(true).answer_34(true).answer_35(true).answer_36(true);
    let all = rest.answer_37(true).answer_38(false).answer_39(true).answer_40(true);
    assert_eq!(all.build().unwrap().to_json()["answer_38"], json!(false));
}
