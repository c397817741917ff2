//! The catalog of models as embedded data.
//!
//! `src/generated.rs` and the files beside it are generated from `schemas/`. [`find`] returns one model's record and
//! parses no other; a program that uses a constant of [`data`] embeds that record only.
//!
//! Deliberately absent: any logic beyond finding and parsing one record, and reading the schema that its requests are
//! checked with.
//!
//! ```
//! let chats = oxen_catalog::all().filter(|entry| entry.id().contains("chat"));
//! for entry in chats {
//!     println!("{}", entry.model()?.name());
//!     assert_eq!(oxen_catalog::find(entry.id()), Some(entry));
//! }
//! # Ok::<(), oxen_catalog::RecordError>(())
//! ```

#[cfg(not(frozen_catalog))]
#[rustfmt::skip]
mod generated;
#[cfg(frozen_catalog)]
include!(concat!(env!("OUT_DIR"), "/crates/oxen-catalog/src/generated.rs"));

mod cache;
mod request_schema;

use std::sync::LazyLock;

use oxen_schema::catalog::BaseSchemas;
use oxen_schema::model::Model;
use oxen_schema::surface::CompactSurface;
use serde_json::Value;

pub use cache::Cache;
pub use generated::{data, rules};
pub use request_schema::{RequestSchemaError, request_schema};

/// The schemas of requests that are the endpoint's rather than the model's, as JSON text.
pub mod base {
    use super::BaseSchemas;

    /// The body of chat completions.
    pub const CHAT_COMPLETIONS: &str = BaseSchemas::CHAT_COMPLETIONS;
    /// The parameters that media endpoints add; `x-endpoints` names the only ones that have a parameter.
    pub const MEDIA: &str = BaseSchemas::MEDIA;
}

/// One model of the catalog, not parsed yet.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Entry {
    id: &'static str,
    feature: &'static str,
    record: &'static str,
    surface: &'static str,
}

impl Entry {
    /// The model's id.
    pub fn id(self) -> &'static str {
        self.id
    }

    /// The cargo feature of `oxen-models` that enables its types: that of its developer.
    pub fn feature(self) -> &'static str {
        self.feature
    }

    /// The model's record: a JSON object with its facts, its Rust names and its `request_schema`.
    pub fn record(self) -> &'static str {
        self.record
    }

    /// The rules of the model's documentation as JSON text, if it has some.
    pub fn rules(self) -> Option<&'static str> {
        let rules = generated::RULES;
        let index = rules.binary_search_by(|(other, _)| (*other).cmp(self.id)).ok()?;
        Some(rules[index].1)
    }

    /// Parses the record.
    ///
    /// # Errors
    ///
    /// If the record is not one, which the generator's check rules out.
    pub fn model(self) -> Result<Model, RecordError> {
        let record: Value = serde_json::from_str(self.record).map_err(RecordError::json)?;
        Model::from_record(record).map_err(RecordError::record)
    }

    /// Reads the model's surface, which takes far less time than its record.
    ///
    /// # Errors
    ///
    /// If the surface is not one, which the generator's check rules out.
    pub fn surface(self) -> Result<CompactSurface<'static>, RecordError> {
        CompactSurface::read(self.surface)
            .map_err(|error| RecordError { reason: error.to_string() })
    }
}

/// The model with this id.
pub fn find(id: &str) -> Option<Entry> {
    let index = generated::INDEX.binary_search_by(|(other, ..)| (*other).cmp(id)).ok()?;
    Some(entry(&generated::INDEX[index]))
}

/// The day of the first catalog without the model of this id, as `YYYY-MM-DD`, if an earlier one had it.
pub fn withdrawn(id: &str) -> Option<&'static str> {
    let index = generated::WITHDRAWN.binary_search_by(|(other, _)| (*other).cmp(id)).ok()?;
    Some(generated::WITHDRAWN[index].1)
}

/// All models, sorted by id.
pub fn all() -> impl ExactSizeIterator<Item = Entry> + Clone {
    generated::INDEX.iter().map(entry)
}

fn entry(
    &(id, feature, record, surface): &(&'static str, &'static str, &'static str, &'static str),
) -> Entry {
    Entry { id, feature, record, surface }
}

/// The schemas of requests that are the endpoint's rather than the model's, read once.
///
/// # Errors
///
/// If one of them is not valid, which the generator's check rules out.
pub fn base_schemas() -> Result<&'static BaseSchemas, &'static RecordError> {
    static READ: LazyLock<Result<BaseSchemas, RecordError>> =
        LazyLock::new(|| BaseSchemas::embedded().map_err(RecordError::base));
    READ.as_ref()
}

/// An embedded record that can't be parsed.
#[derive(Debug, thiserror::Error)]
#[error("the embedded catalog is damaged: {reason}")]
pub struct RecordError {
    reason: String,
}

impl RecordError {
    #[allow(clippy::needless_pass_by_value, reason = "used as a function for `map_err`")]
    fn json(error: serde_json::Error) -> Self {
        Self { reason: error.to_string() }
    }

    #[allow(clippy::needless_pass_by_value, reason = "used as a function for `map_err`")]
    fn record(error: oxen_schema::model::RecordError) -> Self {
        Self { reason: error.to_string() }
    }

    #[allow(clippy::needless_pass_by_value, reason = "used as a function for `map_err`")]
    fn base(error: oxen_schema::catalog::BaseSchemaError) -> Self {
        Self { reason: error.to_string() }
    }
}
