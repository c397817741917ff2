//! The properties of an object.

use super::node::Schema;

/// A property of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Property {
    pub(super) name: String,
    pub(super) schema: Schema,
}

impl Property {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The schema of its values.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }
}

/// Up to this number, a linear search is quicker than a binary one.
const FEW: usize = 8;

/// Properties in display order that can also be found by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Properties {
    properties: Vec<Property>,
    /// Positions in the order of the names.
    by_name: Vec<usize>,
}

impl Properties {
    /// The properties in display order: as `x-order` says, then by name.
    pub(super) fn new(mut properties: Vec<Property>) -> Self {
        properties.sort_by(|left, right| {
            let order = |property: &Property| property.schema.annotations.order.unwrap_or(f64::MAX);
            order(left).total_cmp(&order(right)).then_with(|| left.name.cmp(&right.name))
        });
        let mut by_name: Vec<usize> = (0..properties.len()).collect();
        by_name.sort_by(|&left, &right| properties[left].name.cmp(&properties[right].name));
        Self { properties, by_name }
    }

    pub(super) fn get(&self, name: &str) -> Option<&Schema> {
        if self.properties.len() <= FEW {
            let found = self.properties.iter().find(|property| property.name == name)?;
            return Some(&found.schema);
        }
        let compare = |&position: &usize| self.properties[position].name.as_str().cmp(name);
        let found = self.by_name.binary_search_by(compare).ok()?;
        Some(&self.properties[self.by_name[found]].schema)
    }

    pub(super) fn as_slice(&self) -> &[Property] {
        &self.properties
    }

    pub(super) fn into_vec(self) -> Vec<Property> {
        self.properties
    }

    pub(super) fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }
}
