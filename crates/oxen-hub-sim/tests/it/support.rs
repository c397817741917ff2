//! A small client, and models for requests.

use std::sync::LazyLock;

use oxen_hub_sim::Hub;
use serde_json::{Value, json};

/// An answer, read to its end.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }
}

/// Returns a client without a pool, so that each request has its own connection.
pub(crate) fn client() -> reqwest::Client {
    static CLIENT: LazyLock<reqwest::Client> = LazyLock::new(|| {
        // A provider that is installed already is fine too.
        let _ = rustls::crypto::ring::default_provider().install_default();
        reqwest::Client::builder().no_proxy().pool_max_idle_per_host(0).build().unwrap()
    });
    CLIENT.clone()
}

pub(crate) async fn try_request(
    hub: &Hub,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> reqwest::Result<Answer> {
    let method = method.parse().unwrap();
    let url = match path.strip_prefix("/api") {
        Some(_) => format!("{}{path}", hub.base_url().trim_end_matches("/api/ai")),
        None => format!("{}{path}", hub.base_url()),
    };
    let mut request = client().request(method, url).bearer_auth(hub.key());
    if let Some(body) = body {
        request = request.body(body.to_string());
    }
    read(request.send().await?).await
}

async fn read(response: reqwest::Response) -> reqwest::Result<Answer> {
    Ok(Answer {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.bytes().await?.to_vec(),
    })
}

pub(crate) async fn get(hub: &Hub, path: &str) -> Answer {
    try_request(hub, "GET", path, None).await.unwrap()
}

pub(crate) async fn post(hub: &Hub, path: &str, body: &Value) -> Answer {
    try_request(hub, "POST", path, Some(body)).await.unwrap()
}

/// Downloads a link, without the key.
pub(crate) async fn download(url: &str) -> Answer {
    read(client().get(url).send().await.unwrap()).await.unwrap()
}

/// Returns a catalog of these tests, so that none depends on the committed one.
pub(crate) fn listing() -> Value {
    let media = |id: &str, input: &[&str], output: &str, properties: Value| {
        json!({
            "id": id,
            "object": "model",
            "developer": {"name": "Ox Labs"},
            "capabilities": {"input": input, "output": [output]},
            "json_request_schema": {
                "type": "object", "required": ["prompt"], "properties": properties,
            },
        })
    };
    let chat = |id: &str, developer: &str| {
        json!({
            "id": id,
            "developer": {"name": developer},
            "endpoint": "/chat/completions",
            "capabilities": {"input": ["text"], "output": ["text"]},
        })
    };
    let prompt = json!({"type": "string"});
    json!({"object": "list", "data": [
        chat("talker", "Ox Labs"),
        chat("claudius", "Anthropic"),
        media("painter", &["text"], "image", json!({
            "prompt": prompt, "width": {"type": "integer"}, "height": {"type": "integer"},
            "steps": {"type": "integer", "minimum": 1, "maximum": 50},
        })),
        media("org/editor", &["text", "image"], "image", json!({
            "prompt": prompt, "input_image": {"type": "string", "format": "uri"},
        })),
        media("filmer", &["text"], "video", json!({
            "prompt": prompt, "duration": {"type": "integer", "enum": [2, 5]}, "aspect_ratio": prompt,
        })),
        media("singer", &["text"], "audio", json!({"prompt": prompt, "duration": {"type": "number"}})),
    ]})
}

/// Returns a custom model without deployment.
pub(crate) fn custom() -> Value {
    json!({
        "id": "oxen:ox/tuned", "model_type": "custom", "owned_by": "ox", "endpoint": "/chat/completions",
        "deployments": [{"status": "inactive"}],
    })
}

pub(crate) async fn start() -> Hub {
    Hub::builder().listing(listing()).model(custom()).start().await.unwrap()
}
