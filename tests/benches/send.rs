//! A chat request over loopback, compared with the same request with bare `reqwest`, in one run.
//!
//! `cargo bench -p oxen-models-tests --bench send`; fails if it takes more than 1.1 times as long.

#![allow(clippy::expect_used, clippy::unwrap_used)]

use std::hint::black_box;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use oxen_hub::Client;
use oxen_hub::answers::ChatCompletion;
use serde_json::{Map, Value, json};

const KEY: &str = "0123456789abcdef";
/// The number of requests per round, and of rounds.
const REQUESTS: u32 = 200;
const ROUNDS: u32 = 25;
/// The largest accepted ratio of the times.
const MAX_RATIO: f64 = 1.1;

/// Starts a server that answers every request in the same way.
fn serve(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api/ai", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(move || answer_all(&stream.unwrap(), answer));
        }
    });
    url
}

fn answer_all(mut stream: &TcpStream, answer: &str) {
    stream.set_nodelay(true).unwrap();
    let mut reader = BufReader::new(stream);
    loop {
        let (mut line, mut length) = (String::new(), 0);
        while line != "\r\n" {
            line.clear();
            if reader.read_line(&mut line).unwrap_or(0) == 0 {
                return;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        reader.read_exact(&mut vec![0; length]).unwrap();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
        let whole = format!("{head}content-length: {}\r\n\r\n{answer}", answer.len());
        stream.write_all(whole.as_bytes()).unwrap();
    }
}

async fn ours(client: &Client, parameters: &Map<String, Value>) {
    let call = client.generate::<ChatCompletion>("/chat/completions", "m", parameters);
    black_box(call.await.unwrap());
}

async fn bare(client: &reqwest::Client, url: &str, parameters: &Map<String, Value>) {
    let mut body = parameters.clone();
    body.insert("model".to_owned(), "m".into());
    // The headers that any client of the hub sends.
    let request = client.post(url).bearer_auth(KEY).header("accept", "application/json");
    let request = request.header("content-type", "application/json");
    let answer = request.body(serde_json::to_vec(&body).unwrap()).send().await.unwrap();
    black_box(serde_json::from_slice::<Value>(&answer.bytes().await.unwrap()).unwrap());
}

fn main() -> ExitCode {
    let url = serve(
        r#"{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello! What can I do for you?"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}"#,
    );
    let parameters =
        json!({"messages": [{"role": "user", "content": "Hello!"}], "temperature": 0.7});
    let parameters = parameters.as_object().unwrap();
    // The client brings its own TLS provider; the bare one needs one, used or not.
    let client = Client::builder().base_url(&url).unwrap().key(KEY).unwrap();
    let client = client.build().unwrap();
    let plain =
        reqwest::Client::builder().no_proxy().tls_backend_preconfigured(tls()).build().unwrap();
    let target = format!("{url}/chat/completions");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut best, mut bare_best) = (Duration::MAX, Duration::MAX);
    runtime.block_on(async {
        for _ in 0..ROUNDS {
            // Alternating: a disturbance affects both.
            let start = Instant::now();
            for _ in 0..REQUESTS {
                ours(&client, parameters).await;
            }
            best = best.min(start.elapsed() / REQUESTS);
            let start = Instant::now();
            for _ in 0..REQUESTS {
                bare(&plain, &target, parameters).await;
            }
            bare_best = bare_best.min(start.elapsed() / REQUESTS);
        }
    });
    let ratio = best.as_secs_f64() / bare_best.as_secs_f64();
    println!("a request: {best:.1?}, with bare reqwest {bare_best:.1?}, ratio {ratio:.3}");
    if ratio <= MAX_RATIO { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tls() -> rustls::ClientConfig {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}
