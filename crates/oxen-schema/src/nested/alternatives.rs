//! A schema as alternatives: one list per way to be accepted, with the schemas that all apply.

use std::collections::HashSet;
use std::ptr;

use crate::schema::{RequestSchema, Schema};

/// The greatest number of alternatives of one value that are distinguished.
const MAX_ALTERNATIVES: usize = 64;

/// Schemas that are read, or that all apply, for one value; references can lead to any number of them.
pub(super) const MAX_SCHEMAS: usize = 1_000;

/// Too many alternatives to distinguish.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooMany;

/// Returns the alternatives of a schema; empty if it only refers to itself.
pub(super) fn alternatives<'a>(
    schemas: &'a RequestSchema,
    schema: &'a Schema,
) -> Result<Vec<Vec<&'a Schema>>, TooMany> {
    Reader { schemas, within: Vec::new(), left: MAX_SCHEMAS }.read(schema)
}

/// Returns all combinations of one alternative from each side, with each schema once: references can lead to the same
/// one many times.
pub(super) fn product<'a>(
    left: &[Vec<&'a Schema>],
    right: &[Vec<&'a Schema>],
) -> Result<Vec<Vec<&'a Schema>>, TooMany> {
    if left.len() * right.len() > MAX_ALTERNATIVES {
        return Err(TooMany);
    }
    let pairs = left.iter().flat_map(|left| right.iter().map(move |right| (left, right)));
    pairs.map(|(left, right)| both(left, right)).collect()
}

fn both<'a>(left: &[&'a Schema], right: &[&'a Schema]) -> Result<Vec<&'a Schema>, TooMany> {
    let mut seen = HashSet::new();
    let all = left.iter().chain(right).copied();
    let both: Vec<_> = all.filter(|schema| seen.insert(ptr::from_ref(*schema))).collect();
    if both.len() > MAX_SCHEMAS { Err(TooMany) } else { Ok(both) }
}

struct Reader<'a> {
    schemas: &'a RequestSchema,
    /// The definitions whose alternatives are being read.
    within: Vec<&'a str>,
    left: usize,
}

impl<'a> Reader<'a> {
    fn read(&mut self, schema: &'a Schema) -> Result<Vec<Vec<&'a Schema>>, TooMany> {
        self.left = self.left.checked_sub(1).ok_or(TooMany)?;
        let mut lists = vec![vec![schema]];
        for part in schema.all_of() {
            lists = product(&lists, &self.read(part)?)?;
        }
        if let Some(pointer) = schema.reference() {
            // A reference within its own definition adds no alternative.
            if self.within.contains(&pointer) {
                return Ok(Vec::new());
            }
            if let Some(definition) = self.schemas.definition(pointer) {
                self.within.push(pointer);
                let parts = self.read(definition);
                self.within.pop();
                lists = product(&lists, &parts?)?;
            }
        }
        for branches in [schema.any_of(), schema.one_of()] {
            if branches.is_empty() || are_checks(branches) {
                continue;
            }
            let mut ways = Vec::new();
            for branch in branches {
                ways.extend(self.read(branch)?);
                if ways.len() > MAX_ALTERNATIVES {
                    return Err(TooMany);
                }
            }
            lists = product(&lists, &ways)?;
        }
        Ok(lists)
    }
}

/// Returns whether no branch says more about a value's shape than the others, such as branches that only name the
/// properties that are required.
fn are_checks(branches: &[Schema]) -> bool {
    let same_types =
        branches.windows(2).all(|pair| matches!(pair, [a, b] if a.types() == b.types()));
    same_types && branches.iter().all(says_nothing_of_shape)
}

fn says_nothing_of_shape(schema: &Schema) -> bool {
    schema.values().is_none()
        && schema.items().is_none()
        && schema.prefix_items().is_empty()
        && schema.properties().is_empty()
        && schema.pattern_properties().next().is_none()
        && schema.additional_properties().is_none()
        && schema.reference().is_none()
        && schema.condition().is_none()
        && schema.dependent_schemas().next().is_none()
        && schema
            .all_of()
            .iter()
            .chain(schema.any_of())
            .chain(schema.one_of())
            .all(says_nothing_of_shape)
}
