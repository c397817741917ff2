//! Streamed chat answers.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use oxen_hub::answers::{ChatCompletion, Chunk, FinishReason};
use oxen_hub::{Client, Error, ErrorKind, Limits, Phase, StreamCall, Timeouts};
use serde_json::{Map, Value, json};

use crate::support::server::{Reply, Server, Step};
use crate::support::{assert_no_key, builder, client, run, shown};

fn call(client: &Client) -> StreamCall {
    client.generate::<ChatCompletion>("/chat/completions", "m", &Map::new()).stream()
}

fn events(text: &str) -> Reply {
    Reply::json(text).header("content-type", "text/event-stream")
}

/// Returns the joined answer of a stream.
fn joined(text: &str) -> Result<ChatCompletion, Error> {
    let reply = events(text);
    let server = Server::start(move |_, _| reply.clone());
    let answer = run(async { call(&client(&server.url())).collect().await });
    assert_eq!(server.count(), 1, "{answer:?}");
    answer
}

/// Returns a complete stream of these deltas of the first choice.
fn deltas(deltas: &[Value]) -> String {
    let chunk = |delta: &Value, reason: Value| {
        let chunk = json!({"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]});
        format!("data: {chunk}\n\n")
    };
    let mut text: String = deltas.iter().map(|delta| chunk(delta, Value::Null)).collect();
    text.push_str(&chunk(&json!({}), "tool_calls".into()));
    text + "data: [DONE]\n\n"
}

/// Returns the name, the arguments and the id of each call.
fn calls(pieces: &[Value]) -> Vec<(String, String, String)> {
    let pieces: Vec<Value> = pieces.iter().map(|piece| json!({"tool_calls": [piece]})).collect();
    let answer = joined(&deltas(&pieces)).unwrap();
    let all = answer.tool_calls().iter().map(|call| {
        assert_eq!(call.index, None);
        let function = call.function.clone().unwrap_or_default();
        (
            function.name.unwrap_or_default(),
            function.arguments.unwrap_or_default(),
            call.id.clone().unwrap_or_default(),
        )
    });
    all.collect()
}

pub(crate) fn piece(
    index: Option<u64>,
    id: Option<&str>,
    name: Option<&str>,
    arguments: &str,
) -> Value {
    let mut piece = json!({"function": {"arguments": arguments}});
    for (key, value) in [("index", json!(index)), ("id", json!(id))] {
        if !value.is_null() {
            piece[key] = value;
        }
    }
    if let Some(name) = name {
        piece["function"]["name"] = name.into();
    }
    piece
}

fn expected(calls: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    calls.iter().map(|(n, a, i)| ((*n).to_owned(), (*a).to_owned(), (*i).to_owned())).collect()
}

#[test]
fn chunks_are_unchanged_and_can_be_joined() {
    let text = "data: {\"id\":\"1\",\"model\":\"m\",\"new\":1,\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n\
        data: {\"choices\":[{\"delta\":{\"content\":\"Hel\",\"reasoning_content\":\"th\"},\"finish_reason\":\"\"}]}\n\n\
        data: {\"choices\":[{\"delta\":{\"content\":\"lo\",\"reasoning_content\":\"ink\",\"refusal\":\"n\"},\"finish_reason\":null}]}\n\n\
        data: {\"choices\":[{\"delta\":{\"refusal\":\"o\"},\"finish_reason\":\"insufficient_system_resource\"}]}\n\n\
        data: {\"choices\":[],\"usage\":{\"total_tokens\":3}}\n\ndata: [DONE]\n\n";
    let reply = events(text).header("x-request-id", "r-1");
    let server = Server::start(move |_, _| reply.clone());
    let (chunks, so_far, whole) = run(async {
        let mut stream = call(&client(&server.url())).await.unwrap();
        let mut chunks = Vec::new();
        for _ in 0..2 {
            chunks.push(stream.next().await.unwrap().unwrap());
        }
        let so_far = stream.so_far();
        (chunks, so_far, stream.collect().await.unwrap())
    });
    let second = json!({"choices": [{
        "delta": {"content": "Hel", "reasoning_content": "th"}, "finish_reason": "",
    }]});
    assert_eq!(chunks[1], serde_json::from_value::<Chunk>(second).unwrap());
    assert_eq!((chunks[1].text(), so_far.text()), ("Hel", "Hel"));
    assert_eq!(so_far.finish_reason(), None);
    assert_eq!(
        serde_json::to_value(&whole).unwrap(),
        json!({
            "id": "1",
            "object": "chat.completion",
            "model": "m",
            "new": 1,
            "choices": [{
                "index": 0,
                "message": {
                    "role": "assistant", "content": "Hello", "refusal": "no", "reasoning_content": "think",
                },
                "finish_reason": "insufficient_system_resource",
            }],
            "usage": {"total_tokens": 3},
        })
    );
    assert_eq!(whole.finish_reason(), Some(&FinishReason::InsufficientSystemResource));
    assert_eq!(whole.meta().request_id(), Some("r-1"));
    let received = &server.received()[0];
    let body: Value = serde_json::from_slice(&received.body).unwrap();
    assert_eq!(body, json!({"model": "m", "stream": true}));
    assert!(received.header("accept").unwrap().contains("text/event-stream"));
}

#[test]
fn a_text_stream_yields_only_text() {
    let text =
        deltas(&[json!({"content": "a"}), json!({"tool_calls": [{}]}), json!({"content": "b"})]);
    let reply = events(&text);
    let server = Server::start(move |_, _| reply.clone());
    run(async {
        let mut text = call(&client(&server.url())).await.unwrap().text();
        assert_eq!(text.next().await.unwrap().unwrap(), "a");
        assert_eq!(text.next().await.unwrap().unwrap(), "b");
        assert!(text.next().await.is_none());
        assert_eq!(text.into_stream().collect().await.unwrap().text(), "ab");
    });
}

#[test]
fn tool_calls_are_joined_by_index() {
    let whole = expected(&[("f", "{\"a\":1}", "x"), ("g", "{}", "y")]);
    for first in [0, 1] {
        let (f, g) = (Some(first), Some(first + 1));
        let one_by_one = [
            piece(f, Some("x"), Some("f"), ""),
            piece(f, None, None, "{\"a\""),
            piece(f, None, None, ":1}"),
            piece(g, Some("y"), Some("g"), "{}"),
        ];
        assert_eq!(calls(&one_by_one), whole);
        let interleaved = [
            piece(g, Some("y"), Some("g"), "{"),
            piece(f, Some("x"), Some("f"), "{\"a\""),
            piece(g, None, None, "}"),
            piece(f, Some(""), Some(""), ":1}"),
        ];
        assert_eq!(calls(&interleaved), whole);
    }
    let same_index = [
        piece(Some(0), Some("x"), Some("f"), "{\"a\":1}"),
        piece(Some(0), Some("y"), Some("g"), "{}"),
    ];
    assert_eq!(calls(&same_index), whole);
}

#[test]
fn tool_calls_without_an_index_begin_with_an_id() {
    let whole = expected(&[("f", "{\"a\":1}", "x"), ("f", "{}", "y")]);
    let pieces = [
        piece(None, Some("x"), Some("f"), "{\"a\""),
        piece(None, None, None, ":1"),
        piece(None, Some("x"), None, "}"),
        piece(None, Some("y"), Some("f"), ""),
        piece(None, None, None, "{}"),
    ];
    assert_eq!(calls(&pieces), whole);
    let without_ids = [
        piece(None, None, Some("f"), "{"),
        piece(None, None, None, "}"),
        piece(None, None, Some("g"), ""),
    ];
    assert_eq!(calls(&without_ids), expected(&[("f", "{}", ""), ("g", "", "")]));
    let answer =
        joined(&deltas(&[json!({"tool_calls": [{"id": "x", "function": {"name": "f"}}]})]));
    let function = answer.unwrap().tool_calls()[0].function.clone().unwrap();
    assert_eq!(function.parse::<Value>().unwrap(), json!({}));
}

#[test]
fn calls_of_one_delta_without_ids_stay_apart() {
    let call = |arguments: &str| json!({"function": {"name": "f", "arguments": arguments}});
    let both = json!([call("{\"a\":1}"), call("{}")]);
    let whole = json!({"choices": [{"message": {"tool_calls": both}}]});
    let reply = Reply::json(whole.to_string());
    let server = Server::start(move |_, _| reply.clone());
    let of_whole = run(async { call_of(&server).await });
    let of_stream = joined(&deltas(&[json!({"tool_calls": both})])).unwrap();
    for answer in [of_whole, of_stream] {
        assert_eq!(serde_json::to_value(answer.tool_calls()).unwrap(), both);
    }
}

async fn call_of(server: &Server) -> ChatCompletion {
    call(&client(&server.url())).collect().await.unwrap()
}

#[test]
fn unknown_fields_of_a_tool_call_are_kept() {
    let answer = joined(&deltas(&[
        json!({"tool_calls": [{"index": 0, "id": "x", "extra_content": {"signature": "ab"}}]}),
        json!({"tool_calls": [{"index": 0, "extra_content": {"signature": "c"}}], "details": [1]}),
        json!({"details": [2], "note": null}),
    ]))
    .unwrap();
    assert_eq!(answer.tool_calls()[0].extra["extra_content"], json!({"signature": "abc"}));
    assert_eq!(answer.message().unwrap().extra["details"], json!([1, 2]));
}

#[test]
fn a_stream_is_complete_after_done_or_all_finish_reasons() {
    let piece = |index: u64, reason: Value| {
        let choice = json!({"index": index, "delta": {"content": "a"}, "finish_reason": reason});
        format!("data: {}\n\n", json!({"choices": [choice]}))
    };
    let open = piece(0, Value::Null);
    assert_eq!(joined(&format!("{open}data: [DONE]")).unwrap().text(), "a");
    assert_eq!(joined(&format!("{open}data: [DONE]\n\ndata: nonsense\n\n")).unwrap().text(), "a");
    let ended = piece(0, "content_filter".into());
    assert_eq!(joined(&ended).unwrap().finish_reason(), Some(&FinishReason::ContentFilter));
    assert!(joined(&format!("{}{ended}", piece(1, "stop".into()))).is_ok());

    let error = joined(&format!("{}{open}{}", piece(1, "stop".into()), open)).unwrap_err();
    let ErrorKind::Truncated { partial } = error.kind() else { panic!("{error}") };
    assert_eq!((partial.text(), partial.choices.as_ref().unwrap().len()), ("aa", 2));
    assert!(error.may_have_run() && error.is_transient());
    assert_eq!((error.status(), error.attempts()), (Some(200), 1));
    let error = joined("").unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Truncated { .. }), "{error}");
}

#[test]
fn a_stream_cut_anywhere_is_truncated_or_complete() {
    let text = deltas(&[json!({"content": "Hello, "}), json!({"content": "ox!"})]);
    let done = text.find("finish_reason\":\"tool_calls").unwrap();
    let reply = events(&text);
    let server = Server::start(move |request, _| {
        let cut: usize = request.header("x-cut").unwrap().parse().unwrap();
        reply.clone().cut(cut)
    });
    run(async {
        let client = client(&server.url());
        for cut in 0..text.len() {
            let result = call(&client).header("x-cut", cut.to_string()).collect().await;
            match result {
                Ok(answer) => assert!(cut > done && answer.text() == "Hello, ox!", "{cut}"),
                Err(error) => {
                    let ErrorKind::Truncated { partial } = error.kind() else { panic!("{error}") };
                    assert!("Hello, ox!".starts_with(partial.text()), "{cut}: {error}");
                    assert!(error.source().is_some() && error.may_have_run());
                }
            }
        }
    });
    assert_eq!(server.count(), text.len());
}

#[test]
fn errors_within_a_stream_carry_the_hubs_message() {
    let begun = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    for (event, expected) in [
        ("data: {\"error\":{\"message\":\"the ox fell over\"}}\n\n", "the ox fell over"),
        ("data: {\"error\":\"the ox fell over\"}\n\n", "the ox fell over"),
        ("event: error\ndata: the ox fell over\n\n", "the ox fell over"),
        ("event: error\ndata: {\"error\":{\"title\":\"the ox\"}}\n\n", "the ox"),
        ("event: error\ndata: {\"message\":\"the ox fell over\"}\n\n", "the ox fell over"),
        ("data: {\"status\":\"error\",\"status_message\":\"the ox\"}\n\n", "the ox"),
    ] {
        let error = joined(&format!("{begun}{event}data: [DONE]\n\n")).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Hub { .. }), "{error}");
        assert!(error.hub_message().unwrap().contains(expected), "{error}");
        assert!(error.may_have_run());
    }
    let wrapped =
        "data: {\"error\":{\"message\":\"Getting model response error: 429 - slow down\"}}\n\n";
    let error = joined(wrapped).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::RateLimited { .. }), "{error}");
}

#[test]
fn events_that_are_not_chunks_are_skipped_or_refused() {
    let end = deltas(&[json!({"content": "a"})]);
    for passed in [
        "data: : keep-alive\n\n",
        "data:\n\n",
        "event: ping\ndata: {\"a\":1}\n\n",
        "event: ping\n\n",
        "id: 7\n\n",
    ] {
        assert_eq!(joined(&format!("{passed}{end}")).unwrap().text(), "a", "{passed}");
    }
    assert_eq!(joined(&end.replace("data:", "event: message\ndata:")).unwrap().text(), "a");
    for refused in [
        "data: nonsense\n\n",
        "data: [1]\n\n",
        "data: {\"a\":\n\n",
        "data: 7\n\n",
        "data: \u{fffd}\n\n",
    ] {
        let error = joined(&format!("{refused}{end}")).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");
    }
    let error =
        joined(&end.replace("[DONE]", "{\"choices\": [").replace("tool_calls", "")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Truncated { .. }), "{error}");
    assert!(error.source().unwrap().to_string().contains("breaks off"), "{error:?}");
}

#[test]
fn a_whole_answer_is_one_chunk() {
    let whole = json!({"id": "1", "object": "chat.completion", "choices": [{
        "index": 0,
        "message": {"role": "assistant", "content": "Hello!", "tool_calls": [{"id": "x", "type": "function"}]},
    }]});
    let reply = Reply::json(whole.to_string());
    let server = Server::start(move |_, _| reply.clone());
    run(async {
        let mut stream = call(&client(&server.url())).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap().text(), "Hello!");
        assert!(stream.next().await.is_none());
        assert_eq!(stream.collect().await.unwrap(), serde_json::from_value(whole).unwrap());
    });
    for (reply, kind) in [
        (Reply::html("<html>"), "Malformed"),
        (Reply::json("{\"error\":{\"type\":\"unauthenticated\"}}"), "Authentication"),
        (Reply::status(503, ""), "Hub"),
    ] {
        let server = Server::start(move |_, _| reply.clone());
        let error = run(async { call(&client(&server.url())).await.unwrap_err() });
        assert!(format!("{:?}", error.kind()).starts_with(kind), "{error:?}");
        assert_eq!(server.count(), 1);
    }
}

#[test]
fn silence_and_size_are_limited() {
    let begun = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    let reply = events(&begun.repeat(2)).stalled(begun.len());
    let server = Server::start(move |_, _| reply.clone());
    let error = run(async {
        let call = call(&client(&server.url())).body_timeout(Duration::from_millis(250));
        call.collect().await.unwrap_err()
    });
    assert!(matches!(error.kind(), ErrorKind::Truncated { partial } if partial.text() == "a"));
    let cause: &Error = error.source().unwrap().downcast_ref().unwrap();
    assert_eq!(cause.kind(), &ErrorKind::Timeout { phase: Phase::Body });
    let error = run(async {
        // Long enough to receive the first piece even on a busy machine.
        let call = call(&client(&server.url())).deadline(Duration::from_secs(1));
        call.collect().await.unwrap_err()
    });
    assert!(matches!(error.kind(), ErrorKind::Truncated { partial } if partial.text() == "a"));
    server.wait_until_closed();

    // Comments are no silence, but no chunk either.
    let mut timeouts = Timeouts::default();
    timeouts.chat_chunk = Duration::from_secs(1);
    let head = String::from_utf8(events("").bytes()).unwrap().replace("content-length: 0\r\n", "");
    let mut steps = vec![Step::Send((head + begun).into_bytes())];
    for _ in 0..3000 {
        steps.extend([
            Step::Wait(Duration::from_millis(20)),
            Step::Send(b": keep-alive\n\n".to_vec()),
        ]);
    }
    let server = Server::start(move |_, _| Reply::steps(steps.clone()));
    let error = run(async {
        let client = builder(&server.url()).timeouts(timeouts).build().unwrap();
        call(&client).collect().await.unwrap_err()
    });
    assert!(matches!(error.kind(), ErrorKind::Truncated { partial } if partial.text() == "a"));
    let cause: &Error = error.source().unwrap().downcast_ref().unwrap();
    assert_eq!(cause.kind(), &ErrorKind::Timeout { phase: Phase::Body });

    let flood = |start: &str, piece: &str, times| {
        let head = events("").bytes();
        let head = String::from_utf8(head).unwrap().replace("content-length: 0\r\n", "");
        let steps = vec![
            Step::Send((head + start).into_bytes()),
            Step::Flood(piece.repeat(64).into_bytes(), times),
        ];
        Server::start(move |_, _| Reply::steps(steps.clone()))
    };
    let server = flood("data: ", &"x".repeat(1 << 14), 64);
    let error = run(async { call(&client(&server.url())).collect().await.unwrap_err() });
    assert_eq!(error.kind(), &ErrorKind::TooLarge { limit: 1 << 20 });
    assert!(server.flooded() < 64);

    let server = flood("", begun, 100_000);
    let limits = {
        let mut limits = Limits::default();
        limits.json = 1 << 12;
        limits
    };
    let error = run(async {
        let client = builder(&server.url()).limits(limits).build().unwrap();
        call(&client).collect().await.unwrap_err()
    });
    assert_eq!(error.kind(), &ErrorKind::TooLarge { limit: 1 << 12 });
}

#[test]
fn a_dropped_stream_closes_its_connection() {
    let begun = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n";
    let reply = events(&begun.repeat(2)).stalled(begun.len());
    let server = Arc::new(Server::start(move |_, _| reply.clone()));
    run(async {
        let client = client(&server.url());
        let mut stream = call(&client).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap().text(), "a");
        drop(stream);
        let waiting = Arc::clone(&server);
        tokio::task::spawn_blocking(move || waiting.wait_until_closed()).await.unwrap();
    });
}

#[test]
fn a_streamed_request_is_joined_when_it_is_sent_as_a_whole() {
    let text = deltas(&[json!({"content": "a"}), json!({"content": "b"})]);
    let server = Server::start(move |request, _| {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        if body["stream"] == true {
            events(&text)
        } else {
            Reply::json("{\"choices\":[{\"message\":{\"content\":\"c\"}}]}")
        }
    });
    run(async {
        let client = client(&server.url());
        let send = async |parameters: Value| {
            let parameters = parameters.as_object().unwrap().clone();
            let call = client.generate::<ChatCompletion>("/chat/completions", "m", &parameters);
            call.await.unwrap().text().to_owned()
        };
        assert_eq!(send(json!({"stream": true, "top_p": 1})).await, "ab");
        assert_eq!(send(json!({"stream": false})).await, "c");
        assert_eq!(send(json!({})).await, "c");
    });
}

#[test]
fn a_finished_stream_leaves_its_connection_to_the_next() {
    let reply = events(&deltas(&[json!({"content": "a"})]));
    let server = Server::start(move |_, _| reply.clone());
    run(async {
        let client = client(&server.url());
        for _ in 0..3 {
            call(&client).collect().await.unwrap();
        }
    });
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_partial_answer_does_not_contain_the_key() {
    let text = format!(
        "data: {{\"choices\":[{{\"delta\":{{\"content\":\"{}\"}}}}]}}\n\ndata: {}\n\n",
        crate::support::KEY,
        crate::support::KEY
    );
    let error = joined(&text).unwrap_err();
    assert_no_key(&shown(&error));
    let error = joined(text.split_inclusive("\n\n").next().unwrap()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Truncated { .. }));
    assert_no_key(&shown(&error));
    // A reason that this crate doesn't know, of one choice of two.
    let reason = format!("\u{1b}[31m{} {}", crate::support::KEY, "x".repeat(1 << 16));
    let choices = json!({"choices": [
        {"index": 0, "delta": {}, "finish_reason": reason},
        {"index": 1, "delta": {"content": "x"}},
    ]});
    let error = joined(&format!("data: {choices}\n\n")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Truncated { .. }));
    assert_no_key(&shown(&error));
    assert!(shown(&error).len() < 4000 && !error.to_string().contains('\u{1b}'), "{error}");
}
