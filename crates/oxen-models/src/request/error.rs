//! Why a request for a model chosen at run time is refused.

use oxen_schema::suggest::nearest;
use thiserror::Error;

use super::InvalidRequest;
use crate::suggest::did_you_mean;
use crate::text::shorten;

/// A request for a model chosen at run time that is refused.
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
        /// What was found, such as `an array`.
        found: &'static str,
    },
    /// The body's `model` is not the model that was asked for.
    #[error("the request is for `{model}`, but its body has {found} as `model`")]
    OtherModel {
        /// The id of the model that was asked for.
        model: &'static str,
        /// What the body has, as JSON cut short.
        found: String,
    },
    /// The model's schema doesn't accept the request.
    #[error(transparent)]
    Invalid(#[from] InvalidRequest),
}

/// A model id that this build doesn't know.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum UnknownModel {
    /// The catalog has no model of this id.
    #[error("no model is called `{id}`{}", did_you_mean(*nearest))]
    NoSuchModel {
        /// The id, cut short.
        id: String,
        /// The id that was probably meant.
        nearest: Option<&'static str>,
    },
    /// The catalog has it, but this build leaves its developer out.
    #[error("`{id}` needs the cargo feature `{feature}` of oxen-models")]
    FeatureOff {
        /// The id.
        id: String,
        /// The feature.
        feature: &'static str,
    },
}

impl UnknownModel {
    pub(super) fn new(id: &str) -> Self {
        Self::among(id, crate::models::FEATURES)
    }

    /// `features` is every model of the catalog by id, sorted, with the feature that brings it.
    fn among(id: &str, features: &'static [(&str, &str)]) -> Self {
        if let Ok(index) = features.binary_search_by(|(known, _)| known.cmp(&id)) {
            return Self::FeatureOff { id: id.to_owned(), feature: features[index].1 };
        }
        let ids = features.iter().map(|(id, _)| *id);
        Self::NoSuchModel { id: shorten(id).into_owned(), nearest: nearest(id, ids) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEATURES: &[(&str, &str)] =
        &[("deepseek-v4-flash", "deepseek"), ("flux-2-pro", "black-forest-labs")];

    #[test]
    fn a_model_of_the_catalog_that_is_not_built_in_names_its_feature() {
        assert_eq!(
            UnknownModel::among("flux-2-pro", FEATURES).to_string(),
            "`flux-2-pro` needs the cargo feature `black-forest-labs` of oxen-models"
        );
    }

    #[test]
    fn an_unknown_id_gets_the_nearest_one() {
        assert_eq!(
            UnknownModel::among("flux-2-por", FEATURES).to_string(),
            "no model is called `flux-2-por`; did you mean `flux-2-pro`?"
        );
        assert_eq!(
            UnknownModel::among("something-else", FEATURES).to_string(),
            "no model is called `something-else`"
        );
    }
}
