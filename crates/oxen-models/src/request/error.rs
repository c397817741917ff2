//! The errors of requests for models that are chosen at run time.

use thiserror::Error;

use super::invalid::InvalidRequest;
use crate::unknown_model::UnknownModel;

/// The error of a request for a model that is chosen at run time.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum AnyRequestError {
    /// This build has no such model.
    #[error(transparent)]
    UnknownModel(#[from] UnknownModel),
    /// The request body is not a JSON object.
    #[error("a request for `{model}` is a JSON object, but this is {found}")]
    NotAnObject {
        /// The model's id.
        model: &'static str,
        /// The type that was found, such as `an array`.
        found: &'static str,
    },
    /// The body doesn't name a model.
    #[error("the request body has no `model`, which must be the id of a model")]
    NoModel,
    /// The body's `model` is not the expected model.
    #[error("the request is for `{model}`, but its body has {found} as `model`")]
    OtherModel {
        /// The id of the expected model.
        model: &'static str,
        /// The `model` of the body, as JSON, truncated.
        found: String,
    },
    /// The model's schema doesn't accept the request.
    #[error(transparent)]
    Invalid(#[from] InvalidRequest),
}
