//! Decides whether alternatives exclude each other.

use std::collections::HashSet;

use oxen_schema::schema::{JsonType, Schema, Types};
use serde_json::Value;

use super::values::key;

/// The maximum number of schemas that are compared pair by pair if no single property distinguishes them.
const MAX_COMPARED: usize = 200;

/// Returns whether no value is accepted by two of the schemas, as far as can be decided.
pub(super) fn are_disjoint(schemas: &[Schema]) -> bool {
    if schemas.iter().filter(|schema| schema.nullable()).count() > 1 {
        return false;
    }
    // Schemas without a common type exclude each other, so comparing within groups is enough.
    groups(schemas).iter().all(|group| {
        let values: Option<Vec<&[Value]>> = group.iter().map(|schema| schema.values()).collect();
        values.is_some_and(|values| are_distinct(&values))
            || have_distinct_member(group)
            || group.len() <= MAX_COMPARED
                && group.iter().enumerate().all(|(index, one)| {
                    group[index + 1..].iter().all(|other| exclude_each_other(one, other))
                })
    })
}

/// Groups the schemas so that those of different groups have no type in common.
fn groups(schemas: &[Schema]) -> Vec<Vec<&Schema>> {
    // No more groups than there are types.
    let mut groups: Vec<(Types, Vec<&Schema>)> = Vec::new();
    for schema in schemas {
        let (mut types, mut members) = (schema.types(), vec![schema]);
        // The largest group absorbs the others, so that no schema is moved again and again.
        while let Some(at) = groups.iter().position(|(other, _)| other.overlaps(types)) {
            let (other, mut more) = groups.swap_remove(at);
            if more.len() < members.len() {
                std::mem::swap(&mut more, &mut members);
            }
            more.append(&mut members);
            (types, members) = (types.union(other), more);
        }
        groups.push((types, members));
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

/// Returns whether no value is in two of the lists.
fn are_distinct(lists: &[&[Value]]) -> bool {
    let mut seen = HashSet::new();
    // Equal values within one list count once.
    lists.iter().all(|list| {
        let keys: HashSet<String> = list.iter().map(key).collect();
        keys.into_iter().all(|key| seen.insert(key))
    })
}

/// Returns whether all of the schemas require a member of an object whose listed values distinguish them, such
/// as the `type` of a part of a message.
fn have_distinct_member(schemas: &[&Schema]) -> bool {
    let Some(first) = schemas.first() else { return true };
    schemas.iter().all(|schema| is_object(schema))
        && first.required().iter().any(|name| {
            let listed = schemas.iter().map(|schema| {
                let member = schema.property(name)?;
                let is_required = schema.required().iter().any(|required| required == name);
                member.values().filter(|_| is_required && !member.nullable())
            });
            listed.collect::<Option<Vec<_>>>().is_some_and(|lists| are_distinct(&lists))
        })
}

fn is_object(schema: &Schema) -> bool {
    schema.types() == Types::of(JsonType::Object)
}

/// Returns whether no value except null is accepted by both.
fn exclude_each_other(one: &Schema, other: &Schema) -> bool {
    if !one.types().overlaps(other.types()) {
        return true;
    }
    if let (Some(one), Some(other)) = (one.values(), other.values()) {
        return are_distinct(&[one, other]);
    }
    is_object(one)
        && is_object(other)
        && one.required().iter().filter(|name| other.required().contains(name)).any(|name| {
            match (one.property(name), other.property(name)) {
                (Some(one), Some(other)) => members_exclude_each_other(one, other),
                _ => false,
            }
        })
}

fn members_exclude_each_other(one: &Schema, other: &Schema) -> bool {
    !(one.nullable() && other.nullable())
        && match (one.values(), other.values()) {
            (Some(one), Some(other)) => are_distinct(&[one, other]),
            _ => !one.types().overlaps(other.types()),
        }
}
