//! Rules of a model's documentation that a request breaks.

use oxen_schema::rules::{Certainty, Rule};

use super::Parameters;
use crate::model::Model;

/// The rules that the parameters break, whatever their certainty; none if the model's schema or rules can't be read,
/// which `build` reports.
pub(super) fn broken(model: &'static Model, parameters: &Parameters) -> Vec<&'static Rule> {
    let Ok(rules) = model.rules() else { return Vec::new() };
    if rules.is_empty() {
        return Vec::new();
    }
    let Ok(schema) = model.request_schema() else { return Vec::new() };
    parameters.as_members(|body| rules.broken(schema, body))
}

/// The rules that refuse the parameters.
pub(super) fn refusing(
    model: &'static Model,
    parameters: &Parameters,
) -> impl Iterator<Item = &'static Rule> {
    broken(model, parameters).into_iter().filter(|rule| rule.certainty() == Certainty::Stated)
}
