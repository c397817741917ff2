//! The request without a type of its own.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value};

use super::{AnyRequestError, InvalidRequest, RequestBuilder};
use crate::model::Model;
use crate::text::shorten;

/// A checked request for a model that is chosen at run time.
///
/// The checks are those of the typed requests, and a parameter that the model's schema doesn't name is
/// refused as well: most likely it is a typo. [`extra`](Self::extra) is the door for a parameter that is newer
/// than this version of the crate.
///
/// Serializes as the request body: `model` first, then the parameters in the order of the documentation.
#[derive(Clone, PartialEq)]
pub struct AnyRequest {
    model: &'static Model,
    /// In the order of the schema, extra ones last.
    parameters: Map<String, Value>,
}

impl AnyRequest {
    /// Checks a request, given as its body, for the model with this id.
    ///
    /// The body may have the id under `model` as well, as one pasted from the documentation has.
    ///
    /// # Errors
    ///
    /// [`AnyRequestError`] if this build has no such model, the body is for another one, or the model's schema
    /// doesn't accept it.
    pub fn new(model_id: &str, body: Value) -> Result<Self, AnyRequestError> {
        let model = Model::find(model_id)?;
        Self::for_model(model, body)
    }

    /// Checks a request, given as its body, for this model.
    ///
    /// ```
    /// use oxen_models::{AnyRequest, Endpoint, Model, ModelRequest};
    /// use serde_json::json;
    ///
    /// const OURS: &Model = &Model {
    ///     endpoint: Endpoint::ImagesGenerate,
    ///     record: Some(r#"{"request_schema": {
    ///         "properties": {"prompt": {"type": "string"}, "steps": {"type": "integer", "maximum": 50}},
    ///         "required": ["prompt"]
    ///     }}"#),
    ///     ..Model::new("our-finetuned-model")
    /// };
    ///
    /// let request = AnyRequest::for_model(OURS, json!({"prompt": "an ox at dawn", "steps": 20}))?;
    /// assert_eq!(request.to_json()["model"], "our-finetuned-model");
    ///
    /// let error = AnyRequest::for_model(OURS, json!({"steps": 60})).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "invalid request for `our-finetuned-model`:\n\
    ///      - `prompt` is required\n\
    ///      - `steps` is 60, but must be an integer of at most 50"
    /// );
    /// # Ok::<(), oxen_models::AnyRequestError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`AnyRequestError`] if the body is for another model, or this one's schema doesn't accept it.
    pub fn for_model(model: &'static Model, body: Value) -> Result<Self, AnyRequestError> {
        let mut parameters = match body {
            Value::Object(parameters) => parameters,
            other => {
                let found = kind(&other);
                return Err(AnyRequestError::NotAnObject { model: model.id, found });
            }
        };
        match parameters.shift_remove("model") {
            Some(Value::String(id)) if id == model.id => {}
            None => {}
            Some(other) => {
                let found = shorten(&other.to_string()).into_owned();
                return Err(AnyRequestError::OtherModel { model: model.id, found });
            }
        }
        Ok(RequestBuilder::with_parameters(model, parameters).finish()?)
    }

    /// Only [`RequestBuilder`] makes one, after its checks.
    pub(super) fn checked(model: &'static Model, parameters: Map<String, Value>) -> Self {
        Self { model, parameters }
    }

    /// Adds a parameter that is newer than this version of the crate, or replaces one.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`] if the value can't be sent as JSON, or the schema does know the parameter and
    /// doesn't accept the value.
    pub fn extra(
        self,
        name: impl Into<String>,
        value: impl Serialize,
    ) -> Result<Self, InvalidRequest> {
        let mut builder = RequestBuilder::from_checked(self.model, self.parameters);
        builder.extra(name, value);
        builder.finish()
    }

    /// The model that it is for.
    pub fn model(&self) -> &'static Model {
        self.model
    }

    /// The parameters, in the order of the documentation, without `model`.
    pub fn parameters(&self) -> &Map<String, Value> {
        &self.parameters
    }

    pub(super) fn body(&self) -> Value {
        let mut body = Map::with_capacity(self.parameters.len() + 1);
        body.insert("model".to_owned(), Value::from(self.model.id));
        body.extend(self.parameters.clone());
        Value::Object(body)
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

impl Serialize for AnyRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut body = serializer.serialize_map(Some(self.parameters.len() + 1))?;
        body.serialize_entry("model", self.model.id)?;
        for (name, value) in &self.parameters {
            body.serialize_entry(name, value)?;
        }
        body.end()
    }
}

/// The model's id and the parameters, long values cut short.
impl fmt::Debug for AnyRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_request(f, "AnyRequest", self.model, &self.parameters)
    }
}

pub(super) fn debug_request(
    f: &mut fmt::Formatter<'_>,
    name: &str,
    model: &Model,
    parameters: &Map<String, Value>,
) -> fmt::Result {
    let mut request = f.debug_struct(name);
    request.field("model", &model.id);
    for (name, value) in parameters {
        let json = value.to_string();
        request.field(name, &format_args!("{}", shorten(&json)));
    }
    request.finish()
}
