//! Sample values for expressions.

use oxen_schema::schema::{JsonType, RequestSchema, Violation};
use serde_json::{Map, Value};

use super::applicable::ApplicableSchemas;
use super::constant::example;
use super::spanned::{Relation, SpannedRequest, relation, violations};
use crate::expand::parse::node::{self, ExprSlot, Member};

/// Finds, for each expression without a sample, the value with the fewest violations.
pub(super) fn plausible_samples(
    spanned: &SpannedRequest<'_>,
    slots: &[ExprSlot<'_>],
    entry: Vec<Option<Value>>,
) -> Vec<Value> {
    let text = || Value::from("x");
    let is_open: Vec<bool> = entry.iter().map(Option::is_none).collect();
    let mut values: Vec<Value> = entry.into_iter().map(|one| one.unwrap_or_else(text)).collect();
    let wrong = |values: &[Value], slot: &ExprSlot<'_>| {
        let all = violations(spanned.schema, &substitute(spanned.members, values));
        all.iter().filter(|violation| concerns(violation, slot)).count()
    };
    let all = violations(spanned.schema, &substitute(spanned.members, &values));
    for (index, slot) in slots.iter().enumerate().filter(|(index, _)| is_open[*index]) {
        // The string is tried first, because most expressions are strings.
        let mut fewest = all.iter().filter(|violation| concerns(violation, slot)).count();
        for candidate in candidates(spanned, slot) {
            if fewest == 0 {
                break;
            }
            let before = std::mem::replace(&mut values[index], candidate);
            let count = wrong(&values, slot);
            if count < fewest {
                fewest = count;
            } else {
                values[index] = before;
            }
        }
    }
    values
}

/// Returns whether the value of an expression may cause a violation. A violation of the request as a whole never
/// counts.
fn concerns(violation: &Violation, slot: &ExprSlot<'_>) -> bool {
    !violation.path.steps().is_empty() && relation(violation, slot) != Relation::Apart
}

/// Returns the values of each type to try besides a string.
fn candidates(spanned: &SpannedRequest<'_>, slot: &ExprSlot<'_>) -> Vec<Value> {
    let mut candidates: Vec<Value> = Vec::new();
    if let Some(schema) = ApplicableSchemas::at(spanned.schema, &slot.path).only() {
        candidates.extend(schema.values().into_iter().flatten().take(1).cloned());
        candidates.extend(schema.default_value().cloned());
        candidates.extend(example(schema, schema.types().contains(JsonType::Integer)));
    }
    candidates.extend([
        Value::from("https://example.com/x"),
        Value::from(1),
        Value::from(true),
        Value::Array(Vec::new()),
        Value::Object(Map::new()),
    ]);
    candidates
}

/// Returns the body with these values in place of its expressions.
pub(super) fn substitute(members: &[Member], samples: &[Value]) -> Map<String, Value> {
    let mut samples = samples.iter().cloned();
    node::body(members, &mut || samples.next().unwrap_or_default())
}

/// Groups the expressions whose values have to be tried together: those of one parameter, or all of them if the schema
/// has constraints on several parameters.
pub(super) fn dependency_groups(schema: &RequestSchema, slots: &[ExprSlot<'_>]) -> Vec<Vec<usize>> {
    let is_plain = ApplicableSchemas::is_plain(schema);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for index in 0..slots.len() {
        // The expressions of one parameter are adjacent.
        match groups.last_mut() {
            Some(group) if !is_plain || slots[group[0]].parameter() == slots[index].parameter() => {
                group.push(index);
            }
            _ => groups.push(vec![index]),
        }
    }
    groups
}

/// Returns all combinations of the samples of each group, with the first sample for each other expression.
pub(super) fn choices(samples: &[Vec<Value>], groups: &[Vec<usize>]) -> Vec<Vec<Value>> {
    let first = || samples.iter().map(|samples| samples.first().cloned().unwrap_or_default());
    let mut all = vec![first().collect::<Vec<_>>()];
    for group in groups {
        let mut choices = vec![first().collect::<Vec<_>>()];
        for slot in group {
            let with = |choice: &Vec<Value>, sample: &Value| {
                let mut choice = choice.clone();
                choice[*slot] = sample.clone();
                choice
            };
            choices = choices
                .iter()
                .flat_map(|choice| samples[*slot].iter().map(|sample| with(choice, sample)))
                .collect();
        }
        // The combination of only first samples is there already.
        all.extend(choices.into_iter().skip(1));
    }
    all
}
