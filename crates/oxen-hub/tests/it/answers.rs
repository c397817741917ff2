//! Answers of an unexpected kind, and errors in all their forms.

use std::collections::HashMap;

use oxen_hub::answers::{ChatCompletion, FinishReason, Images};
use oxen_hub::{Error, ErrorKind, Method, NotFound};
use serde_json::{Map, Value, json};

use crate::support::server::{Reply, Server};
use crate::support::{assert_no_key, client, run, shown};

fn chat(reply: Reply) -> Result<ChatCompletion, Error> {
    let server = Server::start(move |_, _| reply.clone());
    let client = client(&server.url());
    run(async { client.generate("/chat/completions", "our-model", &Map::new()).await })
}

/// Returns the envelopes of an error with this message.
fn envelopes(words: &str) -> [String; 4] {
    [
        json!({"error": {"type": "unknown_error", "title": words}, "status": "error", "status_message": "x"}),
        json!({"error": {"message": words, "type": null, "param": null, "code": null}}),
        json!({"status": "error", "status_message": words}),
        json!({"error": words}),
    ]
    .map(|envelope| envelope.to_string())
}

fn name(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Authentication { .. } => "authentication",
        ErrorKind::InsufficientCredits => "credits",
        ErrorKind::NotFound(_) => "not found",
        ErrorKind::RateLimited { .. } => "limit",
        ErrorKind::Refused { .. } => "refused",
        ErrorKind::Hub { .. } => "hub",
        ErrorKind::Malformed { .. } => "malformed",
        _ => "another",
    }
}

#[test]
fn every_status_is_classified_in_every_envelope() {
    for (status, kind) in [
        (400, "refused"),
        (401, "authentication"),
        (402, "credits"),
        (403, "authentication"),
        (404, "not found"),
        (409, "hub"),
        (422, "refused"),
        (426, "hub"),
        (429, "limit"),
        (500, "hub"),
        (503, "hub"),
        (504, "hub"),
        (200, "hub"),
        (201, "hub"),
    ] {
        let words = "no\u{1b}[31m such\u{202e} ox";
        for body in envelopes(words) {
            let error = chat(Reply::status(status, body.clone())).unwrap_err();
            assert_eq!(name(error.kind()), kind, "{status} {body}: {error}");
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.hub_message(), Some("no\\u{1b}[31m such\\u{202e} ox"), "{body}");
            assert!(error.to_string().contains("such"), "{error}");
        }
        // An HTML page, an empty body, a plain text, and 5 MB that are not JSON.
        for body in ["<html><h1>Bad gateway</h1></html>", "", "plain", &"x".repeat(5_000_000)] {
            let error = chat(Reply::status(status, body)).unwrap_err();
            let expected = if status < 300 { "malformed" } else { kind };
            assert_eq!(name(error.kind()), expected, "{status}: {error}");
            assert!(error.to_string().len() < 1000, "{error}");
        }
    }
}

#[test]
fn documented_texts_are_classified_whatever_the_status() {
    for (words, kind) in [
        ("You must specify a model to call", "refused"),
        ("Messages array cannot be empty", "refused"),
        ("Prompt cannot be empty", "refused"),
        ("num_generations must be an integer between 1 and 4", "refused"),
        (":unsupported_media_type", "refused"),
        ("Insufficient credits", "credits"),
        ("Model not found: flux-3", "not found"),
        (
            "Getting model response error: 422 - Value error, Either 'prompt' or 'multi_prompt'",
            "refused",
        ),
        ("Getting model response error: 429 - slow down", "limit"),
        ("Getting model response error: nothing", "refused"),
    ] {
        for status in [200, 418, 500] {
            for body in envelopes(words) {
                let error = chat(Reply::status(status, body)).unwrap_err();
                assert_eq!(name(error.kind()), kind, "{status} {words}: {error}");
            }
        }
    }
    // An envelope takes precedence over an answer in the same body.
    let both = json!({"choices": [{"index": 0}], "error": {"message": "Insufficient credits"}});
    let error = chat(Reply::status(200, both.to_string())).unwrap_err();
    assert_eq!(name(error.kind()), "credits", "{error}");
    let refused = |body: Value| {
        let error = chat(Reply::status(400, body.to_string())).unwrap_err();
        match error.kind() {
            ErrorKind::Refused { upstream_status, parameter } => {
                (*upstream_status, parameter.clone())
            }
            other => panic!("{other:?}"),
        }
    };
    let upstream = "Getting model response error: 422 - Value error, Either 'prompt' or 'multi_prompt' must be provided.";
    let prompt = Some("prompt".to_owned());
    assert_eq!(refused(json!({"error": {"message": upstream}})), (Some(422), prompt));
    let of_openai = json!({"error": {"message": "bad", "param": "seed"}});
    assert_eq!(refused(of_openai), (None, Some("seed".to_owned())));
    let generations =
        json!({"error": {"title": "num_generations must be an integer between 1 and 4"}});
    assert_eq!(refused(generations), (None, Some("num_generations".to_owned())));
}

#[test]
fn error_types_take_precedence_over_texts() {
    for (error_type, kind) in [
        ("unauthenticated", "authentication"),
        ("resource_not_found", "not found"),
        ("invalid_params", "refused"),
        ("invalid_file_input", "refused"),
        ("unknown_error", "hub"),
        ("lock_timeout", "hub"),
    ] {
        let body =
            json!({"error": {"type": error_type, "title": "t", "detail": "d"}, "status": "error"});
        let error = chat(Reply::status(418, body.to_string())).unwrap_err();
        assert_eq!(name(error.kind()), kind, "{error}");
        assert_eq!(error.hub_message(), Some("t: d"));
    }
}

#[test]
fn a_missing_resource_is_named() {
    let error = chat(Reply::status(404, "{}")).unwrap_err();
    let ErrorKind::NotFound(NotFound::Model { id, .. }) = error.kind() else { panic!("{error}") };
    assert_eq!(id, "our-model");
    assert!(error.to_string().contains("POST /chat/completions for `our-model`"), "{error}");
    // A page is not the API's: it says nothing of the model.
    let error = chat(Reply::status(404, "<!doctype html>Not here")).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotFound(NotFound::Path), "{error}");
    let server = Server::start(|_, _| Reply::status(404, ""));
    let client = client(&server.url());
    let error = run(async { client.raw(Method::Get, "/nothing").await }).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotFound(NotFound::Path));
    assert!(error.to_string().contains("base URL"), "{error}");
}

#[test]
fn rejected_and_missing_keys_are_distinguished() {
    let body = r#"{"error":{"title":"unauthenticated"},"status":"error"}"#;
    let text = chat(Reply::status(401, body)).unwrap_err().to_string();
    assert!(text.contains("401") && text.contains("OXEN_API_KEY"), "{text}");
    let server = Server::start(|_, _| Reply::status(401, ""));
    let anonymous = oxen_hub::Client::builder().base_url(&server.url()).unwrap().build().unwrap();
    let error = run(async { anonymous.raw(Method::Get, "/models").await }).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Authentication { key_sent: false });
    assert!(error.to_string().contains("set OXEN_API_KEY"), "{error}");
}

#[test]
fn bodies_that_are_not_answers_are_malformed() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    let deep_member = format!(r#"{{"choices":[],"x":{deep}}}"#);
    for (body, words) in [
        ("\n <!doctype html><title>Welcome</title>", "HTML"),
        ("  ", "nothing"),
        ("", "nothing"),
        ("{", "breaks off"),
        (r#"{"choices":["#, "breaks off"),
        ("null", "`null`"),
        ("7", "`7`"),
        ("[]", "`[]`"),
        (r#""text""#, "text"),
        ("{}", "no choices"),
        (r#"{"choices":7}"#, "`7`"),
        (r#"{"choices":{}}"#, "`{}`"),
        (r#"{"images":[]}"#, "no choices"),
        ("{\"choices\":\u{1}}", "not JSON"),
        (&deep, "deeper"),
        (&deep_member, "deeper"),
    ] {
        let error = chat(Reply::json(body)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{body:.40}: {error}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(error.to_string().len() < 1000);
    }
    let invalid = [&b"{\"choices\":\""[..], b"\xff\xfe\"}"].concat();
    assert!(chat(Reply::json(invalid)).unwrap_err().to_string().contains("UTF-8"));
    for content_type in ["image/png", "text/event-stream", "multipart/mixed"] {
        let error = chat(Reply::json("{}").header("content-type", content_type)).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");
    }
    // Other content types that are accepted as JSON.
    for content_type in
        ["", "text/plain", "application/json; charset=utf-8", "application/vnd.x+json"]
    {
        chat(Reply::json("\u{feff}{\"choices\":[]}").header("content-type", content_type)).unwrap();
    }
}

#[test]
fn known_fields_are_typed_and_unknown_ones_kept() {
    let text = json!({
        "id": "c-1", "object": "chat.completion", "created": 1_786_147_201, "model": "our-model",
        "choices": [{
            "index": 0,
            "message": {
                "role": "assistant", "content": "Hello!", "reasoning_content": "hm",
                "tool_calls": [{"id": "t", "type": "function", "function": {"name": "f", "arguments": "{\"a\":1}"}}],
            },
            "finish_reason": "a_new_reason",
        }],
        "usage": {"prompt_tokens": 3, "completion_tokens": 5, "total_tokens": 8, "cached_tokens": 2},
        "system_fingerprint": "x",
    });
    let reply = Reply::json(text.to_string())
        .header("x-oxen-request-id", "r-1")
        .header("x-ratelimit-remaining", "7");
    let answer = chat(reply).unwrap();
    assert_eq!(answer.text(), "Hello!");
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Other("a_new_reason".to_owned())));
    let call = answer.tool_calls()[0].function.as_ref().unwrap();
    assert_eq!(call.parse::<Value>().unwrap(), json!({"a": 1}));
    assert_eq!(answer.message().unwrap().extra["reasoning_content"], "hm");
    assert_eq!(answer.usage.as_ref().unwrap().total_tokens, Some(8));
    assert_eq!(answer.usage.as_ref().unwrap().extra["cached_tokens"], 2);
    assert_eq!(serde_json::to_value(&answer).unwrap(), text);
    let again: ChatCompletion = serde_json::from_value(text).unwrap();
    assert_eq!(again, answer);
    let meta = answer.meta();
    assert_eq!((meta.status(), meta.attempts()), (200, 1));
    assert_eq!((meta.request_id(), meta.model()), (Some("r-1"), Some("our-model")));
    assert_eq!(meta.rate_limits(), [("x-ratelimit-remaining".to_owned(), "7".to_owned())]);
}

#[test]
fn the_path_of_a_mismatch_is_harmless() {
    let key = crate::support::KEY;
    for name in [format!("\u{1b}[31m{key}"), "x".repeat(1 << 16)] {
        let content = json!({ name: "x" }).to_string();
        let body = json!({"choices": [{"message": {"content": content}, "finish_reason": "stop"}]});
        let server = Server::start(move |_, _| Reply::json(body.to_string()));
        let client = client(&server.url());
        let answer: ChatCompletion =
            run(async { client.generate("/chat/completions", "m", &Map::new()).await }).unwrap();
        let error = client.parse::<HashMap<String, u32>>(&answer).unwrap_err();
        assert_no_key(&shown(&error));
        let text = shown(&error);
        assert!(text.len() < 4000 && !text.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn wrong_types_and_nulls_do_not_fail_an_answer() {
    let text = json!({
        "id": 7, "created": "yesterday", "model": null, "usage": [],
        "choices": [
            {"index": "x", "message": {"role": null, "content": ["part"], "tool_calls": {}}, "finish_reason": null},
            {"message": null},
            {},
        ],
    });
    let answer = chat(Reply::json(text.to_string())).unwrap();
    assert_eq!(answer.text(), "");
    assert_eq!(answer.choices.as_ref().unwrap().len(), 3);
    assert_eq!(answer.extra["id"], 7);
    assert_eq!(answer.message().unwrap().extra["content"], json!(["part"]));
}

#[test]
fn media_answers_round_trip() {
    let text = json!({
        "model": "m", "created": 5, "cost": "0.1",
        "images": [
            {"url": "https://x.example/a.png?token=private", "width": 7},
            {"b64_json": "AAAA", "revised_prompt": "an ox"},
        ],
    });
    let images: Images = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(images.len(), 2);
    assert_eq!(images.model(), Some("m"));
    let second = images.iter().nth(1).unwrap();
    assert_eq!((second.url(), second.revised_prompt()), (None, Some("an ox")));
    assert_eq!(images.first().unwrap().extra()["width"], 7);
    assert_eq!(serde_json::to_value(&images).unwrap(), text);
    assert_eq!(images, images.clone());
    assert!(!format!("{images:?}").contains("private"), "{images:?}");
    for odd in
        [json!({}), json!({"images": null}), json!({"images": 7}), json!({"images": [null, 7, {}]})]
    {
        let _: Images = serde_json::from_value(odd).unwrap();
    }
}

#[test]
fn errors_are_small_and_sendable() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Error>();
    assert!(size_of::<Error>() <= 16);
}

#[test]
fn values_of_unexpected_shapes_are_kept_as_sent() {
    let text = json!({
        "id": 7,
        "created": 1.0,
        "model": "m",
        "usage": [],
        "new": {"a": null},
        "choices": [
            {"index": 0, "message": {"content": ["a"], "tool_calls": [{"id": "x"}, 5, null]}},
            {"index": -1, "finish_reason": 3},
        ],
    });
    let answer: ChatCompletion = serde_json::from_value(text.clone()).unwrap();
    assert_eq!((answer.id.as_deref(), answer.model.as_deref()), (None, Some("m")));
    assert_eq!(answer.extra["created"], 1.0);
    assert_eq!(answer.message().unwrap().extra["tool_calls"], json!([{"id": "x"}, 5, null]));
    assert_eq!(serde_json::to_value(&answer).unwrap(), text);
    let read: ChatCompletion = serde_json::from_str(&text.to_string()).unwrap();
    assert_eq!(read, answer);

    let mixed = json!({"choices": [{"index": 0}, "no choice"]});
    let answer: ChatCompletion = serde_json::from_value(mixed.clone()).unwrap();
    assert_eq!((answer.choices.clone(), serde_json::to_value(&answer).unwrap()), (None, mixed));
    let twice = r#"{"id": 5, "id": "x", "model": "m", "model": null}"#;
    let answer: ChatCompletion = serde_json::from_str(twice).unwrap();
    assert_eq!(serde_json::to_value(&answer).unwrap(), json!({"id": "x"}));
    assert!(serde_json::from_str::<ChatCompletion>("[]").is_err());
}
