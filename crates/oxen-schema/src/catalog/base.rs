//! The project's own schemas: the chat body, and the parameters that endpoints add to every request.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use thiserror::Error;

use super::json::{self, JsonError};
use super::own_schema;
use crate::canonical;
use crate::model::{Endpoint, Model};
use crate::pointer::MAX_POINTER;
use crate::schema::SchemaError;
use crate::text::excerpt_within;

/// The base schemas: the whole request of chat models that have no schema of their own, and the
/// parameters that endpoints add to those of a model.
///
/// They are JSON Schemas with three keywords of the project's own. `x-refused-by` on a parameter names the providers
/// that are documented to refuse it, `x-endpoints` the only endpoints that have it. `x-exclusive` at the root lists
/// parameters that models of some providers don't accept together. [`BaseSchemas::effective`] resolves all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseSchemas {
    chat_completions: Value,
    media: Value,
    queue: Value,
}

/// The base schema files in the folder of a catalog, each with the embedded copy of `schemas/base` that
/// `cargo xtask generate` makes.
const FILES: [(&str, &str); 3] = [
    ("base/chat-completions.json", BaseSchemas::CHAT_COMPLETIONS),
    ("base/media.json", BaseSchemas::MEDIA),
    ("base/queue.json", BaseSchemas::QUEUE),
];

impl BaseSchemas {
    /// The body of chat completions, as JSON text.
    pub const CHAT_COMPLETIONS: &str = include_str!("../../base/chat-completions.json");
    /// The parameters that media endpoints add, as JSON text.
    pub const MEDIA: &str = include_str!("../../base/media.json");
    /// The parameters that the queue adds, as JSON text.
    pub const QUEUE: &str = include_str!("../../base/queue.json");

    /// Returns the base schemas that come with this crate.
    ///
    /// # Errors
    ///
    /// Returns an error if an embedded schema can't be read, which a test rules out for releases.
    pub fn embedded() -> Result<Self, BaseSchemaError> {
        Self::from_files(&BTreeMap::new())
    }

    /// Reads the base schemas among the files of a catalog. The embedded schema replaces a missing one.
    ///
    /// # Errors
    ///
    /// Returns an error if a file is not JSON, not the schema of an object, or uses the project's keywords in another
    /// form.
    pub fn from_files(files: &BTreeMap<String, String>) -> Result<Self, BaseSchemaError> {
        let [chat_completions, media, queue] = FILES.map(|(file, embedded)| {
            let text = files.get(file).map_or(embedded, String::as_str);
            let schema =
                json::read(text).map_err(|source| BaseSchemaError::Json { file, source })?;
            check(file, &schema)?;
            Ok(schema)
        });
        Ok(Self { chat_completions: chat_completions?, media: media?, queue: queue? })
    }

    /// Returns the files that [`BaseSchemas::from_files`] reads, by path below the folder of the catalog.
    pub fn to_files(&self) -> impl Iterator<Item = (String, String)> {
        let texts = [&self.chat_completions, &self.media, &self.queue].map(canonical::to_text);
        FILES.iter().map(|(file, _)| (*file).to_owned()).zip(texts)
    }

    pub(super) fn has_file(file: &str) -> bool {
        FILES.iter().any(|(own, _)| *own == file)
    }

    /// Returns the schema of a model's whole request, without `model`.
    ///
    /// A chat model without a schema of its own has the chat schema, less the parameters that its
    /// provider refuses. A media model has its own parameters and those of its endpoint and the queue;
    /// where both have one of the same name, its own counts. The result is plain JSON Schema.
    ///
    /// # Errors
    ///
    /// Returns an error if the model's own schema exceeds the limits, as
    /// [`RequestSchema::read`](crate::schema::RequestSchema::read) has them.
    pub fn effective(&self, model: &Model) -> Result<Value, SchemaError> {
        let (own, provider) = (model.request_schema.as_ref(), model.effective_provider());
        self.effective_for(own, &model.endpoint(), provider)
    }

    /// Returns whether some providers' chat models refuse a parameter that others accept.
    pub fn is_refused_by_some(&self, parameter: &str) -> bool {
        let of_chats = self.chat_completions.get("properties");
        of_chats.and_then(|all| all.get(parameter)?.get("x-refused-by")).is_some()
    }

    /// Returns [`BaseSchemas::effective`] for the facts that decide it.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`BaseSchemas::effective`].
    pub fn effective_for(
        &self,
        own: Option<&Value>,
        endpoint: &Endpoint,
        provider: Option<&str>,
    ) -> Result<Value, SchemaError> {
        let own = own.map(own_schema::of_parameters).transpose()?;
        Ok(self.with_endpoint(own, endpoint, provider))
    }

    /// Returns [`BaseSchemas::effective`] for the model's own schema as the hub states it, if that differs.
    pub(super) fn as_stated(&self, model: &Model) -> Result<Option<Value>, SchemaError> {
        let Some(own) = &model.request_schema else { return Ok(None) };
        Ok((own_schema::of_parameters(own)? != *own).then(|| {
            self.with_endpoint(Some(own.clone()), &model.endpoint(), model.effective_provider())
        }))
    }

    fn with_endpoint(
        &self,
        own: Option<Value>,
        endpoint: &Endpoint,
        provider: Option<&str>,
    ) -> Value {
        let mut schema = match own {
            Some(own) => own,
            None if *endpoint == Endpoint::ChatCompletions => {
                resolved(&self.chat_completions, endpoint, provider)
            }
            None => json!({"type": "object", "properties": {}}),
        };
        if endpoint.is_media() {
            add_parameters(&mut schema, &resolved(&self.media, endpoint, provider));
        }
        if endpoint.is_queueable() {
            add_parameters(&mut schema, &resolved(&self.queue, endpoint, provider));
        }
        schema
    }
}

/// Returns the base schema for an endpoint and a provider, without the project's own keywords.
fn resolved(base: &Value, endpoint: &Endpoint, provider: Option<&str>) -> Value {
    let mut schema = base.clone();
    let exclusive = schema.as_object_mut().and_then(|schema| schema.remove("x-exclusive"));
    let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) else {
        return schema;
    };
    properties.retain(|_, property| {
        let Value::Object(property) = property else { return true };
        let (refused, only) = (property.remove("x-refused-by"), property.remove("x-endpoints"));
        !refused.is_some_and(|providers| names(&providers, provider))
            && only.is_none_or(|endpoints| strings(&endpoints).contains(&endpoint.path()))
    });
    let mut refused = Vec::new();
    for rule in exclusive.iter().filter_map(Value::as_array).flatten() {
        let parameters = strings(&rule["parameters"]);
        if !names(&rule["providers"], provider) {
            continue;
        }
        for (index, first) in parameters.iter().enumerate() {
            refused.extend(
                parameters[index + 1..].iter().map(|second| json!({"required": [first, second]})),
            );
        }
    }
    if let Value::Object(schema) = &mut schema {
        exclude(schema, refused);
    }
    schema
}

fn exclude(schema: &mut Map<String, Value>, mut refused: Vec<Value>) {
    if refused.len() == 1 && !schema.contains_key("not") {
        schema.insert("not".to_owned(), refused.remove(0));
    } else if !refused.is_empty() {
        let refused: Vec<Value> =
            refused.into_iter().map(|refused| json!({"not": refused})).collect();
        let all = schema.entry("allOf").or_insert_with(|| json!([]));
        if let Value::Array(all) = all {
            all.extend(refused);
        }
    }
}

/// Returns whether a list of providers contains this one, ignoring ASCII case.
fn names(providers: &Value, provider: Option<&str>) -> bool {
    let Some(provider) = provider else { return false };
    strings(providers).iter().any(|name| name.eq_ignore_ascii_case(provider.trim()))
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Adds the parameters that the schema lacks, after its own ones.
fn add_parameters(schema: &mut Value, base: &Value) {
    let Value::Object(schema) = schema else { return };
    let properties = schema.entry("properties").or_insert_with(|| json!({}));
    let (Value::Object(properties), Some(Value::Object(added))) =
        (properties, base.get("properties"))
    else {
        return;
    };
    let order = |property: &Value| property.get("x-order").and_then(Value::as_f64);
    let last = properties.values().filter_map(order).max_by(f64::total_cmp);
    for (name, property) in added {
        if properties.contains_key(name) {
            continue;
        }
        let mut property = property.clone();
        if let Value::Object(keywords) = &mut property {
            let place = keywords.remove("x-order").and_then(|place| place.as_f64());
            if let (Some(last), Some(place)) = (last, place) {
                keywords.insert("x-order".to_owned(), whole(last.floor() + place));
            }
        }
        properties.insert(name.clone(), property);
    }
}

/// Rounds a number to a whole one, written without a fraction if it fits an `i64`.
fn whole(number: f64) -> Value {
    format!("{number:.0}").parse::<i64>().map_or_else(|_| json!(number), Value::from)
}

fn check(file: &'static str, schema: &Value) -> Result<(), BaseSchemaError> {
    let wrong =
        |path: &str, expected| Err(BaseSchemaError::Form { file, path: path.to_owned(), expected });
    let is_strings =
        |value: &Value| value.as_array().is_some_and(|list| list.iter().all(Value::is_string));
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return wrong("/properties", "an object with the parameters");
    };
    for (name, property) in properties {
        for (keyword, expected) in [
            ("x-refused-by", "a list of providers' names"),
            ("x-endpoints", "a list of endpoints' paths"),
        ] {
            if property.get(keyword).is_some_and(|list| !is_strings(list)) {
                return wrong(&format!("/properties/{name}/{keyword}"), expected);
            }
        }
    }
    let Some(rules) = schema.get("x-exclusive") else { return Ok(()) };
    let is_rule = |rule: &Value| is_strings(&rule["providers"]) && is_strings(&rule["parameters"]);
    if !rules.as_array().is_some_and(|rules| rules.iter().all(is_rule)) {
        return wrong("/x-exclusive", "a list of objects with lists `providers` and `parameters`");
    }
    Ok(())
}

/// A base schema that can't be used.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum BaseSchemaError {
    /// The file is not JSON that can be read.
    #[error("{file}: {source}")]
    Json {
        /// The file in the folder of the catalog.
        file: &'static str,
        /// The reason.
        source: JsonError,
    },
    /// Something in the file has another form.
    #[error("{file}: {} should be {expected}", excerpt_within(.path, MAX_POINTER))]
    Form {
        /// The file in the folder of the catalog.
        file: &'static str,
        /// The place in the file, as a JSON pointer.
        path: String,
        /// The expected form.
        expected: &'static str,
    },
}
