//! A request on its way.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

use oxen_hub::answers::{ChatCompletion, Images};
use oxen_hub::{CallOptions, Error, Generate};
use serde_json::{Map, Value};

use super::answer::Response;
use super::discovered::DiscoveredRequest;
use super::resolve::Resolved;
use crate::model::Endpoint;
use crate::request::{InvalidRequest, ModelRequest, ToRequest};

/// What [`Client::send`](super::Client::send) takes: every checked request, a struct of yours with
/// `#[derive(ModelRequest)]`, which is checked on the way, and a [`DiscoveredRequest`].
pub trait IntoCall {
    /// What the model answers.
    type Response: Response;

    #[doc(hidden)]
    fn prepare(&self, hub: &oxen_hub::Client) -> Prepared;

    #[doc(hidden)]
    fn resolve(&self) -> Result<Resolved, Error>;
}

/// A call, or why there is none.
#[doc(hidden)]
#[derive(Debug)]
pub struct Prepared(Result<(Generate<ChatCompletion>, Endpoint), Error>);

impl Prepared {
    /// A call of the endpoint, whose answer is decided later.
    pub(super) fn new(
        hub: &oxen_hub::Client,
        endpoint: Endpoint,
        model: &str,
        parameters: &Map<String, Value>,
    ) -> Self {
        let path = endpoint.path();
        Self(match endpoint {
            Endpoint::ChatCompletions => Ok((hub.generate(path, model, parameters), endpoint)),
            Endpoint::Other(path) => Err(Error::invalid(
                vec![format!("`{model}` is served by `{path}`, which has no call yet; use `raw`")],
                None,
            )),
            _ => {
                let call = hub.generate::<Images>(path, model, parameters);
                Ok((call.answered_by(), endpoint))
            }
        })
    }
}

impl<T> IntoCall for T
where
    T: ToRequest + ?Sized,
    <T::Request as ModelRequest>::Response: Response,
{
    type Response = <T::Request as ModelRequest>::Response;

    fn prepare(&self, hub: &oxen_hub::Client) -> Prepared {
        match self.to_request() {
            Ok(request) => {
                let model = request.model();
                Prepared::new(hub, model.endpoint, model.id, &request.parameters().to_map())
            }
            Err(invalid) => Prepared(Err(refused(invalid))),
        }
    }

    fn resolve(&self) -> Result<Resolved, Error> {
        let request = self.to_request().map_err(refused)?;
        let model = request.model();
        Ok(Resolved {
            endpoint: model.endpoint,
            model: model.id.to_owned(),
            parameters: request.parameters().to_map(),
            names: model.request_schema().ok().map(Resolved::names),
        })
    }
}

impl IntoCall for DiscoveredRequest {
    type Response = super::Answer;

    fn prepare(&self, hub: &oxen_hub::Client) -> Prepared {
        Prepared::new(hub, self.endpoint(), self.model_id(), self.parameters())
    }

    fn resolve(&self) -> Result<Resolved, Error> {
        Ok(Resolved {
            endpoint: self.endpoint(),
            model: self.model_id().to_owned(),
            parameters: self.parameters().clone(),
            names: Some(Resolved::names(self.model().request_schema())),
        })
    }
}

/// A request on its way, sent when it is awaited. Made by [`Client::send`](super::Client::send).
#[must_use = "a request is sent when it is awaited"]
pub struct SendCall<R> {
    call: Prepared,
    options: CallOptions,
    response: PhantomData<fn() -> R>,
}

impl<R: Response> SendCall<R> {
    pub(super) fn new(
        hub: &oxen_hub::Client,
        request: &(impl IntoCall<Response = R> + ?Sized),
    ) -> Self {
        let options = CallOptions::default();
        Self { call: request.prepare(hub), options, response: PhantomData }
    }

    oxen_hub::call_options!(options);

    async fn send(self) -> Result<R, Error> {
        let (call, endpoint) = self.call.0?;
        let sent = R::of(call.options(self.options), endpoint);
        sent.await.map_err(|error| error.suggest(nearest))
    }
}

/// The error of a request that breaks its model's rules.
fn refused(invalid: InvalidRequest) -> Error {
    let violations = invalid.violations().iter().map(ToString::to_string).collect();
    Error::invalid(violations, Some(invalid.into()))
}

/// The names of the catalog that may be meant.
pub(super) fn nearest(id: &str) -> Vec<&'static str> {
    let ids = oxen_catalog::all().map(oxen_catalog::Entry::id);
    oxen_schema::suggest::nearest(id, ids.filter(|known| *known != id)).into_iter().collect()
}

impl<R: Response + 'static> IntoFuture for SendCall<R> {
    type Output = Result<R, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<R> fmt::Debug for SendCall<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendCall")
            .field("call", &self.call)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
