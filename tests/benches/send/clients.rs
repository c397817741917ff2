//! The two clients, with the same requests.

use std::hint::black_box;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oxen_hub::Client;
use oxen_hub::answers::{ChatCompletion, Images};
use serde_json::{Map, Value, json};

const KEY: &str = "0123456789abcdef";

fn parameters() -> Map<String, Value> {
    let parameters =
        json!({"messages": [{"role": "user", "content": "Hello!"}], "temperature": 0.7});
    parameters.as_object().unwrap().clone()
}

/// The client of the hub.
pub(crate) struct Ours {
    client: Client,
    parameters: Map<String, Value>,
}

impl Ours {
    pub(crate) fn new(url: &str) -> Self {
        let client = Client::builder().base_url(url).unwrap().key(KEY).unwrap();
        Self { client: client.build().unwrap(), parameters: parameters() }
    }

    pub(crate) async fn chat(&self) {
        let call =
            self.client.generate::<ChatCompletion>("/chat/completions", "m", &self.parameters);
        black_box(call.await.unwrap());
    }

    pub(crate) async fn picture(&self, target: &Path) {
        let parameters = Map::from_iter([("response_format".to_owned(), json!("b64_json"))]);
        let call = self.client.generate::<Images>("/images/generate", "m", &parameters);
        call.await.unwrap().first().unwrap().save(target).await.unwrap();
    }
}

/// `reqwest` alone, with the headers that any client of the hub sends.
pub(crate) struct Bare {
    client: reqwest::Client,
    url: String,
    parameters: Map<String, Value>,
}

impl Bare {
    pub(crate) fn new(url: &str) -> Self {
        // The client of the hub brings its own TLS provider; the bare one needs one, used or not.
        let client =
            reqwest::Client::builder().no_proxy().tls_backend_preconfigured(tls()).build().unwrap();
        Self { client, url: url.to_owned(), parameters: parameters() }
    }

    pub(crate) async fn chat(&self) {
        black_box(self.call("/chat/completions", &self.parameters).await);
    }

    /// Reads the whole answer, decodes the whole picture, and writes it.
    pub(crate) async fn picture(&self, target: &Path) {
        let parameters = Map::from_iter([("response_format".to_owned(), json!("b64_json"))]);
        let answer = self.call("/images/generate", &parameters).await;
        let text = answer.pointer("/images/0/b64_json").and_then(Value::as_str).unwrap();
        std::fs::write(target, STANDARD.decode(text).unwrap()).unwrap();
    }

    async fn call(&self, path: &str, parameters: &Map<String, Value>) -> Value {
        let mut body = parameters.clone();
        body.insert("model".to_owned(), "m".into());
        let request = self.client.post(format!("{}{path}", self.url)).bearer_auth(KEY);
        let request = request.header("accept", "application/json");
        let request = request.header("content-type", "application/json");
        let answer = request.body(serde_json::to_vec(&body).unwrap()).send().await.unwrap();
        serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap()
    }
}

fn tls() -> rustls::ClientConfig {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}
