//! The drift between three days of the real catalog, for review.

use oxen_drift::{Colour, Report, Verdict, diff, json_schema, to_json, to_text};
use oxen_models_tests::history;
use oxen_schema::catalog::Catalog;

fn report(old: &Catalog, new: &Catalog) -> Report {
    diff(old, new)
}

#[allow(clippy::unwrap_used, reason = "part of a test")]
fn assert_report(old: &Catalog, new: &Catalog) {
    let report = report(old, new);
    let schema = jsonschema::validator_for(&json_schema()).unwrap();
    let json = to_json(&report);
    assert!(schema.is_valid(&json), "{:?}", schema.iter_errors(&json).next());
    let name = format!("{}_to_{}", report.from.date, report.to.date);
    let mut kinds = String::new();
    for (kind, count) in &report.summary.kinds {
        let of_kind = || report.changes.iter().filter(|change| change.kind == *kind);
        let wire = of_kind().filter(|change| change.wire == Verdict::Breaking).count();
        let rust = of_kind().filter(|change| change.rust == Verdict::Breaking).count();
        kinds.push_str(&format!("{kind}: {count}, {wire} wire-breaking, {rust} Rust-breaking\n"));
    }
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!(name, format!("{}\n{kinds}", to_text(&report, Colour::Never)));
    });
}

#[test]
fn from_april_to_july() {
    let catalogs = history::catalogs();
    assert_report(&catalogs[0], &catalogs[1]);
}

#[test]
fn from_july_to_august() {
    let catalogs = history::catalogs();
    assert_report(&catalogs[1], &catalogs[2]);
}

/// The comparison of the whole period includes everything that was withdrawn, removed or narrowed on the way.
#[test]
fn breaking_changes_of_the_whole_period_broke_in_a_step() {
    let catalogs = history::catalogs();
    let steps = [report(&catalogs[0], &catalogs[1]), report(&catalogs[1], &catalogs[2])];
    for change in report(&catalogs[0], &catalogs[2]).changes {
        let same_place = |other: &&oxen_drift::Change| {
            other.model == change.model
                && (other.path == change.path || other.path.is_empty())
                && other.wire == Verdict::Breaking
        };
        if change.wire == Verdict::Breaking {
            let is_reported =
                steps.iter().any(|step| step.changes.iter().any(|one| same_place(&one)));
            assert!(is_reported, "{change:?}");
        }
    }
}
