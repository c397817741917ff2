//! `model_types!`.

use oxen_models::{ModelRequest, model_types};
use serde_json::json;

model_types!("tests/macros/models/our-painter.json");
model_types!("tests/macros/models/our-chat.json");

use our_chat::OurChat;
use our_painter::{OurPainter, Style};

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
