//! The typed client, which sends checked requests and returns typed answers.

mod answer;
#[cfg(feature = "blocking")]
pub mod blocking;
mod discovered;
mod outgoing;
mod queue;
mod send;
mod stream;
#[cfg(feature = "schemars")]
mod structured;
#[cfg(feature = "schemars")]
mod tools;

use std::fmt;

use oxen_hub::answers::Answer as HubAnswer;
use oxen_hub::models::Models;
use oxen_hub::{BaseUrl, ClientBuilder, Error, Generate, Method, RawCall};
use serde_json::{Map, Value};

pub use self::answer::{Answer, Response};
pub use self::discovered::{
    DiscoveredModel, DiscoveredRequest, DiscoveryError, InvalidDiscoveredRequest, SchemaProblem,
};
pub use self::queue::{EnqueueCall, QueueResponse, RecoverCall, RunCall};
pub use self::send::{IntoCall, SendCall};
pub use self::stream::{ChatResponse, StreamCall};
#[cfg(feature = "schemars")]
pub use self::structured::{Structured, StructuredCall};
#[cfg(feature = "schemars")]
pub use self::tools::{ConverseCall, ConverseError, ConverseReason, ToolError, Tools, Transcript};

/// A client of the hub that sends checked requests. Cloning it is cheap, and clones share their connections.
///
/// ```no_run
/// use oxen_models::{AnyRequest, Client};
/// use serde_json::json;
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::from_env()?; // OXEN_API_KEY, OXEN_BASE_URL
/// let hello = AnyRequest::new(
///     "deepseek-v4-flash",
///     json!({"messages": [{"role": "user", "content": "Hello, what can you do?"}]}),
/// )?;
/// let answer = client.send(&hello).await?;
/// println!("{answer:?}");
/// # Ok(())
/// # }
/// ```
///
/// The answer's type follows from the request's: a [`ChatCompletion`](crate::answers::ChatCompletion),
/// [`Images`](crate::answers::Images), [`Videos`](crate::answers::Videos) or [`Audio`](crate::answers::Audio), and an
/// [`Answer`] for an [`AnyRequest`](crate::AnyRequest). [`RetryPolicy`](crate::RetryPolicy)
/// describes which requests are repeated after an error.
#[derive(Clone)]
pub struct Client {
    hub: oxen_hub::Client,
}

impl Client {
    /// Creates a client from the environment: `OXEN_API_KEY`, and `OXEN_BASE_URL` if it is set.
    ///
    /// # Errors
    ///
    /// Returns [`Configuration`](crate::ErrorKind::Configuration) if there is no key, or one of the two can't be used.
    pub fn from_env() -> Result<Self, Error> {
        oxen_hub::Client::from_env().map(Self::from)
    }

    /// Returns a builder for a client with other settings: by default the public hub, without a key.
    ///
    /// ```
    /// use oxen_models::Client;
    ///
    /// let client = Client::builder()
    ///     .base_url("http://127.0.0.1:4000")?
    ///     .key("oxen-key-0123456789abcdef")?
    ///     .namespace("our-team")
    ///     .build()?;
    /// # let _ = client;
    /// # Ok::<(), oxen_models::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder<Self> {
        ClientBuilder::new()
    }

    /// Sends a request to its model and waits for the whole answer.
    ///
    /// A request that may have run is never repeated automatically; see [`RetryPolicy`](crate::RetryPolicy).
    pub fn send<T: IntoCall + ?Sized>(&self, request: &T) -> SendCall<T::Response> {
        SendCall::new(&self.hub, request)
    }

    /// Sends a request to its chat model and streams the answer, regardless of the request's `stream`.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     client: oxen_models::Client,
    /// #     request: oxen_models::AnyRequest,
    /// # ) -> Result<(), oxen_models::Error> {
    /// let mut text = client.stream(&request).await?.text();
    /// while let Some(piece) = text.next().await {
    ///     print!("{}", piece?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// [`send`](Self::send) also reads a stream if the request has `stream: true`, but returns the joined answer.
    pub fn stream<T>(&self, request: &T) -> StreamCall
    where
        T: IntoCall<Response: ChatResponse> + ?Sized,
    {
        StreamCall::new(&self.hub, request)
    }

    /// Sends a request to its chat model and deserializes the answer into a value.
    ///
    /// The type's schema is sent as `response_format`, or in words if the model is known not to support that.
    ///
    /// ```no_run
    /// #[derive(schemars::JsonSchema, serde::Deserialize)]
    /// struct Herd {
    ///     /// The number of oxen.
    ///     oxen: u32,
    ///     names: Vec<String>,
    /// }
    ///
    /// # async fn example(
    /// #     client: oxen_models::Client,
    /// #     request: oxen_models::AnyRequest,
    /// # ) -> Result<(), oxen_models::Error> {
    /// let herd = client.structured::<Herd>(&request).await?.value;
    /// println!("{} oxen: {}", herd.oxen, herd.names.join(", "));
    /// # Ok(())
    /// # }
    /// ```
    #[cfg(feature = "schemars")]
    pub fn structured<T>(
        &self,
        request: &(impl IntoCall<Response: ChatResponse> + ?Sized),
    ) -> StructuredCall<T>
    where
        T: schemars::JsonSchema + serde::de::DeserializeOwned,
    {
        StructuredCall::new(&self.hub, request)
    }

    /// Sends a request to its chat model, runs the tools that the model calls and sends back their results, until the
    /// model answers without calling tools.
    ///
    /// ```no_run
    /// use oxen_models::Tools;
    ///
    /// #[derive(schemars::JsonSchema, serde::Deserialize)]
    /// struct Place {
    ///     city: String,
    /// }
    ///
    /// # async fn example(
    /// #     client: oxen_models::Client,
    /// #     request: oxen_models::AnyRequest,
    /// # ) -> Result<(), oxen_models::ConverseError> {
    /// let tools = Tools::new()
    ///     .with("weather", |place: Place| async move { format!("Sunny in {}", place.city) });
    /// let transcript = client.converse(&request, &tools).await?;
    /// println!("{}", transcript.text());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// If a tool is unknown, its arguments can't be read or it fails, the model receives the error and may try again.
    /// The [`Transcript`] has the whole conversation, and so does the error.
    #[cfg(feature = "schemars")]
    pub fn converse<'t, T>(&self, request: &T, tools: &'t Tools) -> ConverseCall<'t>
    where
        T: IntoCall<Response: ChatResponse> + ?Sized,
    {
        ConverseCall::new(&self.hub, request, tools)
    }

    /// Returns the calls about models.
    pub fn models(&self) -> Models<'_> {
        self.hub.models()
    }

    /// Calls any path of the hub; see [`oxen_hub::Client::raw`].
    pub fn raw(&self, method: Method, path: &str) -> RawCall {
        self.hub.raw(method, path)
    }

    /// Sends parameters as they are, unchecked; see [`oxen_hub::Client::generate`].
    pub fn generate<A: HubAnswer>(
        &self,
        path: &'static str,
        model: &str,
        parameters: &Map<String, Value>,
    ) -> Generate<A> {
        self.hub.generate(path, model, parameters)
    }

    /// Returns the base URL of the hub.
    pub fn base_url(&self) -> &BaseUrl {
        self.hub.base_url()
    }

    /// Returns the untyped client, which knows nothing about individual models.
    pub fn hub(&self) -> &oxen_hub::Client {
        &self.hub
    }
}

impl From<oxen_hub::Client> for Client {
    fn from(hub: oxen_hub::Client) -> Self {
        Self { hub }
    }
}

/// Shows the base URL, and whether there is a key.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hub.fmt(f)
    }
}
