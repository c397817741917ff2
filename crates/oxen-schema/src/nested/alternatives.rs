//! The alternatives of a schema: one for each way to match it.

use std::collections::HashSet;
use std::ptr;

use crate::schema::{RequestSchema, Schema};

/// The maximum number of alternatives of one value that are distinguished.
const MAX_ALTERNATIVES: usize = 64;

/// The maximum number of schemas that are read, or that all apply, for one value; references can lead to any number.
pub(super) const MAX_SCHEMAS: usize = 1_000;

/// Too many alternatives to distinguish.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooMany;

/// One way to match a schema: the schemas that all apply to the value, each once, though references may lead to the
/// same one many times.
#[derive(Clone, Debug, Default)]
pub(super) struct Alternative<'a> {
    schemas: Vec<&'a Schema>,
    seen: HashSet<*const Schema>,
}

impl<'a> Alternative<'a> {
    pub(super) fn schemas(&self) -> &[&'a Schema] {
        &self.schemas
    }

    fn of(schema: &'a Schema) -> Self {
        Self { schemas: vec![schema], seen: HashSet::from([ptr::from_ref(schema)]) }
    }

    fn add(&mut self, other: &Self) -> Result<(), TooMany> {
        let new = other.schemas.iter().filter(|one| self.seen.insert(ptr::from_ref(**one)));
        self.schemas.extend(new);
        if self.schemas.len() > MAX_SCHEMAS { Err(TooMany) } else { Ok(()) }
    }
}

/// Returns the alternatives of a schema; empty if it only refers to itself.
pub(super) fn alternatives<'a>(
    schemas: &'a RequestSchema,
    schema: &'a Schema,
) -> Result<Vec<Alternative<'a>>, TooMany> {
    Reader { schemas, within: Vec::new(), left: MAX_SCHEMAS }.read(schema)
}

/// Returns all combinations of one alternative from each side.
pub(super) fn product<'a>(
    mut left: Vec<Alternative<'a>>,
    right: &[Alternative<'a>],
) -> Result<Vec<Alternative<'a>>, TooMany> {
    if left.len() * right.len() > MAX_ALTERNATIVES {
        return Err(TooMany);
    }
    if let [only] = right {
        // In place: most parts of long conjunctions have one alternative.
        left.iter_mut().try_for_each(|left| left.add(only))?;
        return Ok(left);
    }
    let pairs = left.iter().flat_map(|left| right.iter().map(move |right| (left, right)));
    pairs
        .map(|(left, right)| {
            let mut both = left.clone();
            both.add(right)?;
            Ok(both)
        })
        .collect()
}

struct Reader<'a> {
    schemas: &'a RequestSchema,
    /// The definitions whose alternatives are being read.
    within: Vec<&'a str>,
    left: usize,
}

impl<'a> Reader<'a> {
    fn read(&mut self, schema: &'a Schema) -> Result<Vec<Alternative<'a>>, TooMany> {
        self.left = self.left.checked_sub(1).ok_or(TooMany)?;
        let mut alternatives = vec![Alternative::of(schema)];
        for part in schema.all_of() {
            alternatives = product(alternatives, &self.read(part)?)?;
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
                alternatives = product(alternatives, &parts?)?;
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
            alternatives = product(alternatives, &ways)?;
        }
        Ok(alternatives)
    }
}

/// Returns whether no branch tells more about a value's shape than the others, such as branches that only list
/// required properties.
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
