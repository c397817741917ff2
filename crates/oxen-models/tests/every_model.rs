//! `request!` for every model of the catalog: source written here, compiled by rustc, its diagnostics and its
//! output read back.
#![cfg(all(feature = "macros", feature = "developers"))]
#![allow(clippy::unwrap_used, reason = "a test can't go on without it")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use oxen_models::{Endpoint, Kind, Model, Parameter};
use serde_json::{Map, Value, json};

/// A value that the parameter takes.
fn valid(model: &Model, parameter: &Parameter) -> Value {
    let of_chat = match parameter.name() {
        "messages" => Some(json!([
            { "role": "system", "content": "Say \"moo\".\n" },
            { "role": "user", "content": [{ "type": "text", "text": "Hello" }] },
        ])),
        "tools" => Some(json!([{ "type": "function", "function": { "name": "f" } }])),
        "tool_choice" => Some(json!("auto")),
        "response_format" => Some(json!({ "type": "json_object" })),
        _ => None,
    };
    match of_chat {
        Some(value) if model.endpoint == Endpoint::ChatCompletions => value,
        _ => sample(&parameter.kind(), parameter.schema()),
    }
}

fn sample(kind: &Kind, schema: &oxen_models::schema::Schema) -> Value {
    match kind {
        Kind::String => json!("an \"ox\" at dawn \u{1F402}"),
        Kind::Media => json!("https://example.com/ox.png"),
        Kind::Integer | Kind::Number => {
            let range = schema.range();
            let bound = range.maximum.as_ref().or(range.minimum.as_ref());
            bound.map_or(json!(-3), |bound| json!(bound.value))
        }
        Kind::Boolean => json!(true),
        Kind::Enumeration(values) => values[values.len() - 1].clone(),
        Kind::List(items) => match schema.items() {
            Some(of_item) => json!([sample(items, of_item)]),
            None => json!([]),
        },
        _ => json!({ "a": [null, -1.5] }),
    }
}

/// Values of every type, and those next to what the schema allows.
fn suspects(parameter: &Parameter) -> Vec<Value> {
    let mut values = vec![
        json!("no such value"),
        json!(7),
        json!(-0.5),
        json!(true),
        json!(null),
        json!([]),
        json!([[]]),
        json!({ "no_such": 1 }),
        json!(""),
    ];
    let range = parameter.schema().range();
    if let Some(bound) = &range.minimum {
        values.push(json!(bound.value.as_f64().unwrap() - 1.0));
        values.extend(bound.value.as_i64().map(|bound| json!(bound - 1)));
    }
    if let Some(bound) = &range.maximum {
        values.push(json!(bound.value.as_f64().unwrap() + 0.5));
        values.extend(bound.value.as_i64().map(|bound| json!(bound + 1)));
    }
    if let Some(Value::String(text)) = parameter.schema().values().and_then(<[Value]>::first) {
        values.push(json!(format!("{text}x")));
    }
    values
}

fn body(model: &Model, is_wanted: impl Fn(&Parameter) -> bool) -> Map<String, Value> {
    let wanted = model.parameters().iter().filter(|parameter| is_wanted(parameter));
    let mut body: Map<_, _> =
        wanted.map(|parameter| (parameter.name().to_owned(), valid(model, parameter))).collect();
    if model.developer == Some("Anthropic") && body.contains_key("temperature") {
        body.remove("top_p");
    }
    body
}

/// A value as it stands in the macro.
fn write_value(value: &Value, text: &mut String) {
    match value {
        Value::String(string) => write!(text, "{string:?}").unwrap(),
        Value::Array(items) => {
            text.push('[');
            for item in items {
                write_value(item, text);
                text.push(',');
            }
            text.push(']');
        }
        Value::Object(members) => {
            text.push('{');
            for (name, value) in members {
                write!(text, "{name:?}: ").unwrap();
                write_value(value, text);
                text.push(',');
            }
            text.push('}');
        }
        scalar => write!(text, "{scalar}").unwrap(),
    }
}

fn request(model: &Model, body: &Map<String, Value>) -> String {
    let mut whole = Map::from_iter([("model".to_owned(), json!(model.id))]);
    whole.extend(body.clone());
    let mut text = "oxen_models::request!(".to_owned();
    write_value(&Value::Object(whole), &mut text);
    text + ")"
}

/// rustc with the `oxen-models` that this test was built with.
fn rustc(program: &Path, folder: &Path, arguments: &[&str]) -> Output {
    let executable = std::env::current_exe().unwrap();
    let libraries = executable.parent().unwrap();
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("liboxen_models-") && name.ends_with(".rlib")
    };
    let newest = std::fs::read_dir(libraries)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(is_ours)
        .max_by_key(|path| path.metadata().unwrap().modified().unwrap())
        .unwrap();
    Command::new("rustc")
        .args(["--edition=2024", "--crate-name=program", "--error-format=json", "--out-dir"])
        .arg(folder)
        .args(arguments)
        .arg("-L")
        .arg(format!("dependency={}", libraries.display()))
        .arg("--extern")
        .arg(format!("oxen_models={}", newest.display()))
        .arg(program)
        .output()
        .unwrap()
}

#[test]
fn smallest_and_fullest_requests_are_sent_as_they_are_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from("#![deny(warnings)]\nuse oxen_models::ModelRequest;\n");
    let (mut expected, mut main) = (Vec::new(), String::new());
    for (number, model) in Model::all().iter().enumerate() {
        write!(text, "fn of_{number}() {{").unwrap();
        writeln!(main, "    of_{number}();").unwrap();
        for body in [body(model, Parameter::is_required), body(model, |_| true)] {
            let request = request(model, &body);
            write!(text, "\n    println!(\"{{}}\", {request}.to_json());").unwrap();
            let mut whole = Map::from_iter([("model".to_owned(), json!(model.id))]);
            whole.extend(body);
            expected.push(Value::Object(whole));
        }
        text.push_str("\n}\n");
    }
    writeln!(text, "fn main() {{\n{main}}}").unwrap();
    let program = folder.path().join("valid.rs");
    std::fs::write(&program, text).unwrap();
    let compiler = rustc(&program, folder.path(), &["--crate-type=bin"]);
    assert!(compiler.status.success(), "{}", String::from_utf8_lossy(&compiler.stderr));

    let output = Command::new(folder.path().join("program")).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let sent: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(sent.len(), expected.len());
    for (sent, expected) in sent.iter().zip(&expected) {
        assert_eq!(sent, expected);
    }
    println!("{} requests to {} models", sent.len(), Model::all().len());
    assert_eq!(sent.len(), 2 * 178);
}

/// The messages of errors by the line that they are on.
fn errors(stderr: &[u8]) -> BTreeMap<usize, Vec<String>> {
    let mut errors: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for line in String::from_utf8_lossy(stderr).lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        for span in message["spans"].as_array().unwrap() {
            if message["level"] == "error" && span["is_primary"] == true {
                let line = span["line_start"].as_u64().unwrap().try_into().unwrap();
                errors.entry(line).or_default().push(message["message"].to_string());
            }
        }
    }
    errors
}

#[test]
fn every_invalid_value_is_an_error_that_names_its_parameter() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::new();
    let mut cases: Vec<(&str, &str, String)> = Vec::new();
    for (number, model) in Model::all().iter().enumerate() {
        let _ = writeln!(text, "fn of_{number}() {{");
        cases.push(("", "", String::new()));
        let schema = model.request_schema().unwrap();
        let smallest = body(model, Parameter::is_required);
        for parameter in model.parameters() {
            let mut bodies: Vec<_> = suspects(parameter)
                .into_iter()
                .map(|value| {
                    let mut body = smallest.clone();
                    body.insert(parameter.name().to_owned(), value);
                    body
                })
                .collect();
            if parameter.is_required() {
                let mut body = smallest.clone();
                body.remove(parameter.name());
                bodies.push(body);
            }
            for body in bodies.iter().filter(|body| !schema.check(body).is_empty()) {
                let request = request(model, body);
                writeln!(text, "    let _ = {request};").unwrap();
                cases.push((model.id, parameter.name(), request));
            }
        }
        text.push_str("}\n");
        cases.push(("", "", String::new()));
    }
    text.push_str("fn main() {}\n");
    let program = folder.path().join("invalid.rs");
    std::fs::write(&program, text).unwrap();
    let compiler = rustc(&program, folder.path(), &["--crate-type=bin", "--emit=metadata"]);
    let errors = errors(&compiler.stderr);
    let mut refused = 0;
    for (index, (model, parameter, request)) in cases.iter().enumerate() {
        if model.is_empty() {
            continue;
        }
        let said = errors.get(&(index + 1)).map_or(&[][..], Vec::as_slice);
        let names_it = said.iter().any(|message| message.contains(parameter));
        assert!(names_it, "{model}, `{parameter}`: {request}\n{said:?}");
        refused += 1;
    }
    println!("{refused} invalid requests refused");
    assert!(refused > 10_000, "{refused}");
}
