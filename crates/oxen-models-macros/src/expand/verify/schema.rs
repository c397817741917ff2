//! Checks a request by the schema of its model, which takes longer than by its surface.

use oxen_schema::schema::{Path, Rule, Violation};
use serde_json::Value;

use super::Mode;
use super::applicable::ApplicableSchemas;
use super::guarantee::guarantee;
use super::requirement::{Guarantee, TypeRequirement};
use super::samples::{choices, dependency_groups, plausible_samples, substitute};
use super::spanned::{Relation, SpannedRequest, relation, violations};
use crate::expand::errors::Errors;
use crate::expand::parse::node::{self, ExprSlot};

/// The maximum number of combinations of values that are tried.
const MAX_TRIES: usize = 512;

/// Reports violations, and returns the requirements on the expressions in the order of [`node::slots`].
pub(crate) fn requirements(
    spanned: &SpannedRequest<'_>,
    mode: Mode,
    errors: &mut Errors,
) -> Vec<Option<TypeRequirement>> {
    let slots = node::slots(spanned.members);
    match mode {
        Mode::Infallible => check_all(spanned, &slots, errors),
        Mode::Fallible => {
            check_literals(spanned, &mut |violation| spanned.report(violation, errors));
            vec![None; slots.len()]
        }
    }
}

/// Checks the whole request, with samples that represent all values of its expressions.
fn check_all(
    spanned: &SpannedRequest<'_>,
    slots: &[ExprSlot<'_>],
    errors: &mut Errors,
) -> Vec<Option<TypeRequirement>> {
    let schema = spanned.schema;
    let guarantees: Vec<Option<Guarantee>> =
        slots.iter().map(|slot| guarantee_of(spanned, slot)).collect();
    let mut samples: Vec<Vec<Value>> = guarantees
        .iter()
        .map(|guarantee| {
            guarantee.as_ref().map(|guarantee| guarantee.samples.clone()).unwrap_or_default()
        })
        .collect();
    if guarantees.iter().any(Option::is_none) {
        let first = samples.iter().map(|samples| samples.first().cloned()).collect();
        for (samples, value) in samples.iter_mut().zip(plausible_samples(spanned, slots, first)) {
            if samples.is_empty() {
                samples.push(value);
            }
        }
    }
    let groups = dependency_groups(schema, slots);
    let tries = groups.iter().try_fold(0_usize, |sum, group| {
        let product =
            group.iter().try_fold(1_usize, |all, slot| all.checked_mul(samples[*slot].len()));
        sum.checked_add(product?)
    });
    if tries.is_none_or(|tries| tries > MAX_TRIES) {
        for (slot, samples) in
            slots.iter().zip(&mut samples).filter(|(_, samples)| samples.len() > 1)
        {
            report_slot(spanned, slot, None, errors);
            samples.truncate(1);
        }
    }
    let is_refused: Vec<bool> = guarantees.iter().map(Option::is_none).collect();
    for (slot, _) in slots.iter().zip(&is_refused).filter(|(_, is_refused)| **is_refused) {
        // An unknown parameter is reported below; an unreadable expression has been reported before.
        if schema.parameter(slot.parameter()).is_some() && !slot.expression.is_unreadable() {
            report_slot(spanned, slot, None, errors);
        }
    }
    for choice in choices(&samples, &groups) {
        for violation in violations(schema, &substitute(spanned.members, &choice)) {
            let inside =
                slots.iter().position(|slot| relation(&violation, slot) == Relation::Inside);
            let is_around = || {
                let mut refused = slots.iter().zip(&is_refused).filter(|(_, refused)| **refused);
                refused.any(|(slot, _)| {
                    relation(&violation, slot) == Relation::Around
                        && !violation.path.steps().is_empty()
                })
            };
            match inside {
                Some(index) if is_refused[index] => {}
                Some(index) => {
                    report_slot(spanned, &slots[index], Some(&violation), errors);
                }
                None if is_around() => {}
                None => spanned.report(&violation, errors),
            }
        }
    }
    guarantees
        .into_iter()
        .map(|guarantee| guarantee.map(|guarantee| guarantee.requirement))
        .collect()
}

fn guarantee_of(spanned: &SpannedRequest<'_>, slot: &ExprSlot<'_>) -> Option<Guarantee> {
    if slot.expression.is_unreadable() {
        return None;
    }
    guarantee(spanned.entry, spanned.schema, slot)
}

/// Reports an expression that may turn out to be invalid.
fn report_slot(
    spanned: &SpannedRequest<'_>,
    slot: &ExprSlot<'_>,
    violation: Option<&Violation>,
    errors: &mut Errors,
) {
    let message = only_at_run_time(spanned, slot, violation);
    let error = syn::Error::new_spanned(slot.expression, message);
    errors.push_in_order(spanned.position(&slot.path), error);
}

fn only_at_run_time(
    spanned: &SpannedRequest<'_>,
    slot: &ExprSlot<'_>,
    violation: Option<&Violation>,
) -> String {
    let path: Path = slot.path.iter().cloned().collect();
    let summary = match (violation, slot.path.as_slice()) {
        (Some(_), _) => None,
        (None, [_]) => {
            spanned.schema.parameter(slot.parameter()).map(|one| one.schema().to_string())
        }
        (None, path) => ApplicableSchemas::at(spanned.schema, path).only().map(ToString::to_string),
    };
    let requirement = summary.map(|summary| format!(" (it must be {summary})")).unwrap_or_default();
    format!(
        "`{path}` is only known at run time, but not every value is valid{requirement}; \
         write a literal or a constant, or use `try_request!` ({})",
        spanned.entry.id
    )
}

/// Checks the literal parts, and ignores violations that depend on expressions.
pub(crate) fn check_literals(spanned: &SpannedRequest<'_>, report: &mut dyn FnMut(&Violation)) {
    let slots = node::slots(spanned.members);
    let samples = plausible_samples(spanned, &slots, vec![None; slots.len()]);
    for violation in violations(spanned.schema, &substitute(spanned.members, &samples)) {
        let is_open = slots.iter().any(|slot| match relation(&violation, slot) {
            Relation::Inside => true,
            Relation::Around => depends_on_values(&violation),
            Relation::Apart => false,
        });
        if !is_open {
            report(&violation);
        }
    }
}

/// Returns whether a violation of an array or object depends on the values in it, not only on which of them exist.
fn depends_on_values(violation: &Violation) -> bool {
    !matches!(
        violation.rule,
        Rule::Excludes(_)
            | Rule::Items { .. }
            | Rule::Properties { .. }
            | Rule::Type { .. }
            | Rule::Required
            | Rule::RequiredWith { .. }
            | Rule::Unknown { .. }
    )
}
