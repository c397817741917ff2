//! Conversion of requests from JSON bodies and back into builders.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::Serialize;
use serde_json::Value;

use super::any::AnyRequest;
use super::builder::RequestBuilder;
use super::error::AnyRequestError;
use super::invalid::InvalidRequest;
use super::parameters::Parameters;
use crate::model::Model;
use crate::text::shorten;

impl AnyRequest {
    /// Checks a request, given as its body, for the model with this id.
    ///
    /// The body may also contain the id under `model`, as in the documentation.
    ///
    /// # Errors
    ///
    /// Returns [`AnyRequestError`] if this build has no such model, the body is for another one, or the model's schema
    /// doesn't accept it.
    pub fn new(model_id: &str, body: Value) -> Result<Self, AnyRequestError> {
        Self::for_model(Model::find(model_id)?, body)
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
    /// Returns [`AnyRequestError`] if the body is for another model, or this one's schema doesn't accept it.
    pub fn for_model(model: &'static Model, body: Value) -> Result<Self, AnyRequestError> {
        let parameters = parameters_of(model, body)?;
        Ok(RequestBuilder::with_parameters(model, parameters, false).finish()?)
    }

    /// Checks a request as [`new`](Self::new) does, without the rules of the model's documentation that have these ids.
    ///
    /// ```
    /// use oxen_models::{AnyRequest, Endpoint, Model};
    /// use serde_json::json;
    ///
    /// const OURS: &Model = &Model {
    ///     endpoint: Endpoint::VideosGenerate,
    ///     record: Some(r#"{"request_schema": {"properties": {"start": {}, "tail": {}}}}"#),
    ///     rule_record: Some(r#"{"rules": [{
    ///         "id": "tail-needs-start",
    ///         "sentence": "`tail` needs `start`",
    ///         "certainty": "stated",
    ///         "source": "https://example.com/our-video-model",
    ///         "body": {"dependentRequired": {"tail": ["start"]}}
    ///     }]}"#),
    ///     ..Model::new("our-video-model")
    /// };
    /// let body = json!({"tail": "https://example.com/ox.png"});
    ///
    /// let error = AnyRequest::for_model(OURS, body.clone()).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "invalid request for `our-video-model`:\n\
    ///      - `tail` needs `start` (a rule of the documentation; `.without_rule(\"tail-needs-start\")` lifts it)"
    /// );
    /// AnyRequest::for_model_without_rules(OURS, body, &["tail-needs-start"])?;
    /// # Ok::<(), oxen_models::AnyRequestError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`new`](Self::new).
    pub fn new_without_rules(
        model_id: &str,
        body: Value,
        rules: &[&str],
    ) -> Result<Self, AnyRequestError> {
        Self::for_model_without_rules(Model::find(model_id)?, body, rules)
    }

    /// Checks a request as [`for_model`](Self::for_model) does, without the rules of the model's documentation that
    /// have these ids.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`for_model`](Self::for_model).
    pub fn for_model_without_rules(
        model: &'static Model,
        body: Value,
        rules: &[&str],
    ) -> Result<Self, AnyRequestError> {
        let parameters = parameters_of(model, body)?;
        let mut builder = RequestBuilder::with_parameters(model, parameters, false);
        for id in rules {
            builder.without_rule(*id);
        }
        Ok(builder.finish()?)
    }

    /// Checks a request that was stored, given as its body.
    ///
    /// Unlike deserialization, this treats a parameter that the model's schema doesn't list as one that was set with
    /// [`extra`](Self::extra), and a rule of the model's documentation that the request breaks as one that was lifted.
    /// Such rules are among its [warnings](crate::ModelRequest::warnings).
    ///
    /// # Errors
    ///
    /// Returns [`AnyRequestError`] if the body names no model of this build, or the model's schema doesn't accept it.
    pub fn from_stored(body: Value) -> Result<Self, AnyRequestError> {
        let model = model_of(&body)?;
        Self::from_stored_for(model, body)
    }

    /// Checks a request that was stored, given as its body, for this model, as [`from_stored`](Self::from_stored) does.
    ///
    /// # Errors
    ///
    /// Returns [`AnyRequestError`] if the body is for another model, or this one's schema doesn't accept it.
    pub fn from_stored_for(model: &'static Model, body: Value) -> Result<Self, AnyRequestError> {
        let parameters = parameters_of(model, body)?;
        Ok(RequestBuilder::with_parameters(model, parameters, true).finish()?)
    }

    /// Returns a builder with the parameters of this request, to change some of them.
    ///
    /// Typed requests have a method with this name that returns their own builder.
    pub fn to_builder(&self) -> RequestBuilder {
        self.clone().into_builder()
    }

    /// Converts the request into a builder with its parameters, to change some of them.
    pub fn into_builder(self) -> RequestBuilder {
        let (model, parameters) = self.into_parts();
        RequestBuilder::from_checked(model, parameters)
    }

    /// Adds a parameter that is newer than this version of the crate, or replaces one.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidRequest`] if JSON can't represent the value, or the schema does know the parameter and
    /// doesn't accept the value.
    pub fn extra(
        self,
        name: impl Into<String>,
        value: impl Serialize,
    ) -> Result<Self, InvalidRequest> {
        let mut builder = self.into_builder();
        builder.extra(name, value);
        builder.finish()
    }
}

/// Returns the model that a body names.
fn model_of(body: &Value) -> Result<&'static Model, AnyRequestError> {
    match body.get("model") {
        Some(Value::String(id)) => Ok(Model::find(id)?),
        _ => Err(AnyRequestError::NoModel),
    }
}

/// Returns the parameters in a body, which may name the model.
fn parameters_of(model: &'static Model, body: Value) -> Result<Parameters, AnyRequestError> {
    let mut members = match body {
        Value::Object(members) => members,
        other => {
            let found = oxen_schema::text::type_of(&other);
            return Err(AnyRequestError::NotAnObject { model: model.id, found });
        }
    };
    match members.remove("model") {
        Some(Value::String(id)) if id == model.id => {}
        None => {}
        Some(other) => {
            let found = shorten(&other.to_string()).into_owned();
            return Err(AnyRequestError::OtherModel { model: model.id, found });
        }
    }
    Ok(members.into())
}

impl<'de> Deserialize<'de> for AnyRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// Checks a request, given as its body, which names the model.
impl TryFrom<Value> for AnyRequest {
    type Error = AnyRequestError;

    fn try_from(body: Value) -> Result<Self, AnyRequestError> {
        let model = model_of(&body)?;
        Self::for_model(model, body)
    }
}
