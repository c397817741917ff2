//! Rules of documentation that a request breaks.

mod chat;

use oxen_schema::rules::{Certainty, Rule};

use super::Parameters;
use crate::model::Model;

/// The rules that the parameters break, whatever their certainty; none if the model's schema or rules can't be read,
/// which `build` reports.
pub(super) fn broken(model: &'static Model, parameters: &Parameters) -> Vec<&'static Rule> {
    let mut broken = broken_of(model, parameters, |_| true);
    broken.extend(chat::broken(model, parameters));
    broken
}

/// The rules that refuse the parameters.
pub(super) fn refusing(model: &'static Model, parameters: &Parameters) -> Vec<&'static Rule> {
    broken_of(model, parameters, |rule| rule.certainty() == Certainty::Stated)
}

/// The rules of the model's own documentation, of those that count.
fn broken_of(
    model: &'static Model,
    parameters: &Parameters,
    counts: impl Fn(&Rule) -> bool,
) -> Vec<&'static Rule> {
    let Ok(rules) = model.rules() else { return Vec::new() };
    if rules.is_empty() {
        return Vec::new();
    }
    let Ok(schema) = model.request_schema() else { return Vec::new() };
    let counting = rules.iter().filter(|rule| counts(rule));
    parameters.as_members(|body| counting.filter(|rule| rule.is_broken(schema, body)).collect())
}
