//! The calls about the queue.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::{Instant, SystemTime};

use serde_json::{Map, Value};

use super::list::QueueListingCall;
use super::recover::Recover;
use crate::address::ApiPath;
use crate::answers::json;
use crate::client::{Answered, Call, CallOptions, Client, call_options};
use crate::error::{About, Error};
use crate::generations::{Generation, GenerationCall, GenerationFilter, GenerationId};
use crate::method::Method;

const GENERATION: &str = "/queue/{id}";

/// The calls about the queue, made by [`Client::queue`](crate::Client::queue). Each is sent when it is awaited.
///
/// ```no_run
/// use oxen_hub::generations::GenerationFilter;
///
/// # async fn example(client: oxen_hub::Client) -> Result<(), oxen_hub::Error> {
/// for generation in client.queue().list(GenerationFilter::new()).await?.generations {
///     println!("{} is {}", generation.id, generation.status);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Queue<'a> {
    client: &'a Client,
}

impl Client {
    /// Returns the calls about the queue.
    pub fn queue(&self) -> Queue<'_> {
        Queue { client: self }
    }
}

impl Queue<'_> {
    /// Reads a generation, with a fresh link to its result.
    pub fn get(self, id: impl Into<GenerationId>) -> GenerationCall {
        GenerationCall::new(self.client, GENERATION, id.into())
    }

    /// Lists the active generations that the filter lets through, or those of its status.
    ///
    /// The hub doesn't document how long a listing may be: a generation that is missing may still be active.
    pub fn list(self, filter: GenerationFilter) -> QueueListingCall {
        QueueListingCall::new(self.client, filter)
    }

    /// Cancels a generation and returns its record; one that had ended before stays unchanged.
    pub fn cancel(self, id: impl Into<GenerationId>) -> CancelCall {
        CancelCall { client: self.client.clone(), id: id.into(), options: CallOptions::default() }
    }

    /// Finds the generations of an enqueue whose answer was lost: those of the model since then with the parameters of
    /// the request.
    ///
    /// `oxen_models::Client::recover` does the same for checked requests.
    pub fn recover(
        self,
        model: &str,
        parameters: &Map<String, Value>,
        since: SystemTime,
    ) -> Recover {
        Recover::new(self.client, model, parameters, since)
    }
}

/// A call that cancels a generation, sent when it is awaited. Made by [`Queue::cancel`].
#[derive(Debug)]
#[must_use = "a call is sent when it is awaited"]
pub struct CancelCall {
    client: Client,
    id: GenerationId,
    options: CallOptions,
}

impl CancelCall {
    call_options!(options);

    async fn send(self) -> Result<Generation, Error> {
        let inner = &self.client.inner;
        let named = |error: Error| error.with_generations([&self.id]);
        let path = ApiPath::with_id(GENERATION, self.id.as_str()).map_err(named)?;
        let about = Some(About::Generation(self.id.to_string()));
        let call = Call::plain(inner, Method::Delete, &path, about).map_err(named)?;
        let call = call.with_options(&self.options);
        let started = Instant::now();
        // An answer that is not an error is ignored: it is the same whether the generation was active or not.
        let read = |answered: Answered| match serde_json::from_slice(&answered.body) {
            Ok(Value::Object(object)) => {
                json::refuse_envelope(&object, &answered, inner.key.as_ref())
            }
            _ => Ok(()),
        };
        inner.fetch(&call, read).await.map_err(named)?;
        self.client.queue().get(self.id).options(self.options.after(started)).await
    }
}

impl IntoFuture for CancelCall {
    type Output = Result<Generation, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
