//! A change that narrows in one direction widens in the other.

use std::fs;

use oxen_drift::{Change, ChangeKind, Verdict, diff};

use super::fixtures::{Fixture, folder};

/// Changes whose reverse is of another kind, with the reason.
const WAIVED: [(&str, &str); 3] = [
    (
        "alternatives-wrapped",
        "what is taken out of its wrapping accepts less, which is a rule dropped and a type narrowed",
    ),
    ("developer-changed", "none: the same kind both ways, and the same verdict"),
    (
        "capability-removed",
        "what a model no longer does is not in its schema, so that it is uncertain",
    ),
];

#[test]
fn kinds_mirror_each_other() {
    for &kind in ChangeKind::ALL {
        let back = kind.mirror().mirror();
        // A required parameter is the reverse of a removed one, whose kind doesn't state whether it was required.
        let same = back == kind || kind == ChangeKind::ParameterAddedRequired;
        assert!(same, "{kind} and {back}");
    }
}

#[test]
fn every_fixture_has_its_mirror() {
    for entry in fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if WAIVED.iter().any(|(waived, _)| *waived == name) {
            continue;
        }
        let fixture = Fixture::read(&path);
        let (forth, back) = (diff(&fixture.old, &fixture.new), diff(&fixture.new, &fixture.old));
        assert_eq!(
            forth.changes.len(),
            back.changes.len(),
            "{name}: {:#?}\n{:#?}",
            forth.changes,
            back.changes
        );
        for change in &forth.changes {
            let mirrors = |other: &&Change| {
                let added = |kind| {
                    matches!(
                        kind,
                        ChangeKind::ParameterAddedOptional | ChangeKind::ParameterAddedRequired
                    )
                };
                other.path == change.path
                    && other.model == change.model
                    && (other.kind == change.kind.mirror()
                        || added(other.kind) && added(change.kind.mirror()))
                    && other.old == change.new
                    && other.new == change.old
            };
            let mirror = back.changes.iter().find(mirrors);
            let mirror = mirror.unwrap_or_else(|| {
                panic!("{name}: {change:?}\nhas no mirror in {:#?}", back.changes)
            });
            let both_compatible =
                change.wire == Verdict::Compatible && mirror.wire == Verdict::Compatible;
            let is_same_set = change.kind == change.kind.mirror()
                || change.behaviour
                || change.keyword == "properties"
                || change.model != "ox"
                || change.keyword == "capabilities"
                || change.keyword == "input"
                || name == "enum-introduced-whole";
            assert!(!both_compatible || is_same_set, "{name}: {change:?}\n{mirror:?}");
        }
    }
}
