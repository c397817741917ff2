//! The schema that a model's requests are checked with, read on first use.

use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock, PoisonError, RwLock};

use oxen_schema::rules::Rules;
use oxen_schema::schema::{RequestSchema, SchemaError};
use serde_json::Value;
use thiserror::Error;

use crate::model::{Endpoint, Model};

/// The error of a model whose request schema or rules can't be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ModelSchemaError {
    /// The record is not JSON.
    #[error("the record of `{model}` is not JSON: {source}")]
    Record {
        /// The model's id.
        model: &'static str,
        /// The error in the text.
        source: serde_json::Error,
    },
    /// The schemas that endpoints bring can't be read.
    #[error("the schemas of the endpoints can't be read: {reason}")]
    Base {
        /// The reason.
        reason: String,
    },
    /// The schema in the record can't be read.
    #[error("the request schema of `{model}` can't be read: {source}")]
    Schema {
        /// The model's id.
        model: &'static str,
        /// The error in the schema.
        source: SchemaError,
    },
    /// The rules of its documentation can't be read.
    #[error("the rules of `{model}` can't be read: {reason}")]
    Rules {
        /// The model's id.
        model: &'static str,
        /// The reason.
        reason: String,
    },
}

/// The schema and the rules that the requests of a model are checked with.
#[derive(Debug)]
pub struct Checks {
    /// The schema of the whole request.
    pub(crate) schema: RequestSchema,
    /// The rules of the model's documentation.
    pub(crate) rules: Rules,
}

type Outcome = Result<Checks, ModelSchemaError>;

/// The cache of a model's schema, which is read on first use. Schemas live as long as the program, like the constants
/// that they are read from.
#[derive(Clone, Copy, Debug)]
pub struct SchemaCache(Option<fn() -> &'static SchemaPlace>);

impl SchemaCache {
    /// Creates a cache of the model's own. The function returns the same place each time.
    pub const fn own(place: fn() -> &'static SchemaPlace) -> Self {
        Self(Some(place))
    }

    /// Creates a cache that models share, by the facts that determine their schemas.
    pub(crate) const fn shared() -> Self {
        Self(None)
    }

    pub(crate) fn checks(
        self,
        model: &Model,
    ) -> Result<&'static Checks, &'static ModelSchemaError> {
        match self.0 {
            Some(place) => {
                let (key, outcome) = place().get_or_init(|| (Key::of(model), read(model)));
                // A program may have made another model of this one, with a record of its own.
                if *key == Key::of(model) { outcome.as_ref() } else { shared_schema(model) }
            }
            None => shared_schema(model),
        }
    }
}

/// All caches are equal, because a cache is not a fact about a model.
impl PartialEq for SchemaCache {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Creates the cache of one model, in a constant.
#[macro_export]
#[doc(hidden)]
macro_rules! __schema_cache {
    () => {
        $crate::__private::SchemaCache::own({
            fn place() -> &'static $crate::__private::SchemaPlace {
                static PLACE: $crate::__private::SchemaPlace =
                    $crate::__private::SchemaPlace::new();
                &PLACE
            }
            place
        })
    };
}

/// The place of a schema that is read on first use.
pub type SchemaPlace = OnceLock<(Key, Outcome)>;

/// The facts that determine a model's schema. A record is identified by the address of its text, which is fast to
/// compare; a text that is in the program twice is read twice.
#[derive(Debug, Eq, Hash, PartialEq)]
pub struct Key {
    record: Option<(usize, usize)>,
    rules: Option<(usize, usize)>,
    endpoint: Endpoint,
    provider: Option<&'static str>,
}

impl Key {
    fn of(model: &Model) -> Self {
        let place = |text: &str| (text.as_ptr().addr(), text.len());
        Self {
            record: model.record.map(place),
            rules: model.rule_record.map(place),
            endpoint: model.endpoint,
            provider: model.provider.or(model.developer),
        }
    }
}

static READ: LazyLock<RwLock<HashMap<Key, &'static Outcome>>> = LazyLock::new(RwLock::default);

fn shared_schema(model: &Model) -> Result<&'static Checks, &'static ModelSchemaError> {
    let key = Key::of(model);
    if let Some(outcome) = READ.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return outcome.as_ref();
    }
    // Read without the lock: two threads may both read a schema, and the first one's is kept.
    let outcome = read(model);
    let mut all = READ.write().unwrap_or_else(PoisonError::into_inner);
    all.entry(key).or_insert_with(|| Box::leak(Box::new(outcome))).as_ref()
}

/// Reads a schema that came at run time, together with what its endpoint adds.
#[cfg(feature = "tls-no-provider")]
pub(crate) fn read_schema(
    own: Option<&Value>,
    endpoint: &oxen_schema::model::Endpoint,
    provider: Option<&str>,
) -> Result<RequestSchema, crate::client::SchemaProblem> {
    let base = oxen_catalog::base_schemas()
        .map_err(|error| crate::client::SchemaProblem::Base(error.to_string()))?;
    let schema = base.effective_for(own, endpoint, provider);
    Ok(RequestSchema::read_owned(schema).map(|(schema, _diagnostics)| schema)?)
}

fn read(model: &Model) -> Outcome {
    let id = model.id;
    let base = oxen_catalog::base_schemas()
        .map_err(|error| ModelSchemaError::Base { reason: error.to_string() })?;
    let record: Value = serde_json::from_str(model.record.unwrap_or("null"))
        .map_err(|source| ModelSchemaError::Record { model: id, source })?;
    let own = record.get("request_schema").filter(|schema| !schema.is_null());
    let provider = model.provider.or(model.developer);
    let schema = base.effective_for(own, &model.endpoint.into(), provider);
    // The diagnostics concern the generation of code; a request is checked as far as the schema is
    // understood.
    let (schema, _diagnostics) = RequestSchema::read_owned(schema)
        .map_err(|source| ModelSchemaError::Schema { model: id, source })?;
    Ok(Checks { schema, rules: read_rules(model)? })
}

fn read_rules(model: &Model) -> Result<Rules, ModelSchemaError> {
    let unreadable = |reason: String| ModelSchemaError::Rules { model: model.id, reason };
    let Some(text) = model.rule_record else { return Ok(Rules::default()) };
    let value: Value = serde_json::from_str(text).map_err(|error| unreadable(error.to_string()))?;
    Rules::read(&value).map_err(|error| unreadable(error.to_string()))
}
