//! Redirects.

use oxen_hub::answers::ChatCompletion;
use oxen_hub::{ErrorKind, Method};

use crate::support::server::{Reply, Server};
use crate::support::{client, run};

#[test]
fn redirects_within_the_origin_are_followed_with_the_key() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start(move |request, _| match request.target.as_str() {
            "/api/ai/models" => Reply::redirect(status, "/v2/models"),
            _ => Reply::json("[]"),
        });
        let client = client(&server.url());
        run(async { client.raw(Method::Get, "/models").await }).unwrap();
        assert_eq!(server.count(), 2);
        assert!(server.received().iter().all(|request| request.header("authorization").is_some()));
    }
}

#[test]
fn a_redirected_post_stays_a_post_or_fails() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start(move |request, _| match request.target.as_str() {
            "/v2" => Reply::json(r#"{"choices":[]}"#),
            _ => Reply::redirect(status, "/v2"),
        });
        let client = client(&server.url());
        let parameters = serde_json::Map::from_iter([("prompt".to_owned(), "ox".into())]);
        let chat = client.generate::<ChatCompletion>("/chat/completions", "m", &parameters);
        let result = run(async { chat.await });
        if status >= 307 {
            result.unwrap();
            let received = server.received();
            assert_eq!(received[1].method, "POST");
            assert_eq!(received[0].body, received[1].body);
        } else {
            let error = result.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Redirected { .. }), "{error}");
            // 303 says that the result is elsewhere.
            assert_eq!(error.may_have_run(), status == 303);
            assert_eq!(server.count(), 1);
        }
    }
}

#[test]
fn redirect_loops_and_invalid_targets_are_errors() {
    let server = Server::start(|_, _| Reply::redirect(302, "/api/ai/models?token=private"));
    let client_of = client(&server.url());
    let error = run(async { client_of.raw(Method::Get, "/models").await }).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Redirected { origin: None }), "{error}");
    assert!(!error.to_string().contains("private"), "{error}");
    assert_eq!(server.count(), 6);

    for target in ["", "::", "http://", "file:///etc/passwd", "javascript:1", "mailto:a@b"] {
        let server = Server::start(move |_, _| Reply::redirect(302, target));
        let client = client(&server.url());
        let error = run(async { client.raw(Method::Get, "/models").await }).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Redirected { .. }), "{target}: {error}");
        assert!(!error.to_string().contains("passwd"), "{error}");
    }
    let server = Server::start(|_, _| Reply::status(302, ""));
    let client = client(&server.url());
    let error = run(async { client.raw(Method::Get, "/models").await }).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Redirected { origin: None }), "{error}");
}

#[test]
fn an_error_names_only_the_origin_of_the_target() {
    let server = Server::start(|_, _| {
        Reply::redirect(302, "https://elsewhere.example/secret?token=private")
    });
    let client = client(&server.url());
    let error = run(async { client.raw(Method::Get, "/models").await }).unwrap_err();
    let origin = Some("https://elsewhere.example".to_owned());
    assert_eq!(error.kind(), &ErrorKind::Redirected { origin });
    let text = format!("{error} {error:?}");
    assert!(!text.contains("private") && !text.contains("secret?"), "{text}");
}
