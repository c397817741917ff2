//! Chat completions.

use oxen_hub_sim::{Hub, LineEnd, StreamStyle};
use serde_json::{Value, json};

use crate::support::{listing, post, start};

const CHAT: &str = "/chat/completions";

fn request(text: &str) -> Value {
    json!({"model": "talker", "messages": [{"role": "user", "content": text}]})
}

fn with(mut request: Value, more: Value) -> Value {
    let Value::Object(more) = more else { unreachable!() };
    request.as_object_mut().unwrap().extend(more);
    request
}

fn weather() -> Value {
    json!([{"type": "function", "function": {"name": "weather", "parameters": {
        "type": "object", "required": ["city"], "additionalProperties": false,
        "properties": {"city": {"type": "string"}, "unit": {"enum": ["C", "F"]}},
    }}}])
}

#[tokio::test]
async fn an_answer_echoes_the_last_message_within_its_token_limit() {
    let hub = start().await;
    let answer = post(&hub, CHAT, &request("an ox at dawn")).await.json();
    let choice = &answer["choices"][0];
    assert_eq!(choice["message"], json!({"role": "assistant", "content": "an ox at dawn"}));
    assert_eq!(choice["finish_reason"], "stop");
    assert_eq!(
        answer["usage"],
        json!({"prompt_tokens": 4, "completion_tokens": 4, "total_tokens": 8})
    );
    let answer =
        post(&hub, CHAT, &with(request("an ox at dawn"), json!({"max_tokens": 2}))).await.json();
    assert_eq!(answer["choices"][0]["message"]["content"], "an ox ");
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
}

#[tokio::test]
async fn tools_are_called_according_to_the_tool_choice() {
    let hub = start().await;
    for (choice, text, is_called) in [
        (json!("auto"), "what is the weather?", true),
        (json!("auto"), "hello", false),
        (json!("none"), "what is the weather?", false),
        (json!("required"), "hello", true),
        (json!({"type": "function", "function": {"name": "weather"}}), "hello", true),
    ] {
        let body = with(request(text), json!({"tools": weather(), "tool_choice": choice}));
        let answer = post(&hub, CHAT, &body).await.json();
        let choice = &answer["choices"][0];
        assert_eq!(choice["finish_reason"] == "tool_calls", is_called, "{body}: {answer}");
        if is_called {
            let function = &choice["message"]["tool_calls"][0]["function"];
            let arguments: Value =
                serde_json::from_str(function["arguments"].as_str().unwrap()).unwrap();
            let schema = &weather()[0]["function"]["parameters"];
            assert!(jsonschema::is_valid(schema, &arguments), "{arguments}");
        }
    }
    let results = json!({"tools": weather(), "messages": [
        {"role": "user", "content": "what is the weather?"},
        {"role": "assistant", "content": null, "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "weather", "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": "a", "content": "21 degrees"},
    ]});
    let answer = post(&hub, CHAT, &with(request(""), results)).await.json();
    assert_eq!(answer["choices"][0]["message"]["content"], "21 degrees");
    let unknown = json!({"type": "function", "function": {"name": "other"}});
    let body = with(request(""), json!({"tools": weather(), "tool_choice": unknown}));
    assert_eq!(post(&hub, CHAT, &body).await.status, 400);
}

#[tokio::test]
async fn response_formats_are_followed() {
    let hub = start().await;
    let content = async |format: Value| {
        let body = with(request("ox"), json!({"response_format": format}));
        let answer = post(&hub, CHAT, &body).await.json();
        let text = answer["choices"][0]["message"]["content"].as_str().unwrap().to_owned();
        serde_json::from_str::<Value>(&text).unwrap()
    };
    assert_eq!(content(json!({"type": "json_object"})).await, json!({"echo": "ox"}));
    let schema = json!({
        "type": "object", "required": ["name", "legs"], "additionalProperties": false,
        "properties": {
            "name": {"type": "string", "minLength": 3}, "legs": {"type": "integer", "minimum": 4, "maximum": 4},
            "friends": {"type": "array", "items": {"$ref": "#/$defs/friend"}},
        },
        "$defs": {"friend": {"anyOf": [{"type": "string"}, {"type": "null"}]}},
    });
    let format =
        json!({"type": "json_schema", "json_schema": {"name": "animal", "schema": schema}});
    let value = content(format).await;
    assert!(jsonschema::is_valid(&schema, &value), "{value}");
}

#[tokio::test]
async fn wrong_bodies_are_refused_with_the_reason() {
    let hub = start().await;
    for (body, part) in [
        (json!({"messages": []}), "You must specify a model to call"),
        (json!({"model": "nobody", "messages": []}), "Model not found: nobody"),
        (json!({"model": "talker", "messages": []}), "Messages array cannot be empty"),
        (
            json!({"model": "painter", "messages": [{"role": "user", "content": "x"}]}),
            "not a chat model",
        ),
        (with(request("x"), json!({"temperature": 3})), "/temperature"),
        (
            with(request("x"), json!({"model": "claudius", "presence_penalty": 1})),
            "presence_penalty",
        ),
        (
            with(request("x"), json!({"model": "claudius", "temperature": 1, "top_p": 1})),
            "cannot both",
        ),
        (json!([]), "must be a JSON object"),
    ] {
        let answer = post(&hub, CHAT, &body).await;
        let detail = answer.json()["error"]["detail"].as_str().unwrap().to_owned();
        assert!(matches!(answer.status, 400 | 404) && detail.contains(part), "{body}: {detail}");
    }
    let taken = with(request("x"), json!({"presence_penalty": 1, "temperature": 1, "top_p": 1}));
    assert_eq!(post(&hub, CHAT, &taken).await.status, 200);
}

/// Returns the `data` of all events of a stream whose lines end in line feeds.
fn data(text: &str) -> Vec<Value> {
    text.lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .filter(|data| *data != "[DONE]")
        .map(|data| serde_json::from_str(data).unwrap())
        .collect()
}

#[tokio::test]
async fn a_stream_has_the_content_of_the_whole_answer() {
    let hub = start().await;
    let body = with(
        request("an ox at dawn"),
        json!({"stream": true, "stream_options": {"include_usage": true}}),
    );
    let answer = post(&hub, CHAT, &body).await;
    assert_eq!(answer.headers["content-type"], "text/event-stream");
    let text = String::from_utf8(answer.body).unwrap();
    assert!(text.ends_with("data: [DONE]\n\n"), "{text}");
    let chunks = data(&text);
    let content: String = chunks
        .iter()
        .filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str())
        .collect();
    assert_eq!(content, "an ox at dawn");
    assert_eq!(chunks.last().unwrap()["usage"]["total_tokens"], 8);

    let body = with(request("weather"), json!({"stream": true, "tools": weather()}));
    let chunks = data(&String::from_utf8(post(&hub, CHAT, &body).await.body).unwrap());
    let calls: Vec<_> =
        chunks.iter().filter_map(|chunk| chunk["choices"][0]["delta"].get("tool_calls")).collect();
    assert!(calls[0][0]["id"].is_string() && calls[1][0].get("id").is_none(), "{calls:?}");
    let arguments: String =
        calls.iter().map(|calls| calls[0]["function"]["arguments"].as_str().unwrap()).collect();
    assert!(serde_json::from_str::<Value>(&arguments).unwrap()["city"].is_string());
}

#[tokio::test]
async fn a_stream_has_the_configured_style() {
    let plain = StreamStyle::default();
    let text = async |style: StreamStyle| {
        let hub = Hub::builder().listing(listing()).stream_style(style).frozen_clock(1);
        let hub = hub.start().await.unwrap();
        let answer = post(&hub, CHAT, &with(request("a b c"), json!({"stream": true}))).await;
        String::from_utf8(answer.body).unwrap()
    };
    let whole = text(plain.clone()).await;
    let same = StreamStyle { write_size: Some(3), ..plain.clone() };
    assert_eq!(text(same).await, whole);
    let style = StreamStyle { line_end: LineEnd::CrLf, byte_order_mark: true, ..plain.clone() };
    assert_eq!(text(style).await, format!("\u{feff}{}", whole.replace('\n', "\r\n")));
    let style = StreamStyle { done: false, last_blank_line: false, ..plain.clone() };
    assert_eq!(format!("{}\ndata: [DONE]\n\n", text(style).await), whole);
    let style = StreamStyle { words_per_chunk: 3, comments: true, ..plain };
    let text = text(style).await;
    assert!(text.starts_with(": comment\ndata: ") && data(&text).len() == 3, "{text}");
}

#[tokio::test]
async fn audio_is_transcribed() {
    let hub = start().await;
    let body = json!({"model": "talker", "audio_url": "https://example.com/ox.wav"});
    let answer = post(&hub, "/audio/transcriptions", &body).await.json();
    assert_eq!(answer["choices"][0]["message"]["content"], "[audio_url]");
}
