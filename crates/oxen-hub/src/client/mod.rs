//! The client: the hub that it talks to, its key, and its limits.

mod builder;
mod call;
mod exchange;
mod generate;
mod limits;
mod options;
mod progress;
mod raw;
mod stream_call;

use std::fmt;
use std::sync::Arc;

pub use self::builder::ClientBuilder;
pub(crate) use self::call::Call;
pub(crate) use self::exchange::{Answered, request_id};
pub use self::generate::Generate;
pub use self::limits::{Limits, Timeouts};
pub use self::options::CallOptions;
pub(crate) use self::options::call_options;
pub use self::raw::{RawAnswer, RawCall};
pub use self::stream_call::StreamCall;
use serde::de::DeserializeOwned;

use crate::address::BaseUrl;
use crate::answers::ChatCompletion;
use crate::error::Error;
use crate::key::ApiKey;
use crate::method::Method;
use crate::models::Models;
use crate::retry::{Clock, RetryPolicy};
use crate::transport::Transport;
use crate::waits::Registry;

/// A client of the hub. Cloning it is cheap, and clones share their connections.
///
/// ```no_run
/// use oxen_hub::{Client, Method};
///
/// # async fn example() -> Result<(), oxen_hub::Error> {
/// let client = Client::from_env()?;
/// let answer = client.raw(Method::Get, "/models/featured").await?;
/// println!("{}", answer.json()["data"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) transport: Transport,
    pub(crate) base: BaseUrl,
    pub(crate) key: Option<ApiKey>,
    pub(crate) namespace: Option<String>,
    pub(crate) timeouts: Timeouts,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) registry: Registry,
}

impl Client {
    /// Creates a client from the environment: `OXEN_API_KEY`, and `OXEN_BASE_URL` if it is set.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) if there is no key, or one of the two can't be used.
    pub fn from_env() -> Result<Self, Error> {
        Self::builder().env()?.require_key().build()
    }

    /// Returns a builder with the default settings: the public hub, without a key.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Returns the base URL of the hub.
    pub fn base_url(&self) -> &BaseUrl {
        &self.inner.base
    }

    /// Returns the calls about models.
    pub fn models(&self) -> Models<'_> {
        Models::new(self)
    }

    /// Like [`ChatCompletion::parse`], with the key struck out of the text that an error quotes.
    ///
    /// # Errors
    ///
    /// As [`ChatCompletion::parse`].
    #[doc(hidden)]
    pub fn parse<T: DeserializeOwned>(&self, answer: &ChatCompletion) -> Result<T, Error> {
        answer.parse_without(self.inner.key.as_ref())
    }

    /// Calls any path of the hub, for endpoints that this crate doesn't know, by the same rules as every other call.
    ///
    /// The path must be escaped. It is relative to the base URL, or replaces its `/api/ai` if it starts with `/api/`. A
    /// POST or PATCH counts as one that creates, and is not repeated once it may have run.
    pub fn raw(&self, method: Method, path: &str) -> RawCall {
        RawCall::new(self.clone(), method, path)
    }
}

/// Shows the base URL, and whether there is a key.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base.to_string())
            .field("has_key", &self.inner.key.is_some())
            .finish_non_exhaustive()
    }
}
