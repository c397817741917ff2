//! Messages that are read and sent again, and conversations.

use oxen_models::chat::{
    Conversation, Message, Part, PartContent, ResponseFormat, Role, Tool, ToolChoice,
};
use oxen_models::{ModelRequest, NotRepresentable, Violation};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::models::deepseek_v4_flash::DeepseekV4Flash;

fn read<T: DeserializeOwned>(value: &Value) -> T {
    serde_json::from_value(value.clone()).unwrap()
}

/// Checks that a value is written as it was read, as text and as JSON.
fn check_kept<T: DeserializeOwned + Serialize>(value: &Value) {
    let read: T = read(value);
    assert_eq!(serde_json::to_value(&read).unwrap(), *value);
    let text = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), *value);
}

#[test]
fn unknown_members_are_kept() {
    for message in [
        json!({"role": "assistant", "content": "An ox.", "reasoning_content": "It has horns."}),
        json!({"role": "assistant", "content": null, "refusal": {"reason": ["none", 1]}}),
        json!({"role": "developer", "content": "Answer in one line.", "name": "us"}),
        json!({"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": "https://example.com/ox.png", "detail": "high"}},
            {"type": "text", "text": "What is this?", "cache_control": {"type": "ephemeral"}},
            {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}},
            {"type": "text", "text": 5},
            {"type": "file", "file": {"file_data": "no data URI", "filename": "ox.pdf"}},
            {"type": "file", "file": {"file_url": "https://example.com/ox.pdf", "pages": [1, 2]}},
            {"type": "file", "file": {"file_data": "data:application/pdf;base64,AA==", "filename": "a"}},
        ]}),
        json!({"role": "assistant", "tool_calls": [{
            "id": "1", "type": "function", "index": 0, "extra_content": {"signature": "abc"},
            "function": {"name": "weather", "arguments": "{}", "parsed": true},
        }]}),
        json!({"role": "tool", "tool_call_id": "1", "content": "rain"}),
    ] {
        check_kept::<Message>(&message);
        check_kept::<Vec<Message>>(&json!([message]));
    }
    check_kept::<Tool>(&json!({
        "type": "function", "cache": 1,
        "function": {"name": "weather", "parameters": {"type": "object"}, "examples": []}
    }));
    for choice in [
        json!("auto"),
        json!("any"),
        json!({"type": "function", "function": {"name": "a"}}),
        json!({"type": "allowed_tools", "mode": "auto"}),
    ] {
        check_kept::<ToolChoice>(&choice);
    }
    for format in [
        json!({"type": "text"}),
        json!({"type": "json_object"}),
        json!({
        "type": "json_schema", "json_schema": {"name": "herd", "schema": {}, "description": "oxen"}}),
    ] {
        check_kept::<ResponseFormat>(&format);
    }
}

#[test]
fn known_members_of_read_messages_are_accessible() {
    let message: Message = read(&json!({"role": "user", "content": [
        {"type": "image_url", "image_url": {"url": "https://example.com/ox.png", "detail": "high"}},
        {"type": "odd"},
    ], "mood": "calm"}));
    let parts = message.content().unwrap().parts();
    let PartContent::Image(image) = parts[0].content() else { panic!("{parts:?}") };
    assert_eq!(image.as_str(), "https://example.com/ox.png");
    assert!(matches!(parts[1].content(), PartContent::Other(_)));
    assert_eq!(message.extra("mood"), Some(&json!("calm")));
    assert_eq!(parts[0], Part::image("https://example.com/ox.png").with("detail", "high"));

    let silent: Message = read(&json!({"role": "assistant", "content": null}));
    assert!(silent.content().is_none());
    assert_eq!(Message::developer("Hi").role(), Role::Developer);
}

#[test]
fn a_history_is_sent_as_it_was_read() {
    let history = json!([
        {"role": "developer", "content": "Answer in one line."},
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": "Hi", "reasoning_content": "A greeting."},
    ]);
    let conversation: Conversation = read(&history);
    let request = DeepseekV4Flash::builder().messages(&conversation).build().unwrap();
    assert_eq!(request.get("messages").unwrap(), history);
    assert_eq!(request.to_json()["messages"], history);

    assert_eq!(conversation.last().role(), Role::Assistant);
    assert!(Conversation::try_from(Vec::new()).is_err());
    assert!(serde_json::from_str::<Conversation>("[]").is_err());
}

#[test]
fn deserialized_messages_are_checked() {
    let build = |message: Value| {
        let message: Message = read(&message);
        DeepseekV4Flash::builder().user("Hello").message(message).build()
    };
    let part =
        json!({"role": "user", "content": [{"type": "image_url", "image_url": {"url": "no URL"}}]});
    let error = build(part).unwrap_err();
    assert!(
        error.to_string().contains("`messages[1].content[0].image_url.url` is \"no URL\""),
        "{error}"
    );
    let error = build(json!({"role": "user"})).unwrap_err();
    assert!(error.to_string().contains("messages[1]"), "{error}");

    let deep = |levels| (0..levels).fold(json!(1), |value, _| json!([value]));
    // The messages, the message, and its content.
    assert!(build(json!({"role": "user", "content": "Hi", "deep": deep(98)})).is_ok());
    for message in [
        json!({"role": "user", "content": "Hi", "deep": deep(99)}),
        json!({"role": "user", "content": [{"type": "text", "text": "Hi", "deep": deep(97)}]}),
        json!({"role": "assistant", "tool_calls": [
            {"id": "1", "type": "function", "function": {"name": "a", "arguments": "", "deep": deep(96)}}
        ]}),
    ] {
        let error = build(message).unwrap_err();
        let [Violation::NotRepresentable { reason, .. }] = error.violations() else {
            panic!("{error}")
        };
        assert_eq!(*reason, NotRepresentable::TooDeep);
    }
}

#[test]
fn optional_parts_of_a_chat() {
    let request = DeepseekV4Flash::builder()
        .user("Hello")
        .tools(None::<Vec<Tool>>)
        .tool_choice(None::<ToolChoice>)
        .response_format(Some(ResponseFormat::JsonObject))
        .build()
        .unwrap();
    let names: Vec<_> = request.parameters().names().collect();
    assert_eq!(names, ["messages", "response_format"]);
    let tools = [Tool::function("a"), Tool::function("b")];
    let with_tools = request.to_builder().tools(&tools).tool(Tool::function("c")).build().unwrap();
    assert_eq!(with_tools.get("tools").unwrap().as_array().unwrap().len(), 3);
}
