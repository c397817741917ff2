//! Facts about schemas that many comparisons need, computed once.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::marker::PhantomData;
use std::ptr;

use oxen_schema::schema::Schema;

/// The facts computed so far, by the addresses of schemas, which outlive them.
#[derive(Default)]
pub(super) struct Facts<'a> {
    hashes: RefCell<HashMap<usize, u64>>,
    equal: RefCell<HashMap<(usize, usize), bool>>,
    referring: RefCell<HashMap<usize, bool>>,
    schemas: PhantomData<&'a Schema>,
}

impl<'a> Facts<'a> {
    /// Returns whether the schemas are equal.
    pub(super) fn are_equal(&self, one: &'a Schema, other: &'a Schema) -> bool {
        let pair = (address(one), address(other));
        *self.equal.borrow_mut().entry(pair).or_insert_with(|| one == other)
    }

    /// Returns a hash that equal schemas share.
    fn hash(&self, schema: &'a Schema) -> u64 {
        *self.hashes.borrow_mut().entry(address(schema)).or_insert_with(|| {
            let mut hasher = DefaultHasher::new();
            format!("{schema:?}").hash(&mut hasher);
            hasher.finish()
        })
    }

    /// Returns whether a schema, or one within it, refers to a definition.
    pub(super) fn refers(&self, schema: &'a Schema) -> bool {
        if let Some(refers) = self.referring.borrow().get(&address(schema)) {
            return *refers;
        }
        let refers = self.refers_itself_or_within(schema);
        self.referring.borrow_mut().insert(address(schema), refers);
        refers
    }

    fn refers_itself_or_within(&self, schema: &'a Schema) -> bool {
        let refers = |schema: &'a Schema| self.refers(schema);
        let condition = schema.condition().map(|(when, then, otherwise)| [when, then, otherwise]);
        let optional = [
            schema.items(),
            schema.additional_properties(),
            schema.property_names(),
            schema.contains().map(|(contained, _)| contained),
        ];
        let lists = [
            schema.prefix_items(),
            schema.all_of(),
            schema.any_of(),
            schema.one_of(),
            schema.none_of(),
        ];
        schema.reference().is_some()
            || schema.properties().iter().any(|property| refers(property.schema()))
            || schema.pattern_properties().any(|(_, schema)| refers(schema))
            || schema.dependent_schemas().any(|(_, schema)| refers(schema))
            || condition.into_iter().flatten().chain(optional.into_iter().flatten()).any(refers)
            || lists.into_iter().flatten().any(refers)
    }

    /// Returns, for each of the schemas, one of the others that is equal to it.
    pub(super) fn first_equal(
        &self,
        schemas: &'a [Schema],
        others: &'a [Schema],
    ) -> Vec<Option<&'a Schema>> {
        let mut by_hash: HashMap<u64, Vec<&'a Schema>> = HashMap::new();
        for other in others {
            by_hash.entry(self.hash(other)).or_default().push(other);
        }
        let each = schemas.iter().map(|schema| {
            let same = by_hash.get(&self.hash(schema))?;
            same.iter().copied().find(|other| self.are_equal(schema, other))
        });
        each.collect()
    }

    /// Pairs equal schemas: returns, for each of the first list, the position of its partner in the second.
    pub(super) fn equal_positions(
        &self,
        before: &'a [Schema],
        after: &'a [Schema],
    ) -> Vec<Option<usize>> {
        let mut positions: HashMap<u64, VecDeque<usize>> = HashMap::new();
        for (at, new) in after.iter().enumerate() {
            positions.entry(self.hash(new)).or_default().push_back(at);
        }
        let each = before.iter().map(|old| {
            let same = positions.get_mut(&self.hash(old))?;
            let found = same.iter().position(|&at| self.are_equal(old, &after[at]))?;
            same.remove(found)
        });
        each.collect()
    }
}

fn address(schema: &Schema) -> usize {
    ptr::from_ref(schema).addr()
}
