//! Rules of documentation for the models of a catalog.

use std::fmt;

use super::Catalog;
use super::rule_files::FOLDER;
use crate::model::Model;
use crate::rules::{Rules, StaleRule};

/// A rule that no longer fits the catalog, and so refuses nothing.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StaleCatalogRule<'a> {
    /// The model.
    pub model: &'a Model,
    /// The rule, and why it is stale.
    pub rule: StaleRule<'a>,
}

impl fmt::Display for StaleCatalogRule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FOLDER}{}.json: {}", self.model.id.file_name(), self.rule)
    }
}

impl Catalog {
    /// Returns all rules of a model's documentation, [stale](Self::stale_rules) ones among them.
    pub fn all_rules(&self, model: &Model) -> Rules {
        self.rules.of(model).cloned().unwrap_or_default()
    }

    /// Returns the rules of a model's documentation that fit its schema.
    pub fn rules(&self, model: &Model) -> Rules {
        match (self.rules.of(model), self.request_schema(model)) {
            (Some(rules), Some(schema)) => rules.fitting(schema),
            _ => Rules::default(),
        }
    }

    /// Returns the rules that no longer fit the schema of their model. They refuse nothing until they are corrected.
    pub fn stale_rules(&self) -> impl Iterator<Item = StaleCatalogRule<'_>> {
        let with_rules = self.models.iter().zip(&self.derived);
        with_rules.flat_map(|(model, derived)| {
            let stale = self.rules.of(model).map(|rules| rules.stale(&derived.schema));
            stale.into_iter().flatten().map(move |rule| StaleCatalogRule { model, rule })
        })
    }
}
