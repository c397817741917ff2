//! Collecting violations, or only whether there is one.

use crate::schema::describe;
use crate::schema::instance::Instance;
use crate::schema::path::InstanceLocation;
use crate::schema::violation::{Rule, Violation};

/// Violations that are listed before a check ends.
const MAX_VIOLATIONS: usize = 1000;
/// Violations that say what was most likely meant, if they can.
const MAX_SUGGESTIONS: usize = 50;

/// Where violations go.
#[derive(Debug)]
pub(super) struct ViolationSink {
    /// None where only the verdict is asked for, so that the first violation ends the check.
    violations: Option<Vec<Violation>>,
}

impl ViolationSink {
    pub(super) fn collecting() -> Self {
        Self { violations: Some(Vec::new()) }
    }

    pub(super) fn verdict_only() -> Self {
        Self { violations: None }
    }

    pub(super) fn into_violations(self) -> Vec<Violation> {
        self.violations.unwrap_or_default()
    }

    /// Whether there is a point in checking on after a violation.
    pub(super) fn continues(&self) -> bool {
        self.violations.as_ref().is_some_and(|violations| violations.len() < MAX_VIOLATIONS)
    }

    /// Whether a violation noted now should say what was most likely meant.
    pub(super) fn suggests(&self) -> bool {
        self.violations.as_ref().is_some_and(|violations| violations.len() < MAX_SUGGESTIONS)
    }

    /// Notes a violation. Always false: it does not fit.
    pub(super) fn violated(
        &mut self,
        location: InstanceLocation<'_>,
        found: Option<Instance<'_>>,
        rule: impl FnOnce() -> Rule,
    ) -> bool {
        if self.continues()
            && let Some(violations) = &mut self.violations
        {
            let violation = Violation {
                path: location.to_path(),
                found: found.map(describe::value),
                rule: rule(),
            };
            // Two parts of a schema may ask for the same.
            if !violations.contains(&violation) {
                violations.push(violation);
            }
        }
        false
    }
}
