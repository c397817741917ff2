//! Requests: checked, and ready to be sent or shown.

mod any;
pub(crate) mod argument;
mod body;
mod builder;
mod error;
mod invalid;
mod optional;
mod parameters;
mod retarget;
mod rules;
mod typed;

pub use any::AnyRequest;
pub use builder::RequestBuilder;
pub use error::AnyRequestError;
pub use invalid::{InvalidRequest, Violation};
pub use optional::{List, Optional, OptionalList, Single, Text};
pub use parameters::Parameters;
pub use retarget::{Outcome, Reason, Retargeted, Transfer};
pub use typed::{Checked, deserialize, from_any, from_value};

use std::borrow::Cow;

use oxen_schema::rules::Rule;
use serde_json::Value;

use crate::model::Model;
use crate::snippets;

/// A checked request, which the model's schema accepts. Implemented by the request type of every model, and
/// by [`AnyRequest`].
///
/// ```
/// use oxen_models::{AnyRequest, ModelRequest};
///
/// fn describe(request: &impl ModelRequest) -> String {
///     format!("{} with {} parameters", request.model().id, request.parameters().len())
/// }
/// # let _: fn(&AnyRequest) -> String = describe;
/// ```
pub trait ModelRequest {
    /// The type of the answer; see [`answers`](crate::answers).
    type Response;

    /// Returns the request without its type.
    fn as_any(&self) -> &AnyRequest;

    /// Returns the request without its type.
    fn into_any(self) -> AnyRequest
    where
        Self: Sized;

    /// Returns the model of the request.
    fn model(&self) -> &'static Model {
        self.as_any().model()
    }

    /// Returns the parameters, in the order of the documentation, without `model`.
    fn parameters(&self) -> &Parameters {
        self.as_any().parameters()
    }

    /// Returns a copy of the value of a parameter, if it is set.
    fn get(&self, name: &str) -> Option<Value> {
        self.parameters().get(name)
    }

    /// Returns a copy of the request body, `model` included.
    fn to_json(&self) -> Value {
        self.as_any().clone().into_body()
    }

    /// Returns the request body, `model` included, without copying values.
    fn into_json(self) -> Value
    where
        Self: Sized,
    {
        self.into_any().into_body()
    }

    /// Returns the rules of the model's documentation that the request breaks: those that are
    /// [interpreted](oxen_schema::rules::Certainty::Interpreted) or [advice](oxen_schema::rules::Certainty::Advice),
    /// and stated ones that [`without_rule`](RequestBuilder::without_rule) has lifted.
    ///
    /// ```
    /// use oxen_models::{AnyRequest, Endpoint, Model, ModelRequest};
    /// use serde_json::json;
    ///
    /// const OURS: &Model = &Model {
    ///     endpoint: Endpoint::VideosGenerate,
    ///     record: Some(r#"{"request_schema": {"properties": {"frames": {"type": "integer"}}}}"#),
    ///     rule_record: Some(r#"{"rules": [{
    ///         "id": "frames-step",
    ///         "sentence": "`frames` should be 1 more than a multiple of 4",
    ///         "certainty": "advice",
    ///         "source": "https://example.com/our-video-model",
    ///         "multiple": {"parameter": "frames", "of": 4, "offset": 1}
    ///     }]}"#),
    ///     ..Model::new("our-video-model")
    /// };
    ///
    /// let request = AnyRequest::for_model(OURS, json!({"frames": 40}))?;
    /// assert_eq!(request.warnings()[0].sentence(), "`frames` should be 1 more than a multiple of 4");
    /// # Ok::<(), oxen_models::AnyRequestError>(())
    /// ```
    fn warnings(&self) -> Vec<&'static Rule> {
        rules::broken(self.model(), self.parameters())
    }

    /// Moves the request to another model, as far as both accept the same parameters and values.
    fn retarget(&self, model: &'static Model) -> Retargeted {
        retarget::retarget(self.as_any(), model)
    }

    /// Returns a shell command that sends the request with `curl`, as Oxen.ai's documentation shows it. The key comes
    /// from the environment variable `OXEN_API_KEY`. A request with a parameter of the queue is sent to the queue.
    ///
    /// It runs in any POSIX shell. A body that is too long for an argument, such as one with a `data:` URI,
    /// is passed through the command's input.
    fn to_curl(&self) -> String {
        snippets::curl(&url(self.as_any()), self.as_any())
    }

    /// Returns a Python program that sends the request with `requests`, as Oxen.ai's documentation shows it. The key
    /// comes from the environment variable `OXEN_API_KEY`.
    fn to_python(&self) -> String {
        snippets::python(&url(self.as_any()), self.model().id, self.parameters())
    }
}

fn url(request: &AnyRequest) -> String {
    snippets::url(request.model().endpoint, |name| request.parameters().contains(name))
}

/// A type that converts into a request of a model: every [`ModelRequest`], and structs with
/// `#[derive(ModelRequest)]`, which are checked by the conversion.
pub trait ToRequest {
    /// The request type of the model.
    type Request: ModelRequest;

    /// Returns the request without its type.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidRequest`] if the model's schema doesn't accept it; a [`ModelRequest`] has been checked before.
    fn to_request(&self) -> Result<Cow<'_, AnyRequest>, InvalidRequest>;
}

impl<R: ModelRequest> ToRequest for R {
    type Request = R;

    fn to_request(&self) -> Result<Cow<'_, AnyRequest>, InvalidRequest> {
        Ok(Cow::Borrowed(self.as_any()))
    }
}

impl ModelRequest for AnyRequest {
    type Response = crate::answers::Answer;

    fn as_any(&self) -> &AnyRequest {
        self
    }

    fn into_any(self) -> AnyRequest {
        self
    }
}
