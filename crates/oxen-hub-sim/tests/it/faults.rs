//! Injected faults, byte for byte.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use oxen_hub_sim::{End, Envelope, FAULT_HEADER, Fault, Hub, Origin, Request};
use serde_json::json;

use crate::support::{client, get, listing, post, start, try_request};

/// A connection that gives access to its raw bytes.
struct Raw(TcpStream);

impl Raw {
    fn connect(hub: &Hub) -> Self {
        let url = hub.base_url();
        let address = url.trim_start_matches("http://").trim_end_matches("/api/ai");
        Self(TcpStream::connect(address).unwrap())
    }

    fn send(&mut self, hub: &Hub, method: &str, path: &str, body: &str) {
        let head = format!(
            "{method} /api/ai{path} HTTP/1.1\r\nhost: ox\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n",
            hub.key(),
            body.len(),
        );
        self.0.write_all((head + body).as_bytes()).unwrap();
    }

    /// Reads the bytes until the connection ends, and returns them with the error of the end, if any.
    fn read(&mut self) -> (Vec<u8>, Option<ErrorKind>) {
        let mut bytes = Vec::new();
        let error = self.0.read_to_end(&mut bytes).err();
        (bytes, error.map(|error| error.kind()))
    }
}

fn hub() -> Hub {
    Hub::builder().listing(listing()).manual_queue().frozen_clock(1).start_blocking().unwrap()
}

const ENQUEUE: &str = r#"{"model":"painter","prompt":"ox"}"#;

#[test]
fn an_answer_is_cut_at_every_byte_after_the_request_was_carried_out() {
    let hub = hub();
    let mut raw = Raw::connect(&hub);
    hub.inject(Fault::stale().times(1));
    raw.send(&hub, "POST", "/queue", ENQUEUE);
    let mut first = [0; 4096];
    let length = raw.0.read(&mut first).unwrap();
    assert_eq!(hub.requests()[0].bytes_sent(), length as u64);
    let mut cuts = Vec::new();
    for (end, step) in [(End::Reset, 1), (End::Close, 9)] {
        for bytes in (0..length).step_by(step) {
            hub.inject(Fault::cut(bytes as u64, end).times(1));
            let mut raw = Raw::connect(&hub);
            raw.send(&hub, "POST", "/queue", ENQUEUE);
            let (got, error) = raw.read();
            assert_eq!(got.len(), bytes, "{end:?}");
            assert_eq!(error, (end == End::Reset).then_some(ErrorKind::ConnectionReset), "{bytes}");
            cuts.push(bytes as u64);
        }
    }
    assert_eq!(hub.generations().len(), cuts.len() + 1);
    let sent: Vec<u64> = hub.requests().iter().skip(1).map(Request::bytes_sent).collect();
    assert_eq!(sent, cuts);
}

#[test]
fn a_refused_request_has_no_effect() {
    let hub = hub();
    hub.inject(Fault::refuse().on("POST /queue"));
    let mut raw = Raw::connect(&hub);
    raw.send(&hub, "POST", "/queue", ENQUEUE);
    assert_eq!(raw.read(), (Vec::new(), Some(ErrorKind::ConnectionReset)));
    assert!(hub.generations().is_empty());
    assert_eq!(hub.requests()[0].status, None);
    hub.clear_faults();
    let mut raw = Raw::connect(&hub);
    raw.send(&hub, "POST", "/queue", ENQUEUE);
    raw.0.read_exact(&mut [0; 12]).unwrap();
    assert_eq!(hub.generations().len(), 1);
}

#[test]
fn a_stale_connection_is_reset_when_it_is_used_again() {
    let hub = hub();
    hub.inject(Fault::stale().times(1));
    let mut raw = Raw::connect(&hub);
    raw.send(&hub, "GET", "/models/talker", "");
    assert!(raw.0.read(&mut [0; 4096]).unwrap() > 0);
    assert_eq!(hub.open_connections(Origin::Api), 1);
    raw.send(&hub, "GET", "/models/talker", "");
    assert_eq!(raw.read(), (Vec::new(), Some(ErrorKind::ConnectionReset)));
    assert_eq!(hub.requests().len(), 1);
}

#[tokio::test]
async fn a_silent_connection_is_seen_to_close() {
    let hub = start().await;
    for bytes in [0, 40, 400] {
        hub.inject(Fault::cut(bytes, End::Silence).times(1));
        let request = client().get(format!("{}/models", hub.base_url())).bearer_auth(hub.key());
        let reading = async { request.send().await.unwrap().bytes().await };
        let timed = tokio::time::timeout(Duration::from_millis(50), reading).await;
        assert!(timed.is_err(), "{bytes}: {timed:?}");
        hub.wait_until_idle().await;
    }
}

#[tokio::test]
async fn statuses_come_in_every_envelope() {
    let hub = start().await;
    for status in [400, 401, 402, 403, 404, 408, 422, 426, 429, 500, 502, 503, 504] {
        for envelope in [
            Envelope::Typed,
            Envelope::Message,
            Envelope::Text,
            Envelope::Status,
            Envelope::Html,
            Envelope::Empty,
        ] {
            let fault = Fault::error(status, envelope).times(1).header("Retry-After", "1");
            hub.inject(fault.header("Retry-After", "2"));
            let answer = get(&hub, "/models").await;
            assert_eq!(answer.status, status);
            let text = String::from_utf8(answer.body).unwrap();
            assert_eq!(text.contains(Envelope::DETAIL), envelope != Envelope::Empty, "{text}");
            assert_eq!(
                answer.headers.get_all("retry-after").iter().collect::<Vec<_>>(),
                ["1", "2"]
            );
        }
    }
    let envelope = |envelope| {
        hub.inject(Fault::error(500, envelope).times(1));
        async { get(&hub, "/models").await.json() }
    };
    assert!(envelope(Envelope::Typed).await["error"]["type"].is_string());
    assert!(envelope(Envelope::Message).await["error"]["message"].is_string());
    assert!(envelope(Envelope::Text).await["error"].is_string());
    assert!(envelope(Envelope::Status).await.get("error").is_none());
}

#[tokio::test]
async fn a_fault_applies_to_its_route_as_often_as_requested() {
    let hub = start().await;
    hub.inject("GET /models/* status=503 times=2 after=1".parse().unwrap());
    hub.inject(Fault::status(500).on("/api/events").times(1));
    let mut statuses = Vec::new();
    for path in [
        "/models",
        "/models/talker",
        "/models/talker",
        "/models",
        "/models/talker",
        "/models/talker",
    ] {
        statuses.push(get(&hub, path).await.status);
    }
    assert_eq!(statuses, [200, 200, 503, 200, 503, 200]);
    assert_eq!(post(&hub, "/models/talker/favorite", &json!({})).await.status, 200);
    assert_eq!(get(&hub, "/api/events").await.status, 500);
}

#[tokio::test]
async fn lengths_and_bodies_are_wrong_as_requested() {
    let hub = start().await;
    let whole = get(&hub, "/models/talker").await;
    for difference in [1, -1] {
        hub.inject(Fault::wrong_length(difference).times(1));
        let answer = try_request(&hub, "GET", "/models/talker", None).await;
        if difference > 0 {
            answer.unwrap_err();
        } else {
            assert_eq!(answer.unwrap().body, whole.body[..whole.body.len() - 1]);
        }
    }
    hub.inject(Fault::raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nno").times(1));
    assert_eq!(get(&hub, "/models").await.body, b"no");
    hub.inject(Fault::redirect(307, "/api/ai/models/talker").times(1));
    assert_eq!(get(&hub, "/models").await.json()["id"], "talker");
    hub.inject(Fault::slow(7, Duration::from_millis(1)).times(1));
    assert_eq!(get(&hub, "/models/talker").await.body, whole.body);
    hub.inject(Fault::endless().times(1));
    let request = client().get(format!("{}/models/talker", hub.base_url())).bearer_auth(hub.key());
    let mut response = request.send().await.unwrap();
    let mut length = 0;
    while length < 1 << 20 {
        length += response.chunk().await.unwrap().unwrap().len();
    }
    drop(response);
    hub.wait_until_idle().await;
}

#[tokio::test]
async fn delays_are_waited_for() {
    let hub =
        Hub::builder().listing(listing()).latency(Duration::from_millis(20)).start().await.unwrap();
    hub.inject(Fault::delay(Duration::from_millis(20)).times(1));
    let start = Instant::now();
    get(&hub, "/models").await;
    assert!(start.elapsed() >= Duration::from_millis(40));
}

#[tokio::test]
async fn a_request_header_injects_a_fault_where_that_is_allowed() {
    let status = async |hub: &Hub, fault: &str| {
        let request = client().get(format!("{}/models", hub.base_url())).bearer_auth(hub.key());
        request.header(FAULT_HEADER, fault).send().await.unwrap().status().as_u16()
    };
    assert_eq!(status(&start().await, "status=418").await, 200);
    let hub = Hub::builder().listing(listing()).fault_header().start().await.unwrap();
    assert_eq!(status(&hub, "status=418 envelope=html").await, 418);
    assert_eq!(status(&hub, "nonsense").await, 400);
}

#[test]
fn faults_are_read_from_text() {
    for (text, fault) in [
        ("refuse", Fault::refuse()),
        ("POST reset=12 times=1", Fault::cut(12, End::Reset).on("POST").times(1)),
        ("/queue close=0", Fault::cut(0, End::Close).on("/queue")),
        ("silence=9", Fault::cut(9, End::Silence)),
        ("stale", Fault::stale()),
        ("delay=5", Fault::delay(Duration::from_millis(5))),
        ("slow=5", Fault::slow(1, Duration::from_millis(5))),
        ("length=-3", Fault::wrong_length(-3)),
        ("endless", Fault::endless()),
        ("lasting=5 share=0.5", Fault::lasting(Duration::from_millis(5)).share(0.5)),
        ("redirect=/x?y=1", Fault::redirect(302, "/x?y=1")),
        (
            "status=429 retry-after=soon envelope=text",
            Fault::error(429, Envelope::Text).header("retry-after", "soon"),
        ),
    ] {
        assert_eq!(text.parse::<Fault>().unwrap(), fault, "{text}");
    }
    for text in [
        "",
        "GET /models",
        "status=9",
        "status=x",
        "reset=-1",
        "endless=1",
        "status=500 stale",
        "times=x stale",
        "share=2 stale",
    ] {
        let error = text.parse::<Fault>().unwrap_err().to_string();
        assert!(error.contains('`'), "{error}");
    }
}

#[tokio::test]
async fn a_share_of_the_requests_fails() {
    let failed = async |seed: u64| {
        let hub = Hub::builder().listing(listing()).seed(seed).start().await.unwrap();
        hub.inject(Fault::status(503).on("GET").share(0.25));
        let mut failed = Vec::new();
        for index in 0..40 {
            if get(&hub, "/models/talker").await.status == 503 {
                failed.push(index);
            }
        }
        failed
    };
    let first = failed(1).await;
    assert!((4..20).contains(&first.len()), "{first:?}");
    assert_eq!(first, failed(1).await);
    assert_ne!(first, failed(2).await);
}

#[tokio::test]
async fn a_stream_lasts_as_long_as_requested() {
    let hub = start().await;
    hub.inject(Fault::lasting(Duration::from_millis(5)).on("/api/events").times(1));
    let events = get(&hub, "/api/events").await;
    assert_eq!((events.status, events.body.as_slice()), (200, &b""[..]));
    hub.wait_until_idle().await;
}
