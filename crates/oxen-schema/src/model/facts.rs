//! The facts in a model object of the hub, one by one.

use serde_json::{Map, Value};

use super::{Endpoint, Modality, Model, ModelId, ParameterCount, RecordError};
use crate::Diagnostic;
use crate::names::PublishedNames;
use crate::text::type_of;

/// The keys under which answers of the hub hold a request schema.
const SCHEMA_KEYS: [&str; 2] = ["request_schema", "json_request_schema"];

/// The key that holds the id if an object has both.
#[derive(Clone, Copy, Debug)]
pub(crate) enum IdKey {
    Id,
    Name,
}

impl IdKey {
    pub(crate) fn keys(self) -> [&'static str; 2] {
        match self {
            Self::Id => ["id", "name"],
            Self::Name => ["name", "id"],
        }
    }
}

/// The keys of an object, taken out one by one; unknown ones remain.
pub(super) struct Facts {
    pub(super) object: Map<String, Value>,
    diagnostics: Vec<Diagnostic>,
}

impl Facts {
    pub(super) fn new(value: Value) -> Result<Self, RecordError> {
        let Value::Object(mut object) = value else {
            return Err(RecordError::NotAnObject { found: type_of(&value) });
        };
        object.retain(|_, value| !value.is_null());
        Ok(Self { object, diagnostics: Vec::new() })
    }

    pub(super) fn report(&mut self, key: &str, message: &str) {
        self.diagnostics.push(Diagnostic::new(format!("/{key}"), format!("`{key}` {message}")));
    }

    pub(super) fn id(&mut self, id_key: IdKey) -> Result<ModelId, RecordError> {
        let [key, second] = id_key.keys();
        let (key, second) =
            if self.object.contains_key(key) { (key, second) } else { (second, key) };
        let id = match self.object.remove(key) {
            None => return Err(RecordError::NoId),
            Some(Value::String(id)) => ModelId::new(id)?,
            Some(other) => return Err(RecordError::IdNotText { key, found: type_of(&other) }),
        };
        // The model's own id is kept under `id`, so a second one has no place there.
        if second == "id" && self.object.remove(second).is_some() {
            self.report(second, "is not used, because `name` is the id here");
        }
        Ok(id)
    }

    pub(super) fn request_schema(&mut self, model: &ModelId) -> Result<Option<Value>, RecordError> {
        let mut found: Option<Value> = None;
        for key in SCHEMA_KEYS {
            let Some(schema) = self.object.remove(key) else { continue };
            if !schema.is_object() {
                let (model, found) = (model.clone(), type_of(&schema));
                return Err(RecordError::SchemaNotAnObject { model, found });
            }
            match &found {
                None => found = Some(schema),
                Some(first) if *first == schema => {}
                Some(_) => self.report(key, "differs from `request_schema`, which is used"),
            }
        }
        Ok(found)
    }

    /// Removes the value of a key if `read` understands it. Other values stay, and [`Model::diagnostics`] reports them.
    fn take<T>(&mut self, key: &str, read: fn(&Value) -> Option<T>) -> Option<T> {
        let fact = read(self.object.get(key)?);
        if fact.is_some() {
            self.object.remove(key);
        }
        fact
    }

    fn text(&mut self, key: &str) -> Option<String> {
        self.take(key, text)
    }

    fn flag(&mut self, key: &str) -> Option<bool> {
        self.take(key, Value::as_bool)
    }

    fn whole(&mut self, key: &str) -> Option<u64> {
        self.take(key, Value::as_u64)
    }

    fn count(&mut self, key: &str) -> Option<ParameterCount> {
        self.take(key, |value| match value {
            Value::Number(number) => Some(ParameterCount::new(number.as_u64()?.to_string())),
            other => text(other).map(ParameterCount::new),
        })
    }

    /// Removes the `name` of an object such as `developer`, whose other keys stay.
    fn company(&mut self, key: &str) -> Option<String> {
        if self.object.get(key).is_some_and(Value::is_string) {
            return self.text(key);
        }
        self.inside(key, "name", text)
    }

    fn modalities(&mut self, key: &str) -> Vec<Modality> {
        let read = |value: &Value| {
            let names = value.as_array()?.iter().map(Value::as_str);
            names.map(|name| Some(Modality::new(name?))).collect::<Option<Vec<_>>>()
        };
        self.inside("capabilities", key, read).unwrap_or_default()
    }

    /// Removes a value from an object under a key, and the object too if it is empty then.
    fn inside<T>(&mut self, key: &str, inner: &str, read: fn(&Value) -> Option<T>) -> Option<T> {
        let Value::Object(object) = self.object.get_mut(key)? else { return None };
        object.retain(|_, value| !value.is_null());
        let fact = object.get(inner).and_then(read);
        if fact.is_some() {
            object.remove(inner);
        }
        if object.is_empty() {
            self.object.remove(key);
        }
        fact
    }

    pub(super) fn into_model(
        mut self,
        id: ModelId,
        request_schema: Option<Value>,
        names: Option<PublishedNames>,
    ) -> (Model, Vec<Diagnostic>) {
        // Every model object of the hub has this member, so it says nothing about this one.
        if self.object.get("object").and_then(Value::as_str) == Some("model") {
            self.object.remove("object");
        }
        let stated_endpoint = self.take("endpoint", |value| {
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
            pricing: self.take("pricing", |value| value.as_object().cloned()),
            other: self.object,
            request_schema,
            names,
        };
        self.diagnostics.extend(model.diagnostics());
        (model, self.diagnostics)
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
