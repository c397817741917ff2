//! Sends checked requests.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

use oxen_hub::{CallOptions, Error};

use super::answer::Response;
use super::discovered::DiscoveredRequest;
use super::outgoing::{Changeable, Outgoing, Target, suggest};
use crate::request::{ModelRequest, ToRequest};

/// A request that [`Client::send`](super::Client::send) accepts: every checked request, a struct with
/// `#[derive(ModelRequest)]`, which is checked when it is sent, and a [`DiscoveredRequest`].
pub trait IntoCall {
    /// The type of the model's answer.
    type Response: Response;

    #[doc(hidden)]
    fn prepare(&self) -> Prepared;
}

/// A checked request in the form in which it is sent, or an error.
#[doc(hidden)]
#[derive(Debug)]
pub struct Prepared(Result<Outgoing, Error>);

impl Prepared {
    pub(super) fn outgoing(self) -> Result<Outgoing, Error> {
        self.0
    }
}

impl<T> IntoCall for T
where
    T: ToRequest + ?Sized,
    <T::Request as ModelRequest>::Response: Response,
{
    type Response = <T::Request as ModelRequest>::Response;

    fn prepare(&self) -> Prepared {
        let request = self.to_request();
        Prepared(match request.and_then(|request| request.into_owned().check_before_sending()) {
            Ok(request) => {
                let target = Target::Catalog(request.model());
                Ok(Outgoing { target, parameters: Changeable::Checked(request) })
            }
            Err(invalid) => {
                let violations = invalid.violations().iter().map(ToString::to_string).collect();
                Err(Error::invalid(violations, Some(invalid.into())))
            }
        })
    }
}

impl IntoCall for DiscoveredRequest {
    type Response = super::Answer;

    fn prepare(&self) -> Prepared {
        let target = Target::Discovered(self.model().clone());
        let parameters = Changeable::Changed(self.parameters().clone());
        Prepared(Ok(Outgoing { target, parameters }))
    }
}

/// A call that sends a request when it is awaited, created by [`Client::send`](super::Client::send).
#[must_use = "a request is sent when it is awaited"]
pub struct SendCall<R> {
    hub: oxen_hub::Client,
    request: Prepared,
    options: CallOptions,
    response: PhantomData<fn() -> R>,
}

impl<R: Response> SendCall<R> {
    pub(super) fn new(
        hub: &oxen_hub::Client,
        request: &(impl IntoCall<Response = R> + ?Sized),
    ) -> Self {
        let (hub, options) = (hub.clone(), CallOptions::default());
        Self { hub, request: request.prepare(), options, response: PhantomData }
    }

    oxen_hub::call_options!(options);

    async fn send(self) -> Result<R, Error> {
        let outgoing = self.request.outgoing()?;
        let sent = R::of(outgoing.call(&self.hub)?.options(self.options), outgoing.endpoint());
        sent.await.map_err(suggest)
    }
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
            .field("request", &self.request)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
