//! Models from the hub's JSON objects, and back.

use serde_json::{Map, Value, json};
use thiserror::Error;

use super::{Endpoint, Modality, Model, ModelId, ModelIdError, ParameterCount};
use crate::Diagnostic;
use crate::canonical;
use crate::names::{NameError, PublishedNames};

/// The keys under which answers of the hub hold a request schema.
const SCHEMA_KEYS: [&str; 2] = ["request_schema", "json_request_schema"];

/// The key of our own in a record: no key of the hub.
const NAMES_KEY: &str = "rust_names";

/// Which key of an object is the id, if it has both.
#[derive(Clone, Copy, Debug)]
pub(crate) enum IdKey {
    Id,
    Name,
}

impl IdKey {
    fn keys(self) -> [&'static str; 2] {
        match self {
            Self::Id => ["id", "name"],
            Self::Name => ["name", "id"],
        }
    }
}

impl Model {
    /// Reads a model object of the hub.
    ///
    /// Takes either key of the id (`id`, `name`) and either key of the schema (`request_schema`,
    /// `json_request_schema`). Anything but the id may be missing or null. A known fact in an unexpected
    /// shape is reported and kept in [`Model::other`].
    ///
    /// # Errors
    ///
    /// If the value is not an object, has no usable id, or has a schema that is not an object.
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

    /// Reads what [`Model::to_record`] wrote.
    ///
    /// # Errors
    ///
    /// As [`Model::from_hub`], and if the published names are not names.
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

    /// Everything known about the model as one JSON object, with the hub's own keys, its request schema
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

    /// Takes over what a later answer about the same model states; what that leaves out stays.
    ///
    /// # Errors
    ///
    /// If the two are not the same model.
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

/// The keys of an object, taken out one by one; what remains is what nobody knew.
struct Facts {
    object: Map<String, Value>,
    diagnostics: Vec<Diagnostic>,
}

impl Facts {
    fn new(value: Value) -> Result<Self, RecordError> {
        let Value::Object(mut object) = value else {
            return Err(RecordError::NotAnObject { found: kind_of(&value) });
        };
        object.retain(|_, value| !value.is_null());
        Ok(Self { object, diagnostics: Vec::new() })
    }

    fn report(&mut self, key: &str, message: &str) {
        self.diagnostics.push(Diagnostic::new(format!("/{key}"), format!("`{key}` {message}")));
    }

    fn id(&mut self, id_key: IdKey) -> Result<ModelId, RecordError> {
        let [key, second] = id_key.keys();
        let (key, second) =
            if self.object.contains_key(key) { (key, second) } else { (second, key) };
        let id = match self.object.remove(key) {
            None => return Err(RecordError::NoId),
            Some(Value::String(id)) => ModelId::new(id)?,
            Some(other) => return Err(RecordError::IdNotText { key, found: kind_of(&other) }),
        };
        // A record's own id goes under `id`, so a second one has no place there.
        if second == "id" && self.object.remove(second).is_some() {
            self.report(second, "is not used, because `name` is the id here");
        }
        Ok(id)
    }

    fn request_schema(&mut self, model: &ModelId) -> Result<Option<Value>, RecordError> {
        let mut found = None;
        for key in SCHEMA_KEYS {
            match self.object.remove(key) {
                None => {}
                Some(schema @ Value::Object(_)) if found.is_none() => found = Some(schema),
                Some(schema @ Value::Object(_)) => {
                    if found.as_ref() != Some(&schema) {
                        self.report(key, "differs from `request_schema`, which is used");
                    }
                }
                Some(other) => {
                    let (model, found) = (model.clone(), kind_of(&other));
                    return Err(RecordError::SchemaNotAnObject { model, found });
                }
            }
        }
        Ok(found.map(canonical::sorted))
    }

    /// Takes the value out of its key if `read` understands it, and else reports and leaves it.
    fn take<T>(&mut self, key: &str, expected: &str, read: fn(&Value) -> Option<T>) -> Option<T> {
        let value = self.object.get(key)?;
        let fact = read(value);
        if fact.is_some() {
            self.object.remove(key);
        } else {
            self.report(key, &format!("should be {expected}; it is kept as it is"));
        }
        fact
    }

    fn text(&mut self, key: &str) -> Option<String> {
        self.take(key, "a string that is not empty", text)
    }

    fn flag(&mut self, key: &str) -> Option<bool> {
        self.take(key, "true or false", Value::as_bool)
    }

    fn whole(&mut self, key: &str) -> Option<u64> {
        self.take(key, "a whole number from 0", Value::as_u64)
    }

    fn count(&mut self, key: &str) -> Option<ParameterCount> {
        self.take(key, "a text or a whole number", |value| match value {
            Value::Number(number) => Some(ParameterCount::new(number.as_u64()?.to_string())),
            other => text(other).map(ParameterCount::new),
        })
    }

    /// The `name` of an object such as `developer`, whose other keys stay.
    fn company(&mut self, key: &str) -> Option<String> {
        if self.object.get(key).is_some_and(Value::is_string) {
            return self.text(key);
        }
        self.inside(key, "name", "a text that is not empty", text)
    }

    fn modalities(&mut self, key: &str) -> Vec<Modality> {
        let read = |value: &Value| {
            let names = value.as_array()?.iter().map(Value::as_str);
            names.map(|name| Some(Modality::new(name?))).collect::<Option<Vec<_>>>()
        };
        self.inside("capabilities", key, "a list of texts", read).unwrap_or_default()
    }

    fn inside<T>(
        &mut self,
        key: &str,
        inner: &str,
        expected: &str,
        read: fn(&Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.object.get_mut(key)?;
        let Value::Object(object) = value else {
            self.report(key, "should be an object; it is kept as it is");
            return None;
        };
        object.retain(|_, value| !value.is_null());
        let fact = object.get(inner).map(read);
        if let Some(Some(_)) = fact {
            object.remove(inner);
        }
        let empty = object.is_empty();
        if empty {
            self.object.remove(key);
        }
        if let Some(None) = fact {
            let message = format!("`{inner}` should be {expected}; it is kept as it is");
            self.diagnostics.push(Diagnostic::new(format!("/{key}/{inner}"), message));
        }
        fact.flatten()
    }

    fn into_model(
        mut self,
        id: ModelId,
        request_schema: Option<Value>,
        names: Option<PublishedNames>,
    ) -> (Model, Vec<Diagnostic>) {
        // Says of every object of the hub that it is a model, and so nothing about this one.
        if self.object.get("object").and_then(Value::as_str) == Some("model") {
            self.object.remove("object");
        }
        let stated_endpoint = self.take("endpoint", "a path such as `/images/edit`", |value| {
            value.as_str().filter(|path| Endpoint::from_path(path).is_some()).map(str::to_owned)
        });
        let model = Model {
            id,
            display_name: self.text("display_name"),
            developer: self.company("developer"),
            provider: self.company("provider"),
            owned_by: self.text("owned_by"),
            model_type: self.text("model_type"),
            stated_endpoint,
            input: self.modalities("input"),
            output: self.modalities("output"),
            description: self.text("description"),
            summary: self.text("summary"),
            context_length: self.whole("context_length"),
            parameter_count: self.count("parameter_count"),
            active_parameters: self.count("active_parameters"),
            mixture_of_experts: self.flag("mixture_of_experts"),
            multilingual: self.flag("multilingual"),
            tool_use: self.flag("tool_use"),
            structured_outputs: self.flag("structured_outputs"),
            deprecated: self.flag("deprecated"),
            can_run_inference: self.flag("can_run_inference"),
            created: self.whole("created"),
            released_at: self.object.remove("released_at"),
            pricing: self.take("pricing", "an object", |value| value.as_object().cloned()),
            other: self.object,
            request_schema,
            names,
        };
        (model, self.diagnostics)
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// What a JSON value is, for a message.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A JSON value that is not a model.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum RecordError {
    /// A model is a JSON object.
    #[error("a model should be a JSON object, but this is {found}")]
    NotAnObject {
        /// What it is instead.
        found: &'static str,
    },
    /// A model has an id.
    #[error("the model has no id; it should be under `id` or `name`")]
    NoId,
    /// An id is a text.
    #[error("the model's `{key}` should be a text, but is {found}")]
    IdNotText {
        /// The key of the id.
        key: &'static str,
        /// What is there.
        found: &'static str,
    },
    /// An id keeps some rules.
    #[error(transparent)]
    Id(#[from] ModelIdError),
    /// A request schema is a JSON object, or null where a model has none.
    #[error("the request schema of `{model}` should be a JSON object or null, but is {found}")]
    SchemaNotAnObject {
        /// The model.
        model: ModelId,
        /// What its schema is instead.
        found: &'static str,
    },
    /// Published names are names.
    #[error("the Rust names of `{model}`: {source}")]
    Names {
        /// The model.
        model: ModelId,
        /// What is wrong with them.
        source: NameError,
    },
    /// Two answers that should be about one model are about two.
    #[error("this should be about `{model}`, but is about `{found}`")]
    OtherModel {
        /// The model in question.
        model: ModelId,
        /// The model that the answer is about.
        found: ModelId,
    },
}
