//! The relation of the sets of accepted values of two schemas.

/// The set of values that the new schema accepts, compared with that of the old one.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Direction {
    /// The same values.
    Same,
    /// All values accepted before, and more.
    Wider,
    /// Fewer values than before, and no new ones.
    Narrower,
    /// Values accepted before are refused and others accepted, or the relation can't be decided.
    Incomparable,
}

impl Direction {
    /// Returns whether a value that was accepted before may be refused now.
    pub fn refuses(self) -> bool {
        matches!(self, Self::Narrower | Self::Incomparable)
    }

    /// Returns the direction of two sets, from whether each is within the other.
    pub(crate) fn of(old_within_new: bool, new_within_old: bool) -> Self {
        match (old_within_new, new_within_old) {
            (true, true) => Self::Same,
            (true, false) => Self::Wider,
            (false, true) => Self::Narrower,
            (false, false) => Self::Incomparable,
        }
    }
}
