//! Values that stand for what expressions will be.

use oxen_schema::schema::{JsonType, RequestSchema, Violation};
use serde_json::{Map, Value};

use super::check::{Relation, Written, relation, violations};
use super::constant::example;
use super::node::{self, Hole, Member};
use super::reach::Reached;

/// Finds, for each expression without a value, one with which the least is wrong.
pub(super) fn fitting(
    written: &Written<'_>,
    holes: &[Hole<'_>],
    known: Vec<Option<Value>>,
) -> Vec<Value> {
    let text = || Value::from("x");
    let is_open: Vec<bool> = known.iter().map(Option::is_none).collect();
    let mut values: Vec<Value> = known.into_iter().map(|one| one.unwrap_or_else(text)).collect();
    let wrong = |values: &[Value], hole: &Hole<'_>| {
        let all = violations(written.schema, &filled(written.members, values));
        all.iter().filter(|violation| concerns(violation, hole)).count()
    };
    let all = violations(written.schema, &filled(written.members, &values));
    for (index, hole) in holes.iter().enumerate().filter(|(index, _)| is_open[*index]) {
        // Most are texts.
        let mut fewest = all.iter().filter(|violation| concerns(violation, hole)).count();
        for candidate in candidates(written, hole) {
            if fewest == 0 {
                break;
            }
            let before = std::mem::replace(&mut values[index], candidate);
            let count = wrong(&values, hole);
            if count < fewest {
                fewest = count;
            } else {
                values[index] = before;
            }
        }
    }
    values
}

/// Whether the value of an expression may be what is wrong. What is wrong with a request as a whole isn't.
fn concerns(violation: &Violation, hole: &Hole<'_>) -> bool {
    !violation.path.steps().is_empty() && relation(violation, hole) != Relation::Apart
}

/// Values other than a text, of every type.
fn candidates(written: &Written<'_>, hole: &Hole<'_>) -> Vec<Value> {
    let mut candidates: Vec<Value> = Vec::new();
    if let Some(schema) = Reached::at(written.schema, &hole.path).only() {
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

/// The body with these values for its expressions.
pub(super) fn filled(members: &[Member], probes: &[Value]) -> Map<String, Value> {
    let mut probes = probes.iter().cloned();
    node::body(members, &mut || probes.next().unwrap_or_default())
}

/// The expressions whose values have to be tried together: those of one parameter, or all of them if the schema
/// has rules about several parameters.
pub(super) fn together(schema: &RequestSchema, holes: &[Hole<'_>]) -> Vec<Vec<usize>> {
    let is_plain = Reached::is_plain(schema);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for index in 0..holes.len() {
        // Those of a parameter come one after the other.
        match groups.last_mut() {
            Some(group) if !is_plain || holes[group[0]].parameter() == holes[index].parameter() => {
                group.push(index);
            }
            _ => groups.push(vec![index]),
        }
    }
    groups
}

/// Every way to choose one value for each expression of a group, with the first one for each of the others.
pub(super) fn choices(probes: &[Vec<Value>], groups: &[Vec<usize>]) -> Vec<Vec<Value>> {
    let first = || probes.iter().map(|probes| probes.first().cloned().unwrap_or_default());
    let mut all = vec![first().collect::<Vec<_>>()];
    for group in groups {
        let mut choices = vec![first().collect::<Vec<_>>()];
        for hole in group {
            let with = |choice: &Vec<Value>, probe: &Value| {
                let mut choice = choice.clone();
                choice[*hole] = probe.clone();
                choice
            };
            choices = choices
                .iter()
                .flat_map(|choice| probes[*hole].iter().map(|probe| with(choice, probe)))
                .collect();
        }
        // That of nothing but first ones is there already.
        all.extend(choices.into_iter().skip(1));
    }
    all
}
