//! Connections that break, stall, lie about lengths, or never end.

use std::time::Duration;

use oxen_hub::answers::ChatCompletion;
use oxen_hub::{Client, Error, ErrorKind, Limits, Method, Phase, Timeouts};
use serde_json::Map;

use crate::support::server::{Reply, Server, Step};
use crate::support::{builder, client, run};

const CHAT: &str = r#"{"choices":[{"message":{"content":"Hello!"}}]}"#;

fn chat(client: &Client) -> Result<ChatCompletion, Error> {
    run(async { client.generate("/chat/completions", "m", &Map::new()).await })
}

/// Returns a client with these limits in milliseconds: for the head, and for silence within the body.
fn hasty(server: &Server, head: u64, body: u64) -> Client {
    let mut timeouts = Timeouts::default();
    timeouts.read = Duration::from_millis(head);
    (timeouts.chat, timeouts.body) = (timeouts.read, Duration::from_millis(body));
    builder(&server.url()).timeouts(timeouts).build().unwrap()
}

#[test]
fn an_answer_cut_at_any_byte_is_an_error() {
    let whole = Reply::json(CHAT).bytes();
    let length = whole.len();
    for end in 0..=length {
        for how in [Step::Close, Step::Reset] {
            let steps = vec![Step::Send(whole[..end].to_vec()), how];
            let server = Server::start(move |_, _| Reply::steps(steps.clone()));
            let client = client(&server.url());
            let result = chat(&client);
            assert_eq!(server.count(), 1, "a POST was sent twice, cut at {end}");
            let error = match result {
                // Bytes that arrived before a reset may be lost with it.
                Ok(answer) if end == length => {
                    assert_eq!(answer.text(), "Hello!");
                    continue;
                }
                other => other.unwrap_err(),
            };
            assert!(matches!(error.kind(), ErrorKind::Interrupted), "{end}: {error}");
            assert!(error.may_have_run() && error.is_transient(), "{end}: {error}");
        }
    }
}

#[test]
fn a_broken_get_is_repeated_and_then_reported() {
    let server = Server::start(|_, earlier| match earlier {
        0 => Reply::json("{}").cut(1),
        1 => Reply::steps(vec![Step::Reset]),
        _ => Reply::json("{}"),
    });
    let client_of = client(&server.url());
    run(async { client_of.raw(Method::Get, "/models").await }).unwrap();
    assert_eq!(server.count(), 3);

    let server = Server::start(|_, _| Reply::json("{}").cut(1));
    let client_of = client(&server.url());
    let error = run(async { client_of.raw(Method::Get, "/models").await }).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Interrupted), "{error}");
    assert!(!error.may_have_run() && error.attempts() == 3);
}

#[test]
fn connections_are_reused_and_survive_a_closed_one() {
    let server = Server::start(|_, earlier| match earlier {
        1 => Reply::steps(vec![Step::Send(Reply::json("{}").bytes()), Step::Close]),
        _ => Reply::json("{}"),
    });
    let client = client(&server.url());
    run(async {
        for _ in 0..4 {
            client.raw(Method::Get, "/models").await.unwrap();
            // The client notices the close before the next call.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert_eq!((server.count(), server.connections()), (4, 2));
    let received = server.received();
    assert_eq!(received[0].connection, received[1].connection);
    assert!(received.windows(2).all(|pair| pair[0].at <= pair[1].at));
}

#[test]
fn silence_before_the_head_or_within_the_body_times_out() {
    for (reply, phase) in [
        (Reply::steps(vec![Step::Silence]), Phase::Head),
        (Reply::json(CHAT).stalled(0), Phase::Body),
        (Reply::json(CHAT).stalled(7), Phase::Body),
        (Reply::json("{}").delayed(Duration::from_mins(1)), Phase::Head),
    ] {
        let server = Server::start(move |_, _| reply.clone());
        // The limit that is not under test is far away.
        let (head, body) = if phase == Phase::Head { (100, 60_000) } else { (60_000, 100) };
        let client = hasty(&server, head, body);
        let error = chat(&client).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Timeout { phase }, "{error}");
        assert!(error.may_have_run());
        assert!(server.count() <= 1);
        let error = run(async { client.raw(Method::Get, "/models").await }).unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::Timeout { phase }, "{error}");
        assert!(!error.may_have_run() && error.attempts() == 3, "{error}");
    }
}

#[test]
fn slow_bytes_are_not_silence_but_have_a_limit() {
    let pieces = |pause: u64, pieces: usize| {
        let bytes = Reply::json(CHAT).bytes();
        let steps = bytes.chunks(bytes.len().div_ceil(pieces)).flat_map(move |chunk| {
            [Step::Send(chunk.to_vec()), Step::Wait(Duration::from_millis(pause))]
        });
        Reply::steps(steps.collect())
    };
    // Longer in total than the allowed silence, but never silent for so long.
    let server = Server::start(move |_, _| pieces(400, 6));
    assert_eq!(chat(&hasty(&server, 20_000, 2_000)).unwrap().text(), "Hello!");
    // The whole answer has a limit too.
    let server = Server::start(move |_, _| pieces(100, 100));
    let error = chat(&hasty(&server, 1_000, 60_000)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }), "{error}");
}

#[test]
fn wrong_lengths_are_errors() {
    let head = |length: usize| {
        format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{CHAT}"
        )
    };
    // Too long: the rest never arrives.
    let text = head(CHAT.len() + 50);
    let server =
        Server::start(move |_, _| Reply::steps(vec![Step::Send(text.clone().into()), Step::Close]));
    let error = chat(&client(&server.url())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Interrupted), "{error}");
    // Too short: the stated part is not JSON.
    let text = head(CHAT.len() - 3);
    let server =
        Server::start(move |_, _| Reply::steps(vec![Step::Send(text.clone().into()), Step::Close]));
    let error = chat(&client(&server.url())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");
    // Two lengths.
    let text = head(CHAT.len()).replace("\r\n\r\n", "\r\ncontent-length: 5\r\n\r\n");
    let server =
        Server::start(move |_, _| Reply::steps(vec![Step::Send(text.clone().into()), Step::Close]));
    assert!(chat(&client(&server.url())).is_err());
}

#[test]
fn an_endless_answer_is_refused_before_it_is_read() {
    let mut limits = Limits::default();
    limits.json = 1 << 20;
    let head =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunk = [&b"10000\r\n"[..], &vec![b' '; 0x10000], b"\r\n"].concat();
    let server = Server::start(move |_, _| {
        Reply::steps(vec![Step::Send(head.to_vec()), Step::Flood(chunk.clone(), 16 * 200)])
    });
    let client = builder(&server.url()).limits(limits).build().unwrap();
    let error = run(async { client.raw(Method::Get, "/models").await }).unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::TooLarge { limit: 1 << 20 }, "{error}");
    assert_eq!(server.count(), 1);
    // Beyond the limit, at most the contents of the buffers of both sides were sent.
    assert!(server.flooded() < 16 * 100, "{}", server.flooded());

    // A stated length beyond the limit is enough.
    let text =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n{";
    let server =
        Server::start(move |_, _| Reply::steps(vec![Step::Send(text.into()), Step::Silence]));
    let client = builder(&server.url()).limits(limits).build().unwrap();
    let error = chat(&client).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLarge { .. }) && error.may_have_run(), "{error}");
}

#[test]
fn endless_heads_are_errors() {
    for head in ["X-A: b\r\n".repeat(5000), format!("X-Big: {}\r\n", "a".repeat(1 << 20))] {
        let text = format!("HTTP/1.1 200 OK\r\n{head}content-length: 2\r\n\r\n{{}}");
        let server = Server::start(move |_, _| Reply::steps(vec![Step::Send(text.clone().into())]));
        let error = chat(&client(&server.url())).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Interrupted), "{error}");
    }
}

#[test]
fn an_endless_error_body_is_not_read_to_its_end() {
    let head = b"HTTP/1.1 400 X\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunk = [&b"10000\r\n"[..], &vec![b'x'; 0x10000], b"\r\n"].concat();
    let server = Server::start(move |_, _| {
        Reply::steps(vec![Step::Send(head.to_vec()), Step::Flood(chunk.clone(), 16 * 100)])
    });
    let error = chat(&client(&server.url())).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Refused { .. }), "{error}");
    assert!(error.to_string().len() < 1000 && server.flooded() < 16 * 50);
}
