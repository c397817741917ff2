//! Entries of a listing that can't be used.

use thiserror::Error;

use super::listing_error::ListingError;
use crate::schema::SchemaError;
use crate::text::excerpt;

/// An entry of a listing that can't be used.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Unusable {
    /// The id as the hub states it, if any; it may not be a valid [`ModelId`](crate::model::ModelId).
    pub id: Option<String>,
    /// The reason why it can't be used.
    pub reason: Reason,
}

impl Unusable {
    /// Returns a name for the model in messages: its id, escaped and truncated, or a placeholder.
    pub fn name(&self) -> String {
        self.id.as_deref().map_or_else(|| "a model without an id".to_owned(), excerpt)
    }
}

/// The reason why an entry of a listing can't be used.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum Reason {
    /// The entry itself is unusable.
    #[error(transparent)]
    Entry(ListingError),
    /// The answer with the model's details is unusable.
    #[error("{0}")]
    Details(String),
    /// Its request schema, including the parameters of the endpoint, can't be read.
    #[error("its request schema can't be read: {0}")]
    Schema(SchemaError),
}
