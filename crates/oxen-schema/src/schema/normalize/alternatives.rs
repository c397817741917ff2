//! Folds `anyOf`, `oneOf` and `not` into simpler schemas with the same meaning, where possible.

use super::normalized;
use crate::schema::instance::Instance;
use crate::schema::json_type::{JsonType, Types};
use crate::schema::node::{About, NumberRules, Schema, StringRules};
use crate::schema::pattern::Pattern;
use crate::schema::values::Values;

/// Returns the schema of the values that at least one of the schemas accepts.
pub(in crate::schema) fn any_of(mut branches: Vec<Schema>) -> Schema {
    branches.retain(|branch| !branch.is_never());
    if branches.iter().any(Schema::is_any) {
        return Schema::any();
    }
    let nullable = branches.iter().any(|branch| branch.nullable);
    for branch in &mut branches {
        branch.nullable = false;
    }
    branches.retain(|branch| !branch.is_never());
    let mut schema = match branches.len() {
        0 => Schema::never(),
        1 => branches.remove(0),
        _ => fold(&branches).unwrap_or_else(|| {
            let mut schema = Schema { types: all_types(&branches), ..Schema::unnormalized() };
            schema.composition.any_of = branches;
            schema
        }),
    };
    schema.nullable |= nullable;
    schema
}

/// Returns the schema of the values that exactly one of the schemas accepts.
pub(in crate::schema) fn one_of(mut branches: Vec<Schema>) -> Schema {
    branches.retain(|branch| !branch.is_never());
    // Null is set apart if every branch decides about it by itself.
    let nullable = branches.iter().filter(|branch| branch.nullable).count();
    let null_apart = !branches.iter().any(|branch| branch.types.contains(JsonType::Null));
    if null_apart {
        for branch in &mut branches {
            branch.nullable = false;
        }
        branches.retain(|branch| !branch.is_never());
    }
    let mut schema = match branches.len() {
        0 => Schema::never(),
        1 => branches.remove(0),
        _ => null_apart.then(|| fold(&branches)).flatten().unwrap_or_else(|| {
            let mut schema = Schema { types: all_types(&branches), ..Schema::unnormalized() };
            schema.composition.one_of = branches;
            schema
        }),
    };
    schema.nullable |= null_apart && nullable == 1;
    schema
}

/// Returns the schema of the values that the schema does not accept.
pub(in crate::schema) fn none_of(negated: Schema) -> Schema {
    if negated.is_never() {
        return Schema::any();
    }
    if negated.is_any() {
        return Schema::never();
    }
    let mut schema = Schema::unnormalized();
    schema.composition.not.push(negated);
    schema
}

/// Returns the union of the branches' types. The `nullable` flag of a branch is ignored.
fn all_types(branches: &[Schema]) -> Types {
    branches.iter().fold(Types::NONE, |types, branch| types.union(branch.types))
}

/// Folds branches into one schema. No two of them may accept the same value, and none may be nullable.
fn fold(branches: &[Schema]) -> Option<Schema> {
    if branches.iter().any(Schema::is_composite) {
        return None;
    }
    fold_values(branches).or_else(|| fold_types(branches))
}

/// Folds lists of values into one list.
fn fold_values(branches: &[Schema]) -> Option<Schema> {
    let mut listed = Vec::new();
    for branch in branches {
        let is_checked = branch.unchecked.is_empty();
        if !is_checked || !branch.array.is_empty() || !branch.object.is_empty() {
            return None;
        }
        listed.extend(branch.values.as_ref()?.as_slice().iter().cloned());
    }
    let count = listed.len();
    let values = Values::new(listed);
    let distinct = values.as_slice().len() == count;
    distinct.then(|| {
        normalized(Schema {
            types: all_types(branches),
            values: Some(values),
            ..Schema::unnormalized()
        })
    })
}

/// Folds schemas of different types into one, as no assertion about one type concerns another.
fn fold_types(branches: &[Schema]) -> Option<Schema> {
    let mut folded = Schema { types: Types::NONE, nullable: false, ..Schema::any() };
    for branch in branches {
        if branch.values.is_some() || folded.types.overlaps(branch.types) {
            return None;
        }
        folded.types = folded.types.union(branch.types);
        folded.unchecked = folded.unchecked.union(branch.unchecked);
        if !branch.annotations.unchecked_keywords.is_empty() {
            folded
                .annotations
                .unchecked_keywords
                .extend(branch.annotations.unchecked_keywords.iter().cloned());
        }
        if !branch.number.is_empty() {
            folded.number = branch.number.clone();
        }
        if !branch.string.is_empty() {
            folded.string = branch.string.clone();
        }
        if !branch.array.is_empty() {
            folded.array = branch.array.clone();
        }
        if !branch.object.is_empty() {
            folded.object = branch.object.clone();
            let (title, description) = (&branch.annotations.title, &branch.annotations.description);
            let about = About { title: title.clone(), description: description.clone() };
            folded.object.about = about;
        }
    }
    Some(folded)
}

impl NumberRules {
    /// Returns whether a number satisfies the assertions; non-numbers always do.
    pub(in crate::schema) fn accept(&self, instance: Instance<'_>) -> bool {
        let Instance::Number(number) = instance else { return true };
        self.range.contains(number)
            && self
                .multiple_of
                .iter()
                .all(|step| crate::schema::number::is_multiple_of(number, step))
    }
}

impl StringRules {
    /// Returns whether every pattern can be checked.
    pub(in crate::schema) fn are_checked(&self) -> bool {
        self.patterns.iter().all(Pattern::is_checked)
    }

    /// Returns whether a string satisfies the assertions; non-strings always do.
    pub(in crate::schema) fn accept(&self, instance: Instance<'_>) -> bool {
        let Instance::String(text) = instance else { return true };
        self.length.contains(text.chars().count() as u64)
            && self.patterns.iter().all(|pattern| pattern.matches(text).unwrap_or(true))
            && self.formats.iter().all(|format| format.accepts(text))
    }
}
