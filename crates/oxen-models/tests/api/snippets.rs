//! The shell command and the Python program of a request, proven by running them: the shell with a `curl` and
//! Python with a `requests` of our own, which write down what they are given.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use oxen_models::{AnyRequest, Endpoint, Media, Model, ModelRequest};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::models::deepseek_v4_flash::DeepseekV4Flash;
use crate::models::ox_painter::{AspectRatio, OxPainter};

const KEY: &str = "secret 'key' $HOME";

/// The input of `curl`, or of `requests.post`.
#[derive(Debug, PartialEq)]
struct Sent {
    url: String,
    authorization: String,
    body: Value,
}

/// Appends its arguments and its input to a file, each ended by NUL.
const CURL: &str = r#"#!/bin/sh
for argument in "$@"; do printf '%s\0' "$argument"; done >> "$RECORD"
cat >> "$RECORD"
printf '\0' >> "$RECORD"
"#;

/// Appends its arguments to a file as lines of JSON.
const REQUESTS: &str = r#"
import json as encoder, os

class Response:
    def json(self):
        return {"answer": 42}

def post(url, headers, json):
    with open(os.environ["RECORD"], "a") as record:
        record.write(encoder.dumps([url, headers, json], allow_nan=False) + "\n")
    return Response()
"#;

#[track_caller]
fn run(command: &mut Command, record: &Path) -> String {
    let output = command
        .env("RECORD", record)
        .env("OXEN_API_KEY", KEY)
        .stdin(Stdio::null())
        .output()
        .expect("the tests need `sh` on the PATH");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && error.is_empty(), "{}: {error}", output.status);
    String::from_utf8(output.stdout).expect("what we print is UTF-8")
}

#[track_caller]
fn run_curl(commands: &[String]) -> Vec<Sent> {
    let folder = tempfile::tempdir().unwrap();
    let curl = folder.path().join("curl");
    fs::write(&curl, CURL).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&curl, fs::Permissions::from_mode(0o755)).unwrap();
    }
    let script = folder.path().join("script.sh");
    fs::write(&script, commands.join("\n")).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let record = folder.path().join("record");
    run(Command::new("sh").arg("-eu").arg(script).env("PATH", path), &record);

    let record = fs::read_to_string(record).unwrap();
    let fields: Vec<&str> = record.split_terminator('\0').collect();
    let calls = fields.chunks(10).map(|call| {
        let [x, post, url, h, authorization, h2, content_type, d, body, input] = call else {
            panic!("not a call: {call:?}");
        };
        let header = "Content-Type: application/json";
        assert_eq!(
            [*x, *post, *h, *h2, *content_type, *d],
            ["-X", "POST", "-H", "-H", header, "-d"]
        );
        let body = if *body == "@-" { input } else { body };
        Sent {
            url: (*url).to_owned(),
            authorization: authorization.strip_prefix("Authorization: ").unwrap().to_owned(),
            body: serde_json::from_str(body).expect("the body is JSON"),
        }
    });
    calls.collect()
}

#[track_caller]
fn run_python(programs: &[String]) -> Vec<Sent> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("requests.py"), REQUESTS).unwrap();
    let script = folder.path().join("script.py");
    fs::write(&script, programs.join("\n")).unwrap();
    let record = folder.path().join("record");
    let mut python = Command::new("python3");
    python.arg(script).env("PYTHONPATH", folder.path()).env("PYTHONDONTWRITEBYTECODE", "1");
    let printed = run(&mut python, &record);
    assert_eq!(printed, "{'answer': 42}\n".repeat(programs.len()));

    let record = fs::read_to_string(record).unwrap();
    let calls = record.lines().map(|line| {
        let (url, mut headers, body): (String, Map<String, Value>, Value) =
            serde_json::from_str(line).expect("lines of JSON");
        let authorization = headers.remove("Authorization").expect("the key is sent");
        assert!(headers.is_empty(), "`requests` sets the content type itself");
        Sent { url, authorization: authorization.as_str().unwrap().to_owned(), body }
    });
    calls.collect()
}

/// Runs both forms of all requests and compares what they send with the request.
#[track_caller]
fn check(requests: &[AnyRequest]) {
    let expected: Vec<Sent> = requests
        .iter()
        .map(|request| Sent {
            url: format!("https://hub.oxen.ai/api/ai{}", request.model().endpoint),
            authorization: format!("Bearer {KEY}"),
            body: request.to_json(),
        })
        .collect();
    let curl: Vec<_> = requests.iter().map(ModelRequest::to_curl).collect();
    let python: Vec<_> = requests.iter().map(ModelRequest::to_python).collect();
    assert_eq!(run_curl(&curl), expected);
    if can_run_python() {
        assert_eq!(run_python(&python), expected);
    }
}

/// Returns whether Python is available; it may be missing on a developer's machine, but not in CI.
fn can_run_python() -> bool {
    let found = Command::new("python3").arg("--version").output().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "CI needs `python3` on the PATH");
    if !found {
        eprintln!("NOT TESTED: no `python3` on the PATH, so no Python form was run");
    }
    found
}

/// Returns a request that contains any JSON.
fn with(value: Value) -> AnyRequest {
    let mut body = json!({"prompt": "an ox", "aspect_ratio": "1:1"});
    body["anything"] = value;
    AnyRequest::for_model(OxPainter::MODEL, body).unwrap()
}

#[test]
fn snippets_look_like_the_documentation() {
    let request = DeepseekV4Flash::builder()
        .user("What's new?")
        .temperature(0.7)
        .stream(false)
        .build()
        .unwrap();
    assert_eq!(
        request.to_curl(),
        r#"curl -X POST https://hub.oxen.ai/api/ai/chat/completions \
  -H "Authorization: Bearer $OXEN_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
  "model": "deepseek-v4-flash",
  "messages": [
    {
      "role": "user",
      "content": "What'\''s new?"
    }
  ],
  "temperature": 0.7,
  "stream": false
}'"#
    );
    assert_eq!(
        request.to_python(),
        r#"import os

import requests

response = requests.post(
    "https://hub.oxen.ai/api/ai/chat/completions",
    headers={"Authorization": f"Bearer {os.environ['OXEN_API_KEY']}"},
    json={
        "model": "deepseek-v4-flash",
        "messages": [
            {
                "role": "user",
                "content": "What's new?",
            },
        ],
        "temperature": 0.7,
        "stream": False,
    },
)
print(response.json())"#
    );
    check(&[request.as_any().clone()]);
}

#[test]
fn texts_are_quoted_for_shell_and_python() {
    let texts = [
        "it's",
        "'",
        "''",
        "'\\''",
        "\\",
        "\\'",
        "\"",
        "$HOME ${HOME} $(id) `id`",
        "!!",
        "a\nb",
        "\r\n",
        "\t",
        "\0",
        "\u{1}\u{7f}\u{85}",
        "END_OF_BODY",
        "\nEND_OF_BODY\n",
        "@file",
        "{braces} {{x}}",
        "%s %d",
        "# comment",
        "\"\"\"",
        "\\n",
        "\\u0041",
        "\\N{BULLET}",
        "🐂",
        "𝄞",
        "é e\u{301}",
        "\u{feff}",
        "\u{2028}\u{2029}",
        "\u{202e}flipped",
        "\u{e0001}",
        "",
    ];
    let names: Map<String, Value> =
        texts.iter().map(|text| ((*text).to_owned(), json!(text))).collect();
    check(&[with(json!(texts)), with(Value::Object(names))]);
}

#[test]
fn invisible_characters_are_escaped_and_preserved() {
    let hidden = "a\u{202e}b\u{9b}c\u{7f}d\u{e0041}e\u{feff}";
    let request = with(json!({ hidden: hidden }));
    for shown in [request.to_curl(), request.to_python()] {
        let seen = |character| character == '\n' || !oxen_schema::text::is_invisible(character);
        assert!(shown.chars().all(seen), "{shown:?}");
    }
    check(&[request]);
}

#[test]
fn numbers_and_constants() {
    check(&[
        with(json!([
            0,
            -1,
            i64::MIN,
            u64::MAX,
            0.1,
            -0.0,
            1e300,
            -1e-300,
            5e-324,
            f64::MAX,
            f64::MIN_POSITIVE,
            1e16
        ])),
        with(json!([null, true, false, [], {}, [[]], {"a": {}}])),
    ]);
}

#[test]
fn values_nested_deeply() {
    let mut list = json!(1);
    let mut object = json!("it's \\ \"deep\" \0 🐂");
    for _ in 0..100 {
        list = json!([list]);
        object = json!({"in": object});
    }
    check(&[with(list), with(object)]);
}

/// Linux accepts no argument of more than 128 KiB.
#[test]
fn a_long_body_is_passed_through_the_input() {
    let picture = Media::bytes("image/png", vec![0xff; 300_000]).unwrap();
    let request = OxPainter::builder()
        .prompt("it's\nEND_OF_BODY\n$HOME")
        .aspect_ratio(AspectRatio::Ratio1x1)
        .input_image([picture])
        .build()
        .unwrap();
    check(&[request.as_any().clone()]);
}

#[test]
fn an_endpoint_with_odd_characters() {
    const ODD: &Model = &Model {
        endpoint: Endpoint::Other("/it's/$HOME?a=\"b\"&c=d e"),
        record: Some(r#"{"request_schema": {"properties": {"seed": {}}}}"#),
        ..Model::new("odd")
    };
    check(&[AnyRequest::for_model(ODD, json!({"seed": 1})).unwrap()]);
}

fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![any::<String>(), "[ -~\n]{0,12}", r#"['"\\$`!\n{}%#]{0,8}"#];
    // Numbers that `serde_json` parses exactly; it would need a feature for all others.
    let number = any::<i32>().prop_map(|number| f64::from(number) / 64.0);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        number.prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((text.clone(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    // Starting a process is slow, so each one runs many requests.
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn snippets_send_any_request_unchanged(
        parameters in prop::collection::vec((any::<String>(), any_json()), 40),
    ) {
        let requests: Vec<_> = parameters
            .into_iter()
            .map(|(name, value)| {
                let name = if name == "model" { "other".to_owned() } else { name };
                with(value.clone()).extra(name, value).expect("nothing is wrong with an extra parameter")
            })
            .collect();
        check(&requests);
    }
}
