//! The client for programs without an async runtime.

use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;
use std::sync::Arc;

use futures_util::Stream;
use oxen_hub::answers::{ChatCompletion, Chunk};
use oxen_hub::{ClientBuilder, Error, stream};
use tokio::runtime::{Builder, Handle, Runtime};

use super::{ChatResponse, IntoCall};

/// A blocking client: runs every call of [`crate::Client`] on the calling thread.
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
/// Within an async runtime, every call returns an error, because it would block other tasks. No thread outlives the
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
    /// Creates a client from the environment: `OXEN_API_KEY`, and `OXEN_BASE_URL` if it is set.
    ///
    /// # Errors
    ///
    /// Returns [`Configuration`](crate::ErrorKind::Configuration) if there is no key, or one of the two can't be used.
    pub fn from_env() -> Result<Self, Error> {
        Self::new(super::Client::from_env()?)
    }

    /// Returns a builder for a client with other settings, which [`new`](Self::new) turns into a blocking one.
    pub fn builder() -> ClientBuilder<super::Client> {
        super::Client::builder()
    }

    /// Creates a blocking client.
    ///
    /// # Errors
    ///
    /// Returns [`Configuration`](crate::ErrorKind::Configuration) if the runtime can't be set up.
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
    /// Returns the same errors as [`Client::send`](super::Client::send), and
    /// [`Configuration`](crate::ErrorKind::Configuration) within an async runtime.
    pub fn send<T: IntoCall + ?Sized>(&self, request: &T) -> Result<T::Response, Error>
    where
        T::Response: 'static,
    {
        self.run(self.client.send(request))
    }

    /// Sends a request to its chat model and reads the answer in pieces.
    ///
    /// ```no_run
    /// # fn example(
    /// #     client: oxen_models::blocking::Client,
    /// #     request: oxen_models::AnyRequest,
    /// # ) -> Result<(), oxen_models::Error> {
    /// for chunk in client.stream(&request)? {
    ///     print!("{}", chunk?.text());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`Client::stream`](super::Client::stream), and
    /// [`Configuration`](crate::ErrorKind::Configuration) within an async runtime.
    pub fn stream<T>(&self, request: &T) -> Result<ChatStream, Error>
    where
        T: IntoCall<Response: ChatResponse> + ?Sized,
    {
        let stream = self.run(self.client.stream(request))?;
        Ok(ChatStream { stream: Some(stream), client: self.clone() })
    }

    /// Reads any stream of the client as a blocking iterator: finished generations, the history, events.
    ///
    /// ```no_run
    /// use oxen_models::{AnyRequest, blocking};
    /// use serde_json::json;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = blocking::Client::from_env()?;
    /// let request = AnyRequest::new("flux-2-pro", json!({"prompt": "an ox at dawn"}))?;
    /// let queued = client.run(client.calls().enqueue(&request).generations(10))?;
    /// for end in client.iterate(client.calls().wait_all(queued.ids())) {
    ///     println!("{:?}", end?.result_url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// Within an async runtime, the only item is an error.
    pub fn iterate<T, S>(&self, stream: S) -> Iter<S>
    where
        S: Stream<Item = Result<T, Error>> + Unpin,
    {
        Iter { stream: Some(stream), client: self.clone() }
    }

    /// Returns the async client, whose calls [`run`](Self::run) runs to completion.
    pub fn calls(&self) -> &super::Client {
        &self.client
    }

    /// Runs any call of the client, or the download of an answer, to completion.
    ///
    /// # Errors
    ///
    /// Returns the errors of `call`, and
    /// [`Configuration`](crate::ErrorKind::Configuration) within an async runtime.
    pub fn run<T, E: From<Error>>(
        &self,
        call: impl IntoFuture<Output = Result<T, E>>,
    ) -> Result<T, E> {
        if Handle::try_current().is_ok() {
            return Err(E::from(Error::misused(
                "a blocking call within an async runtime would stop all else that runs there; use `oxen_models::Client`",
            )));
        }
        let Some(runtime) = &self.runtime.0 else {
            return Err(E::from(Error::misused("the client has been closed")));
        };
        runtime.block_on(async {
            let result = call.into_future().await;
            // Gives remaining connections and tasks of the call time to end, because nothing runs between calls.
            for _ in 0..8 {
                tokio::task::yield_now().await;
            }
            result
        })
    }
}

/// A streamed chat answer as a blocking iterator, created by [`Client::stream`].
///
/// It reads each chunk on demand. Dropping it closes the connection.
#[derive(Debug)]
pub struct ChatStream {
    stream: Option<stream::ChatStream>,
    client: Client,
}

impl ChatStream {
    /// Reads to the end and returns the whole answer, including chunks that were read before.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`stream::ChatStream::next`].
    pub fn collect(mut self) -> Result<ChatCompletion, Error> {
        match self.stream.take() {
            Some(stream) => self.client.run(stream.collect()),
            None => Err(Error::misused("the stream has ended with an error")),
        }
    }
}

impl Iterator for ChatStream {
    type Item = Result<Chunk, Error>;

    fn next(&mut self) -> Option<Result<Chunk, Error>> {
        let stream = self.stream.as_mut()?;
        let next = self.client.run(async { stream.next().await.transpose() });
        if next.is_err() {
            self.stream = None;
        }
        next.transpose()
    }
}

impl Drop for ChatStream {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            drop(stream);
            // Lets the connection close. Within an async runtime it only closes at the next call.
            let _ = self.client.run(async { Ok::<(), Error>(()) });
        }
    }
}

/// A stream of the client as a blocking iterator, created by [`Client::iterate`]. Nothing runs between two items.
#[derive(Debug)]
pub struct Iter<S> {
    stream: Option<S>,
    client: Client,
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> Iterator for Iter<S> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Result<T, Error>> {
        let stream = self.stream.as_mut()?;
        let mut is_item = false;
        let next = self.client.run(async {
            let next = poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await;
            is_item = true;
            next.transpose()
        });
        if !is_item || matches!(next, Ok(None)) {
            self.stream = None;
        }
        next.transpose()
    }
}

impl<S> Drop for Iter<S> {
    fn drop(&mut self) {
        if let Some(stream) = self.stream.take() {
            drop(stream);
            // Lets the tasks of the stream end. Within an async runtime they only end at the next call.
            let _ = self.client.run(async { Ok::<(), Error>(()) });
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
