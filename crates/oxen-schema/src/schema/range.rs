//! Ranges: of numbers, and of counts.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::number;

/// One end of a [`Range`].
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Bound {
    /// The bound itself.
    pub value: Number,
    /// Whether the bound itself is excluded.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exclusive: bool,
}

/// The numbers between two bounds.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct Range {
    /// The lower end, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Bound>,
    /// The upper end, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<Bound>,
}

impl Range {
    /// Returns whether every number is within the range.
    pub fn is_unbounded(&self) -> bool {
        self.minimum.is_none() && self.maximum.is_none()
    }

    /// Returns whether the number is within the range.
    pub fn contains(&self, value: &Number) -> bool {
        let above =
            self.minimum.as_ref().is_none_or(|bound| match number::compare(value, &bound.value) {
                Ordering::Less => false,
                Ordering::Equal => !bound.exclusive,
                Ordering::Greater => true,
            });
        let below =
            self.maximum.as_ref().is_none_or(|bound| match number::compare(value, &bound.value) {
                Ordering::Less => true,
                Ordering::Equal => !bound.exclusive,
                Ordering::Greater => false,
            });
        above && below
    }

    /// Raises the lower end, unless it is already as high.
    pub(super) fn raise(&mut self, bound: Bound) {
        if self.minimum.as_ref().is_none_or(|old| narrower(&bound, old, Ordering::Greater)) {
            self.minimum = Some(bound);
        }
    }

    /// Lowers the upper end, unless it is already as low.
    pub(super) fn lower(&mut self, bound: Bound) {
        if self.maximum.as_ref().is_none_or(|old| narrower(&bound, old, Ordering::Less)) {
            self.maximum = Some(bound);
        }
    }

    /// Narrows the range to what is within both.
    pub(super) fn narrow(&mut self, other: Self) {
        other.minimum.into_iter().for_each(|bound| self.raise(bound));
        other.maximum.into_iter().for_each(|bound| self.lower(bound));
    }

    /// Replaces the bounds by inclusive integers, so that `> 1` and `>= 2` are equal.
    pub(super) fn make_integers(&mut self) {
        for (end, up) in [(&mut self.minimum, true), (&mut self.maximum, false)] {
            if let Some(bound) = end
                && let Some(value) = number::integer_bound(&bound.value, bound.exclusive, up)
            {
                *bound = Bound { value, exclusive: false };
            }
        }
    }
}

fn narrower(new: &Bound, old: &Bound, inward: Ordering) -> bool {
    match number::compare(&new.value, &old.value) {
        Ordering::Equal => new.exclusive,
        ordering => ordering == inward,
    }
}

/// A range of counts: of characters, items or properties.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Count {
    /// The minimum; 0 where the schema states none.
    pub minimum: u64,
    /// The maximum, if there is one.
    pub maximum: Option<u64>,
}

impl Count {
    /// Returns whether every count is within the range.
    pub fn is_unbounded(self) -> bool {
        self.minimum == 0 && self.maximum.is_none()
    }

    /// Returns whether the count is within the range.
    pub fn contains(self, count: u64) -> bool {
        count >= self.minimum && self.maximum.is_none_or(|maximum| count <= maximum)
    }

    pub(super) fn narrow(&mut self, other: Self) {
        self.minimum = self.minimum.max(other.minimum);
        self.maximum = match (self.maximum, other.maximum) {
            (Some(left), Some(right)) => Some(left.min(right)),
            (left, right) => left.or(right),
        };
    }
}
