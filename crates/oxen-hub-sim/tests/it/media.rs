//! Pictures, videos and sounds, and the links to them.

use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use oxen_hub_sim::{Hub, Origin};
use serde_json::{Value, json};

use crate::support::{client, download, get, listing, post, start, try_request};

/// Returns a request of each endpoint, with the list of the answer and the kind of file.
fn requests() -> [(&'static str, Value, &'static str, &'static str); 4] {
    let editor =
        json!({"model": "org/editor", "prompt": "ox", "input_image": "https://example.com/ox.png"});
    let singer = json!({"model": "singer", "prompt": "ox", "duration": 0.5});
    [
        (
            "/images/generate",
            json!({"model": "painter", "prompt": "ox", "width": 64, "height": 32}),
            "images",
            "image/png",
        ),
        ("/images/edit", editor, "images", "image/png"),
        (
            "/videos/generate",
            json!({"model": "filmer", "prompt": "ox", "duration": 2}),
            "videos",
            "video/mp4",
        ),
        ("/audio/generate", singer, "audios", "audio/x-wav"),
    ]
}

fn kind(bytes: &[u8]) -> &'static str {
    infer::get(bytes).map_or("none", |kind| kind.mime_type())
}

#[tokio::test]
async fn every_endpoint_returns_a_link_that_works_without_the_key() {
    let hub = start().await;
    for (path, body, list, expected) in requests() {
        let answer = post(&hub, path, &body).await.json();
        assert_eq!(answer["model"], body["model"]);
        let url = answer[list][0]["url"].as_str().unwrap();
        assert!(url.starts_with(hub.files_origin()) && url.contains('?'), "{url}");
        let file = download(url).await;
        assert_eq!((file.status, kind(&file.body)), (200, expected), "{path}");
        assert_eq!(file.body, download(url).await.body);
    }
    assert_eq!(hub.requests().iter().filter(|request| request.origin == Origin::Files).count(), 8);
    hub.assert_key_stayed_home();
}

#[tokio::test]
async fn a_result_is_base64_if_requested() {
    let hub = start().await;
    for (path, mut body, list, expected) in requests() {
        body["response_format"] = json!("b64_json");
        let answer = post(&hub, path, &body).await.json();
        let bytes = STANDARD.decode(answer[list][0]["b64_json"].as_str().unwrap()).unwrap();
        assert_eq!(kind(&bytes), expected, "{path}");
    }
    let answer = post(&hub, "/audio/speech", &json!({"model": "singer", "prompt": "ox"})).await;
    assert_eq!(answer.status, 200);
}

/// Returns the output of `ffprobe` for a file; `None` if it isn't installed.
fn probe(bytes: &[u8], entries: &str) -> Option<String> {
    Command::new("ffprobe").arg("-version").output().ok()?;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, bytes).unwrap();
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-count_frames", "-of", "csv=p=0", "-show_entries", entries])
        .arg(&file)
        .output()
        .unwrap();
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

#[tokio::test]
async fn results_have_the_requested_size_and_duration() {
    let hub = start().await;
    let file = async |path: &str, list: &str, body: Value| {
        let answer = post(&hub, path, &body).await.json();
        download(answer[list][0]["url"].as_str().unwrap()).await.body
    };
    let body = json!({"model": "painter", "prompt": "ox", "width": 64, "height": 32});
    let picture = file("/images/generate", "images", body).await;
    assert_eq!(picture[16..24], [0, 0, 0, 64, 0, 0, 0, 32]);

    let body = json!({"model": "filmer", "prompt": "ox", "duration": 2, "aspect_ratio": "9:16"});
    let video = file("/videos/generate", "videos", body).await;
    if let Some(found) = probe(&video, "stream=codec_name,width,height,nb_read_frames") {
        assert_eq!(found, "h264,360,640,48");
    }
    let sound = file(
        "/audio/generate",
        "audios",
        json!({"model": "singer", "prompt": "ox", "duration": 0.5}),
    )
    .await;
    assert_eq!(sound.len(), 44 + 8000);
    if let Some(found) = probe(&sound, "stream=codec_name,duration") {
        assert_eq!(found, "pcm_s16le,0.500000");
    }
}

#[tokio::test]
async fn wrong_requests_are_refused_at_once() {
    let hub = start().await;
    for (path, body, part) in [
        ("/images/generate", json!({"model": "painter"}), "prompt"),
        ("/images/generate", json!({"model": "painter", "prompt": "ox", "steps": 51}), "/steps"),
        (
            "/images/generate",
            json!({"model": "org/editor", "prompt": "ox"}),
            "served by /images/edit",
        ),
        (
            "/images/generate",
            json!({"model": "painter", "prompt": "ox", "response_format": "png"}),
            "/response_format",
        ),
        (
            "/images/edit",
            json!({"model": "org/editor", "prompt": "ox", "input_image": "no link"}),
            "/input_image",
        ),
        ("/videos/generate", json!({"model": "talker", "prompt": "ox"}), "served by"),
    ] {
        let answer = post(&hub, path, &body).await;
        let detail = answer.json()["error"]["detail"].as_str().unwrap().to_owned();
        assert!(answer.status == 400 && detail.contains(part), "{body}: {detail}");
    }
}

#[tokio::test]
async fn links_expire() {
    let hub = start().await;
    let url = hub.host("ox.png", "image/png", "picture");
    assert_eq!(download(&url).await.body, b"picture");
    assert_eq!(download(&url.replace("signature=", "signature=0")).await.status, 403);
    hub.expire_links();
    assert_eq!(download(&url).await.status, 403);
    let hub = Hub::builder().listing(listing()).link_lifetime(std::time::Duration::ZERO);
    let hub = hub.start().await.unwrap();
    assert_eq!(download(&hub.host("ox.png", "image/png", "picture")).await.status, 403);
}

#[tokio::test]
async fn files_can_have_any_name_and_are_served_in_ranges() {
    let hub = start().await;
    let url = hub.host("../../x 1.png", "image/png", "0123456789");
    let whole = download(&url).await;
    assert_eq!(whole.body, b"0123456789");
    let tag = whole.headers["etag"].to_str().unwrap().to_owned();
    for (range, condition, status, body) in [
        ("bytes=4-", None, 206, "456789"),
        ("bytes=4-5", None, 206, "45"),
        ("bytes=4-", Some(tag.as_str()), 206, "456789"),
        ("bytes=4-", Some("\"other\""), 200, "0123456789"),
        ("bytes=10-", None, 416, ""),
        ("lines=1-2", None, 200, "0123456789"),
    ] {
        let mut request = client().get(&url).header("range", range);
        if let Some(condition) = condition {
            request = request.header("if-range", condition);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), status, "{range}");
        assert_eq!(response.text().await.unwrap(), body, "{range}");
    }
    let url = hub.host_filler("large.png", 3 << 20);
    let file = download(&url).await.body;
    assert_eq!((file.len(), kind(&file)), (3 << 20, "image/png"));
    let response = client().get(&url).header("range", "bytes=3145726-").send().await.unwrap();
    assert_eq!(response.bytes().await.unwrap().as_ref(), [0, 0]);
}

#[tokio::test]
async fn links_on_the_hub_require_the_key() {
    let hub = Hub::builder().listing(listing()).links_on_hub().start().await.unwrap();
    let url = hub.host("ox.png", "image/png", "picture");
    assert!(url.starts_with(hub.base_url().trim_end_matches("/api/ai")));
    assert_eq!(download(&url).await.status, 401);
    let path = url.trim_start_matches(hub.base_url().trim_end_matches("/api/ai"));
    assert_eq!(get(&hub, path).await.body, b"picture");
}

#[tokio::test]
async fn credits_run_out() {
    let hub = Hub::builder().listing(listing()).credits(100_000).start().await.unwrap();
    let body = json!({"model": "painter", "prompt": "ox"});
    let statuses: Vec<_> = {
        let mut statuses = Vec::new();
        for _ in 0..4 {
            statuses.push(post(&hub, "/images/generate", &body).await.status);
        }
        statuses
    };
    assert_eq!(statuses, [200, 200, 402, 402]);
    assert_eq!(hub.spent(), 80_000);
}

#[tokio::test]
#[should_panic(expected = "another origin")]
async fn a_key_on_the_second_origin_fails_the_test() {
    let hub = start().await;
    let url = hub.host("ox.png", "image/png", "picture");
    client().get(&url).bearer_auth(hub.key()).send().await.unwrap();
    hub.assert_key_stayed_home();
}

#[tokio::test]
async fn large_bodies_are_accepted_up_to_the_limit() {
    let hub = start().await;
    let link = format!("data:image/png;base64,{}", "A".repeat(6 << 20));
    let body = json!({"model": "org/editor", "prompt": "ox", "input_image": link});
    assert_eq!(post(&hub, "/images/edit", &body).await.status, 200);
    let hub = Hub::builder().listing(listing()).body_limit(1000).start().await.unwrap();
    let body = json!({"model": "painter", "prompt": "x".repeat(1000)});
    let answer = try_request(&hub, "POST", "/images/generate", Some(&body)).await.unwrap();
    assert_eq!(answer.status, 413);
}
