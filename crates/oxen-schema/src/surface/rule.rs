//! Rules of documentation in their compact form.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::rules::{Certainty, Defaults, Requirement, Rule, RuleError};
use crate::schema::RequestSchema;

/// A rule of a model's documentation whose requirement is read on demand: most requests only need the names in it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RuleSurface {
    /// The name of the rule, unique within its model.
    pub id: String,
    /// The rule in words, without a full stop.
    pub sentence: String,
    /// The certainty.
    pub certainty: Certainty,
    /// The parameters that it looks at.
    pub parameters: Vec<String>,
    /// Whether a request without any of these parameters violates it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub requires_one: bool,
    requirement: Map<String, Value>,
    /// The values that are assumed for absent parameters.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    defaults: Map<String, Value>,
}

impl RuleSurface {
    pub(super) fn new(rule: &Rule, schema: &RequestSchema) -> Self {
        let default = |name: &str| Some((name.to_owned(), schema.default_value(name)?));
        Self {
            id: rule.id().to_owned(),
            sentence: rule.sentence().to_owned(),
            certainty: rule.certainty(),
            parameters: rule.parameters().into_iter().map(str::to_owned).collect(),
            requires_one: rule.requires_one(schema),
            requirement: rule.requirement_as_stated().clone(),
            defaults: rule.parameters().into_iter().filter_map(default).collect(),
        }
    }

    /// Reads the requirement.
    ///
    /// # Errors
    ///
    /// Returns an error if it is not a requirement, which can't happen for a surface that was made from a rule.
    pub fn requirement(&self) -> Result<Requirement, RuleError> {
        Requirement::read(&self.requirement)
    }

    /// Returns the values that are assumed for absent parameters.
    pub fn defaults(&self) -> &Map<String, Value> {
        &self.defaults
    }

    /// Returns the requirement as it is stated: an object of one key, `body`, `total_items` or `multiple`.
    pub fn requirement_as_stated(&self) -> &Map<String, Value> {
        &self.requirement
    }
}
