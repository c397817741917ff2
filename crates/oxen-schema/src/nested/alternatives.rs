//! A schema as alternatives: lists of schemas of which all apply, one list for each way to be accepted.

use crate::schema::{RequestSchema, Schema};

/// Alternatives of one value above which they aren't told apart.
const MAX_ALTERNATIVES: usize = 64;

/// There are too many alternatives to tell them apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooMany;

/// The alternatives of a schema. Empty where it only refers to itself.
pub(super) fn alternatives<'a>(
    schemas: &'a RequestSchema,
    schema: &'a Schema,
) -> Result<Vec<Vec<&'a Schema>>, TooMany> {
    of(schemas, schema, &mut Vec::new())
}

/// All ways to take one of each.
pub(super) fn product<'a>(
    left: &[Vec<&'a Schema>],
    right: &[Vec<&'a Schema>],
) -> Result<Vec<Vec<&'a Schema>>, TooMany> {
    if left.len() * right.len() > MAX_ALTERNATIVES {
        return Err(TooMany);
    }
    let pairs = left.iter().flat_map(|left| right.iter().map(move |right| (left, right)));
    Ok(pairs.map(|(left, right)| left.iter().chain(right).copied().collect()).collect())
}

fn of<'a>(
    schemas: &'a RequestSchema,
    schema: &'a Schema,
    within: &mut Vec<&'a str>,
) -> Result<Vec<Vec<&'a Schema>>, TooMany> {
    let mut lists = vec![vec![schema]];
    for part in schema.all_of() {
        lists = product(&lists, &of(schemas, part, within)?)?;
    }
    if let Some(pointer) = schema.reference() {
        // What is itself or something else is the something else.
        if within.contains(&pointer) {
            return Ok(Vec::new());
        }
        if let Some(definition) = schemas.definition(pointer) {
            within.push(pointer);
            let parts = of(schemas, definition, within);
            within.pop();
            lists = product(&lists, &parts?)?;
        }
    }
    for branches in [schema.any_of(), schema.one_of()] {
        if branches.is_empty() || are_checks(branches) {
            continue;
        }
        let mut ways = Vec::new();
        for branch in branches {
            ways.extend(of(schemas, branch, within)?);
            if ways.len() > MAX_ALTERNATIVES {
                return Err(TooMany);
            }
        }
        lists = product(&lists, &ways)?;
    }
    Ok(lists)
}

/// Whether no branch says more about a value's shape than the others, such as those that only name the properties
/// that have to be there.
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
