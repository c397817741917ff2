//! Collecting violations, or only the verdict.

use std::collections::HashMap;

use super::verdict::Verdict;
use crate::schema::describe;
use crate::schema::instance::Instance;
use crate::schema::path::{InstanceLocation, Path};
use crate::schema::violation::{Rule, Violation};

/// The number of violations after which a check ends.
const MAX_VIOLATIONS: usize = 1000;
/// The approximate size of the violations, in bytes, after which a check ends: one may repeat much of its schema.
const MAX_BYTES: usize = 16 << 20;
/// The number of violations that suggest what was most likely meant, if possible.
const MAX_SUGGESTIONS: usize = 50;

/// Collects the violations of a check.
#[derive(Debug)]
pub(super) struct ViolationSink {
    /// `None` if only the verdict is asked for, so that the first violation ends the check.
    violations: Option<Vec<Violation>>,
    /// The bytes that are left of [`MAX_BYTES`].
    budget: usize,
    /// Positions of the violations by path: two parts of a schema may require the same.
    by_path: HashMap<Path, Vec<usize>>,
}

impl ViolationSink {
    pub(super) fn collecting() -> Self {
        Self { violations: Some(Vec::new()), budget: MAX_BYTES, by_path: HashMap::new() }
    }

    pub(super) fn verdict_only() -> Self {
        Self { violations: None, budget: 0, by_path: HashMap::new() }
    }

    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.violations.unwrap_or_default()
    }

    /// Returns whether the check should continue after a violation.
    pub(super) fn continues(&self) -> bool {
        self.budget > 0
            && self.violations.as_ref().is_some_and(|violations| violations.len() < MAX_VIOLATIONS)
    }

    /// Returns whether the check should continue after the verdict so far.
    pub(super) fn continues_after(&self, verdict: Verdict) -> bool {
        !verdict.is_invalid() || self.continues()
    }

    /// Returns whether the next violation should suggest what was most likely meant.
    pub(super) fn suggests(&self) -> bool {
        self.violations.as_ref().is_some_and(|violations| violations.len() < MAX_SUGGESTIONS)
    }

    /// Describes an instance for a violation, if violations are collected.
    pub(super) fn shown(&self, instance: Instance<'_>) -> Option<String> {
        self.violations.as_ref().map(|_| describe::value(instance))
    }

    /// Adds a violation, and returns the verdict on it.
    pub(super) fn violated(
        &mut self,
        location: InstanceLocation<'_>,
        found: Option<Instance<'_>>,
        rule: impl FnOnce() -> Rule,
    ) -> Verdict {
        if self.continues()
            && let Some(violations) = &mut self.violations
        {
            let violation = Violation {
                path: location.to_path(),
                found: found.map(describe::value),
                rule: rule(),
            };
            self.budget = self.budget.saturating_sub(violation.size());
            let at_path = self.by_path.entry(violation.path.clone()).or_default();
            if !at_path.iter().any(|&position| violations[position] == violation) {
                at_path.push(violations.len());
                violations.push(violation);
            }
        }
        Verdict::Invalid
    }
}
