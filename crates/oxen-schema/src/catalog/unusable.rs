//! Entries of a listing that can't be used.

use thiserror::Error;

use super::ListingError;
use crate::schema::SchemaError;
use crate::text::excerpt;

/// An entry of a listing that can't be used.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Unusable {
    /// The id as the hub states it, if it states one; it may be no id of this crate.
    pub id: Option<String>,
    /// Why it can't be used.
    pub reason: Reason,
}

impl Unusable {
    /// Returns what to call the model in a message: its id, inert and cut, or that it has none.
    pub fn name(&self) -> String {
        self.id.as_deref().map_or_else(|| "a model without an id".to_owned(), excerpt)
    }
}

/// Why an entry of a listing can't be used.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The entry itself is unusable.
    #[error(transparent)]
    Entry(ListingError),
    /// The answer with its details is.
    #[error("{0}")]
    Details(String),
    /// Its request schema, with what the endpoint adds to it, can't be read.
    #[error("its request schema can't be read: {0}")]
    Schema(SchemaError),
}
