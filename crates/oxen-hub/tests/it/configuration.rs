//! Keys, base URLs and other settings that are invalid.

use oxen_hub::answers::Images;
use oxen_hub::events::Event;
use oxen_hub::generations::GenerationId;
use oxen_hub::models::ModelFilter;
use oxen_hub::{ApiKey, BaseUrl, Client, ErrorKind, Method};
use serde_json::json;

use crate::support::server::{Reply, Server};
use crate::support::{KEY, assert_no_key, builder, client, run};

#[test]
fn the_key_is_sent_and_shown_to_nobody_else() {
    let server = Server::start(|_, _| Reply::json("{}"));
    let client = client(&server.url());
    let answer = run(async { client.raw(Method::Get, "/models").await }).unwrap();
    assert_eq!(answer.status(), 200);
    let request = server.received().remove(0);
    assert_eq!(request.target, "/api/ai/models");
    assert_eq!(request.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert_no_key(&format!("{client:?} {answer:?} {:?}", builder(&server.url())));
}

#[test]
fn a_key_is_never_sent_unencrypted_to_another_machine() {
    let built = |url: &str| Client::builder().base_url(url).unwrap().key(KEY).unwrap().build();
    for url in [
        "http://hub.oxen.ai",
        "http://10.0.0.1",
        "http://127.0.0.1.example.com",
        "http://[2001:db8::1]",
    ] {
        let error = built(url).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
        assert!(error.to_string().contains("unencrypted"), "{error}");
    }
    for url in
        ["https://hub.oxen.ai", "http://localhost:3000", "http://127.0.0.1", "http://[::1]:80"]
    {
        assert!(built(url).is_ok(), "{url}");
    }
    let allowed = Client::builder().base_url("http://hub.internal").unwrap();
    assert!(allowed.allow_plain_http("HUB.internal").build().is_ok());
}

#[test]
fn base_urls_are_normalized_or_refused() {
    for (text, base) in [
        ("https://hub.oxen.ai", "https://hub.oxen.ai/api/ai"),
        (" https://hub.oxen.ai/ \n", "https://hub.oxen.ai/api/ai"),
        ("https://hub.oxen.ai/api/ai/", "https://hub.oxen.ai/api/ai"),
        ("https://hub.oxen.ai//", "https://hub.oxen.ai/api/ai"),
        ("https://proxy.example/oxen", "https://proxy.example/oxen"),
    ] {
        assert_eq!(BaseUrl::new(text).unwrap().to_string(), base);
    }
    for text in [
        "",
        "hub.oxen.ai",
        "ftp://hub.oxen.ai",
        "https://me:secret@hub.oxen.ai",
        "https://hub/?key=1",
        "https://hub/#x",
        "file:///etc",
    ] {
        let error = BaseUrl::new(text).unwrap_err();
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    assert_eq!(BaseUrl::new("https://hub.oxen.ai/api/ai/").unwrap(), BaseUrl::default());
    assert_eq!(BaseUrl::default().to_string(), BaseUrl::DEFAULT);
}

#[test]
fn the_path_of_a_proxy_stays_before_every_path_of_the_hub() {
    let server = Server::start(|request, _| match request.target.as_str() {
        "/oxen/api/ai/models" => {
            Reply::json(r#"{"data":[{"id":"a"}],"next":"/api/ai/models?page=2"}"#)
        }
        "/oxen/api/ai/models?page=2" => Reply::json(r#"{"data":[{"id":"b"}]}"#),
        "/oxen/api/repos/a.png" => Reply::json(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
        "/oxen/api/events" => {
            Reply::json(": nothing\n\n").header("content-type", "text/event-stream")
        }
        "/oxen/models" | "/oxen/api/evaluations/models" => Reply::json("{}"),
        "/oxen/queue" => Reply::json(r#"{"generations":[]}"#),
        "/oxen/queue/a" => {
            Reply::json(r#"{"generation_id":"a","status":"succeeded","result_url":"/x"}"#)
        }
        _ => Reply::status(404, ""),
    });
    run(async {
        let base = format!("{}/oxen/api/ai/", server.origin());
        let client = client(&base);
        client.raw(Method::Get, "/api/evaluations/models").await.unwrap();
        let listing = client.models().list(ModelFilter::new()).await.unwrap();
        assert_eq!(listing.models().len(), 2);
        let event = client.events().next().await.unwrap();
        assert!(matches!(event, Ok(Event::Connected)), "{event:?}");
        let images = json!({"images": [{"url": "/api/repos/a.png"}]});
        let images: Images = serde_json::from_value(images).unwrap();
        images.with_client(&client).first().unwrap().bytes().await.unwrap();

        // A proxy whose path looks like the hub's, and which writes its links itself.
        let client = crate::support::client(&format!("{}/api/oxen/api/ai", server.origin()));
        let images =
            json!({"images": [{"url": "/api/oxen/api/repos/a.png"}, {"url": "/api/repos/a.png"}]});
        let images: Images = serde_json::from_value(images).unwrap();
        for image in &images.with_client(&client) {
            let error = image.bytes().await.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::LinkExpired { .. }), "{error}");
            assert_eq!(server.received().last().unwrap().target, "/api/oxen/api/repos/a.png");
        }

        // Where the hub's own path is not known, nothing beside it is requested.
        let client = crate::support::client(&format!("{}/oxen", server.origin()));
        client.raw(Method::Get, "/models").await.unwrap();
        let before = server.count();
        let error = client.raw(Method::Get, "/api/evaluations/models").await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
        assert!(error.to_string().contains("/oxen does not end in /api/ai"), "{error}");
        let mut events = client.events();
        let error = events.next().await.unwrap().unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
        assert!(events.next().await.is_none());
        assert_eq!(server.count(), before);
        // Waits go without events.
        client.wait(GenerationId::new("a").unwrap()).await.unwrap();
    });
}

#[test]
fn invalid_keys_are_refused() {
    for text in ["two\nlines", "caf\u{e9}", "", " \n", "a b"] {
        let error = ApiKey::new(text).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
    }
    // A line end from a file is not a part of the key.
    let server = Server::start(|_, _| Reply::json("{}"));
    let trimmed = Client::builder().base_url(&server.url()).unwrap().key(&format!(" {KEY}\r\n"));
    let client = trimmed.unwrap().build().unwrap();
    run(async { client.raw(Method::Get, "/models").await }).unwrap();
    assert_eq!(server.received()[0].header("authorization").unwrap(), format!("Bearer {KEY}"));
    assert!(Client::builder().require_key().build().is_err());
}

#[test]
fn headers_are_sent_or_refused() {
    let server = Server::start(|_, _| Reply::json("{}"));
    let client = builder(&server.url()).user_agent("posters/1.0").build().unwrap();
    let call = || client.raw(Method::Get, "/models");
    run(async { call().header("x-team", "oxen").await }).unwrap();
    let request = server.received().remove(0);
    assert_eq!(request.header("x-team"), Some("oxen"));
    assert_eq!(request.header("accept"), Some("application/json"));
    assert!(request.header("user-agent").unwrap().ends_with("posters/1.0"));
    let id = request.header("x-oxen-request-id").unwrap();
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    for (name, value) in [("authorization", "x"), ("Host", "evil"), ("a b", "x"), ("x", "a\nb: c")]
    {
        let error = run(async { call().header(name, value).await }).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
    }
    assert!(builder(&server.url()).user_agent("a\nb").build().is_err());
    assert_eq!(server.count(), 1);
}

#[test]
fn paths_are_sent_unchanged_or_refused() {
    let server = Server::start(|_, _| Reply::json(r#"{"id":"x"}"#));
    let client = client(&server.url());
    for (id, path) in [
        ("oxen:ox-busy-scarlet-beaver", "oxen:ox-busy-scarlet-beaver"),
        ("oxen:a/b", "oxen:a%2Fb"),
        ("Qwen/Qwen-Image", "Qwen%2FQwen-Image"),
        ("%2e%2e", "%252e%252e"),
        ("?x", "%3Fx"),
        ("a#b c\u{e9}", "a%23b%20c%C3%A9"),
        ("...", "..."),
    ] {
        run(async { client.models().get(id).await }).unwrap();
        assert_eq!(server.received().last().unwrap().target, format!("/api/ai/models/{path}"));
    }
    let sent = server.count();
    let long = "a".repeat(10 * 1024);
    for id in ["", ".", "..", &long] {
        let error = run(async { client.models().get(id).await }).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Invalid { .. }), "{error}");
        assert!(error.to_string().len() < 400);
    }
    for path in [
        "models",
        "//evil.example/x",
        "/a/../b",
        "/a/%2E%2e/b",
        "/a?b",
        "/a#b",
        "/a b",
        "/a\\b",
        "/\n",
    ] {
        let error = run(async { client.raw(Method::Get, path).await }).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Invalid { .. }), "{path}: {error}");
    }
    assert_eq!(server.count(), sent);
    let events = client.raw(Method::Get, "/api/evaluations/models").query("a b", "c&d=e");
    run(async { events.await }).unwrap();
    assert_eq!(server.received().last().unwrap().target, "/api/evaluations/models?a+b=c%26d%3De");
}

/// Runs again as a process of its own, on a machine without certificates.
#[test]
fn a_client_of_loopback_needs_no_certificates() {
    const CHILD: &str = "OXEN_HUB_TEST_WITHOUT_CERTIFICATES";
    if std::env::var_os(CHILD).is_none() {
        let status = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "configuration::a_client_of_loopback_needs_no_certificates"])
            .envs([(CHILD, "1"), ("SSL_CERT_FILE", "/none"), ("SSL_CERT_DIR", "/none")])
            .status();
        assert!(status.unwrap().success());
        return;
    }
    let server = Server::start(|_, _| Reply::json("{}"));
    let client = client(&server.url());
    run(async { client.raw(Method::Get, "/models").await }).unwrap();
}
