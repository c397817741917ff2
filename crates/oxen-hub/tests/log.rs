//! The log at the finest level contains every event, and never the key.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

#[allow(dead_code, reason = "shared with the other tests")]
#[path = "it/support/mod.rs"]
mod support;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use oxen_hub::answers::{ChatCompletion, Images};
use oxen_hub::{ErrorKind, Method};
use serde_json::{Map, json};

use support::server::{Reply, Server};
use support::{KEY, assert_no_key, builder, run, shown};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A single test, because the log is global to the process.
#[test]
fn the_log_never_contains_the_key() {
    let log = Log::default();
    let writer = log.clone();
    // Also collects the log of the HTTP library.
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .init();

    let usage = r#""usage":{"prompt_tokens":31,"completion_tokens":41}"#;
    let server = Server::start(move |request, earlier| {
        match request.target.as_str() {
        "/api/ai/chat/completions" if earlier == 0 => {
            Reply::json(format!(r#"{{"choices":[{{"message":{{"content":"{KEY}"}}}}],{usage}}}"#))
        }
        "/api/ai/chat/completions" if earlier == 1 => Reply::json(format!(
            "data: {{\"choices\":[{{\"delta\":{{\"content\":\"{KEY}\"}},\"finish_reason\":\"stop\"}}]}}\n\n\
             data: {{\"choices\":[],\"usage\":{{\"completion_tokens\":59}}}}\n\n"
        ))
        .header("content-type", "text/event-stream"),
        "/api/ai/chat/completions" => Reply::status(401, format!("no user for {KEY}")),
        "/api/ai/models/featured" if earlier == 0 => Reply::status(503, KEY),
        "/api/ai/models/featured" => Reply::json(r#"{"data":[]}"#).header("x-request-id", KEY),
        "/api/ai/elsewhere" => Reply::redirect(307, &format!("https://{KEY}.example/{KEY}?{KEY}")),
        "/image.png" if earlier == 0 => Reply::status(401, KEY),
        _ => Reply::json(b"\x89PNG\r\n\x1a\n0123456789".to_vec()).cut(12),
    }
    });
    let mut errors = String::new();
    run(async {
        let client = builder(&server.url()).build().unwrap();
        let messages = json!({"messages": [{"role": "user", "content": "my secret plan"}]});
        let messages = messages.as_object().unwrap();
        let call = || client.generate::<ChatCompletion>("/chat/completions", "m", messages);
        assert_eq!(call().await.unwrap().text(), KEY);
        assert_eq!(call().stream().collect().await.unwrap().text(), KEY);
        errors.push_str(&shown(&call().await.unwrap_err()));
        client.models().featured().await.unwrap();
        errors.push_str(&shown(&client.raw(Method::Get, "/elsewhere").await.unwrap_err()));
        let text = json!({"images": [{"url": "/image.png?signature=canary"}]});
        let images = serde_json::from_value::<Images>(text).unwrap().with_client(&client);
        let error = images.first().unwrap().bytes().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Interrupted), "{error}");
        errors.push_str(&shown(&error));
        let gone = client.generate::<ChatCompletion>("/chat/completions", "m", &Map::new());
        errors.push_str(&format!("{client:?} {gone:?} {:?}", builder(&server.url())));
    });
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_no_key(&errors);
    assert_no_key(&log);
    assert!(!errors.contains("signature=") && !log.contains("signature="), "{errors}\n{log}");
    assert!(!log.contains("my secret plan"), "{log}");
    for expected in [
        "oxen.request",
        "gen_ai.request.model=\"m\"",
        "gen_ai.usage.input_tokens=31",
        "gen_ai.usage.output_tokens=41",
        "gen_ai.usage.output_tokens=59",
        "status=401",
        "trying again",
        "path=\"/chat/completions\"",
        // The HTTP library has logged something.
        "reqwest",
    ] {
        assert!(log.contains(expected), "{expected} is missing in {log}");
    }
}
