//! Files of rules, by model.

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::CatalogError;
use super::json;
use crate::canonical;
use crate::model::{Model, ModelId};
use crate::rules::Rules;
use crate::text::excerpt;

/// The folder of rules.
pub(super) const FOLDER: &str = "rules/";

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

    /// Returns the files in their canonical form.
    pub(super) fn to_files(&self) -> impl Iterator<Item = (String, String)> {
        let file = |id: &ModelId| format!("{FOLDER}{}.json", id.file_name());
        self.0.iter().map(move |(id, of_model)| (file(id), canonical::to_text(&of_model.content)))
    }

    /// Returns the models that have rules.
    pub(super) fn models(&self) -> impl Iterator<Item = &ModelId> {
        self.0.keys()
    }

    pub(super) fn of(&self, model: &Model) -> Option<&Rules> {
        self.0.get(&model.id).map(|file| &file.rules)
    }
}
