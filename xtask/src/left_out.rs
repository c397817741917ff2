//! Models that a fetch could not use.

use std::fmt;

/// A model that can't be used as the hub has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its id, escaped and truncated, or a description.
    pub name: String,
    /// The reason why it can't be used, escaped and truncated.
    pub reason: String,
    /// Whether the catalog keeps it as it was before.
    pub is_kept: bool,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.is_kept { "stays as it was before" } else { "is left out" };
        write!(formatter, "`{}` can't be used and {what}: {}", self.name, self.reason)
    }
}
