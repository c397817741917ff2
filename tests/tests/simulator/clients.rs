//! Third-party programs, and those that requests print, against the simulated hub.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use oxen_hub_sim::{Fault, Hub};
use oxen_models::answers::ChatCompletion;
use oxen_models::{AnyRequest, Client, Model, ModelRequest};
use serde_json::{Map, Value, json};

/// The default base URL of requests.
const BASE_URL: &str = "https://hub.oxen.ai/api/ai";

/// Returns a Python with these packages, if there is one. If `OXEN_TEST_PYTHON` names one, it must have them.
fn python(packages: &str) -> Option<PathBuf> {
    let named = std::env::var_os("OXEN_TEST_PYTHON").map(PathBuf::from);
    let python = named.clone().unwrap_or_else(|| "python3".into());
    let output = Command::new(&python).args(["-c", &format!("import {packages}")]).output();
    if output.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    assert!(named.is_none(), "{} can't import {packages}", python.display());
    eprintln!("skipped: python3 with {packages} is not installed");
    None
}

fn run(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulator").join(name)
}

/// Returns a request of every model, with the parameters that its schema requires.
fn requests() -> Vec<AnyRequest> {
    let request = |model: &'static Model| {
        let body = super::requests::body(model, 1, true);
        AnyRequest::new(model.id, json!(body)).unwrap()
    };
    super::requests::models().map(request).collect()
}

/// Checks that the hub received these requests.
fn check(requests: &[AnyRequest], hub: &Hub) {
    assert_eq!(hub.requests().len(), requests.len());
    for (seen, request) in hub.requests().iter().zip(requests) {
        assert_eq!(seen.json().unwrap(), request.to_json());
        assert_eq!(seen.route(), format!("POST {}", request.model().endpoint));
    }
}

#[test]
fn the_openai_package_is_served() {
    let Some(python) = python("openai") else { return };
    let hub = Hub::start_blocking().unwrap();
    let chat = |model: &&&Model| model.endpoint == oxen_models::Endpoint::ChatCompletions;
    let model = Model::all().iter().find(chat).unwrap().id;
    let mut command = Command::new(python);
    command.arg(script("openai_client.py")).args([&hub.base_url(), hub.key(), model]);
    run(command.env("NO_PROXY", "127.0.0.1"), "");
    assert!(hub.count("POST /chat/completions") > 5);
}

/// Returns streams in the forms that the openai package supports: it requires an index of every call, for example.
fn streams() -> Vec<String> {
    let event = |value: Value| format!("data: {value}\n\n");
    let choice = |index: u64, delta: Value, reason: Value| {
        event(json!({
            "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{"index": index, "delta": delta, "finish_reason": reason}],
        }))
    };
    let delta_event = |delta: Value| choice(0, delta, Value::Null);
    let end = |reason: &str| choice(0, json!({}), reason.into()) + "data: [DONE]\n\n";
    let text = delta_event(json!({"role": "assistant", "content": ""}))
        + &delta_event(json!({"content": "Héllo, "}))
        + ": comment\n\n"
        + &delta_event(json!({"content": "ox 🐂!"}));
    let call = |index: u64, rest: Value| {
        let mut call = json!({"index": index});
        call.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        delta_event(json!({"tool_calls": [call]}))
    };
    let begun = |id: &str, name: &str| json!({"id": id, "type": "function", "function": {"name": name, "arguments": ""}});
    let more = |arguments: &str| json!({"function": {"arguments": arguments}});
    let calls = delta_event(json!({"role": "assistant", "content": null}))
        + &call(0, begun("a", "f"))
        + &call(1, begun("b", "g"))
        + &call(0, more("{\"x\":"))
        + &call(1, more("{}"))
        + &call(0, more(" 1}"));
    let usage = json!({"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3});
    let usage = event(json!({"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1,
        "model": "m", "choices": [], "usage": usage}));
    let plain = text.clone() + &end("stop");
    vec![
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\r"),
        plain.trim_end().to_owned() + "\n\n",
        plain,
        calls.clone() + &end("tool_calls"),
        calls + &choice(0, json!({}), "tool_calls".into()) + &usage + "data: [DONE]\n\n",
        delta_event(json!({"role": "assistant", "reasoning_content": "th"}))
            + &delta_event(json!({"reasoning_content": "ink", "content": "a"}))
            + &end("stop"),
        delta_event(json!({"role": "assistant", "refusal": "n"}))
            + &delta_event(json!({"refusal": "o"}))
            + &end("stop"),
        text.clone()
            + &choice(1, json!({"role": "assistant", "content": "b"}), "stop".into())
            + &end("stop"),
    ]
}

/// Returns the part of an answer on which two readers have to agree; null and absence are the same.
fn essence(answer: &Value) -> Value {
    let choices = answer["choices"].as_array().unwrap().iter().map(|choice| {
        let message = &choice["message"];
        let calls = message["tool_calls"].as_array().into_iter().flatten().map(|call| {
            json!([
                call["id"],
                call["type"],
                call["function"]["name"],
                call["function"]["arguments"]
            ])
        });
        let texts = ["role", "content", "refusal", "reasoning_content"].map(|name| &message[name]);
        json!([choice["index"], choice["finish_reason"], texts, calls.collect::<Vec<_>>()])
    });
    let usage =
        ["prompt_tokens", "completion_tokens", "total_tokens"].map(|name| &answer["usage"][name]);
    json!([
        answer["id"],
        answer["object"],
        answer["created"],
        answer["model"],
        usage,
        choices.collect::<Vec<_>>()
    ])
}

#[test]
fn streams_are_joined_as_the_openai_package_does() {
    let Some(python) = python("openai") else { return };
    let hub = Hub::start_blocking().unwrap();
    let streams = streams();
    let serve = || {
        for text in &streams {
            let fault = Fault::answer(200, "text/event-stream", text.clone());
            hub.inject(fault.on("POST /chat/completions").times(1));
        }
    };
    serve();
    let mut command = Command::new(python);
    command.arg(script("openai_streams.py"));
    command.args([&hub.base_url(), hub.key(), "m", &streams.len().to_string()]);
    let output = run(command.env("NO_PROXY", "127.0.0.1"), "");
    let theirs: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();

    serve();
    let client = Client::builder().base_url(&hub.base_url()).unwrap().build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for (text, theirs) in streams.iter().zip(&theirs) {
        let call =
            client.generate::<ChatCompletion>("/chat/completions", "m", &Map::new()).stream();
        let ours = runtime.block_on(async { call.collect().await.unwrap() });
        let ours = serde_json::to_value(&ours).unwrap();
        assert_eq!(essence(&ours), essence(theirs), "{text}");
    }
}

#[test]
fn printed_python_programs_work() {
    let Some(python) = python("requests") else { return };
    let hub = Hub::start_blocking().unwrap();
    let requests = requests();
    let programs: Vec<String> = requests
        .iter()
        .map(|request| request.to_python().replace(BASE_URL, &hub.base_url()))
        .collect();
    let mut command = Command::new(python);
    command.arg(script("run_all.py")).env("OXEN_API_KEY", hub.key()).env("NO_PROXY", "127.0.0.1");
    let output = run(&mut command, &json!(programs).to_string());
    let printed: Vec<String> = serde_json::from_slice(&output.stdout).unwrap();
    // Python prints objects in its own form; the model's id looks the same in both.
    for (printed, request) in printed.iter().zip(&requests) {
        assert!(printed.contains(&format!("'model': '{}'", request.model().id)), "{printed}");
    }
    check(&requests, &hub);
}

#[test]
fn printed_curl_commands_work() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("skipped: curl is not installed");
        return;
    }
    let hub = Hub::start_blocking().unwrap();
    let requests = requests();
    let commands: String = requests
        .iter()
        .map(|request| request.to_curl().replace(BASE_URL, &hub.base_url()) + "\necho\n")
        .collect();
    let mut command = Command::new("sh");
    command.arg("-e").env("OXEN_API_KEY", hub.key()).env("NO_PROXY", "127.0.0.1");
    let output = run(&mut command, &commands);
    let text = String::from_utf8(output.stdout).unwrap();
    for (line, request) in text.lines().zip(&requests) {
        let answer: Value = serde_json::from_str(line).unwrap();
        assert_eq!(answer["model"], request.model().id, "{answer}");
    }
    check(&requests, &hub);
}
