//! Repetitions: of which requests, how often, and after which pauses.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use oxen_hub::answers::{ChatCompletion, Images};
use oxen_hub::{Error, ErrorKind, Method, RetryPolicy, retry_after};
use serde_json::Map;

use crate::support::clock::TestClock;
use crate::support::server::{Reply, Server, Step};
use crate::support::{builder, client, run};

const CHAT: &str = r#"{"choices":[{"message":{"content":"Hello!"}}]}"#;

fn get(url: &str) -> Result<(), Error> {
    let client = client(url);
    run(async { client.raw(Method::Get, "/models").await }).map(|_| ())
}

fn chat(url: &str) -> Result<ChatCompletion, Error> {
    let client = client(url);
    run(async { client.generate("/chat/completions", "m", &Map::new()).await })
}

#[test]
fn transient_failures_are_repeated_for_get_but_not_for_post() {
    for status in [408, 500, 502, 503, 504] {
        let start = || {
            Server::start(move |_, earlier| match earlier {
                0 | 1 => Reply::status(status, r#"{"error":{"message":"busy"}}"#),
                _ => Reply::json(CHAT),
            })
        };
        let server = start();
        get(&server.url()).unwrap();
        assert_eq!(server.count(), 3, "{status}");

        let server = start();
        let error = chat(&server.url()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Hub { .. }), "{error}");
        assert_eq!((server.count(), error.attempts(), error.status()), (1, 1, Some(status)));
        assert!(error.may_have_run() && error.is_transient(), "{error}");
        assert_eq!(error.hub_message(), Some("busy"));
    }
}

#[test]
fn rate_limits_are_waited_for_by_get_and_post() {
    let start = || {
        Server::start(|_, earlier| match earlier {
            0 => Reply::status(429, "").header("retry-after", "7"),
            _ => Reply::json(CHAT),
        })
    };
    get(&start().url()).unwrap();
    let server = start();
    let clock = TestClock::default();
    let client = builder(&server.url()).clock(Arc::new(clock.clone())).build().unwrap();
    let answer: ChatCompletion =
        run(async { client.generate("/chat/completions", "m", &Map::new()).await }).unwrap();
    assert_eq!(answer.meta().attempts(), 2);
    // The jitter of the test is the largest: the wait, and a whole first pause.
    assert_eq!(clock.pauses(), [Duration::from_millis(7500)]);
}

#[test]
fn every_form_of_retry_after_is_read() {
    let pauses = |values: &'static [&'static str]| {
        let server = Server::start(move |_, earlier| match earlier {
            0 => values
                .iter()
                .fold(Reply::status(429, ""), |reply, value| reply.header("retry-after", *value)),
            _ => Reply::json("{}"),
        });
        let clock = TestClock::default();
        let client = builder(&server.url()).clock(Arc::new(clock.clone())).build().unwrap();
        let result = run(async { client.raw(Method::Get, "/models").await });
        (result.map(|_| clock.pauses().remove(0).as_millis()), server.count())
    };
    for (values, pause) in [
        (&["0"][..], 0),
        (&["2"], 2500),
        (&["Sat, 08 Aug 2026 00:00:11 GMT"], 10_500),
        (&["Sun, 06 Nov 1994 08:49:37 GMT"], 0),
        (&["-1"], 500),
        (&["soon"], 500),
        (&["1.5"], 500),
        (&["1", "3"], 3500),
        (&["soon", "3"], 3500),
    ] {
        let (result, count) = pauses(values);
        assert_eq!((result.unwrap(), count), (pause, 2), "{values:?}");
    }
    for long in [&["86400"][..], &["99999999999999999999999"], &["Fri, 31 Dec 9999 23:59:59 GMT"]] {
        let (result, count) = pauses(long);
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::RateLimited { wait: Some(_) }), "{error}");
        assert!(error.retry_after().unwrap() >= Duration::from_hours(24));
        assert_eq!(count, 1);
    }
    // A date is one of the server's clock, which is two minutes behind here.
    let server = Server::start(|_, earlier| match earlier {
        0 => Reply::status(429, "")
            .header("date", "Fri, 07 Aug 2026 23:58:01 GMT")
            .header("retry-after", "Fri, 07 Aug 2026 23:58:08 GMT"),
        _ => Reply::json("{}"),
    });
    let clock = TestClock::default();
    let client = builder(&server.url()).clock(Arc::new(clock.clone())).build().unwrap();
    run(async { client.raw(Method::Get, "/models").await }).unwrap();
    assert_eq!(clock.pauses(), [Duration::from_millis(7500)]);

    let now = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_786_147_201);
    let date = httpdate(now + Duration::from_secs(90));
    assert_eq!(retry_after([date.as_str()], now), Some(Duration::from_secs(90)));
    assert_eq!(retry_after([], now), None);
}

fn httpdate(time: std::time::SystemTime) -> String {
    // 8 August 2026, 00:01:31.
    assert_eq!(time.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs(), 1_786_147_291);
    "Sat, 08 Aug 2026 00:01:31 GMT".to_owned()
}

#[test]
fn pauses_double_up_to_the_longest_and_spread() {
    let policy =
        RetryPolicy::default().pauses(Duration::from_millis(100), Duration::from_millis(700));
    let slowest: Vec<_> =
        [0, 1, 2, 3, 60].map(|attempt| policy.pause(attempt, 1.0).as_millis()).into();
    assert_eq!(slowest, [100, 200, 400, 700, 700]);
    assert_eq!(policy.pause(1, 0.0), Duration::from_millis(100));
    assert_eq!(policy.pause(u32::MAX, 0.5), Duration::from_millis(525));
}

#[test]
fn repetitions_are_bounded_and_reported() {
    let server = Server::start(|_, _| Reply::status(503, r#"{"error":{"message":"busy"}}"#));
    let client = client(&server.url());
    let told = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&told);
    let call = client.raw(Method::Get, "/models").on_retry(move |error, pause| {
        log.lock().unwrap().push((error.to_string(), pause));
    });
    let error = run(async { call.await }).unwrap_err();
    assert_eq!((error.attempts(), server.count()), (3, 3));
    assert!(error.to_string().contains("tried 3 times"), "{error}");
    let told = told.lock().unwrap();
    assert_eq!(told.len(), 2);
    assert!(told[0].0.contains("503") && told[0].0.contains("busy"), "{told:?}");
    let never = client.raw(Method::Get, "/models").retry(RetryPolicy::never());
    run(async { never.await }).unwrap_err();
    assert_eq!(server.count(), 4);
}

#[test]
fn permanent_refusals_are_not_repeated() {
    for status in [400, 401, 402, 403, 404, 405, 409, 410, 418, 422, 426, 501, 505] {
        let server = Server::start(move |_, _| Reply::status(status, ""));
        assert_eq!(get(&server.url()).unwrap_err().status(), Some(status));
        assert!(chat(&server.url()).is_err());
        assert_eq!(server.count(), 2, "{status}");
    }
}

#[test]
fn an_unreachable_hub_is_tried_again_even_by_post() {
    // Nothing listens until the client has been refused once.
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let late = Arc::new(Mutex::new(None));
    let started = Arc::clone(&late);
    let client = client(&format!("http://{address}/api/ai"));
    let call = client.generate::<ChatCompletion>("/chat/completions", "m", &Map::new());
    let call = call.on_retry(move |error, _| {
        assert!(matches!(error.kind(), ErrorKind::Unreachable), "{error}");
        started.lock().unwrap().get_or_insert_with(|| {
            Server::start_on(TcpListener::bind(address).unwrap(), 0, |_, _| Reply::json(CHAT))
        });
    });
    assert_eq!(run(async { call.await }).unwrap().text(), "Hello!");

    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = chat(&format!("http://{nobody}")).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Unreachable), "{error}");
    assert!(!error.may_have_run() && error.attempts() == 3, "{error}");
}

#[test]
fn allow_repeat_repeats_a_request_that_may_have_run() {
    let server = Server::start(|_, earlier| match earlier {
        0 => Reply::status(502, ""),
        1 => Reply::json(CHAT).cut(5),
        _ => Reply::json(CHAT),
    });
    let client = client(&server.url());
    let call = client.generate::<ChatCompletion>("/chat/completions", "m", &Map::new());
    assert_eq!(run(async { call.allow_repeat().await }).unwrap().meta().attempts(), 3);

    // A lost earlier attempt counts even if the last one definitely did nothing.
    let server = Server::start(|_, earlier| match earlier {
        0 => Reply::status(502, ""),
        _ => Reply::status(400, ""),
    });
    let client = crate::support::client(&server.url());
    let call = client.generate::<ChatCompletion>("/chat/completions", "m", &Map::new());
    let error = run(async { call.allow_repeat().await }).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Refused { .. }) && error.may_have_run(), "{error}");
}

#[test]
fn a_providers_rate_limit_is_not_repeated() {
    let body = r#"{"error":{"message":"Getting model response error: 429 - slow down"}}"#;
    for status in [200, 400, 500] {
        let server = Server::start(move |_, _| Reply::status(status, body));
        let error = chat(&server.url()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::RateLimited { .. }), "{error}");
        assert!(!error.may_have_run());
        assert_eq!(server.count(), 1);
    }
}

#[test]
fn an_unreadable_success_is_requested_again_once() {
    let server = Server::start(|_, _| Reply::json("{"));
    let error = get(&server.url()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");
    assert_eq!(server.count(), 2);
    let error = chat(&server.url()).unwrap_err();
    assert!(error.may_have_run() && server.count() == 3, "{error}");
}

#[test]
fn a_deadline_covers_attempts_and_pauses() {
    let server = Server::start(|_, _| Reply::status(503, ""));
    let clock = oxen_hub::SystemClock;
    let client = builder(&server.url()).clock(Arc::new(clock)).build().unwrap();
    let call = client.raw(Method::Get, "/models").deadline(Duration::from_millis(100));
    let error = run(async { call.await }).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Timeout { phase: oxen_hub::Phase::Pause }),
        "{error}"
    );

    let server = Server::start(|_, _| Reply::steps(vec![Step::Silence]));
    let client = crate::support::client(&server.url());
    let call = client.generate::<Images>("/images/generate", "m", &Map::new());
    let error = run(async { call.deadline(Duration::from_millis(100)).await }).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }) && error.may_have_run(), "{error}");
}

#[test]
fn what_the_hub_refuses_has_not_run() {
    for status in [400, 401, 402, 403, 404, 405, 409, 413, 415, 418, 422, 426, 429] {
        let server =
            Server::start(move |_, _| Reply::status(status, "").header("retry-after", "0"));
        let error = chat(&server.url()).unwrap_err();
        assert!(!error.may_have_run(), "{error}");
        if status == 413 {
            assert!(matches!(error.kind(), ErrorKind::Refused { .. }), "{error}");
            assert!(error.to_string().contains("send media as links"), "{error}");
        }
    }
}

#[test]
fn a_provider_that_failed_may_have_run_the_request() {
    let body = r#"{"error":{"message":"Getting model response error: 504 - Gateway Timeout"}}"#;
    for status in [200, 400, 500] {
        let server = Server::start(move |_, _| Reply::status(status, body));
        let error = chat(&server.url()).unwrap_err();
        let kind = ErrorKind::Refused { upstream_status: Some(504), parameter: None };
        assert_eq!(error.kind(), &kind, "{error}");
        assert!(error.may_have_run() && error.is_transient(), "{error}");
        assert_eq!(server.count(), 1);
    }
}

#[test]
fn limits_without_an_end_end_nothing() {
    let longest = Duration::MAX;
    let server = Server::start(|_, earlier| match earlier {
        0 => Reply::status(429, "").header("retry-after", "99999999999999999999999"),
        _ => Reply::json("{}"),
    });
    let client = client(&server.url());
    let policy = RetryPolicy::default().longest_wait(longest).pauses(longest, longest);
    let call = client.raw(Method::Get, "/models").retry(policy).deadline(longest);
    run(async { call.answer_timeout(longest).body_timeout(longest).await }).unwrap();
    assert_eq!(policy.pause(0, 1.0), longest);
    let server = Server::start(|_, _| Reply::json(CHAT));
    let client = crate::support::client(&server.url());
    let call = client.generate::<ChatCompletion>("/chat/completions", "m", &Map::new());
    run(async { call.stream().deadline(longest).collect().await }).unwrap();
}
