//! Checked requests in a form that can be changed and sent.

use std::borrow::Cow;

use oxen_hub::answers::{Answer, ChatCompletion, Images};
use oxen_hub::{Error, Generate};
use oxen_schema::schema::Parameter;
use serde_json::{Map, Value};

use super::discovered::{DiscoveredModel, DiscoveryError};
use crate::endpoint::Endpoint;
use crate::model::Model;
use crate::request::{AnyRequest, ModelRequest};

/// A checked request as parameters.
#[derive(Clone, Debug)]
pub(super) struct Outgoing {
    pub(super) target: Target,
    pub(super) parameters: Changeable,
}

/// Parameters without `model`: those of the request itself, not copied, until they are changed.
#[derive(Clone, Debug)]
pub(super) enum Changeable {
    Checked(AnyRequest),
    Changed(Map<String, Value>),
}

impl Changeable {
    /// Returns the parameters as JSON, copied if they are those of the request.
    pub(super) fn as_map(&self) -> Cow<'_, Map<String, Value>> {
        match self {
            Self::Checked(request) => Cow::Owned(request.parameters().to_map()),
            Self::Changed(parameters) => Cow::Borrowed(parameters),
        }
    }
}

/// The model of a request.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Catalog(&'static Model),
    Discovered(DiscoveredModel),
}

impl Outgoing {
    /// Returns the parameters for changes, copied first if they are those of the request.
    pub(super) fn parameters_mut(&mut self) -> &mut Map<String, Value> {
        if let Changeable::Checked(request) = &self.parameters {
            self.parameters = Changeable::Changed(request.parameters().to_map());
        }
        match &mut self.parameters {
            Changeable::Changed(parameters) => parameters,
            Changeable::Checked(_) => unreachable!("they were copied just now"),
        }
    }

    fn generate<A: Answer>(&self, hub: &oxen_hub::Client, path: &'static str) -> Generate<A> {
        let model = self.model_id();
        match &self.parameters {
            Changeable::Changed(parameters) => hub.generate(path, model, parameters),
            Changeable::Checked(request) => {
                let is_stream = request.get("stream").and_then(|value| value.as_bool());
                hub.generate_from(path, model, is_stream, request.parameters().entries())
            }
        }
    }

    pub(super) fn endpoint(&self) -> Endpoint {
        match &self.target {
            Target::Catalog(model) => model.endpoint,
            Target::Discovered(model) => model.endpoint(),
        }
    }

    pub(super) fn model_id(&self) -> &str {
        match &self.target {
            Target::Catalog(model) => model.id,
            Target::Discovered(model) => model.id(),
        }
    }

    /// Returns whether the model accepts a parameter, as far as its schema can be read.
    pub(super) fn takes(&self, parameter: &str) -> bool {
        let schema = match &self.target {
            Target::Catalog(model) => model.request_schema().ok(),
            Target::Discovered(model) => Some(model.request_schema()),
        };
        schema.is_none_or(|schema| schema.parameter(parameter).is_some())
    }

    /// Returns the names of the model's parameters, as far as its schema can be read.
    pub(super) fn parameter_names(&self) -> Option<Vec<&str>> {
        let schema = match &self.target {
            Target::Catalog(model) => model.request_schema().ok(),
            Target::Discovered(model) => Some(model.request_schema()),
        };
        Some(schema?.parameters().iter().map(Parameter::name).collect())
    }

    /// Returns whether the model supports structured answers, if known.
    pub(super) fn structured_outputs(&self) -> Option<bool> {
        match &self.target {
            Target::Catalog(model) => model.structured_outputs,
            Target::Discovered(_) => None,
        }
    }

    /// Returns the call of the model's endpoint, whose answer type is set later.
    pub(super) fn call(&self, hub: &oxen_hub::Client) -> Result<Generate<ChatCompletion>, Error> {
        let path = self.endpoint().path();
        Ok(match self.endpoint() {
            Endpoint::ChatCompletions => self.generate(hub, path),
            Endpoint::Other(path) => {
                let (model, path) = (self.model_id().to_owned(), path.to_string());
                return Err(refused(DiscoveryError::Endpoint { model, path }.to_string()));
            }
            _ => self.generate::<Images>(hub, path).answered_by(),
        })
    }

    /// Returns the call of a chat model.
    ///
    /// # Errors
    ///
    /// Returns [`Invalid`](oxen_hub::ErrorKind::Invalid) for any other model, which an untyped request may be for.
    pub(super) fn chat_call(
        &self,
        hub: &oxen_hub::Client,
    ) -> Result<Generate<ChatCompletion>, Error> {
        match self.endpoint() {
            Endpoint::ChatCompletions => self.call(hub),
            other => Err(refused(format!(
                "`{}` is served by `{other}`: only chat models can stream, call tools and have structured answers; use `send`",
                self.model_id()
            ))),
        }
    }
}

/// Returns the error for a request that isn't sent.
pub(super) fn refused(violation: String) -> Error {
    Error::invalid(vec![violation], None)
}

/// Adds a suggestion from the catalog to an error about an unknown model.
pub(super) fn suggest(error: Error) -> Error {
    error.suggest(|id| {
        let ids = oxen_catalog::all().map(oxen_catalog::Entry::id);
        oxen_schema::suggest::nearest(id, ids.filter(|known| *known != id)).into_iter().collect()
    })
}
