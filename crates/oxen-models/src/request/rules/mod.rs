//! Finds the rules of documentation that a request breaks.

mod chat;

use oxen_schema::rules::{Certainty, Rule};

use crate::model::Model;
use crate::request::parameters::Parameters;
use crate::schema_cache::Checks;

/// Returns the rules that the parameters break, regardless of their certainty; without those of the model if its schema
/// or rules can't be read, which `build` reports.
pub(super) fn broken(model: &'static Model, parameters: &Parameters) -> Vec<&'static Rule> {
    let checks = model.checks();
    let mut broken = checks.map_or(Vec::new(), |checks| broken_of(checks, parameters, |_| true));
    broken.extend(chat::broken(model, parameters));
    broken
}

/// Returns the rules that refuse the parameters.
pub(super) fn refusing(checks: &'static Checks, parameters: &Parameters) -> Vec<&'static Rule> {
    broken_of(checks, parameters, |rule| rule.certainty() == Certainty::Stated)
}

/// Returns the broken rules of the model's own documentation, of those that `counts` selects.
fn broken_of(
    checks: &'static Checks,
    parameters: &Parameters,
    counts: impl Fn(&Rule) -> bool,
) -> Vec<&'static Rule> {
    let Checks { schema, rules, requires_one } = checks;
    if rules.is_empty() {
        return Vec::new();
    }
    let counting = rules.iter().zip(requires_one).filter(|(rule, _)| counts(rule));
    parameters.as_members(|body| {
        // Most rules are about parameters that a request doesn't have.
        let is_broken = |rule: &Rule, requires_one: bool| {
            if rule.concerns(body) { rule.is_broken(schema, body) } else { requires_one }
        };
        let broken = counting.filter(|(rule, requires_one)| is_broken(rule, **requires_one));
        broken.map(|(rule, _)| rule).collect()
    })
}
