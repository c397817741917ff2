//! Verdicts about requests, compared with requests that are tried with a validator from outside this project.
#![allow(missing_docs, reason = "a test binary has no documentation")]
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

mod composed;
mod pairs;
mod requests;

use std::collections::BTreeMap;

use jsonschema::Validator;
use oxen_drift::{Report, Verdict, diff};
use oxen_schema::catalog::{Catalog, Listing, Source};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::{Value, json};

/// Returns a catalog of one model with this schema; the parameters of the endpoint are not added.
fn catalog(schema: &Value) -> Option<Catalog> {
    let model = json!({
        "id": "ox",
        "endpoint": "/chat/completions",
        "capabilities": {"input": ["text"], "output": ["text"]},
        "json_request_schema": schema,
    });
    let listing = Listing::read(&json!({"data": [model]}).to_string()).ok()?;
    Catalog::from_listing(listing, Source::new("a test", "2026-08-08").ok()?, None).ok()
}

fn report(old: &Value, new: &Value) -> Option<Report> {
    Some(diff(&catalog(old)?, &catalog(new)?))
}

fn breaks(report: &Report) -> bool {
    report.changes.iter().any(|change| change.wire == Verdict::Breaking)
}

fn validator(schema: &Value) -> Validator {
    jsonschema::draft202012::options().should_validate_formats(true).build(schema).unwrap()
}

/// Returns a request that was accepted before and is refused now.
fn witness(old: &Value, new: &Value) -> Option<Value> {
    let (before, after) = (validator(old), validator(new));
    let unknown = requests::NewNames::of(old, new);
    let mut tried = requests::universe().iter().map(|value| json!({"x": value}));
    let is_witness =
        |body: &Value| before.is_valid(body) && !after.is_valid(body) && !unknown.are_in(body);
    let empty = json!({});
    if is_witness(&empty) {
        return Some(empty);
    }
    tried.find(is_witness)
}

proptest! {
    /// If a request is refused now and was not before, there is a breaking change.
    #[test]
    fn no_break_is_hidden((old, new) in pairs::any()) {
        let Some(report) = report(&old, &new) else { return Ok(()) };
        if !breaks(&report) {
            let found = witness(&old, &new);
            prop_assert!(found.is_none(), "{found:?} is refused:\n{old}\n{new}\n{:#?}", report.changes);
        }
    }

    /// The same for requests whose alternatives, conditions and other parts are about the same parameters.
    #[test]
    fn no_break_of_a_composed_request_is_hidden((old, new) in composed::pairs()) {
        for is_nested in [false, true] {
            let whole = |schema: &Value| {
                let nested = || json!({"type": "object", "properties": {"x": schema}});
                if is_nested { nested() } else { schema.clone() }
            };
            let Some(report) = report(&whole(&old), &whole(&new)) else { continue };
            if breaks(&report) {
                continue;
            }
            let (before, after) = (validator(&old), validator(&new));
            let mut names = BTreeMap::new();
            composed::names_of(&old, &mut names);
            // Of a name that only some alternatives list, other values had no meaning.
            let is_listed = |(name, value): (&String, &Value)| {
                names.get(name).is_some_and(|listed| {
                    listed.is_empty() || listed.iter().any(|one| validator(one).is_valid(value))
                })
            };
            let has_meaning =
                |body: &&Value| body.as_object().into_iter().flatten().all(is_listed);
            let mut tried = composed::universe().iter();
            let found = tried.find(|body| {
                before.is_valid(body) && !after.is_valid(body) && has_meaning(body)
            });
            prop_assert!(found.is_none(), "{found:?} is refused:\n{old}\n{new}\n{:#?}", report.changes);
        }
    }

    /// If a decidable change counts as breaking, there is a request that shows it.
    #[test]
    fn no_break_is_reported_without_a_witness((old, new) in pairs::decidable()) {
        let Some(report) = report(&old, &new) else { return Ok(()) };
        if breaks(&report) {
            let found = witness(&old, &new);
            prop_assert!(found.is_some(), "nothing is refused:\n{old}\n{new}\n{:#?}", report.changes);
        }
    }

    /// In the opposite direction, a side that accepts less accepts more, or both are incomparable.
    #[test]
    fn every_change_has_a_reverse((old, new) in pairs::any()) {
        let (Some(forth), Some(back)) = (report(&old, &new), report(&new, &old)) else { return Ok(()) };
        prop_assert_eq!(forth.changes.is_empty(), back.changes.is_empty(), "{}\n{}", old, new);
    }
}

/// Neither property above would notice a library that finds no difference, or finds one everywhere.
#[test]
fn generated_pairs_cover_all_outcomes() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut breaking, mut compatible, mut witnesses) = (0, 0, 0);
    for _ in 0..300 {
        let (old, new) = pairs::any().new_tree(&mut runner).unwrap().current();
        let Some(report) = report(&old, &new) else { continue };
        if breaks(&report) {
            breaking += 1;
        } else {
            compatible += 1;
        }
        witnesses += usize::from(witness(&old, &new).is_some());
    }
    println!("{breaking} breaking, {witnesses} of them with a witness; {compatible} compatible");
    assert!(
        breaking > 50 && compatible > 30 && witnesses > 40,
        "{breaking} {compatible} {witnesses}"
    );
}
