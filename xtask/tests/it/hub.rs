//! The client of the hub against a server that misbehaves.

use std::cell::RefCell;
use std::net::TcpListener;
use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};
use xtask::hub::{
    ApiKey, Hub, HubAddress, HubError, HubOptions, LISTING_LIMIT, RetryPolicy, retry_after,
};

use crate::support::server::{Reply, Server};

const KEY: &str = "sk-oxen-secret-0123456789";

fn quick(retries: u32) -> HubOptions {
    HubOptions {
        timeout: Duration::from_secs(20),
        retry: RetryPolicy {
            retries,
            first_delay: Duration::from_millis(5),
            longest_delay: Duration::from_secs(5),
        },
        ..HubOptions::default()
    }
}

fn hub(url: &str, options: HubOptions) -> Hub {
    Hub::new(HubAddress::parse(url).unwrap(), ApiKey::new(KEY).unwrap(), options).unwrap()
}

/// Asks for the listing; returns what came, and what the user was told on the way.
fn listing(hub: &Hub) -> (Result<String, HubError>, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let notices = RefCell::new(Vec::new());
    let result = runtime.block_on(hub.listing(&|text| notices.borrow_mut().push(text.to_owned())));
    (result, notices.into_inner())
}

fn refusal(script: impl Fn(usize) -> Reply + Send + Sync + 'static) -> HubError {
    let server = Server::start(move |_, earlier| script(earlier));
    let (result, _) = listing(&hub(&server.url(), quick(2)));
    let error = result.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(KEY), "the key is in {error:?}");
    error
}

#[test]
fn the_key_is_sent_and_shown_to_nobody_else() {
    let server = Server::start(|_, _| Reply::json("{}"));
    let hub = hub(&server.url(), quick(0));
    assert_eq!(listing(&hub).0.unwrap(), "{}");
    let request = server.received().remove(0);
    assert_eq!(request.path, "/api/ai/models");
    assert_eq!(request.authorization.unwrap(), format!("Bearer {KEY}"));
    assert!(!format!("{hub:?}").contains(KEY), "{hub:?}");
}

#[test]
fn transient_errors_are_overcome() {
    for status in [429, 500, 502, 503] {
        let server = Server::start(move |_, earlier| match earlier {
            0 | 1 => Reply::status(status, r#"{"error":{"message":"busy"}}"#),
            _ => Reply::json("[]"),
        });
        let (result, notices) = listing(&hub(&server.url(), quick(2)));
        assert_eq!(result.unwrap(), "[]");
        assert_eq!(server.count("/models"), 3);
        assert_eq!(notices.len(), 2);
        assert!(
            notices[0].contains(&status.to_string()) && notices[0].contains("busy"),
            "{notices:?}"
        );
    }
}

#[test]
fn a_retry_after_in_seconds_is_honoured() {
    let server = Server::start(|_, earlier| match earlier {
        0 => Reply::status(429, "").header("retry-after", "1"),
        _ => Reply::json("[]"),
    });
    assert_eq!(listing(&hub(&server.url(), quick(1))).0.unwrap(), "[]");
    let times: Vec<_> = server.received().iter().map(|request| request.at).collect();
    assert!(times[1] - times[0] >= Duration::from_secs(1));
}

#[test]
fn a_wait_beyond_the_limit_is_an_error_at_once() {
    let error = refusal(|earlier| match earlier {
        0 => Reply::status(429, "").header("retry-after", "3600"),
        _ => Reply::json("[]"),
    });
    assert!(matches!(error, HubError::WaitTooLong { status: 429, .. }), "{error}");
    assert!(error.to_string().contains("3600"), "{error}");
}

#[test]
fn retry_after_takes_seconds_and_dates() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_786_147_201);
    let asked = |text: &str| {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
        retry_after(&headers, now)
    };
    assert_eq!(asked("7"), Some(Duration::from_secs(7)));
    assert_eq!(
        asked(&httpdate::fmt_http_date(now + Duration::from_secs(90))),
        Some(Duration::from_secs(90))
    );
    assert_eq!(asked("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Duration::ZERO));
    assert_eq!(asked("soon"), None);
    assert_eq!(asked("-1"), None);
    assert_eq!(retry_after(&HeaderMap::new(), now), None);
}

#[test]
fn delays_double_up_to_the_longest_and_spread() {
    let policy = RetryPolicy {
        retries: 9,
        first_delay: Duration::from_millis(100),
        longest_delay: Duration::from_millis(700),
    };
    let slowest: Vec<_> =
        [0, 1, 2, 3, 60].map(|attempt| policy.backoff(attempt, 1.0).as_millis()).into();
    assert_eq!(slowest, [100, 200, 400, 700, 700]);
    assert_eq!(policy.backoff(1, 0.0), Duration::from_millis(100));
    assert_eq!(policy.backoff(u32::MAX, 0.5), Duration::from_millis(525));
}

#[test]
fn retries_are_bounded() {
    let server = Server::start(|_, _| Reply::status(503, ""));
    let (result, _) = listing(&hub(&server.url(), quick(3)));
    let error = result.unwrap_err();
    assert!(matches!(error, HubError::Status { status: 503, attempts: 4, .. }), "{error}");
    assert_eq!(server.count("/models"), 4);
}

#[test]
fn what_will_not_change_is_not_repeated() {
    for status in [400, 401, 403, 404, 422] {
        let server = Server::start(move |_, _| Reply::status(status, ""));
        assert!(listing(&hub(&server.url(), quick(3))).0.is_err());
        assert_eq!(server.count("/models"), 1, "{status}");
    }
}

#[test]
fn a_refused_key_says_what_to_do() {
    let body = format!(
        r#"{{"error":{{"title":"unauthenticated","detail":"no user for {KEY}"}},"status":"error"}}"#
    );
    let error = refusal(move |_| Reply::status(401, body.clone()));
    let text = error.to_string();
    assert!(
        text.contains("401") && text.contains("OXEN_API_KEY") && text.contains("no user for"),
        "{text}"
    );

    let server = Server::start(|_, _| Reply::status(401, ""));
    let anonymous = Hub::new(HubAddress::parse(&server.url()).unwrap(), None, quick(0)).unwrap();
    let text = listing(&anonymous).0.unwrap_err().to_string();
    assert!(text.contains("set OXEN_API_KEY"), "{text}");
}

#[test]
fn a_page_instead_of_json_is_recognised() {
    const PAGE: &str = "\n <!doctype html><title>Welcome</title>";
    for reply in [|| Reply::html(PAGE), || Reply::json(PAGE)] {
        let error = refusal(move |_| reply());
        assert!(
            matches!(&error, HubError::NotJson { found, .. } if found.contains("HTML")),
            "{error}"
        );
    }
    let error = refusal(|_| Reply::json("  "));
    assert!(matches!(&error, HubError::NotJson { found, .. } if found == "nothing"), "{error}");
    let error = refusal(|_| Reply::json("{}").header("content-type", "image/png"));
    assert!(
        matches!(&error, HubError::NotJson { found, .. } if found.contains("image/png")),
        "{error}"
    );
}

#[test]
fn an_endless_answer_is_refused_before_it_is_read() {
    let server = Server::start(|_, _| Reply::flood(200));
    let (result, _) = listing(&hub(&server.url(), quick(2)));
    assert!(matches!(result, Err(HubError::TooLarge { limit: LISTING_LIMIT, .. })), "{result:?}");
    assert_eq!(server.count("/models"), 1);
    // What lies beyond the limit is in the buffers of both sides at most.
    assert!(server.bytes_sent() < LISTING_LIMIT + (32 << 20), "{}", server.bytes_sent());
}

#[test]
fn an_announced_50_mb_are_not_even_begun() {
    let error = refusal(|_| Reply::cut(&" ".repeat(50_000_000), 100));
    assert!(matches!(error, HubError::TooLarge { .. }), "{error}");
}

#[test]
fn a_connection_cut_in_the_middle_is_repeated_and_then_reported() {
    let server = Server::start(|_, earlier| match earlier {
        0 => Reply::cut(r#"{"data":[]}"#, 5),
        _ => Reply::json(r#"{"data":[]}"#),
    });
    assert_eq!(listing(&hub(&server.url(), quick(1))).0.unwrap(), r#"{"data":[]}"#);

    let error = refusal(|_| Reply::cut(r#"{"data":[]}"#, 5));
    assert!(matches!(error, HubError::Transport { attempts: 3, .. }), "{error}");
}

#[test]
fn a_hub_that_hangs_up_or_is_not_there_yet_is_asked_again() {
    let server = Server::start_dropping(2, |_, _| Reply::json("[]"));
    assert_eq!(listing(&hub(&server.url(), quick(2))).0.unwrap(), "[]");

    // Nobody listens until the client has been refused once.
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let late = RefCell::new(None);
    let client = hub(&format!("http://{address}/api/ai"), quick(3));
    let result = runtime.block_on(client.listing(&|_| {
        late.borrow_mut().get_or_insert_with(|| {
            Server::start_on(TcpListener::bind(address).unwrap(), 0, |_, _| Reply::json("[]"))
        });
    }));
    assert_eq!(result.unwrap(), "[]");
}

#[test]
fn an_answer_that_never_comes_ends_in_time() {
    for reply in [Reply::stall, || Reply::json("[]").delayed(Duration::from_mins(10))] {
        let server = Server::start(move |_, _| reply());
        let options = HubOptions { timeout: Duration::from_millis(200), ..quick(1) };
        let error = listing(&hub(&server.url(), options)).0.unwrap_err();
        assert!(matches!(error, HubError::Transport { attempts: 2, .. }), "{error}");
        assert!(error.to_string().contains("--timeout"), "{error}");
    }
}

#[test]
fn a_redirect_takes_the_key_to_no_other_origin() {
    let other = Server::start(|_, _| Reply::json("[]"));
    let target = format!("{}/models?token=private", other.url());
    let error = refusal(move |_| Reply::redirect(&target));
    assert!(matches!(error, HubError::Redirect { .. }), "{error}");
    assert!(!error.to_string().contains("private"), "{error}");
    assert!(other.received().is_empty(), "{:?}", other.received());

    // Within the origin it is followed, with the key.
    let server = Server::start(|request, _| match request.path.as_str() {
        "/api/ai/models" => Reply::redirect("/v2/models"),
        _ => Reply::json("[]"),
    });
    assert_eq!(listing(&hub(&server.url(), quick(0))).0.unwrap(), "[]");
    assert!(server.received().iter().all(|request| request.authorization.is_some()));

    let error = refusal(|_| Reply::redirect("/api/ai/models"));
    assert!(error.to_string().contains("too many"), "{error}");
}

#[test]
fn a_key_travels_encrypted_or_not_at_all() {
    let with_key =
        |url: &str| Hub::new(HubAddress::parse(url).unwrap(), ApiKey::new(KEY).unwrap(), quick(0));
    for url in [
        "http://hub.oxen.ai/api/ai",
        "http://10.0.0.1",
        "http://127.0.0.1.example.com",
        "http://[2001:db8::1]",
    ] {
        assert!(matches!(with_key(url), Err(HubError::Unencrypted { .. })), "{url}");
    }
    for url in [
        "https://hub.oxen.ai/api/ai",
        "http://localhost:3000",
        "http://127.0.0.1",
        "http://[::1]:80",
    ] {
        assert!(with_key(url).is_ok(), "{url}");
    }
}

#[test]
fn addresses_and_keys_that_cannot_be_are_refused() {
    for url in [
        "",
        "hub.oxen.ai",
        "ftp://hub.oxen.ai",
        "https://me:secret@hub.oxen.ai",
        "https://hub/?key=1",
        "file:///etc",
    ] {
        let error = HubAddress::parse(url).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    assert!(ApiKey::new("two\nlines").is_err());
    assert!(ApiKey::new(" \n").unwrap().is_none());
    assert_eq!(
        HubAddress::parse("https://hub.oxen.ai/api/ai/").unwrap().to_string(),
        "https://hub.oxen.ai/api/ai"
    );
}
