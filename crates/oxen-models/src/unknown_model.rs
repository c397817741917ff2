//! The error of an unknown model id.

use oxen_schema::suggest;
use thiserror::Error;

use crate::text::shorten;

/// A model id that this build doesn't know.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum UnknownModel {
    /// The catalog has no model with this id.
    #[error("no model is called `{id}`{}", suggest::did_you_mean(similar))]
    NoSuchModel {
        /// The id, truncated.
        id: String,
        /// The ids that were probably meant, the likeliest first.
        similar: Vec<&'static str>,
    },
    /// The model has been withdrawn from the catalog.
    #[error("`{id}` was withdrawn from the catalog of {date}{}", suggest::did_you_mean(similar))]
    Withdrawn {
        /// The id.
        id: String,
        /// The day of the first catalog without it, as `YYYY-MM-DD`.
        date: &'static str,
        /// The ids that were probably meant, the likeliest first.
        similar: Vec<&'static str>,
    },
    /// The catalog has the model, but the feature of its developer is off.
    #[error("`{id}` needs {} of oxen-models", feature_in_words(*feature))]
    FeatureOff {
        /// The id.
        id: String,
        /// The feature; `None` if the catalog names no developer.
        feature: Option<&'static str>,
    },
}

impl UnknownModel {
    /// Creates the error for an id that [`Model::find`](crate::Model::find) doesn't find.
    pub(crate) fn new(id: &str) -> Self {
        if let Some(entry) = oxen_catalog::find(id) {
            return Self::FeatureOff { id: id.to_owned(), feature: feature_of(entry) };
        }
        let similar = suggest::models(id, oxen_catalog::all().map(oxen_catalog::Entry::id));
        match oxen_catalog::withdrawn(id) {
            Some(date) => Self::Withdrawn { id: id.to_owned(), date, similar },
            None => Self::NoSuchModel { id: shorten(id).into_owned(), similar },
        }
    }
}

fn feature_in_words(feature: Option<&str>) -> String {
    feature.map_or_else(
        || "all cargo features".to_owned(),
        |feature| format!("the cargo feature `{feature}`"),
    )
}

/// Returns the cargo feature that brings a model of the catalog.
fn feature_of(entry: oxen_catalog::Entry) -> Option<&'static str> {
    let developer = entry.model().ok()?.developer?;
    let mut features = crate::models::FEATURES.iter();
    features.find(|(name, _)| *name == developer).map(|(_, feature)| *feature)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_developer_of_the_catalog_has_a_feature() {
        for entry in oxen_catalog::all() {
            let has_developer = entry.model().unwrap().developer.is_some();
            assert_eq!(feature_of(entry).is_some(), has_developer, "{}", entry.id());
        }
    }
}
