//! The calls about models.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use super::{DeploymentStatus, ListingCall, ModelFilter, ModelInfo};
use crate::address::ApiPath;
use crate::answers::json;
use crate::client::{Answered, Call, CallOptions, Client, call_options};
use crate::error::{About, Error, ErrorKind, Phase};
use crate::method::Method;
use crate::retry::Effect;

/// The default deadline of a wait for a deployment.
const ACTIVATION: Duration = Duration::from_mins(15);

/// The default pause between two polls of a deployment, which takes minutes.
const POLL_PAUSE: Duration = Duration::from_secs(5);

const MODEL: &str = "/models/{id}";
const FAVORITE: &str = "/models/{id}/favorite";

impl Client {
    /// Returns the calls about models.
    pub fn models(&self) -> Models<'_> {
        Models::new(self)
    }
}

/// The calls about models, made by [`Client::models`]. Each is sent when it is awaited.
///
/// ```no_run
/// # async fn example(client: oxen_hub::Client) -> Result<(), oxen_hub::Error> {
/// for model in client.models().featured().await?.models() {
///     println!("{}: {:?}", model.name(), model.pricing);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Models<'a> {
    client: &'a Client,
}

impl<'a> Models<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists all models that the filter lets through.
    pub fn list(self, filter: ModelFilter) -> ListingCall {
        ListingCall::new(self.client, "/models", filter.into_query())
    }

    /// Lists the models that a search finds by name.
    pub fn search(self, text: &str) -> ListingCall {
        ListingCall::new(self.client, "/models/search", vec![("search", text.to_owned())])
    }

    /// Lists the featured models of the hub.
    pub fn featured(self) -> ListingCall {
        ListingCall::new(self.client, "/models/featured", Vec::new())
    }

    /// Lists the user's favorite models.
    pub fn favorites(self) -> ListingCall {
        ListingCall::new(self.client, "/models/favorites", Vec::new())
    }

    /// Reads the hub's record of a model, with its request schema.
    pub fn get(self, id: &str) -> ModelCall {
        self.call(Method::Get, MODEL, id)
    }

    /// Starts the deployment of a custom model. It answers at once; the deployment takes minutes, and costs per second
    /// until [`deactivate`](Self::deactivate). Once it may have run it is not repeated: [`get`](Self::get) shows whether
    /// it has.
    pub fn activate(self, id: &str) -> ModelCall {
        self.call(Method::Post, "/models/{id}/activate", id)
    }

    /// Ends the deployment of a custom model. Once it may have run it is not repeated.
    pub fn deactivate(self, id: &str) -> ModelCall {
        self.call(Method::Post, "/models/{id}/deactivate", id)
    }

    /// Marks a model as a favorite. Once it may have run it is not repeated.
    pub fn favorite(self, id: &str) -> ModelCall {
        self.call(Method::Post, FAVORITE, id)
    }

    /// Removes a model from the favorites.
    pub fn unfavorite(self, id: &str) -> ModelCall {
        self.call(Method::Delete, FAVORITE, id)
    }

    /// Removes a custom model.
    ///
    /// If the answer to the removal was lost and the model is gone, the result has only its id.
    pub fn delete(self, id: &str) -> ModelCall {
        self.call(Method::Delete, MODEL, id)
    }

    /// Waits until the deployment of a custom model accepts requests, at most 15 minutes by default.
    pub fn wait_until_active(self, id: &str) -> ActivationWait {
        ActivationWait {
            client: self.client.clone(),
            id: id.to_owned(),
            deadline: ACTIVATION,
            pause: POLL_PAUSE,
        }
    }

    fn call(self, method: Method, template: &'static str, id: &str) -> ModelCall {
        ModelCall {
            client: self.client.clone(),
            method,
            template,
            id: id.to_owned(),
            query: Vec::new(),
            options: CallOptions::default(),
            refuses_key: false,
        }
    }
}

/// A call about one model, sent when it is awaited.
#[derive(Debug)]
#[must_use = "a call is sent when it is awaited"]
pub struct ModelCall {
    client: Client,
    method: Method,
    template: &'static str,
    id: String,
    query: Vec<(&'static str, &'static str)>,
    options: CallOptions,
    refuses_key: bool,
}

impl ModelCall {
    /// Makes the hub ask the provider about the deployment first.
    pub fn live(mut self) -> Self {
        self.query.push(("deployment_status", "live"));
        self
    }

    call_options!(options);

    /// Makes the call fail if the answer quotes the key in any encoding, for answers that are written to a file.
    pub fn refuse_key(mut self) -> Self {
        self.refuses_key = true;
        self
    }

    /// Sends the request, and returns the JSON text of the answer.
    ///
    /// # Errors
    ///
    /// As every call.
    pub async fn text(self) -> Result<String, Error> {
        let key = self.client.inner.key.clone();
        self.fetch(|answered| {
            json::read_object(&answered, key.as_ref())?;
            json::text(&answered, key.as_ref()).map(str::to_owned)
        })
        .await
    }

    async fn send(self) -> Result<ModelInfo, Error> {
        let (key, id) = (self.client.inner.key.clone(), self.id.clone());
        let is_removal = self.method == Method::Delete;
        self.fetch(|answered| {
            if is_removal && answered.body.is_empty() {
                let id = Some(id.clone());
                return Ok(ModelInfo { id, meta: answered.meta, ..ModelInfo::default() });
            }
            ModelInfo::read(answered, key.as_ref())
        })
        .await
    }

    async fn fetch<T>(self, read: impl Fn(Answered) -> Result<T, Error>) -> Result<T, Error> {
        let inner = &self.client.inner;
        let path = ApiPath::with_id(self.template, &self.id)?;
        let about = Some(About::Model(self.id.clone()));
        let mut call = Call::plain(inner, self.method, &path, about)?
            .with_query(&self.query)
            .with_options(&self.options);
        if self.method == Method::Post {
            // That a second activation does nothing more is not documented, and each deployment costs.
            call.effect = Effect::Creates;
        }
        let key = inner.key.as_ref().filter(|_| self.refuses_key);
        inner
            .fetch(&call, |answered| {
                json::refuse_key(&answered, key)?;
                read(answered)
            })
            .await
    }
}

impl IntoFuture for ModelCall {
    type Output = Result<ModelInfo, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// The wait for a deployment, begun when it is awaited. Dropping it changes nothing at the hub.
#[derive(Debug)]
#[must_use = "a wait begins when it is awaited"]
pub struct ActivationWait {
    client: Client,
    id: String,
    deadline: Duration,
    pause: Duration,
}

impl ActivationWait {
    /// Sets the deadline of the wait; 15 minutes by default.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.deadline = limit;
        self
    }

    /// Sets the pause between two polls; 5 s by default.
    pub fn every(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    async fn wait(self) -> Result<ModelInfo, Error> {
        let looking = async {
            loop {
                let info = self.client.models().get(&self.id).live().await?;
                let deployments = info.deployments.as_deref().unwrap_or_default();
                let mut statuses = deployments.iter().map(|deployment| deployment.status.as_ref());
                // A model without deployments needs none.
                if deployments.is_empty()
                    || statuses.any(|status| status == Some(&DeploymentStatus::Active))
                {
                    return Ok(info);
                }
                if info.deployment_status() == Some(&DeploymentStatus::Error) {
                    return Err(failed(&self.id));
                }
                self.client.inner.clock.pause(self.pause).await;
            }
        };
        match tokio::time::timeout(self.deadline, looking).await {
            Ok(result) => result,
            Err(_elapsed) => {
                let mut error = Error::new(ErrorKind::Timeout { phase: Phase::State });
                error.ask(Method::Get, MODEL, Some(About::Model(self.id)));
                Err(error)
            }
        }
    }
}

fn failed(id: &str) -> Error {
    let error_type = Some("deployment_error".to_owned());
    let mut error = Error::new(ErrorKind::Hub {
        error_type,
        title: Some("the deployment failed".to_owned()),
        detail: None,
    });
    error.ask(Method::Get, MODEL, Some(About::Model(id.to_owned())));
    error
}

impl IntoFuture for ActivationWait {
    type Output = Result<ModelInfo, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.wait())
    }
}
