//! The three outcomes of a check.

/// The outcome of a check: an instance is valid, invalid, or of unknown validity.
///
/// Follows Kleene's logic: an unknown verdict stays unknown when it is negated, counted, or used as a condition.
/// The greatest verdict, in this order, is that on several schemas that all apply.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Verdict {
    Valid,
    Unknown,
    Invalid,
}

impl Verdict {
    /// Returns the verdict on an instance whose validity is known.
    pub(super) fn of(is_valid: bool) -> Self {
        if is_valid { Self::Valid } else { Self::Invalid }
    }

    /// Returns the verdict on two schemas that both apply.
    pub(super) fn and(self, other: Self) -> Self {
        self.max(other)
    }

    /// Returns the verdict on two schemas of which one has to apply.
    pub(super) fn or(self, other: Self) -> Self {
        self.min(other)
    }

    pub(super) fn is_invalid(self) -> bool {
        self == Self::Invalid
    }
}

/// The numbers of valid and unknown verdicts among several.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) valid: u64,
    pub(super) unknown: u64,
}

impl Tally {
    pub(super) fn add(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Valid => self.valid += 1,
            Verdict::Unknown => self.unknown += 1,
            Verdict::Invalid => {}
        }
    }

    /// Returns the greatest number that can be valid.
    pub(super) fn at_most(self) -> u64 {
        self.valid + self.unknown
    }
}

impl FromIterator<Verdict> for Tally {
    fn from_iter<T: IntoIterator<Item = Verdict>>(verdicts: T) -> Self {
        let mut tally = Self::default();
        verdicts.into_iter().for_each(|verdict| tally.add(verdict));
        tally
    }
}
