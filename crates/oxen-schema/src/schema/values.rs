//! Equality of JSON values by the rules of JSON Schema, and sets of values.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use super::instance::{Instance, Items, each_item};
use super::number;

/// The length below which a linear search is faster than hashing.
const MAX_LINEAR: usize = 16;
/// The number of levels of a value that its hash takes into account.
const HASHED_LEVELS: u32 = 8;

/// The values that a schema lists, in its order and each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Values {
    values: Vec<Value>,
    /// Positions by hash, for long lists only.
    index: Option<BTreeMap<u64, Vec<usize>>>,
}

impl PartialEq for Values {
    fn eq(&self, other: &Self) -> bool {
        self.values == other.values
    }
}

impl Values {
    pub(super) fn new(values: impl IntoIterator<Item = Value>) -> Self {
        let mut set = Self::default();
        for value in values {
            set.insert(value);
        }
        set
    }

    /// Adds a value unless it is there already.
    pub(crate) fn insert(&mut self, value: Value) {
        if self.contains(Instance::from(&value)) {
            return;
        }
        if let Some(index) = &mut self.index {
            index.entry(hash(Instance::from(&value))).or_default().push(self.values.len());
        }
        self.values.push(value);
        if self.values.len() == MAX_LINEAR {
            let index = self.index.insert(BTreeMap::new());
            for (position, value) in self.values.iter().enumerate() {
                index.entry(hash(Instance::from(value))).or_default().push(position);
            }
        }
    }

    pub(crate) fn contains(&self, instance: Instance<'_>) -> bool {
        let Some(index) = &self.index else {
            if let Instance::String(text) = instance {
                return self.values.iter().any(|value| value.as_str() == Some(text));
            }
            return self.values.iter().any(|value| equal(Instance::from(value), instance));
        };
        index.get(&hash(instance)).is_some_and(|positions| {
            positions.iter().any(|&at| equal(Instance::from(&self.values[at]), instance))
        })
    }

    pub(crate) fn retain(&mut self, keep: impl Fn(Instance<'_>) -> bool) {
        if self.values.iter().any(|value| !keep(Instance::from(value))) {
            let values = std::mem::take(&mut self.values);
            *self = Self::new(values.into_iter().filter(|value| keep(Instance::from(value))));
        }
    }

    /// Returns the values.
    pub(crate) fn as_slice(&self) -> &[Value] {
        &self.values
    }

    /// Returns whether there are no values, so that nothing is accepted.
    pub(crate) fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

/// Finds two equal items of an array: the positions of the first and of the one that repeats it.
pub(super) fn find_repeated(items: &dyn Items) -> Option<(usize, usize)> {
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::with_capacity(items.count());
    for (position, item) in each_item(items).enumerate() {
        let positions = seen.entry(hash(item)).or_default();
        let same = |&&earlier: &&usize| items.item(earlier).is_some_and(|one| equal(one, item));
        if let Some(&first) = positions.iter().find(same) {
            return Some((first, position));
        }
        positions.push(position);
    }
    None
}

/// Returns whether the values are equal. Numbers compare by value, so `1` equals `1.0`.
pub(super) fn equal(left: Instance<'_>, right: Instance<'_>) -> bool {
    // A list of what is still to compare instead of recursion: values may be nested deeply.
    let mut pairs = Vec::new();
    let mut next = Some((left, right));
    while let Some(pair) = next {
        match pair {
            (Instance::Null, Instance::Null) => {}
            (Instance::Boolean(left), Instance::Boolean(right)) if left == right => {}
            (Instance::Number(left), Instance::Number(right))
                if number::compare(left, right).is_eq() => {}
            (Instance::String(left), Instance::String(right)) if left == right => {}
            (Instance::Array(left), Instance::Array(right)) if left.count() == right.count() => {
                pairs.extend(each_item(left).zip(each_item(right)));
            }
            (Instance::Object(left), Instance::Object(right)) if left.count() == right.count() => {
                let mut is_shared = true;
                left.visit(&mut |name, value| {
                    match right.member(name) {
                        Some(other) => pairs.push((value, other)),
                        None => is_shared = false,
                    }
                    is_shared
                });
                if !is_shared {
                    return false;
                }
            }
            _ => return false,
        }
        next = pairs.pop();
    }
    true
}

/// Computes a hash that is the same for equal values.
fn hash(instance: Instance<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    hash_levels(instance, HASHED_LEVELS, &mut hasher);
    hasher.finish()
}

fn hash_levels(instance: Instance<'_>, levels: u32, hasher: &mut DefaultHasher) {
    match instance {
        Instance::Null => 0_u8.hash(hasher),
        Instance::Boolean(value) => value.hash(hasher),
        Instance::Number(value) => number::hash_key(value).hash(hasher),
        Instance::String(text) => text.hash(hasher),
        Instance::Array(items) => {
            items.count().hash(hasher);
            if levels > 0 {
                for item in each_item(items) {
                    hash_levels(item, levels - 1, hasher);
                }
            }
        }
        Instance::Object(members) => {
            members.count().hash(hasher);
            if levels > 0 {
                // A sum, as members have no order.
                let mut sum = 0_u64;
                members.visit(&mut |name, value| {
                    let mut member = DefaultHasher::new();
                    name.hash(&mut member);
                    hash_levels(value, levels - 1, &mut member);
                    sum = sum.wrapping_add(member.finish());
                    true
                });
                sum.hash(hasher);
            }
        }
    }
}
