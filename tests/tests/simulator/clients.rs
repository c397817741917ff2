//! Programs that others wrote, and those that requests print, against the simulated hub.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use oxen_hub_sim::Hub;
use oxen_models::{AnyRequest, Model, ModelRequest};
use serde_json::{Value, json};

/// Where requests go unless something else is said.
const BASE_URL: &str = "https://hub.oxen.ai/api/ai";

/// A Python with these packages, or none. Where `OXEN_TEST_PYTHON` names one, it has to have them.
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

/// A request of every model, with what its schema requires.
fn requests() -> Vec<AnyRequest> {
    let request = |model: &&Model| {
        let body = super::requests::body(model, 1, true);
        AnyRequest::new(model.id, json!(body)).unwrap()
    };
    Model::all().iter().map(request).collect()
}

/// What the hub saw is what the requests are.
fn check(requests: &[AnyRequest], hub: &Hub) {
    assert_eq!(hub.requests().len(), requests.len());
    for (seen, request) in hub.requests().iter().zip(requests) {
        assert_eq!(seen.json().unwrap(), request.to_json());
        assert_eq!(seen.route(), format!("POST {}", request.model().endpoint));
    }
}

#[test]
fn the_openai_package_works() {
    let Some(python) = python("openai") else { return };
    let hub = Hub::start_blocking().unwrap();
    let chat = |model: &&&Model| model.endpoint == oxen_models::Endpoint::ChatCompletions;
    let model = Model::all().iter().find(chat).unwrap().id;
    let mut command = Command::new(python);
    command.arg(script("openai_client.py")).args([&hub.base_url(), hub.key(), model]);
    run(command.env("NO_PROXY", "127.0.0.1"), "");
    assert!(hub.count("POST /chat/completions") > 5);
}

#[test]
fn the_python_programs_of_requests_work() {
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
    // Python prints its own form of an object; the model's id looks alike in both.
    for (printed, request) in printed.iter().zip(&requests) {
        assert!(printed.contains(&format!("'model': '{}'", request.model().id)), "{printed}");
    }
    check(&requests, &hub);
}

#[test]
fn the_curl_commands_of_requests_work() {
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
