//! The request without a model-specific type.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::parameters::Parameters;
use crate::model::Model;

/// A checked request for a model that is chosen at run time.
///
/// The checks are those of the typed requests, and a parameter that the model's schema doesn't list is
/// refused too: most likely it is a typo. [`extra`](Self::extra) sets a parameter that is newer
/// than this version of the crate.
///
/// Serializes as the request body: `model` first, then the parameters in the order of the documentation. Deserializing
/// checks the request, and reports every violation in the error:
///
#[cfg_attr(not(doctest), doc = include_str!("../../docs/any_request.md"))]
#[derive(Clone)]
pub struct AnyRequest {
    model: &'static Model,
    /// In the order of the schema, extra ones last. Shared, since they may hold files.
    parameters: Arc<Parameters>,
    /// Whether a macro has checked the request, which knows the types of expressions, but not their values.
    #[cfg_attr(not(feature = "tls-no-provider"), allow(dead_code, reason = "only a client asks"))]
    is_checked_by_macro: bool,
}

impl AnyRequest {
    /// Wraps checked parameters. Only [`RequestBuilder`](super::RequestBuilder) calls this, after its checks.
    pub(super) fn checked(model: &'static Model, parameters: Parameters) -> Self {
        Self { model, parameters: Arc::new(parameters), is_checked_by_macro: false }
    }

    /// Wraps parameters that a macro has checked.
    pub(super) fn checked_by_macro(model: &'static Model, parameters: Parameters) -> Self {
        Self { is_checked_by_macro: true, ..Self::checked(model, parameters) }
    }

    /// Checks the values that a macro can't check: those of a `Media`, and deserialized messages.
    #[cfg(feature = "tls-no-provider")]
    pub(crate) fn check_before_sending(self) -> Result<Self, super::InvalidRequest> {
        let is_valid = |schema| self.parameters.are_definitely_accepted(schema);
        if self.is_checked_by_macro && !self.model.request_schema().is_ok_and(is_valid) {
            self.to_builder().finish()?;
        }
        Ok(self)
    }

    /// Puts the parameters into the order of the names in a string, each preceded by the same character.
    pub(crate) fn ordered(self, order: &str) -> Self {
        let Self { model, parameters, is_checked_by_macro } = self;
        let mut parameters = Arc::unwrap_or_clone(parameters);
        parameters.sort_by_text(order);
        Self { model, parameters: Arc::new(parameters), is_checked_by_macro }
    }

    /// Returns the model of the request.
    pub fn model(&self) -> &'static Model {
        self.model
    }

    /// Returns the parameters, in the order of the documentation, without `model`.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    pub(super) fn into_parts(self) -> (&'static Model, Parameters) {
        (self.model, Arc::unwrap_or_clone(self.parameters))
    }

    pub(super) fn into_body(self) -> Value {
        let (model, parameters) = self.into_parts();
        let mut body = Map::with_capacity(parameters.len() + 1);
        body.insert("model".to_owned(), Value::from(model.id));
        let entries = parameters.into_entries();
        body.extend(entries.map(|(name, value)| (name.into_owned(), value.into_value())));
        Value::Object(body)
    }
}

/// Compares the models and the parameters as they are sent.
impl PartialEq for AnyRequest {
    fn eq(&self, other: &Self) -> bool {
        (std::ptr::eq(self.model, other.model) || self.model == other.model)
            && self.parameters == other.parameters
    }
}

impl Eq for AnyRequest {}

impl Hash for AnyRequest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.model.id.hash(state);
        self.parameters.hash(state);
    }
}

impl Serialize for AnyRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(Some(self.parameters.len() + 1))?;
        body.serialize_entry("model", self.model.id)?;
        for (name, value) in self.parameters.entries() {
            body.serialize_entry(name, value)?;
        }
        body.end()
    }
}

impl From<AnyRequest> for Value {
    fn from(request: AnyRequest) -> Self {
        request.into_body()
    }
}

/// Shows the model's id and the parameters, long values truncated.
impl fmt::Debug for AnyRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_request(f, "AnyRequest", self.model, &self.parameters)
    }
}

pub(super) fn debug_request(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    model: &Model,
    parameters: &Parameters,
) -> fmt::Result {
    let mut request = f.debug_struct(name);
    request.field("model", &model.id);
    parameters.add_to(&mut request);
    request.finish()
}
