//! Caches the schemas that requests are checked with, which are read on first use.

use std::sync::OnceLock;

use oxen_catalog::{Cache, RequestSchemaError};
use oxen_schema::rules::Rules;
use oxen_schema::schema::RequestSchema;
use serde_json::Value;
use thiserror::Error;

use crate::endpoint::Endpoint;

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
    /// The schema in the record, or that of the endpoint, can't be read.
    #[error("the request schema of `{model}` can't be read: {source}")]
    Schema {
        /// The model's id.
        model: &'static str,
        /// The error in the schema.
        source: RequestSchemaError,
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
    /// For each rule, whether a request with none of its parameters breaks it.
    pub(crate) requires_one: Vec<bool>,
}

type Outcome = Result<Checks, ModelSchemaError>;

/// The cache of a model's schema, which is read on first use. Schemas live as long as the program, like the constants
/// that they are read from.
#[derive(Clone, Copy, Debug)]
pub struct SchemaCache(Option<fn() -> &'static SchemaPlace>);

impl SchemaCache {
    /// Creates a cache for one model. The function must always return the same place.
    pub const fn own(place: fn() -> &'static SchemaPlace) -> Self {
        Self(Some(place))
    }

    /// Creates a cache that models share, by the facts that determine their schemas.
    pub(crate) const fn shared() -> Self {
        Self(None)
    }

    pub(crate) fn checks(self, facts: Facts) -> Result<&'static Checks, &'static ModelSchemaError> {
        match self.0 {
            Some(place) => {
                let (key, outcome) = place().get_or_init(|| (Key::of(facts), read(facts)));
                // A program may have made another model of this one, with a record of its own.
                if *key == Key::of(facts) { outcome.as_ref() } else { shared_schema(facts) }
            }
            None => shared_schema(facts),
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

/// The facts of a model that determine its schema and rules.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// The id, for errors.
    pub(crate) model: &'static str,
    pub(crate) record: Option<&'static str>,
    pub(crate) rules: Option<&'static str>,
    pub(crate) endpoint: Endpoint,
    pub(crate) provider: Option<&'static str>,
}

/// Facts that are compared in place of their texts. A record is identified by the address of its text, which is fast to
/// compare; a text that occurs in the program twice is read twice.
#[derive(Debug, Eq, Hash, PartialEq)]
pub struct Key {
    record: Option<(usize, usize)>,
    rules: Option<(usize, usize)>,
    endpoint: Endpoint,
    provider: Option<&'static str>,
}

impl Key {
    fn of(facts: Facts) -> Self {
        let place = |text: &str| (text.as_ptr().addr(), text.len());
        let Facts { record, rules, endpoint, provider, .. } = facts;
        Self { record: record.map(place), rules: rules.map(place), endpoint, provider }
    }
}

static SHARED: Cache<Key, Outcome> = Cache::new();

fn shared_schema(facts: Facts) -> Result<&'static Checks, &'static ModelSchemaError> {
    SHARED.get_or_insert_with(Key::of(facts), || read(facts)).as_ref()
}

fn read(facts: Facts) -> Outcome {
    let id = facts.model;
    let record: Value = serde_json::from_str(facts.record.unwrap_or("null"))
        .map_err(|source| ModelSchemaError::Record { model: id, source })?;
    let own = record.get("request_schema").filter(|schema| !schema.is_null());
    let schema = oxen_catalog::request_schema(own, &facts.endpoint.into(), facts.provider)
        .map_err(|source| ModelSchemaError::Schema { model: id, source })?;
    let unreadable = |reason| ModelSchemaError::Rules { model: id, reason };
    let rules = facts.rules.map(read_rules).transpose().map_err(unreadable)?;
    let rules = rules.unwrap_or_default();
    let requires_one = rules.iter().map(|rule| rule.requires_one(&schema)).collect();
    Ok(Checks { schema, rules, requires_one })
}

/// Reads the rules of a model's documentation.
pub(crate) fn read_rules(text: &str) -> Result<Rules, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Rules::read(&value).map_err(|error| error.to_string())
}
