//! Rules of documentation, as files of the catalog.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use super::{Catalog, CatalogError, json};
use crate::canonical;
use crate::model::{Model, ModelId};
use crate::rules::{Rules, StaleRule};
use crate::text::excerpt;

/// The folder of rules.
const FOLDER: &str = "rules/";

/// The files of rules, by model.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct RuleFiles(BTreeMap<ModelId, RuleFile>);

/// A file of rules.
#[derive(Clone, Debug, PartialEq)]
struct RuleFile {
    /// The file as it was read.
    content: Value,
    rules: Rules,
}

impl RuleFiles {
    /// Returns whether a file, by its path in the catalog's folder, is one of rules.
    pub(super) fn has_file(path: &str) -> bool {
        path.starts_with(FOLDER)
    }

    /// Reads the files of rules among those of a catalog.
    pub(super) fn from_files(files: &BTreeMap<String, String>) -> Result<Self, CatalogError> {
        let mut all = BTreeMap::new();
        for (path, text) in files.iter().filter(|(path, _)| Self::has_file(path)) {
            let name = path.trim_start_matches(FOLDER).trim_end_matches(".json");
            let file = excerpt(path);
            let id = ModelId::from_file_name(name)
                .map_err(|_| CatalogError::OrphanRules { file: file.clone() })?;
            let content = json::read(text)
                .map_err(|source| CatalogError::Json { file: file.clone(), source })?;
            let rules =
                Rules::read(&content).map_err(|source| CatalogError::Rules { file, source })?;
            all.insert(id, RuleFile { content, rules });
        }
        Ok(Self(all))
    }

    /// The files in their canonical form.
    pub(super) fn to_files(&self) -> impl Iterator<Item = (String, String)> {
        let file = |id: &ModelId| format!("{FOLDER}{}.json", id.file_name());
        self.0.iter().map(move |(id, of_model)| (file(id), canonical::to_text(&of_model.content)))
    }

    /// The models that have rules.
    pub(super) fn models(&self) -> impl Iterator<Item = &ModelId> {
        self.0.keys()
    }

    fn of(&self, model: &Model) -> Option<&Rules> {
        self.0.get(&model.id).map(|file| &file.rules)
    }
}

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

    /// Returns the rules that no longer fit the schema of their model. Somebody has to look at them; until then they
    /// refuse nothing.
    pub fn stale_rules(&self) -> impl Iterator<Item = StaleCatalogRule<'_>> {
        let with_rules = self.models.iter().zip(&self.derived);
        with_rules.flat_map(|(model, derived)| {
            let stale = self.rules.of(model).map(|rules| rules.stale(&derived.schema));
            stale.into_iter().flatten().map(move |rule| StaleCatalogRule { model, rule })
        })
    }
}
