//! Calls that are dropped, at every point where they wait.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use oxen_hub_sim::Hub;
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::{Client, Tools};

use super::client;

#[derive(schemars::JsonSchema, serde::Deserialize)]
struct Herd {
    #[expect(dead_code, reason = "only read")]
    oxen: u8,
}

#[derive(schemars::JsonSchema, serde::Deserialize)]
struct Nothing {}

/// A waker that records that it was woken.
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Polls a future this many times, each time after it was woken, and drops it. Returns whether it was ready before.
async fn drop_after<F: Future>(future: F, polls: usize) -> bool {
    let flag = Arc::new(Flag(AtomicBool::new(true)));
    let waker = Waker::from(Arc::clone(&flag));
    let mut future = pin!(future);
    for _ in 0..polls {
        while !flag.0.swap(false, Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        if future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            return true;
        }
    }
    false
}

/// Drops a call after each number of polls until it is ready, and checks that no connection stays open and that no
/// request follows.
async fn dropped_at_every_point(call: impl AsyncFn(&Client)) {
    let mut polls = 0;
    loop {
        let hub = Hub::start().await.unwrap();
        let client = client(&hub);
        let is_done = drop_after(call(&client), polls).await;
        // Idle connections belong to the client.
        drop(client);
        let idle = tokio::time::timeout(Duration::from_secs(20), hub.wait_until_idle());
        idle.await.expect("a connection stays open");
        let requests = hub.requests().len();
        tokio::time::sleep(Duration::from_millis(30)).await;
        assert_eq!(hub.requests().len(), requests, "{polls}: something still asks");
        if is_done {
            break;
        }
        polls += 1;
    }
    assert!(polls > 1);
}

fn request() -> DeepseekV4Flash {
    DeepseekV4Flash::builder().user("weather?").build().unwrap()
}

#[tokio::test]
async fn a_sent_request() {
    dropped_at_every_point(async |client| {
        client.send(&request()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_stream() {
    dropped_at_every_point(async |client| {
        let mut stream = client.stream(&request()).await.unwrap();
        while stream.next().await.transpose().unwrap().is_some() {}
    })
    .await;
}

#[tokio::test]
async fn an_answer_in_the_shape_of_a_type() {
    dropped_at_every_point(async |client| {
        client.structured::<Herd>(&request()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_conversation_with_tools() {
    let tools = Tools::new().with("weather", |_: Nothing| async {
        tokio::task::yield_now().await;
        "sun"
    });
    dropped_at_every_point(async |client| {
        let transcript = client.converse(&request(), &tools).await.unwrap();
        assert!(transcript.answers().len() > 1);
    })
    .await;
}
