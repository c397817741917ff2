//! Helpers that the tests share.

use std::future::Future;

use std::pin::Pin;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use oxen_hub::generations::{Generation, GenerationId};
use oxen_hub::{Client, ClientBuilder, Clock, Error, RetryPolicy};
use oxen_hub_sim::{Builder, Hub};
use serde_json::{Map, Value, json};

/// A clock in which a second takes 10 ms, and no pause more than 100 ms.
#[derive(Debug)]
pub(crate) struct FastClock;

impl Clock for FastClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn chance(&self) -> f64 {
        fastrand::f64()
    }

    fn pause(&self, length: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep((length / 100).min(Duration::from_millis(100))))
    }
}

#[path = "../it/support/watched_log.rs"]
mod watched_log;

const KEY: &str = "canary-key-0123456789abcdef";

/// Returns a hub with models for pictures, videos and texts.
pub(crate) fn hub() -> Builder {
    watched_log::watch(|text| text.contains(KEY));
    let media = |id: &str, output: &str| {
        json!({
            "id": id,
            "capabilities": {"input": ["text"], "output": [output]},
            "request_schema": {"type": "object", "properties": {
                "prompt": {"type": "string"}, "steps": {"type": "integer", "maximum": 50},
            }},
        })
    };
    let talker = json!({
        "id": "talker", "endpoint": "/chat/completions",
        "capabilities": {"input": ["text"], "output": ["text"]},
    });
    let data = json!([media("painter", "image"), media("filmer", "video"), talker]);
    Hub::builder().listing(json!({"data": data})).key(KEY)
}

pub(crate) fn builder(hub: &Hub) -> ClientBuilder {
    Client::builder()
        .base_url(&hub.base_url())
        .unwrap()
        .key(hub.key())
        .unwrap()
        .retry(RetryPolicy::default().repetitions(2))
        .clock(Arc::new(FastClock))
}

pub(crate) fn client(hub: &Hub) -> Client {
    builder(hub).build().unwrap()
}

pub(crate) fn parameters(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("{value} is not an object") };
    map
}

pub(crate) fn prompt(text: &str) -> Map<String, Value> {
    parameters(json!({"prompt": text}))
}

/// Enqueues pictures and returns their ids.
pub(crate) async fn enqueue(client: &Client, count: u32) -> Vec<GenerationId> {
    let enqueued = client.enqueue("painter", &prompt("an ox")).generations(count).await.unwrap();
    enqueued.ids().cloned().collect()
}

/// Returns the ids of the hub's generations, in the order of creation.
pub(crate) fn made(hub: &Hub) -> Vec<String> {
    let id = |generation: &Value| generation["generation_id"].as_str().unwrap().to_owned();
    hub.generations().iter().map(id).collect()
}

pub(crate) fn ids(generations: &[Generation]) -> Vec<String> {
    generations.iter().map(|generation| generation.id.to_string()).collect()
}

pub(crate) fn error_ids(error: &Error) -> Vec<String> {
    error.generation_ids().iter().map(ToString::to_string).collect()
}

/// Fails if an error contains the key.
pub(crate) fn assert_no_key(hub: &Hub, error: &Error) {
    let text = format!("{error}\n{error:?}");
    assert!(!text.contains(hub.key()), "{text}");
}
