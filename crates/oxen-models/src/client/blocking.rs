//! The client for programs without an async runtime.

use std::future::IntoFuture;
use std::sync::Arc;

use oxen_hub::{ClientBuilder, Error};
use tokio::runtime::{Builder, Handle, Runtime};

use super::IntoCall;

/// A client that waits: every call of [`crate::Client`], carried out where it is called.
///
/// ```no_run
/// use oxen_models::{AnyRequest, blocking};
/// use serde_json::json;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = blocking::Client::from_env()?;
/// let request = AnyRequest::new("flux-2-pro", json!({"prompt": "an ox at dawn"}))?;
/// let answer = client.send(&request)?;
/// let models = client.run(client.calls().models().featured())?;
/// # let _ = (answer, models);
/// # Ok(())
/// # }
/// ```
///
/// Within an async runtime every call is an error, for it would stop all else that runs there. No thread outlives the
/// client.
#[derive(Clone, Debug)]
pub struct Client {
    client: super::Client,
    runtime: Arc<Waiting>,
}

/// A runtime that may be dropped anywhere.
#[derive(Debug)]
struct Waiting(Option<Runtime>);

impl Client {
    /// Makes a client of what the environment says: `OXEN_API_KEY`, and `OXEN_BASE_URL` if it is set.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) if there is no key, or one of the two can't be used.
    pub fn from_env() -> Result<Self, Error> {
        Self::new(super::Client::from_env()?)
    }

    /// Starts a client of your own settings; [`new`](Self::new) makes one that waits of it.
    pub fn builder() -> ClientBuilder<super::Client> {
        super::Client::builder()
    }

    /// Makes a client that waits.
    ///
    /// # Errors
    ///
    /// [`Configuration`](crate::ErrorKind::Configuration) if the runtime can't be set up.
    pub fn new(client: super::Client) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| {
            Error::misused(&format!("the runtime of the client can't be set up: {error}"))
        })?;
        Ok(Self { client, runtime: Arc::new(Waiting(Some(runtime))) })
    }

    /// Sends a request to its model and waits for the whole answer.
    ///
    /// # Errors
    ///
    /// As the call, and [`Configuration`](crate::ErrorKind::Configuration) within an async runtime.
    pub fn send<T: IntoCall + ?Sized>(&self, request: &T) -> Result<T::Response, Error>
    where
        T::Response: 'static,
    {
        self.run(self.client.send(request))
    }

    /// The calls to carry out with [`run`](Self::run).
    pub fn calls(&self) -> &super::Client {
        &self.client
    }

    /// Carries out any call of the client, or the download of an answer.
    ///
    /// # Errors
    ///
    /// As the call, and [`Configuration`](crate::ErrorKind::Configuration) within an async runtime.
    pub fn run<T>(&self, call: impl IntoFuture<Output = Result<T, Error>>) -> Result<T, Error> {
        if Handle::try_current().is_ok() {
            return Err(Error::misused(
                "a blocking call within an async runtime would stop all else that runs there; use `oxen_models::Client`",
            ));
        }
        match &self.runtime.0 {
            Some(runtime) => runtime.block_on(async { call.into_future().await }),
            None => Err(Error::misused("the client has been closed")),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // Dropping a runtime waits, which panics within another one.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}
