//! The error of an answer that is not a listing of models.

use thiserror::Error;

use super::json::JsonError;
use crate::model::{ModelId, RecordError};

/// An answer that is not a listing of models.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum ListingError {
    /// The text is not valid JSON.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The hub answered with an error.
    #[error("the hub answers with an error: {message}")]
    Refused {
        /// The hub's message, shortened if it is long.
        message: String,
    },
    /// The answer has another shape.
    #[error(
        "this is not a listing of models: it should be an object with a list under `data` or `models`, \
         but has {found}"
    )]
    NotAListing {
        /// The keys found instead, in words.
        found: String,
    },
    /// One of the models is not usable.
    #[error("model {index} of the listing, counted from 0: {source}")]
    Model {
        /// Its place in the list, from 0.
        index: usize,
        /// The reason.
        source: RecordError,
    },
    /// Two models have one id.
    #[error(
        "the id `{id}` occurs twice, the first time as `{first}`; ids should differ in more than the case of letters"
    )]
    DuplicateId {
        /// The second model.
        id: ModelId,
        /// The first one.
        first: ModelId,
    },
    /// Details of a model that was not listed.
    #[error("the listing has no model `{id}` that these details could belong to")]
    UnknownModel {
        /// The model of the details.
        id: ModelId,
    },
    /// The details of a model are not usable.
    #[error("the details of a model: {0}")]
    Details(RecordError),
}
