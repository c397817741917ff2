//! Downloads.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use oxen_hub::answers::{Audio, Generated, Images, Medium, Videos};
use oxen_hub::{Client, Error, ErrorKind, Limits};
use serde_json::json;

use crate::support::server::{Received, Reply, Server, Step};
use crate::support::{assert_no_key, builder, client, run, shown};

/// Returns a file of this length with a PNG signature.
fn png(length: usize) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(
        (0_u32..)
            .map(|number| (number.wrapping_mul(2_654_435_761) >> 24) as u8)
            .take(length - bytes.len()),
    );
    bytes
}

fn answer<M: Medium>(client: &Client, list: &str, url: &str) -> Generated<M> {
    let text = json!({"model": "our/model", list: [{"url": url}]});
    serde_json::from_value::<Generated<M>>(text).unwrap().with_client(client)
}

fn images(client: &Client, url: &str) -> Images {
    answer(client, "images", url)
}

fn files(directory: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Returns the answer to a range request for these bytes.
fn part(bytes: &[u8], request: &Received) -> Reply {
    let ranged = |reply: Reply| reply.header("accept-ranges", "bytes").header("etag", "\"v1\"");
    let Some(range) = request.header("range") else { return ranged(Reply::json(bytes)) };
    assert_eq!(request.header("if-range"), Some("\"v1\""));
    let start: usize = range.strip_prefix("bytes=").unwrap().trim_end_matches('-').parse().unwrap();
    let content = format!("bytes {start}-{}/{}", bytes.len() - 1, bytes.len());
    ranged(Reply::status(206, &bytes[start..])).header("content-range", content)
}

#[test]
fn a_medium_is_saved_whole_and_without_the_key() {
    let server =
        Server::start(|_, _| Reply::json(png(100_000)).header("content-type", "image/png"));
    let client = client(&server.url());
    let directory = tempfile::tempdir().unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    run(async {
        let images = images(&client, &format!("{}/files/a.png?token=private", server.origin()));
        let image = images.first().unwrap();
        let target = directory.path().join("ox.png");
        let told = move |done, total| log.lock().unwrap().push((done, total));
        image.download().progress(told).save(&target).await.unwrap();
        assert_eq!(fs::read(&target).unwrap(), png(100_000));
        assert_eq!(image.bytes().await.unwrap(), png(100_000));
        let mut written = Vec::new();
        image.copy_to(&mut written).await.unwrap();
        assert_eq!(written, png(100_000));

        let error = image.save(&target).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Output), "{error}");
        fs::write(&target, "old").unwrap();
        image.download().overwrite().save(&target).await.unwrap();
        assert_eq!(fs::read(&target).unwrap(), png(100_000));

        let paths = images.save_all(directory.path().join("all")).await.unwrap();
        let again = images.save_all(directory.path().join("all")).await.unwrap();
        assert_ne!(paths, again);
        assert_eq!(files(&directory.path().join("all")), ["our-model-1.png", "our-model-2.png"]);
        images.save_all(directory.path().join("all")).overwrite().await.unwrap();
        assert_eq!(files(&directory.path().join("all")).len(), 2);
    });
    assert_eq!(files(directory.path()), ["all", "ox.png"]);
    assert_eq!(seen.lock().unwrap().last(), Some(&(100_000, Some(100_000))));
    assert!(server.received().iter().all(|request| request.header("authorization").is_none()));
    assert_eq!(server.received()[0].target, "/files/a.png?token=private");
}

#[test]
fn the_key_is_sent_only_where_the_hub_itself_requires_it() {
    let locked = |request: &Received, _: usize| match request.header("authorization") {
        Some(_) => Reply::json(png(600)),
        None => Reply::status(401, ""),
    };
    let hub = Server::start(locked);
    let elsewhere = Server::start(locked);
    let client = client(&hub.url());
    run(async {
        let own = images(&client, &format!("{}/a.png", hub.origin()));
        assert_eq!(own.first().unwrap().bytes().await.unwrap(), png(600));
        assert_eq!(hub.count(), 2);
        let foreign = images(&client, &format!("{}/a.png", elsewhere.origin()));
        let error = foreign.first().unwrap().bytes().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::LinkExpired { is_renewed: false }, "{error}");
    });
    assert_eq!(elsewhere.count(), 1);

    // A hub that requires the key and then redirects elsewhere doesn't receive the key there.
    let target = format!("{}/b.png", elsewhere.origin());
    let luring = Server::start(move |request, _| match request.header("authorization") {
        Some(_) => Reply::redirect(302, &target),
        None => Reply::status(403, ""),
    });
    let client = crate::support::client(&luring.url());
    run(async {
        let lure = images(&client, &format!("{}/a.png", luring.origin()));
        let error = lure.first().unwrap().bytes().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Redirected { .. }), "{error}");
        assert_no_key(&shown(&error));
    });
    assert_eq!(elsewhere.count(), 1);
}

#[test]
fn links_are_followed_over_https_or_on_this_machine_only() {
    let remote = Client::builder().key(crate::support::KEY).unwrap().build().unwrap();
    let local = client("http://127.0.0.1:9");
    run(async {
        for url in [
            "http://elsewhere.example/a.png",
            "file:///etc/passwd",
            "ftp://elsewhere.example/a",
            "https://user:secret@elsewhere.example/a",
            "data:image/png,x",
            "javascript:alert(1)",
            "http://127.0.0.1:1/a",
        ] {
            let error = images(&remote, url).first().unwrap().bytes().await.unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Redirected { .. }), "{url}: {error}");
            assert!(!shown(&error).contains("secret"), "{error}");
        }
        let host = crate::support::KEY.split_once('/').unwrap().1.to_lowercase();
        for host in [host, "a".repeat(10_000)] {
            let link = format!("http://{host}.evil.example/x.png");
            let error = images(&remote, &link).first().unwrap().bytes().await.unwrap_err();
            assert_no_key(&shown(&error));
            assert!(shown(&error).len() < 2000, "{error}");
            let server = Server::start(move |_, _| Reply::redirect(307, &link));
            let hub = client(&server.url());
            let error = images(&hub, "/a.png").first().unwrap().bytes().await.unwrap_err();
            assert_no_key(&shown(&error));
            assert!(shown(&error).len() < 2000, "{error}");
            assert_eq!(error.status(), Some(307));
        }
        let error = images(&local, "http://10.0.0.1/a").first().unwrap().bytes().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Redirected { .. }), "{error}");
    });
    let server = Server::start(|_, _| Reply::redirect(302, "http://169.254.169.254/latest"));
    let client = client(&server.url());
    run(async {
        let images = images(&client, "/a.png");
        let error = images.first().unwrap().bytes().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Redirected { .. }), "{error}");
    });
    assert_eq!(server.count(), 1);
}

#[test]
fn a_broken_download_is_resumed_or_restarted() {
    let content = Arc::new(png(300_000));
    for resumable in [true, false] {
        let bytes = Arc::clone(&content);
        let server = Server::start(move |request, earlier| {
            let whole = if resumable { part(&bytes, request) } else { Reply::json(bytes.to_vec()) };
            if earlier < 3 { whole.cut(50_000) } else { whole }
        });
        let client = client(&server.url());
        let directory = tempfile::tempdir().unwrap();
        run(async {
            let images = images(&client, "/a.png");
            let image = images.first().unwrap();
            let target = directory.path().join("a.png");
            let saved = image.save(&target).await;
            if resumable {
                saved.unwrap();
                assert_eq!(fs::read(&target).unwrap(), *content);
            } else {
                // Each attempt makes progress, so that only a complete one ends.
                saved.unwrap();
                assert_eq!(fs::read(&target).unwrap(), *content);
            }
        });
        assert_eq!(files(directory.path()), ["a.png"]);
        let ranges: Vec<_> = server
            .received()
            .iter()
            .map(|request| request.header("range").map(str::to_owned))
            .collect();
        let expected = |start| resumable.then(|| format!("bytes={start}-"));
        assert_eq!(ranges, [None, expected(50_000), expected(100_000), expected(150_000)]);
    }
}

#[test]
fn a_download_of_changed_content_is_restarted() {
    for changed in [Reply::json(png(900)), Reply::status(416, "")] {
        let server = Server::start(move |request, earlier| match earlier {
            0 => part(&png(5000), request).cut(2000),
            1 => changed.clone(),
            _ => Reply::json(png(900)),
        });
        let client = client(&server.url());
        run(async {
            let images = images(&client, "/a.png");
            assert_eq!(images.first().unwrap().bytes().await.unwrap(), png(900));
        });
    }
    // A writer can't take back bytes.
    let server = Server::start(|_, earlier| match earlier {
        0 => Reply::json(png(5000)).cut(2000),
        _ => Reply::json(png(5000)),
    });
    let client = client(&server.url());
    run(async {
        let images = images(&client, "/a.png");
        let mut written = Vec::new();
        let error = images.first().unwrap().copy_to(&mut written).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Interrupted), "{error}");
        assert_eq!(written, png(5000)[..2000]);
    });
}

#[test]
fn no_file_is_left_after_an_error() {
    let mut limits = Limits::default();
    limits.download = 100_000;
    let directory = tempfile::tempdir().unwrap();
    let check = |reply: Reply, expected: fn(&ErrorKind) -> bool| {
        let server = Server::start(move |_, _| reply.clone());
        let client = builder(&server.url()).limits(limits).build().unwrap();
        run(async {
            let images = images(&client, "/a.png?token=private");
            let error =
                images.first().unwrap().save(directory.path().join("a.png")).await.unwrap_err();
            assert!(expected(error.kind()), "{error}");
            assert!(!shown(&error).contains("private"), "{error}");
            assert_no_key(&shown(&error));
        });
        assert_eq!(files(directory.path()), [""; 0]);
    };
    let malformed = |kind: &ErrorKind| matches!(kind, ErrorKind::Malformed { .. });
    for body in [
        &b""[..],
        b"<!doctype html><h1>Not here</h1>",
        b"  <?xml version='1.0'?><Error/>",
        b"{\"error\":\"no\"}",
        b"not found",
        b"%PDF-1.7 and more",
        b"PK\x03\x04 and more",
        b"\0\0\0\x20ftypisom\0\0\0\0isommp42",
    ] {
        check(Reply::json(body), malformed);
    }
    check(Reply::html(std::str::from_utf8(b"\x7f").unwrap()), malformed);
    for status in [403, 404, 410] {
        check(Reply::status(status, ""), |kind| {
            *kind == ErrorKind::LinkExpired { is_renewed: false }
        });
    }
    check(Reply::status(500, ""), |kind| matches!(kind, ErrorKind::Hub { .. }));
    check(Reply::json(png(100_001)), |kind| matches!(kind, ErrorKind::TooLarge { .. }));
    let head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let chunk = [&b"1000\r\n"[..], &png(0x1000), b"\r\n"].concat();
    check(Reply::steps(vec![Step::Send(head), Step::Flood(chunk, 1000)]), |kind| {
        matches!(kind, ErrorKind::TooLarge { .. })
    });
    check(Reply::steps(vec![Step::Close]), |kind| matches!(kind, ErrorKind::Interrupted));
}

#[test]
fn directories_that_cannot_be_written() {
    let server = Server::start(|_, _| Reply::json(png(600)));
    let client = client(&server.url());
    let directory = tempfile::tempdir().unwrap();
    run(async {
        let images = images(&client, "/a.png");
        let missing = directory.path().join("no/such/place.png");
        let error = images.first().unwrap().save(missing).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Output), "{error}");
        fs::write(directory.path().join("file"), "").unwrap();
        let error = images.save_all(directory.path().join("file")).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Output), "{error}");
    });
}

#[test]
fn file_names_are_safe_and_not_the_servers() {
    let evil = "../../../etc/passwd\u{202e}\\con:";
    let server = Server::start(|_, _| {
        Reply::json(png(600)).header("content-disposition", "attachment; filename=\"../../x\"")
    });
    let client = client(&server.url());
    let directory = tempfile::tempdir().unwrap();
    let inner = directory.path().join("a/b");
    for (model, name) in [
        (evil, "etc-passwd--con-1.png"),
        ("CON", "model-CON-1.png"),
        ("com1.x", "model-com1.x-1.png"),
        ("..", "model--1.png"),
        ("", "model--1.png"),
        ("oxen:a/b", "oxen-a-b-1.png"),
    ] {
        let text = json!({"model": model, "images": [{"url": "/..%2f..%2fx/evil.exe"}]});
        let images = serde_json::from_value::<Images>(text).unwrap().with_client(&client);
        let paths = run(async { images.save_all(&inner).overwrite().await }).unwrap();
        assert_eq!(paths, [inner.join(name)], "{model}");
    }
    assert_eq!(files(directory.path()), ["a"]);
}

#[test]
fn inline_media_are_decoded() {
    let bytes = png(200_002);
    let encoded = base64(&bytes);
    assert!(encoded.contains('+') && encoded.contains('/') && encoded.ends_with('='));
    let body =
        |text: &str| format!(r#"{{"images":[{{"b64_json":"{text}","width":1}}],"created":7}}"#);
    let spelled = [
        body(&encoded),
        body(&encoded.replace('/', "\\/")),
        body(&encoded.replace('/', "_").replace('+', "-")),
        body(encoded.trim_end_matches('=')),
        format!(
            "\u{feff}{}",
            body(&encoded).replace("b64_json\":\"", "url\":\"data:image/png;base64,")
        ),
        // Some serializers escape more than JSON asks for.
        body(&encoded.replace('+', "\\u002B").replace('=', "\\u003d")),
        body(
            &encoded
                .chars()
                .map(|digit| format!("\\u{:04X}", u32::from(digit)))
                .collect::<String>(),
        ),
        body(&encoded).replace("b64_json\":\"", "url\":\"data:image\\/png\\u003bbase64,"),
    ];
    let directory = tempfile::tempdir().unwrap();
    for (index, text) in spelled.into_iter().enumerate() {
        let server = Server::start(move |_, _| Reply::json(text.clone()));
        let client = client(&server.url());
        let given = json!({"response_format": "b64_json"});
        run(async {
            let images: Images =
                client.generate("/images/generate", "m", given.as_object().unwrap()).await.unwrap();
            assert_eq!(images.created(), Some(7));
            let image = images.first().unwrap();
            assert_eq!(image.url(), None);
            assert_eq!(image.bytes().await.unwrap(), bytes, "{index}");
            let path = directory.path().join(format!("{index}.png"));
            image.save(&path).await.unwrap();
            assert_eq!(fs::read(path).unwrap(), bytes);
            let again: Images =
                serde_json::from_value(serde_json::to_value(&images).unwrap()).unwrap();
            assert_eq!(again, images);
            assert_eq!(again.first().unwrap().bytes().await.unwrap(), bytes);
        });
    }
    // Texts that are not base64, or not a picture.
    for text in ["!!!!", "AAAAA", "PGh0bWw+", "%%"] {
        let images: Images =
            serde_json::from_value(json!({"images": [{"b64_json": text}]})).unwrap();
        let result: Result<_, Error> = run(async { images.first().unwrap().bytes().await });
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{text}: {error}");
    }
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn formats_are_recognized_by_content() {
    let mp4 = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41 and so on";
    let wav = b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0 and so on";
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'/>";
    let server = Server::start(move |request, _| match request.target.as_str() {
        "/v" => Reply::json(&mp4[..]),
        "/w" => Reply::json(&wav[..]),
        "/s" => Reply::json(&svg[..]),
        _ => Reply::json(&b"\x01\xff\x03\xfe unheard of"[..]),
    });
    let client = client(&server.url());
    let directory = tempfile::tempdir().unwrap();
    let save = |list: &str, url: &str| {
        let path = directory.path();
        run(async {
            match list {
                "images" => images(&client, url).save_all(path).overwrite().await,
                "videos" => {
                    answer::<oxen_hub::answers::Video>(&client, list, url)
                        .save_all(path)
                        .overwrite()
                        .await
                }
                _ => {
                    answer::<oxen_hub::answers::Sound>(&client, list, url)
                        .save_all(path)
                        .overwrite()
                        .await
                }
            }
        })
        .map(|paths| paths[0].extension().unwrap().to_str().unwrap().to_owned())
    };
    assert_eq!(save("videos", "/v").unwrap(), "mp4");
    assert_eq!(save("audios", "/w").unwrap(), "wav");
    assert_eq!(save("images", "/s").unwrap(), "svg");
    assert_eq!(save("images", "/x").unwrap(), "bin");
    for (list, url) in [("images", "/v"), ("videos", "/w"), ("videos", "/s"), ("images", "/w")] {
        let error = save(list, url).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{list} {url}: {error}");
    }
    let _: (Option<Videos>, Option<Audio>) = (None, None);
}

#[test]
fn a_download_that_goes_silent_is_resumed() {
    let server = Server::start(|request, earlier| match earlier {
        0 => part(&png(5000), request).stalled(2000),
        _ => part(&png(5000), request),
    });
    let client = client(&server.url());
    run(async {
        let images = images(&client, "/a.png");
        let download = images.first().unwrap().download().body_timeout(Duration::from_millis(100));
        assert_eq!(download.bytes().await.unwrap(), png(5000));
    });
    assert_eq!(server.received()[1].header("range"), Some("bytes=2000-"));
}

#[test]
fn a_download_without_a_client_is_an_error() {
    let images: Images =
        serde_json::from_value(json!({"images": [{"url": "https://x.example/"}]})).unwrap();
    let error = run(async { images.first().unwrap().bytes().await }).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
    assert!(error.to_string().contains("with_client"), "{error}");
}

#[test]
fn breaks_that_come_sooner_again_are_no_progress() {
    let server = Server::start(|_, earlier| match earlier {
        // Without an end the test would have none.
        50.. => Reply::json(png(5000)),
        odd if odd % 2 == 1 => Reply::json(png(5000)).cut(1000),
        _ => Reply::json(png(5000)).cut(2000),
    });
    let client = client(&server.url());
    let error =
        run(async { images(&client, "/a.png").first().unwrap().bytes().await.unwrap_err() });
    assert!(matches!(error.kind(), ErrorKind::Interrupted), "{error}");
    assert_eq!((server.count(), error.attempts()), (4, 4));
}

#[test]
fn headers_of_a_download_are_for_the_origin_of_its_link() {
    let elsewhere = Server::start(|_, _| Reply::json(png(600)));
    let target = format!("{}/b.png", elsewhere.origin());
    let server = Server::start(move |request, _| match request.target.as_str() {
        "/a.png" => Reply::redirect(302, "/moved.png"),
        _ => Reply::redirect(302, &target),
    });
    let client = client(&server.url());
    run(async {
        let images = images(&client, "/a.png");
        let download = || images.first().unwrap().download();
        download().header("x-team", "oxen").bytes().await.unwrap();
        let error = download().header("authorization", "x").bytes().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
    });
    let teams = |server: &Server| -> Vec<Option<String>> {
        let received = server.received();
        received.iter().map(|request| request.header("x-team").map(str::to_owned)).collect()
    };
    assert_eq!(teams(&server), [Some("oxen".to_owned()), Some("oxen".to_owned())]);
    assert_eq!(teams(&elsewhere), [None]);
}
