//! The schema that a model's requests are checked with, read on first use.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

use oxen_schema::catalog::BaseSchemas;
use oxen_schema::schema::{RequestSchema, SchemaError};
use serde_json::Value;
use thiserror::Error;

use crate::model::{Endpoint, Model};

/// A model's record that holds no request schema that can be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelSchemaError {
    /// The record is no JSON.
    #[error("the record of `{model}` is no JSON: {source}")]
    Record {
        /// The model's id.
        model: &'static str,
        /// What is wrong with the text.
        source: serde_json::Error,
    },
    /// The schemas that endpoints bring can't be read.
    #[error("the schemas of the endpoints can't be read: {reason}")]
    Base {
        /// What is wrong with them.
        reason: String,
    },
    /// The schema in it can't be read.
    #[error("the request schema of `{model}` can't be read: {source}")]
    Schema {
        /// The model's id.
        model: &'static str,
        /// What is wrong with the schema.
        source: SchemaError,
    },
}

type Outcome = Result<RequestSchema, ModelSchemaError>;

/// What decides a model's schema. A record is known by where its text is, because that is quick to compare;
/// a text that is in the program twice is read twice.
#[derive(Eq, Hash, PartialEq)]
struct Key {
    record: Option<(usize, usize)>,
    endpoint: Endpoint,
    provider: Option<&'static str>,
}

/// Schemas live as long as the program, like the constants that they are read from.
static READ: LazyLock<RwLock<HashMap<Key, &'static Outcome>>> = LazyLock::new(RwLock::default);

pub(crate) fn request_schema(
    model: &Model,
) -> Result<&'static RequestSchema, &'static ModelSchemaError> {
    let key = Key {
        record: model.record.map(|text| (text.as_ptr().addr(), text.len())),
        endpoint: model.endpoint,
        provider: model.provider.or(model.developer),
    };
    if let Some(outcome) = READ.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return outcome.as_ref();
    }
    // Read without the lock: two threads may both read a schema, and the first one's is kept.
    let outcome = read(model);
    let mut all = READ.write().unwrap_or_else(PoisonError::into_inner);
    all.entry(key).or_insert_with(|| Box::leak(Box::new(outcome))).as_ref()
}

/// The schemas that endpoints bring, read once.
static BASE: LazyLock<Result<BaseSchemas, String>> =
    LazyLock::new(|| oxen_catalog::base_schemas().map_err(|error| error.to_string()));

/// Reads a schema that came at run time, together with what its endpoint adds.
#[cfg(feature = "tls-no-provider")]
pub(crate) fn read_schema(
    own: Option<&Value>,
    endpoint: &oxen_schema::model::Endpoint,
    provider: Option<&str>,
) -> Result<RequestSchema, crate::client::SchemaProblem> {
    let base =
        BASE.as_ref().map_err(|reason| crate::client::SchemaProblem::Base(reason.clone()))?;
    let schema = base.effective_for(own, endpoint, provider);
    Ok(RequestSchema::read(&schema).map(|(schema, _diagnostics)| schema)?)
}

fn read(model: &Model) -> Outcome {
    let id = model.id;
    let base = BASE.as_ref().map_err(|reason| ModelSchemaError::Base { reason: reason.clone() })?;
    let record: Value = serde_json::from_str(model.record.unwrap_or("null"))
        .map_err(|source| ModelSchemaError::Record { model: id, source })?;
    let own = record.get("request_schema").filter(|schema| !schema.is_null());
    let provider = model.provider.or(model.developer);
    let schema = base.effective_for(own, &model.endpoint.into(), provider);
    // What the schema reader has to say goes to whoever generates code; a request is checked as far as it is
    // understood.
    RequestSchema::read(&schema)
        .map(|(schema, _diagnostics)| schema)
        .map_err(|source| ModelSchemaError::Schema { model: id, source })
}
