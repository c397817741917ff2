//! Chats: with a history, with pictures, with tools, with structured answers.

use oxen_models::chat::{Conversation, Message, Part, ResponseFormat, Tool, ToolCall};
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::{ModelRequest, request};
use serde_json::json;

#[test]
fn a_history_is_continued() {
    let mut history = Conversation::new(Message::system("Answer in one line."));
    for (question, answer) in [("What pulls a cart?", "An ox."), ("Which one?", "The red one.")] {
        history.push(question);
        let chat = request!({ "model": "deepseek-v4-flash", "messages": &history });
        assert_eq!(chat.get("messages").unwrap().as_array().unwrap().len(), history.len());
        // As the hub answers, with an undocumented member.
        let answered = json!({ "role": "assistant", "content": answer, "reasoning_content": "…" });
        history.push(serde_json::from_value::<Message>(answered).unwrap());
    }
    let chat = DeepseekV4Flash::builder().messages(&history).build().unwrap();
    assert_eq!(chat.get("messages").unwrap()[4]["reasoning_content"], "…");
}

#[test]
fn an_image_with_its_detail() {
    let picture = Part::image("https://example.com/ox.png").with("detail", "high");
    let chat =
        DeepseekV4Flash::builder().user([Part::text("What is this?"), picture]).build().unwrap();
    let part = &chat.get("messages").unwrap()[0]["content"][1];
    assert_eq!(part["image_url"]["detail"], "high");
}

#[test]
fn a_tool_is_called_and_answers() {
    let weather = Tool::function("weather").description("The weather in a city, now");
    let call = ToolCall::function("call-1", "weather", r#"{"city": "Rome"}"#);
    let city: serde_json::Value = call.function.parse().unwrap();
    let chat = request!({
        "model": "deepseek-v4-flash",
        "messages": [
            { "role": "user", "content": "Does it rain in Rome?" },
            Message::assistant_calls([call]),
            Message::tool("call-1", format!("It rains in {}.", city["city"])),
        ],
        "tools": [weather],
        "tool_choice": "auto",
    });
    let messages = chat.get("messages").unwrap();
    assert_eq!(messages[1]["tool_calls"][0]["function"]["name"], "weather");
    assert_eq!(messages[2]["tool_call_id"], "call-1");
}

#[derive(schemars::JsonSchema, serde::Deserialize)]
struct Herd {
    oxen: u32,
}

#[test]
fn an_answer_deserializes_into_a_type() {
    let format = ResponseFormat::of::<Herd>();
    let chat = request!({
        "model": "deepseek-v4-flash",
        "messages": Message::user("How many oxen pull the plough?"),
        "response_format": format,
    });
    let schema = chat.get("response_format").unwrap()["json_schema"].clone();
    assert_eq!(schema["name"], "Herd");
    let herd: Herd = serde_json::from_value(json!({ "oxen": 2 })).unwrap();
    assert_eq!(herd.oxen, 2);
}
