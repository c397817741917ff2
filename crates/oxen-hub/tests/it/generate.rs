//! Requests to models.

use oxen_hub::answers::{Audio, ChatCompletion, Images, Videos};
use oxen_hub::generations::Generation;
use oxen_hub::{Error, ErrorKind};
use serde_json::{Map, Value, json};

use crate::support::server::{Reply, Server};
use crate::support::{builder, client, run};

fn parameters(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(parameters) => parameters,
        other => panic!("{other}"),
    }
}

#[test]
fn the_body_is_the_model_and_the_parameters() {
    let server = Server::start(|_, _| Reply::json(r#"{"images":[{"url":"https://x.example/"}]}"#));
    let given = parameters(json!({"prompt": "an ox", "seed": 7}));
    let plain = client(&server.url());
    let images: Images = run(async { plain.generate("/images/edit", "m", &given).await }).unwrap();
    assert_eq!(images.first().unwrap().url(), Some("https://x.example/"));
    let in_namespace = builder(&server.url()).namespace("our-team").build().unwrap();
    let _: Images =
        run(async { in_namespace.generate("/images/edit", "m", &given).await }).unwrap();
    let named = parameters(json!({"target_namespace": "mine"}));
    let _: Images =
        run(async { in_namespace.generate("/images/edit", "m", &named).await }).unwrap();
    let received = server.received();
    assert_eq!(
        (received[0].method.as_str(), received[0].target.as_str()),
        ("POST", "/api/ai/images/edit")
    );
    assert_eq!(received[0].header("content-type"), Some("application/json"));
    let bodies: Vec<_> =
        received.iter().map(|request| String::from_utf8(request.body.clone()).unwrap()).collect();
    assert_eq!(bodies[0], r#"{"model":"m","prompt":"an ox","seed":7}"#);
    assert_eq!(
        bodies[1],
        r#"{"model":"m","prompt":"an ox","seed":7,"target_namespace":"our-team"}"#
    );
    assert_eq!(bodies[2], r#"{"model":"m","target_namespace":"mine"}"#);
}

#[test]
fn a_chat_request_has_no_namespace() {
    let server = Server::start(|_, _| Reply::json(r#"{"choices":[]}"#));
    let client = builder(&server.url()).namespace("our-team").build().unwrap();
    let given = parameters(json!({"messages": [], "stream": false}));
    let _: ChatCompletion =
        run(async { client.generate("/chat/completions", "m", &given).await }).unwrap();
    let body: Value = serde_json::from_slice(&server.received()[0].body).unwrap();
    assert_eq!(body, json!({"model": "m", "messages": [], "stream": false}));
}

#[test]
fn parameters_of_the_queue_are_refused_before_sending() {
    let server = Server::start(|_, _| Reply::json("{}"));
    let client = client(&server.url());
    for name in ["num_generations", "target_repo", "target_directory"] {
        let given = Map::from_iter([(name.to_owned(), Value::from(1))]);
        let call = client.generate::<Images>("/images/generate", "m", &given);
        let error = run(async { call.await }).unwrap_err();
        let ErrorKind::Invalid { violations } = error.kind() else { panic!("{error}") };
        assert!(violations[0].contains(name) && violations[0].contains("enqueue"), "{error}");
        assert_eq!(error.attempts(), 0);
    }
    assert_eq!(server.count(), 0);
}

#[test]
fn audio_uses_either_endpoint() {
    let audio = |first: u16, second: u16| {
        let server = Server::start(move |request, _| {
            let status = if request.target.ends_with("/audio/generate") { first } else { second };
            let body =
                if status == 200 { r#"{"audios":[{"url":"https://x.example/"}]}"# } else { "" };
            Reply::status(status, body)
        });
        let client = client(&server.url());
        let call = client.generate::<Audio>("/audio/generate", "m", &Map::new());
        let result = run(async { call.await });
        let paths: Vec<_> = server.received().into_iter().map(|request| request.target).collect();
        (result, paths)
    };
    for status in [404, 405] {
        let (result, paths) = audio(status, 200);
        assert_eq!(result.unwrap().len(), 1);
        assert_eq!(paths, ["/api/ai/audio/generate", "/api/ai/audio/speech"]);
    }
    let (result, paths) = audio(404, 404);
    assert_eq!((result.unwrap_err().status(), paths.len()), (Some(404), 2));
    let (result, paths) = audio(404, 422);
    assert_eq!((result.unwrap_err().status(), paths.len()), (Some(422), 2));
    for status in [200, 400, 500] {
        assert_eq!(audio(status, 200).1.len(), 1, "{status}");
    }
}

#[test]
fn answers_without_a_medium_are_malformed() {
    for (body, place) in [
        ("{}", "/images"),
        (r#"{"images":[]}"#, "/images"),
        (r#"{"images":null}"#, "/images"),
        (r#"{"images":[{}]}"#, "/images"),
        (r#"{"images":[{"url":null,"b64_json":""}]}"#, "/images"),
        (r#"{"videos":[{"url":"https://x.example/"}]}"#, "/images"),
        ("[]", ""),
        ("null", ""),
        (r#"{"images":["#, ""),
    ] {
        let server = Server::start(move |_, _| Reply::json(body));
        let client = client(&server.url());
        let result: Result<Images, Error> =
            run(async { client.generate("/images/generate", "m", &Map::new()).await });
        let error = result.unwrap_err();
        let ErrorKind::Malformed { path, .. } = error.kind() else { panic!("{body}: {error}") };
        assert_eq!(path, place, "{body}: {error}");
        assert!(error.may_have_run() && server.count() == 1);
    }
    let server =
        Server::start(|_, _| Reply::json(r#"{"error":{"message":"Insufficient credits"}}"#));
    let client = client(&server.url());
    let result: Result<Videos, Error> =
        run(async { client.generate("/videos/generate", "m", &Map::new()).await });
    assert_eq!(result.unwrap_err().kind(), &ErrorKind::InsufficientCredits);
}

#[test]
fn older_forms_of_media_answers_are_read() {
    for body in [
        r#"{"video_url":"https://x.example/v"}"#,
        r#"{"videos":["https://x.example/v"]}"#,
        r#"{"videos":[{"url":"https:\/\/x.example\/v","b64_json":null,"new":[1]}],"error":null}"#,
        r#"{"videos":[{},{"url":"https://x.example/v"}]}"#,
    ] {
        let server = Server::start(move |_, _| Reply::json(body));
        let client = client(&server.url());
        let videos: Videos =
            run(async { client.generate("/videos/generate", "m", &Map::new()).await }).unwrap();
        let urls: Vec<_> = videos.iter().filter_map(|video| video.url()).collect();
        assert_eq!(urls, ["https://x.example/v"], "{body}");
    }
}

#[test]
fn a_generation_that_does_not_say_its_medium_is_downloaded_as_what_it_is() {
    let video: &[u8] = b"\0\0\0\x20ftypisom\0\0\0\0isommp42";
    for (content, media_type, is_accepted) in [
        (video.to_vec(), json!(null), true),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), json!(null), true),
        (video.to_vec(), json!("hologram"), true),
        (video.to_vec(), json!("image"), false),
        (b"<html>".to_vec(), json!(null), false),
    ] {
        let server = Server::start(move |_, _| Reply::json(content.clone()));
        let client = client(&server.url());
        let generation: Generation = serde_json::from_value(json!({
            "generation_id": "a", "status": "succeeded", "media_type": media_type, "result_url": "/a",
        }))
        .unwrap();
        let result = run(async { generation.download(&client).bytes().await });
        assert_eq!(result.is_ok(), is_accepted, "{media_type}: {result:?}");
    }
}
