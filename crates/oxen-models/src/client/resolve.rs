//! A checked request as the queue takes it.

use oxen_hub::Error;
use oxen_hub::answers::{Images, Videos};
use oxen_schema::schema::RequestSchema;
use serde_json::{Map, Value};

use super::answer::{Answer, Response};
use crate::model::Endpoint;

/// The model and the parameters of a checked request.
#[doc(hidden)]
#[derive(Debug)]
pub struct Resolved {
    pub(super) endpoint: Endpoint,
    pub(super) model: String,
    pub(super) parameters: Map<String, Value>,
    /// The names of the parameters that the model has; none if its schema can't be read.
    pub(super) names: Option<Vec<String>>,
}

impl Resolved {
    /// The names that a schema gives its parameters.
    pub(super) fn names(schema: &RequestSchema) -> Vec<String> {
        schema.parameters().iter().map(|parameter| parameter.name().to_owned()).collect()
    }

    /// Refuses a request that the queue doesn't take, which only run time can tell of a model that is chosen then.
    pub(super) fn queueable(self) -> Result<Self, Error> {
        if self.endpoint.is_queueable() {
            return Ok(self);
        }
        let (model, path) = (&self.model, self.endpoint.path());
        let violation = format!(
            "`{model}` is served by `{path}`, but the queue takes requests to image and video models only; send it with `send`"
        );
        Err(Error::invalid(vec![violation], None))
    }
}

/// What requests that the queue takes are answered with: [`Images`], [`Videos`], or [`Answer`] where the model is chosen
/// at run time.
#[diagnostic::on_unimplemented(
    message = "the queue doesn't take requests that are answered with `{Self}`",
    label = "a request to an image or video model is expected",
    note = "chat and audio requests are sent with `send`"
)]
pub trait QueueAnswer: Response + sealed::Sealed + Send + 'static {}

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for Images {}
impl QueueAnswer for Images {}
impl sealed::Sealed for Videos {}
impl QueueAnswer for Videos {}
impl sealed::Sealed for Answer {}
impl QueueAnswer for Answer {}
