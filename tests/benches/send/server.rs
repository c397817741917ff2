//! A server that answers every request in the same way.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Starts the server, and returns the base URL of its API.
pub(crate) fn start(answer: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api/ai", listener.local_addr().unwrap());
    let answer: Arc<str> = answer.into();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let answer = Arc::clone(&answer);
            thread::spawn(move || answer_all(&stream.unwrap(), &answer));
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
        if stream.write_all(whole.as_bytes()).is_err() {
            return;
        }
    }
}

/// A short answer of a chat model.
pub(crate) fn chat() -> String {
    r#"{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hello! What can I do for you?"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":9,"total_tokens":18}}"#.to_owned()
}

/// An answer with a picture in it, and its length.
pub(crate) fn picture() -> (String, usize) {
    let picture = [b"\x89PNG\r\n\x1a\n".as_slice(), &vec![7; 15_000_000]].concat();
    let answer = format!(r#"{{"images":[{{"b64_json":"{}"}}]}}"#, STANDARD.encode(&picture));
    let length = answer.len();
    (answer, length)
}
