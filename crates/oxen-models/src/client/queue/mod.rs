//! Calls of the queue with checked requests.

mod enqueue;
mod recover;
mod response;
mod run;

use std::time::SystemTime;

use oxen_hub::events::Events;
use oxen_hub::generations::{GenerationId, Generations};
use oxen_hub::queue::Queue;
use oxen_hub::waits::{Wait, WaitAll};

pub use self::enqueue::EnqueueCall;
pub use self::recover::RecoverCall;
pub use self::response::QueueResponse;
pub use self::run::RunCall;
use super::Client;
use super::send::IntoCall;

impl Client {
    /// Sends a request to an image or video model through the queue, and waits for the media; for requests that take
    /// minutes.
    ///
    /// ```no_run
    /// use oxen_models::{Answer, AnyRequest, Client};
    /// use serde_json::json;
    ///
    /// # async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let request = AnyRequest::new("flux-2-pro", json!({"prompt": "an ox at dawn"}))?;
    /// let answer = client
    ///     .run(&request)
    ///     .on_enqueued(|queued| println!("{}", queued.id))
    ///     .progress(|progress| println!("{:?} after {:?}", progress.status, progress.elapsed))
    ///     .await?;
    /// if let Answer::Images(images) = answer {
    ///     images.save_all("out").await?;
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn run<T>(&self, request: &T) -> RunCall<T::Response>
    where
        T: IntoCall<Response: QueueResponse> + ?Sized,
    {
        RunCall::new(&self.hub, request)
    }

    /// Enqueues a request to an image or video model.
    ///
    /// A chat or audio request doesn't compile here, and an [`AnyRequest`](crate::AnyRequest) to such a model is refused
    /// before anything is sent.
    ///
    /// ```no_run
    /// # async fn example(
    /// #     client: oxen_models::Client,
    /// #     request: oxen_models::AnyRequest,
    /// # ) -> Result<(), oxen_models::Error> {
    /// let queued = client
    ///     .enqueue(&request)
    ///     .generations(10)
    ///     .on_enqueued(|queued| println!("{}", queued.id))
    ///     .await?;
    /// let mut ends = client.wait_all(queued.ids());
    /// while let Some(end) = ends.next().await {
    ///     println!("{:?}", end?.result_url);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn enqueue<T>(&self, request: &T) -> EnqueueCall
    where
        T: IntoCall<Response: QueueResponse> + ?Sized,
    {
        EnqueueCall::new(&self.hub, request)
    }

    /// Finds the generations of an enqueue whose answer was lost: those of the request's model since `since` that have
    /// the request's parameters, the oldest first.
    ///
    /// Call this after an error of [`enqueue`](Self::enqueue) or [`run`](Self::run) that
    /// [`may_have_run`](crate::Error::may_have_run), before anything is enqueued again.
    pub fn recover<T>(&self, request: &T, since: SystemTime) -> RecoverCall
    where
        T: IntoCall<Response: QueueResponse> + ?Sized,
    {
        RecoverCall::new(&self.hub, request, since)
    }

    /// Waits for a generation, enqueued by this program or another one; see [`Wait`].
    pub fn wait(&self, id: impl Into<GenerationId>) -> Wait {
        self.hub.wait(id)
    }

    /// Waits for generations, and yields each as it ends; see [`WaitAll`].
    pub fn wait_all<I>(&self, ids: impl IntoIterator<Item = I>) -> WaitAll
    where
        I: Into<GenerationId>,
    {
        self.hub.wait_all(ids)
    }

    /// Returns the calls about the queue.
    pub fn queue(&self) -> Queue<'_> {
        self.hub.queue()
    }

    /// Returns the calls about the history of generations.
    pub fn generations(&self) -> Generations<'_> {
        self.hub.generations()
    }

    /// Returns a stream of the user's events: finished generations, as they happen.
    pub fn events(&self) -> Events {
        self.hub.events()
    }
}
