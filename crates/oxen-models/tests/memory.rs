//! The memory usage of downloads and answers, by counting allocations.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

// Over the frozen catalog: see `tests/frozen`.
extern crate oxen_models_frozen as oxen_models;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oxen_hub_sim::Hub;
use oxen_models::Client;
use oxen_models::answers::Images;
use peak_alloc::PeakAlloc;
use serde_json::{Map, json};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Returns the peak memory usage while this runs, in addition to the memory in use before.
async fn peak<T>(run: impl Future<Output = T>) -> usize {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    run.await;
    MEMORY.peak_usage().saturating_sub(before)
}

/// A single test, because the count is global to the process.
#[tokio::test]
async fn memory_is_flat() {
    let hub = Hub::start().await.unwrap();
    let client = Client::builder().base_url(&hub.base_url()).unwrap().key(hub.key()).unwrap();
    let client = client.build().unwrap();

    let download = async |length: u64| {
        let link = hub.host_filler("large.png", length);
        let images: Images = serde_json::from_value(json!({"images": [{"url": link}]})).unwrap();
        let images = images.with_client(client.hub());
        peak(async { images.first().unwrap().copy_to(&mut tokio::io::sink()).await.unwrap() }).await
    };
    let small = download(16 << 20).await;
    let large = download(1 << 30).await;
    println!("peak of 16 MiB: {small} bytes, of 1 GiB: {large}");
    assert!(large < small + (2 << 20), "16 MiB take {small} bytes, 1 GiB {large}");

    // An answer with its picture in it goes from its own buffer to the disk.
    let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), &vec![7; 15_000_000]].concat();
    let body = json!({"images": [{"b64_json": STANDARD.encode(&picture)}]}).to_string();
    drop(picture);
    let length = body.len();
    let client = Client::builder().base_url(&serve(body)).unwrap().build().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let target = directory.path().join("ox.png");
    let save = async {
        let parameters = Map::from_iter([("response_format".to_owned(), json!("b64_json"))]);
        let call = client.generate::<Images>("/images/generate", "m", &parameters);
        call.await.unwrap().first().unwrap().save(&target).await.unwrap();
    };
    let taken = peak(save).await;
    println!("peak of a body of {length} bytes: {taken}");
    assert_eq!(std::fs::metadata(&target).unwrap().len(), 15_000_008);
    assert!(taken * 10 < length * 12, "{length} bytes take {taken}");
}

/// Answers one request with this body, without another copy of it, which would count too.
fn serve(body: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";
        write!(stream, "{head}content-length: {}\r\n\r\n", body.len()).unwrap();
        stream.write_all(body.as_bytes()).unwrap();
    });
    url
}
