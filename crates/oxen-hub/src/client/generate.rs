//! Requests to models, answered synchronously.

use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Instant;

use oxen_schema::model::Endpoint;
use serde::ser::Serialize;
use serde_json::{Map, Value};

use super::body::serialize;
use super::{Call, CallOptions, Client, StreamCall, call_options};
use crate::address::ApiPath;
use crate::answers::{Answer, ChatCompletion};
use crate::error::{About, Error};

/// The audio endpoint and its alternative; the documentation is ambiguous about which of the two a hub has.
const AUDIO: (&str, &str) = ("/audio/generate", "/audio/speech");

/// A request to a model, sent when it is awaited. Made by [`Client::generate`].
#[must_use = "a request is sent when it is awaited"]
#[derive(Debug)]
pub struct Generate<A> {
    client: Client,
    path: &'static str,
    model: String,
    body: Result<Vec<u8>, Error>,
    /// The `stream` parameter, which the body doesn't contain yet.
    stream: Option<bool>,
    options: CallOptions,
    answer: PhantomData<fn() -> A>,
}

impl Client {
    /// Sends a request to the endpoint of a model, with unchecked parameters.
    ///
    /// `oxen_models::Client::send` does the same for checked requests.
    ///
    /// ```no_run
    /// use oxen_hub::Client;
    /// use oxen_hub::answers::Images;
    /// use serde_json::json;
    ///
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = Client::from_env()?;
    /// let parameters = json!({"prompt": "an ox at dawn"});
    /// let images: Images = client
    ///     .generate("/images/generate", "our-model", parameters.as_object().unwrap())
    ///     .await?;
    /// images.save_all("out").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn generate<A: Answer>(
        &self,
        path: &'static str,
        model: &str,
        parameters: &Map<String, Value>,
    ) -> Generate<A> {
        let is_stream = parameters.get("stream").and_then(Value::as_bool);
        self.generate_from(path, model, is_stream, parameters)
    }

    /// Like [`generate`](Self::generate), for parameters in another form than a JSON map, with their value of `stream`.
    #[doc(hidden)]
    pub fn generate_from<A: Answer>(
        &self,
        path: &'static str,
        model: &str,
        is_stream: Option<bool>,
        parameters: impl IntoIterator<Item = (impl AsRef<str>, impl Serialize)>,
    ) -> Generate<A> {
        let stream = A::FROM_STREAM.and(is_stream);
        let namespace = self.inner.namespace.as_deref().filter(|_| A::IS_MEDIA);
        Generate {
            client: self.clone(),
            path,
            model: model.to_owned(),
            body: body(model, parameters, stream, namespace),
            stream,
            options: CallOptions::default(),
            answer: PhantomData,
        }
    }
}

/// Serializes the request without a known value of `stream`, which is [added](add_stream) later.
fn body(
    model: &str,
    parameters: impl IntoIterator<Item = (impl AsRef<str>, impl Serialize)>,
    stream: Option<bool>,
    namespace: Option<&str>,
) -> Result<Vec<u8>, Error> {
    let mut of_the_queue = None;
    let parameters = parameters.into_iter().filter(|(name, _)| {
        let name = name.as_ref();
        of_the_queue =
            of_the_queue.or(Endpoint::QUEUE_PARAMETERS.into_iter().find(|one| *one == name));
        name != "stream" || stream.is_none()
    });
    let written = serialize(model, parameters, namespace);
    match of_the_queue {
        Some(name) => {
            let violation =
                format!("`{name}` is a parameter of the queue; send the request with `enqueue`");
            Err(Error::invalid(vec![violation], None))
        }
        None => written,
    }
}

/// Adds the `stream` parameter to a body.
fn add_stream(body: &mut Vec<u8>, is_stream: bool) {
    // The body is a nonempty object: it has at least the model.
    body.pop();
    body.extend_from_slice(if is_stream { b",\"stream\":true}" } else { b",\"stream\":false}" });
}

impl<A: Answer> Generate<A> {
    call_options!(options);

    /// Changes the type of the answer.
    #[doc(hidden)]
    pub fn answered_by<B: Answer>(self) -> Generate<B> {
        let Self { client, path, model, body, stream, options, answer: _ } = self;
        Generate { client, path, model, body, stream, options, answer: PhantomData }
    }

    async fn send(self) -> Result<A, Error> {
        if let (Some(from_stream), Some(true)) = (A::FROM_STREAM, self.stream) {
            return self.open().collect().await.map(from_stream);
        }
        let inner = &self.client.inner;
        let mut body = self.body?;
        if let Some(is_stream) = self.stream {
            add_stream(&mut body, is_stream);
        }
        let in_base64 = A::IS_MEDIA && contains(&body, b"\"b64_json\"");
        let mut call = Call::creating(
            inner,
            &ApiPath::fixed(self.path),
            Some(About::Model(self.model)),
            body,
            A::head_timeout(&inner.timeouts),
        )?
        .with_options(&self.options);
        if in_base64 {
            call.limit = inner.limits.base64;
        }
        let started = Instant::now();
        let read = |answered| A::read(answered, &self.client);
        let result = inner.fetch(&call, read).await;
        let Err(error) = &result else { return result };
        if self.path != AUDIO.0 || !matches!(error.status(), Some(404 | 405)) {
            return result;
        }
        tracing::debug!(path = AUDIO.1, "the endpoint's other name");
        let path = ApiPath::fixed(AUDIO.1);
        call.url = inner.base.at(&path)?;
        call.options = self.options.after(started);
        call.asked.path = path.template;
        match inner.fetch(&call, read).await {
            Err(second) if matches!(second.status(), Some(404 | 405)) => result,
            second => second,
        }
    }
}

impl Generate<ChatCompletion> {
    /// Requests a streamed answer, whatever the `stream` parameter says.
    pub fn stream(self) -> StreamCall {
        self.open()
    }
}

impl<A: Answer> Generate<A> {
    fn open(self) -> StreamCall {
        let body = self.body.map(|mut body| {
            add_stream(&mut body, true);
            body
        });
        StreamCall::new(self.client, self.path, self.model, body, self.options)
    }
}

fn contains(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

impl<A: Answer> IntoFuture for Generate<A> {
    type Output = Result<A, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
