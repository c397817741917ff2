//! Conversations with tools.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use oxen_hub_sim::{Fault, Hub, StreamStyle};
use oxen_models::chat::{Message, Tool, ToolChoice};
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::{AnyRequest, ConverseReason, ErrorKind, ToolError, Tools, blocking};
use serde_json::{Value, json};
use tokio::sync::Barrier;

use super::client;

const ROUTE: &str = "POST /chat/completions";

/// A place on earth.
#[derive(schemars::JsonSchema, serde::Deserialize)]
struct Place {
    city: String,
}

#[derive(schemars::JsonSchema, serde::Deserialize)]
struct Nothing {}

fn tools() -> Tools {
    Tools::new()
        .with("weather", |place: Place| async move { json!({"city": place.city, "sun": true}) })
        .with(Tool::function("time").description("The time"), |_: Nothing| async { "noon" })
}

fn asking(text: &str) -> DeepseekV4Flash {
    DeepseekV4Flash::builder().user(text).build().unwrap()
}

/// Starts a hub whose model gives these answers, one after the other, and then those of the simulator.
async fn scripted(messages: &[(Value, &str)]) -> Hub {
    let hub = Hub::start().await.unwrap();
    for (message, finish_reason) in messages {
        let choice = json!({"message": message, "finish_reason": finish_reason});
        let body = json!({"choices": [choice]}).to_string();
        hub.inject(Fault::answer(200, "application/json", body).on(ROUTE).times(1));
    }
    hub
}

fn call(id: &str, name: &str, arguments: &str) -> Value {
    json!({"id": id, "type": "function", "function": {"name": name, "arguments": arguments}})
}

#[tokio::test]
async fn calls_are_run_until_the_model_answers() {
    for stream in [false, true] {
        let style = StreamStyle { call_index: false, ..StreamStyle::default() };
        let hub = Hub::builder().stream_style(style).start().await.unwrap();
        let request = DeepseekV4Flash::builder().user("weather and time?").stream(stream);
        let request = request.build().unwrap();
        let transcript = client(&hub).converse(&request, &tools()).await.unwrap();
        assert_eq!(transcript.answers().len(), 2);
        let (weather, time) = transcript.text().split_once('\n').unwrap();
        assert_eq!(serde_json::from_str::<Value>(weather).unwrap()["sun"], true);
        assert_eq!(time, "noon");

        let requests = hub.requests();
        let first = requests[0].json().unwrap();
        let weather = &first["tools"][0]["function"];
        assert_eq!(weather["description"], "A place on earth.");
        assert_eq!(weather["parameters"]["required"], json!(["city"]));
        assert_eq!(first["tools"][1]["function"]["description"], "The time");
        let second = requests[1].json().unwrap();
        assert_eq!(second["messages"].as_array().unwrap(), &transcript.messages()[..4]);
        let roles: Vec<&str> =
            transcript.messages().iter().map(|message| message["role"].as_str().unwrap()).collect();
        assert_eq!(roles, ["user", "assistant", "tool", "tool", "assistant"]);
        let conversation = transcript.conversation().unwrap();
        assert_eq!(conversation[1].tool_calls().len(), 2);
        assert_eq!(
            conversation[2].tool_call_id(),
            Some(conversation[1].tool_calls()[0].id.as_str())
        );
    }
}

#[tokio::test]
async fn the_message_of_the_model_is_sent_back_unchanged() {
    let came = json!({
        "role": "assistant", "content": null, "reasoning_content": "hm",
        "tool_calls": [call("x", "time", "")],
    });
    let bare = json!({"tool_calls": [{"function": {"name": "time"}}]});
    let hub = scripted(&[(came.clone(), "tool_calls"), (bare, "")]).await;
    let transcript = client(&hub).converse(&asking("Hello"), &tools()).await.unwrap();
    assert_eq!(transcript.messages()[1], came);
    assert_eq!(
        transcript.messages()[2],
        json!({"role": "tool", "tool_call_id": "x", "content": "noon"})
    );
    assert_eq!(
        transcript.messages()[3],
        json!({"role": "assistant", "content": null, "tool_calls": [call("call_1_0", "time", "")]})
    );
    assert_eq!(transcript.messages()[4]["tool_call_id"], "call_1_0");
    assert_eq!(transcript.text(), "noon");
}

#[tokio::test]
async fn errors_of_tools_are_sent_to_the_model() {
    let calls = json!({"tool_calls": [
        call("a", "wether", "{}"), call("b", "weather", "{\"city\": 7}"),
        call("c", "weather", "{\"ci"), call("d", "fail", "{}"),
    ]});
    let hub = scripted(&[(calls, "tool_calls")]).await;
    let tools = tools()
        .try_with("fail", |_: Nothing| async { Err::<(), _>(std::io::Error::other("no barn")) });
    let transcript = client(&hub).converse(&asking("Hello"), &tools).await.unwrap();
    let told: Vec<&str> = transcript.messages()[2..6]
        .iter()
        .map(|message| message["content"].as_str().unwrap())
        .collect();
    assert!(
        told[0].contains("unknown tool") && told[0].contains("weather, time, fail"),
        "{}",
        told[0]
    );
    assert!(told[1].contains("expected a string"), "{}", told[1]);
    assert!(told[2].contains("can't be read"), "{}", told[2]);
    assert_eq!(told[3], "Error: no barn");
}

#[tokio::test]
async fn a_tool_can_stop_the_conversation() {
    let calls = json!({"tool_calls": [call("a", "time", "{}"), call("b", "stop", "{}"), call("c", "time", "")]});
    for is_parallel in [false, true] {
        let hub = scripted(&[(calls.clone(), "tool_calls")]).await;
        let tools = tools().try_with("stop", |_: Nothing| async {
            Err::<(), _>(ToolError::stop("the barn is on fire"))
        });
        let client = client(&hub);
        let request = asking("Hello");
        let mut call = client.converse(&request, &tools);
        if is_parallel {
            call = call.parallel();
        }
        let error = call.await.unwrap_err();
        let ConverseReason::Stopped { tool, error: reason } = error.reason() else {
            panic!("{error}")
        };
        assert_eq!(
            (tool.as_str(), reason.source().unwrap().to_string().as_str()),
            ("stop", "the barn is on fire")
        );
        assert!(error.to_string().contains("`stop`") && error.to_string().contains("on fire"));
        let results = error.transcript().messages().len() - 2;
        assert_eq!(results, if is_parallel { 2 } else { 1 });
        assert_eq!(hub.count(ROUTE), 1);
    }
}

#[tokio::test]
async fn the_number_of_rounds_is_limited() {
    let again = (json!({"tool_calls": [call("a", "time", "{}")]}), "tool_calls");
    let hub = scripted(&vec![again; 20]).await;
    let (client, tools, request) = (client(&hub), tools(), asking("Hello"));
    let error = client.converse(&request, &tools).await.unwrap_err();
    assert!(matches!(error.reason(), ConverseReason::Rounds(16)), "{error}");
    assert_eq!((hub.count(ROUTE), error.transcript().answers().len()), (16, 16));
    let error = client.converse(&request, &tools).max_rounds(2).await.unwrap_err();
    assert!(matches!(error.reason(), ConverseReason::Rounds(2)), "{error}");
}

#[tokio::test]
async fn errors_have_the_transcript() {
    let calls = (json!({"tool_calls": [call("a", "time", "{}")]}), "tool_calls");
    let hub = scripted(std::slice::from_ref(&calls)).await;
    hub.inject(Fault::status(500).on(ROUTE).times(1));
    let error = client(&hub).converse(&asking("Hello"), &tools()).await.unwrap_err();
    let ConverseReason::Call(cause) = error.reason() else { panic!("{error}") };
    assert!(matches!(cause.kind(), ErrorKind::Hub { .. }));
    assert_eq!(error.transcript().messages().len(), 3);
    assert_eq!(error.into_transcript().answers().len(), 1);

    let cut = (json!({"tool_calls": [call("a", "time", "{}")]}), "length");
    let hub = scripted(&[cut]).await;
    let error = client(&hub).converse(&asking("Hello"), &tools()).await.unwrap_err();
    let ConverseReason::Call(cause) = error.reason() else { panic!("{error}") };
    assert!(matches!(cause.kind(), ErrorKind::Truncated { .. }), "{cause}");
    assert_eq!(error.transcript().messages().len(), 2);
}

#[tokio::test]
async fn calls_run_concurrently_on_request() {
    let both = Arc::new(Barrier::new(2));
    let meet = move |_: Nothing| {
        let both = Arc::clone(&both);
        async move { both.wait().await.is_leader() }
    };
    let tools = Tools::new().with("one", meet.clone()).with("two", meet);
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let request = asking("one and two");
    let transcript = client.converse(&request, &tools).parallel().await.unwrap();
    assert!(matches!(transcript.text(), "true\nfalse" | "false\ntrue"));
}

#[tokio::test]
async fn the_tools_and_the_choice_of_the_request_are_kept() {
    let hub = Hub::start().await.unwrap();
    let own = Tool::function("own").parameters(json!({"type": "object"}));
    let request = DeepseekV4Flash::builder()
        .user("Hello")
        .tools([own, Tool::function("time")])
        .tool_choice(ToolChoice::Required)
        .build()
        .unwrap();
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let tools = Tools::new().with("time", move |_: Nothing| {
        counted.fetch_add(1, Ordering::Relaxed);
        async { 12 }
    });
    let transcript = client(&hub).converse(&request, &tools).await.unwrap();
    let first = hub.requests()[0].json().unwrap();
    let names: Vec<&Value> =
        first["tools"].as_array().unwrap().iter().map(|tool| &tool["function"]["name"]).collect();
    assert_eq!(names, ["own", "time"]);
    assert_eq!(first["tool_choice"], "required");
    assert!(hub.requests()[1].json().unwrap()["tool_choice"].is_null());
    assert!(transcript.text().contains("unknown tool"), "{}", transcript.text());
    assert_eq!(count.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn only_models_with_tools_converse() {
    let hub = Hub::start().await.unwrap();
    let poster = AnyRequest::new("flux-2-pro", json!({"prompt": "an ox"})).unwrap();
    let error = client(&hub).converse(&poster, &tools()).await.unwrap_err();
    let ConverseReason::Call(error) = error.reason() else { panic!("{error}") };
    assert!(matches!(error.kind(), ErrorKind::Invalid { .. }), "{error}");
    assert_eq!(hub.requests().len(), 0);
}

#[test]
fn the_blocking_client_converses() {
    let hub = Hub::start_blocking().unwrap();
    let client = blocking::Client::new(client(&hub)).unwrap();
    let request = DeepseekV4Flash::builder().messages([Message::user("time?")]).build().unwrap();
    let tools = tools();
    let transcript = client.run(client.calls().converse(&request, &tools)).unwrap();
    assert_eq!(transcript.text(), "noon");
}
