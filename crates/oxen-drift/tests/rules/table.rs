//! The table of the documentation agrees with the library.

use std::collections::BTreeSet;
use std::fs;

use oxen_drift::{ChangeKind, Verdict, diff};

use super::fixtures::{Fixture, folder, line};

struct Row<'a> {
    fixture: &'a str,
    kind: &'a str,
    wire: &'a str,
    rust: &'a str,
}

fn rows() -> Vec<Row<'static>> {
    let table = include_str!("../../RULES.md").lines().filter(|line| line.starts_with("| `"));
    let cells = table.map(|line| line.split('|').map(|cell| cell.trim().trim_matches('`')));
    cells
        .map(|cells| match cells.collect::<Vec<_>>().as_slice() {
            [_, fixture, _, kind, wire, rust, _] => Row { fixture, kind, wire, rust },
            other => panic!("not a row: {other:?}"),
        })
        .collect()
}

#[test]
fn rows_state_the_verdicts_of_the_library() {
    let mut wrong = Vec::new();
    for row in rows() {
        let fixture = Fixture::named(row.fixture);
        let changes = diff(&fixture.old, &fixture.new).changes;
        if row.kind == "none" {
            assert!(changes.is_empty(), "{}: {changes:?}", row.fixture);
            continue;
        }
        let holds = changes.iter().any(|change| {
            let verdicts = (change.wire.id(), change.rust.id());
            change.kind.id() == row.kind && verdicts == (row.wire, row.rust)
        });
        if !holds {
            let lines: String = changes.iter().map(line).collect();
            wrong.push(format!(
                "{} says {} {} {}:\n{lines}",
                row.fixture, row.kind, row.wire, row.rust
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fixture_has_a_row() {
    let rows: BTreeSet<String> = rows().iter().map(|row| row.fixture.to_owned()).collect();
    let files = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned());
    assert_eq!(files.collect::<BTreeSet<_>>(), rows);
}

#[test]
fn every_kind_is_in_the_table() {
    let rows = rows();
    // A published name stays: only an edit of `catalog.json` changes it.
    let by_hand = [ChangeKind::RustNameChanged];
    for kind in ChangeKind::ALL.iter().filter(|kind| !by_hand.contains(kind)) {
        let has_row = rows.iter().any(|row| {
            let fixture = Fixture::named(row.fixture);
            diff(&fixture.old, &fixture.new).changes.iter().any(|change| change.kind == *kind)
        });
        assert!(has_row, "{kind}");
    }
}

#[test]
fn behaviour_is_independent_of_the_verdicts() {
    let fixture = Fixture::named("default-changed");
    let changes = diff(&fixture.old, &fixture.new).changes;
    assert!(changes[0].behaviour);
    assert_eq!(changes[0].verdict(), Verdict::Compatible);
}
