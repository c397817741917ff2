//! Calls that are dropped, at every point where they wait.

use std::fs;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use oxen_hub::answers::{ChatCompletion, Images};
use serde_json::{Map, json};

use crate::support::server::{Reply, Server, Step};
use crate::support::{client, run};

/// Polls a future this many times, then drops it; returns its result if it was ready before.
async fn poll_times<F: Future>(future: F, times: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut left = times;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

/// Splits a reply into pieces, so that there are many points to wait at.
fn in_pieces(reply: &Reply) -> Reply {
    let bytes = reply.bytes();
    let steps = bytes
        .chunks(bytes.len().div_ceil(5))
        .flat_map(|chunk| [Step::Send(chunk.to_vec()), Step::Wait(Duration::from_millis(1))]);
    Reply::steps(steps.collect())
}

#[test]
fn a_dropped_call_leaves_no_connection() {
    for times in 0.. {
        let reply = in_pieces(&Reply::json(r#"{"choices":[{"message":{"content":"Hello!"}}]}"#));
        let server = Arc::new(Server::start(move |_, _| reply.clone()));
        let done = run(async {
            let client = client(&server.url());
            let call = client.generate::<ChatCompletion>("/chat/completions", "m", &Map::new());
            drop(client);
            let done = poll_times(async { call.await }, times).await;
            // The runtime keeps running, so it is the client that closes the connection.
            let waiting = Arc::clone(&server);
            tokio::task::spawn_blocking(move || waiting.wait_until_closed()).await.unwrap();
            done
        });
        assert!(server.count() <= 1);
        if let Some(result) = done {
            assert_eq!(result.unwrap().text(), "Hello!");
            assert!(times > 3, "only {times}");
            break;
        }
        assert!(times < 200);
    }
}

#[test]
fn a_dropped_stream_leaves_no_connection() {
    let text =
        "data: {\"choices\":[{\"delta\":{\"content\":\"ox\"}}]}\n\n".repeat(3) + "data: [DONE]\n\n";
    for times in 0.. {
        let reply = Reply::json(text.as_str()).header("content-type", "text/event-stream");
        let reply = in_pieces(&reply);
        let server = Arc::new(Server::start(move |_, _| reply.clone()));
        let done = run(async {
            let client = client(&server.url());
            let call = client.generate::<ChatCompletion>("/chat/completions", "m", &Map::new());
            drop(client);
            let read = async { call.stream().await?.collect().await };
            let done = poll_times(read, times).await;
            let waiting = Arc::clone(&server);
            tokio::task::spawn_blocking(move || waiting.wait_until_closed()).await.unwrap();
            done
        });
        assert!(server.count() <= 1);
        if let Some(result) = done {
            assert_eq!(result.unwrap().text(), "oxoxox");
            assert!(times > 3, "only {times}");
            break;
        }
        assert!(times < 200);
    }
}

#[test]
fn a_dropped_download_leaves_no_file() {
    let png = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &[7; 3000]].concat();
    let directory = tempfile::tempdir().unwrap();
    for times in 0.. {
        let reply = in_pieces(&Reply::json(png.clone()));
        let server = Arc::new(Server::start(move |_, _| reply.clone()));
        let done = run(async {
            let client = client(&server.url());
            let text = json!({"images": [{"url": "/a.png"}]});
            let images = serde_json::from_value::<Images>(text).unwrap().with_client(&client);
            let target = directory.path().join("a.png");
            let save = async { images.first().unwrap().save(&target).await };
            let done = poll_times(save, times).await;
            drop((images, client));
            let waiting = Arc::clone(&server);
            tokio::task::spawn_blocking(move || waiting.wait_until_closed()).await.unwrap();
            done
        });
        let files = fs::read_dir(directory.path()).unwrap().count();
        if let Some(result) = done {
            result.unwrap();
            assert_eq!(files, 1);
            assert!(times > 3, "only {times}");
            break;
        }
        assert_eq!(files, 0, "dropped after {times} polls");
        assert!(times < 500);
    }
}
