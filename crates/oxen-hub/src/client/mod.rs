//! The client: the hub that it talks to, its key, and its limits.

mod body;
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

pub(crate) use self::body::serialize;
pub use self::builder::ClientBuilder;
pub(crate) use self::call::Call;
pub(crate) use self::exchange::Answered;
pub use self::generate::Generate;
pub use self::limits::{Limits, Timeouts};
pub use self::options::CallOptions;
pub(crate) use self::options::call_options;
pub use self::raw::{RawAnswer, RawCall};
pub use self::stream_call::StreamCall;
use serde::de::DeserializeOwned;

use crate::address::BaseUrl;
use crate::answers::chat::ChatCompletion;
use crate::error::Error;
use crate::key::ApiKey;
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
    /// Returns the base URL of the hub.
    pub fn base_url(&self) -> &BaseUrl {
        &self.inner.base
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

    /// Creates the error of an answer that the model didn't finish.
    #[doc(hidden)]
    pub fn truncated(&self, answer: &ChatCompletion) -> Error {
        answer.truncated(self.inner.key.as_ref())
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
