//! Conversion of models from and to the hub's JSON objects.

use serde_json::{Map, Value, json};
use thiserror::Error;

use super::facts::{Facts, IdKey};
use super::{Modality, Model, ModelId, ModelIdError};
use crate::Diagnostic;
use crate::names::{NameError, PublishedNames};

/// The project's own key in a record, which the hub doesn't have.
const NAMES_KEY: &str = "rust_names";

impl Model {
    /// Reads a model object of the hub.
    ///
    /// Accepts either key of the id (`id`, `name`) and either key of the schema (`request_schema`,
    /// `json_request_schema`). Anything but the id may be missing or null. A known fact in an unexpected
    /// shape is reported and kept in [`Model::other`].
    ///
    /// # Errors
    ///
    /// Returns an error if the value is not an object, has no usable id, or has a schema that is not an object.
    pub fn from_hub(value: Value) -> Result<(Self, Vec<Diagnostic>), RecordError> {
        Self::read(value, IdKey::Id)
    }

    pub(crate) fn read(
        value: Value,
        id_key: IdKey,
    ) -> Result<(Self, Vec<Diagnostic>), RecordError> {
        let mut facts = Facts::new(value)?;
        let id = facts.id(id_key)?;
        if facts.object.remove(NAMES_KEY).is_some() {
            facts.report(NAMES_KEY, "is a key of our own and not the hub's; it is left out");
        }
        let request_schema = facts.request_schema(&id)?;
        Ok(facts.into_model(id, request_schema, None))
    }

    /// Reads the output of [`Model::to_record`].
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Model::from_hub`], and an error if the published names are not valid.
    pub fn from_record(value: Value) -> Result<Self, RecordError> {
        let mut facts = Facts::new(value)?;
        let id = facts.id(IdKey::Id)?;
        let names = match facts.object.remove(NAMES_KEY) {
            None => None,
            Some(names) => Some(
                PublishedNames::from_value(&names)
                    .map_err(|source| RecordError::Names { model: id.clone(), source })?,
            ),
        };
        let request_schema = facts.request_schema(&id)?;
        Ok(facts.into_model(id, request_schema, names).0)
    }

    /// Returns everything known about the model as one JSON object, with the hub's own keys, its request schema
    /// under `request_schema` and its published names under `rust_names`.
    pub fn to_record(&self) -> Value {
        let mut record = self.other.clone();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                record.insert(key.to_owned(), value);
            }
        };
        put("id", Some(json!(self.id.as_str())));
        for (key, text) in [
            ("display_name", &self.display_name),
            ("owned_by", &self.owned_by),
            ("model_type", &self.model_type),
            ("endpoint", &self.stated_endpoint),
            ("description", &self.description),
            ("summary", &self.summary),
        ] {
            put(key, text.as_ref().map(|text| json!(text)));
        }
        for (key, flag) in [
            ("mixture_of_experts", self.mixture_of_experts),
            ("multilingual", self.multilingual),
            ("tool_use", self.tool_use),
            ("structured_outputs", self.structured_outputs),
            ("deprecated", self.deprecated),
            ("can_run_inference", self.can_run_inference),
        ] {
            put(key, flag.map(Value::Bool));
        }
        put("parameter_count", self.parameter_count.as_ref().map(|count| json!(count.text())));
        put("active_parameters", self.active_parameters.as_ref().map(|count| json!(count.text())));
        put("context_length", self.context_length.map(|tokens| json!(tokens)));
        put("created", self.created.map(|seconds| json!(seconds)));
        put("released_at", self.released_at.clone());
        put("pricing", self.pricing.clone().map(Value::Object));
        put("request_schema", self.request_schema.clone());
        put(NAMES_KEY, self.names.as_ref().map(PublishedNames::to_value));
        // These may have keys beside the ones known here, which `other` holds.
        let modalities = |list: &[Modality]| {
            (!list.is_empty()).then(|| list.iter().map(Modality::as_str).collect())
        };
        put_inside(&mut record, "developer", "name", self.developer.clone().map(Value::String));
        put_inside(&mut record, "provider", "name", self.provider.clone().map(Value::String));
        put_inside(&mut record, "capabilities", "input", modalities(&self.input));
        put_inside(&mut record, "capabilities", "output", modalities(&self.output));
        Value::Object(record)
    }

    /// Merges a later answer about the same model; facts that the answer leaves out stay.
    ///
    /// # Errors
    ///
    /// Returns an error if the two are not the same model.
    pub fn merge(&mut self, newer: &Self) -> Result<(), RecordError> {
        if self.id != newer.id {
            let (model, found) = (self.id.clone(), newer.id.clone());
            return Err(RecordError::OtherModel { model, found });
        }
        let (mut merged, newer) = (self.to_record(), newer.to_record());
        if let (Value::Object(merged), Value::Object(newer)) = (&mut merged, newer) {
            merged.extend(newer);
        }
        *self = Self::from_record(merged)?;
        Ok(())
    }
}

fn put_inside(record: &mut Map<String, Value>, key: &str, inner: &str, value: Option<Value>) {
    let Some(value) = value else { return };
    let entry = record.entry(key).or_insert_with(|| json!({}));
    if !entry.is_object() {
        *entry = json!({});
    }
    if let Value::Object(object) = entry {
        object.insert(inner.to_owned(), value);
    }
}

/// A JSON value that is not a model.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum RecordError {
    /// The model is not a JSON object.
    #[error("a model should be a JSON object, but this is {found}")]
    NotAnObject {
        /// The type found instead.
        found: &'static str,
    },
    /// The model has no id.
    #[error("the model has no id; it should be under `id` or `name`")]
    NoId,
    /// The id is not a string.
    #[error("the model's `{key}` should be a string, but is {found}")]
    IdNotText {
        /// The key of the id.
        key: &'static str,
        /// The type found instead.
        found: &'static str,
    },
    /// The id breaks a rule for ids.
    #[error(transparent)]
    Id(#[from] ModelIdError),
    /// The request schema is neither a JSON object nor null.
    #[error("the request schema of `{model}` should be a JSON object or null, but is {found}")]
    SchemaNotAnObject {
        /// The model.
        model: ModelId,
        /// The type found instead.
        found: &'static str,
    },
    /// The published names are not valid.
    #[error("the Rust names of `{model}`: {source}")]
    Names {
        /// The model.
        model: ModelId,
        /// The reason.
        source: NameError,
    },
    /// Two answers are about different models, not about the same one.
    #[error("this should be about `{model}`, but is about `{found}`")]
    OtherModel {
        /// The model in question.
        model: ModelId,
        /// The model that the answer is about.
        found: ModelId,
    },
}
