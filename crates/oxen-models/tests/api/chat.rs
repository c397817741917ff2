//! Chat requests.

use oxen_models::chat::{Content, Message, Part, ResponseFormat, Role, Tool, ToolCall, ToolChoice};
use oxen_models::{Endpoint, Media, Model, ModelRequest, RequestBuilder};
use serde_json::{Value, json};

use crate::models::deepseek_v4_flash::DeepseekV4Flash;

const QUESTION: &str = "Hello, what can you do?";

#[test]
fn the_minimal_documented_request() {
    let request = DeepseekV4Flash::builder().user(QUESTION).build().unwrap();
    assert_eq!(
        request.to_json(),
        json!({
            "model": "deepseek-v4-flash",
            "messages": [{"role": "user", "content": "Hello, what can you do?"}]
        })
    );
}

#[test]
fn the_basic_documented_request() {
    let request = DeepseekV4Flash::builder()
        .user(QUESTION)
        .temperature(0.7)
        .max_tokens(1024)
        .stream(false)
        .build()
        .unwrap();
    assert_eq!(
        request.to_json(),
        json!({
            "model": "deepseek-v4-flash",
            "messages": [{"role": "user", "content": "Hello, what can you do?"}],
            "temperature": 0.7,
            "max_tokens": 1024,
            "stream": false
        })
    );
}

#[test]
fn the_documented_request_with_all_parameters() {
    let request = DeepseekV4Flash::builder()
        .user(QUESTION)
        .temperature(0.7)
        .max_tokens(1024)
        .stream(false)
        .top_p(1.0)
        .build()
        .unwrap();
    assert_eq!(
        request.to_json(),
        json!({
            "model": "deepseek-v4-flash",
            "messages": [{"role": "user", "content": "Hello, what can you do?"}],
            "temperature": 0.7,
            "max_tokens": 1024,
            "stream": false,
            "top_p": 1.0
        })
    );
}

#[test]
fn the_facts_of_deepseek_v4_flash() {
    let model = DeepseekV4Flash::MODEL;
    assert_eq!(model.parameter_count, Some(284_000_000_000));
    assert_eq!(model.active_parameters, Some(13_000_000_000));
    assert_eq!(model.context_length, Some(1_048_576));
    let facts =
        [model.mixture_of_experts, model.multilingual, model.tool_use, model.structured_outputs];
    assert_eq!(facts, [Some(true); 4]);
}

/// Returns the messages of a request, as they are sent.
fn messages(messages: impl IntoIterator<Item = impl Into<Message>>) -> Value {
    let request = DeepseekV4Flash::builder().messages(messages).build().unwrap();
    request.to_json()["messages"].take()
}

#[test]
fn messages_are_appended_in_the_order_of_the_calls() {
    let history = vec![Message::user("Hi"), Message::assistant("Hello")];
    let request = DeepseekV4Flash::builder()
        .system("Be brief.")
        .messages(&history)
        .user(String::from("Bye"))
        .assistant("Goodbye")
        .message((Role::System, "Be polite."))
        .message("Thanks")
        .tool_result("call_1", "Rain")
        .extra("verbosity", "low")
        .build()
        .unwrap();
    assert_eq!(
        request.to_json()["messages"],
        json!([
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "Hi"},
            {"role": "assistant", "content": "Hello"},
            {"role": "user", "content": "Bye"},
            {"role": "assistant", "content": "Goodbye"},
            {"role": "system", "content": "Be polite."},
            {"role": "user", "content": "Thanks"},
            {"role": "tool", "content": "Rain", "tool_call_id": "call_1"}
        ])
    );
    assert_eq!(request.to_json()["verbosity"], "low");
}

#[test]
fn an_empty_conversation_is_refused() {
    let error = DeepseekV4Flash::builder().messages(Vec::<Message>::new()).build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid request for `deepseek-v4-flash`:\n- `messages` has 0 items, but must have at least 1 item"
    );
}

#[test]
fn parts_of_every_kind_have_audio_and_files_before_text() {
    let url = "https://example.com/ox";
    let pdf = Media::bytes("application/pdf", b"%PDF").unwrap();
    let content = [
        Part::text("What are these?"),
        Part::image(url),
        Part::text(" And those?"),
        Part::video(url),
        Part::audio(url),
        Part::file("ox.pdf", url),
        Part::file("ox.pdf", pdf),
    ];
    assert_eq!(
        messages([Message::user(content)]),
        json!([{"role": "user", "content": [
            {"type": "audio_url", "audio_url": {"url": url}},
            {"type": "file", "file": {"filename": "ox.pdf", "file_url": url}},
            {"type": "file", "file": {"filename": "ox.pdf", "file_data": "data:application/pdf;base64,JVBERg=="}},
            {"type": "text", "text": "What are these?"},
            {"type": "image_url", "image_url": {"url": url}},
            {"type": "text", "text": " And those?"},
            {"type": "video_url", "video_url": {"url": url}}
        ]}])
    );
}

#[test]
fn invalid_urls_are_refused() {
    let content = [Part::image("ox.png"), Part::text("What is this?")];
    let error = DeepseekV4Flash::builder().user(content).build().unwrap_err();
    assert!(error.to_string().contains("messages[0].content"), "{error}");
}

#[test]
fn names_and_tools() {
    let call = ToolCall::function("call_1", "weather", r#"{"city":"Ulm"}"#);
    assert_eq!(
        messages([
            Message::user("Weather?").with_name("ann"),
            Message::assistant_calls([call.clone()]),
            Message::tool("call_1", "Rain"),
            Message::assistant("I look again.").with_tool_calls([call]),
        ]),
        json!([
            {"role": "user", "content": "Weather?", "name": "ann"},
            {"role": "assistant", "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{\"city\":\"Ulm\"}"}}
            ]},
            {"role": "tool", "content": "Rain", "tool_call_id": "call_1"},
            {"role": "assistant", "content": "I look again.", "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{\"city\":\"Ulm\"}"}}
            ]}
        ])
    );
}

#[test]
fn tools_are_appended_and_chosen() {
    let schema = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    let weather =
        Tool::function("weather").description("Now").parameters(schema.clone()).strict(true);
    let request = DeepseekV4Flash::builder()
        .user("Weather?")
        .tools([&weather])
        .tool(Tool::function("time"))
        .tool_choice(&weather)
        .build()
        .unwrap();
    let body = request.to_json();
    assert_eq!(
        body["tools"],
        json!([
            {"type": "function", "function": {
                "name": "weather", "description": "Now", "parameters": schema, "strict": true
            }},
            {"type": "function", "function": {"name": "time"}}
        ])
    );
    assert_eq!(body["tool_choice"], json!({"type": "function", "function": {"name": "weather"}}));
    for (choice, sent) in
        [(ToolChoice::Auto, "auto"), (ToolChoice::None, "none"), (ToolChoice::Required, "required")]
    {
        let request = DeepseekV4Flash::builder().user("Hi").tool_choice(choice).build().unwrap();
        assert_eq!(request.to_json()["tool_choice"], sent);
    }
}

#[test]
fn formats_of_the_answer() {
    let sent = |format: ResponseFormat| {
        let request = DeepseekV4Flash::builder().user("Hi").response_format(format).build();
        request.unwrap().to_json()["response_format"].take()
    };
    assert_eq!(sent(ResponseFormat::Text), json!({"type": "text"}));
    assert_eq!(sent(ResponseFormat::JsonObject), json!({"type": "json_object"}));
    assert_eq!(
        sent(ResponseFormat::json_schema("herd", json!({"type": "object"})).strict(true)),
        json!({
            "type": "json_schema",
            "json_schema": {"name": "herd", "schema": {"type": "object"}, "strict": true}
        })
    );
}

#[cfg(feature = "schemars")]
mod types_of_the_user {
    use super::*;

    #[derive(schemars::JsonSchema)]
    #[expect(dead_code, reason = "only its schema is used")]
    struct Herd {
        /// How many.
        oxen: u32,
        names: Option<Vec<String>>,
    }

    fn is_the_schema_of_herd(schema: &Value) {
        assert_eq!(schema["properties"]["oxen"]["type"], "integer");
        assert_eq!(schema["properties"]["oxen"]["description"], "How many.");
        assert_eq!(schema["required"], json!(["oxen"]));
    }

    #[test]
    fn as_response_format() {
        let format = ResponseFormat::of::<Herd>();
        let request =
            DeepseekV4Flash::builder().user("Hi").response_format(format).build().unwrap();
        let sent = request.to_json()["response_format"].take();
        assert_eq!(sent["type"], "json_schema");
        assert_eq!(sent["json_schema"]["name"], "Herd");
        is_the_schema_of_herd(&sent["json_schema"]["schema"]);

        let names = serde_json::to_value(ResponseFormat::of::<Vec<Option<Herd>>>()).unwrap();
        let name = names["json_schema"]["name"].as_str().unwrap();
        assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'), "{name}");
    }

    #[test]
    fn as_parameters_of_a_tool() {
        let tool = Tool::function("count").parameters_of::<Herd>();
        let request = DeepseekV4Flash::builder().user("Hi").tool(tool).build().unwrap();
        is_the_schema_of_herd(&request.to_json()["tools"][0]["function"]["parameters"]);
    }
}

#[test]
fn an_answer_of_the_hub_continues_the_conversation() {
    let answer = json!({
        "role": "assistant",
        "content": null,
        "tool_calls": [{
            "id": "call_1", "index": 0, "type": "function",
            "function": {"name": "weather", "arguments": "{\"city\": \"Ulm\"}"}
        }]
    });
    let message: Message = serde_json::from_value(answer).unwrap();
    assert_eq!(message.role(), Role::Assistant);
    assert_eq!(message.content(), None);
    let call = &message.tool_calls()[0];
    let arguments: Value = call.function.parse().unwrap();
    assert_eq!(arguments, json!({"city": "Ulm"}));

    let reply = Message::tool(&call.id, "Rain");
    assert_eq!(reply.tool_call_id(), Some("call_1"));
    let request =
        DeepseekV4Flash::builder().user("Weather?").messages([message, reply]).build().unwrap();
    assert_eq!(
        request.to_json()["messages"][2],
        json!({"role": "tool", "content": "Rain", "tool_call_id": "call_1"})
    );
}

#[test]
fn messages_round_trip() {
    let all = [
        Message::system("Be brief."),
        Message::user([Part::image("https://example.com/ox.png"), Part::text("What?")])
            .with_name("ann"),
        Message::user([Part::file("ox.pdf", "https://example.com/ox.pdf")]),
        Message::assistant_calls([ToolCall::function("1", "f", "{}")]),
        Message::tool("1", "done"),
    ];
    for message in all {
        let json = serde_json::to_value(&message).unwrap();
        assert_eq!(serde_json::from_value::<Message>(json).unwrap(), message);
    }
    let newer = json!({"role": "user", "content": [{"type": "hologram", "hologram": 1}]});
    let message: Message = serde_json::from_value(newer.clone()).unwrap();
    assert_eq!(serde_json::to_value(&message).unwrap(), newer);
}

#[test]
fn the_text_of_a_message() {
    assert_eq!(Content::from("Hello").text(), "Hello");
    let parts = Content::from(vec![
        Part::text("Hel"),
        Part::image("https://example.com"),
        Part::text("lo"),
    ]);
    assert_eq!(parts.text(), "Hello");
}

#[test]
fn bounds_are_checked() {
    let error =
        DeepseekV4Flash::builder().user("Hi").temperature(3).max_tokens(0).build().unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid request for `deepseek-v4-flash`:\n\
         - `max_tokens` is 0, but must be an integer of at least 1\n\
         - `temperature` is 3, but must be a number from 0 to 2"
    );
}

/// Messages that differ only in their texts are checked one by one if the schema distinguishes texts.
#[test]
fn every_message_is_checked() {
    const SHORT: &Model = &Model {
        endpoint: Endpoint::ChatCompletions,
        record: Some(
            r#"{"request_schema": {"properties": {"messages": {"type": "array", "items": {
                "type": "object",
                "properties": {
                    "role": {"enum": ["system", "user"]},
                    "content": {"anyOf": [{"type": "string", "maxLength": 5}, {"type": "array"}]}
                }
            }}}}}"#,
        ),
        ..Model::new("short")
    };
    let build = |messages: &[Message]| {
        let mut builder = RequestBuilder::new(SHORT);
        builder.json("messages", messages);
        let json = builder.finish();
        let mut builder = RequestBuilder::new(SHORT);
        builder.messages(messages);
        let typed = builder.finish();
        assert_eq!(typed.is_ok(), json.is_ok());
        typed
    };
    build(&[Message::user("short"), Message::system("short"), Message::user("short")]).unwrap();
    let long = [Message::user("short"), Message::system("short"), Message::user("longer")];
    let error = build(&long).unwrap_err();
    assert!(error.to_string().contains("messages[2].content"), "{error}");
    // A role that is refused, after messages of its kind and of others.
    build(&[Message::user("short"), Message::assistant("short")]).unwrap_err();
    build(&[Message::user("short"), Message::user([Part::text("a longer text")])]).unwrap();
    let calls = Message::assistant_calls([ToolCall::function("1", "f", "{}")]);
    build(&[Message::user("short"), calls]).unwrap_err();
}
