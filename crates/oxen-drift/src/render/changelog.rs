//! Renders a report as an entry of a changelog.

use oxen_schema::text::counted;

use super::lines::{Line, lines};
use super::markdown::escaped;
use crate::change::Change;
use crate::report::Report;

/// The maximum length of an entry, in bytes; further changes are only counted.
const MAX_LENGTH: usize = 30_000;

/// Returns the changes as a changelog's sections Breaking, Added and Changed. Cosmetic ones are omitted, and so is
/// a section without changes. If there are too many, only the first are listed and the rest are counted.
pub fn changelog_entry(report: &Report) -> String {
    let section = |change: &Change| {
        if change.is_breaking() {
            "Breaking"
        } else if change.kind.is_addition() {
            "Added"
        } else {
            "Changed"
        }
    };
    let mut text = String::new();
    for title in ["Breaking", "Added", "Changed"] {
        let listed: Vec<&Change> = report
            .changes
            .iter()
            .filter(|one| !one.kind.is_cosmetic() && section(one) == title)
            .collect();
        if listed.is_empty() {
            continue;
        }
        text.push_str(&format!("\n#### {title}\n\n"));
        let mut left_out = 0;
        let of_model = listed.chunk_by(|one, other| one.model == other.model);
        for changes in of_model {
            let model = changes.first().map(|change| escaped(&change.model)).unwrap_or_default();
            for Line { sentence, changes, .. } in lines(changes) {
                let line = format!("- {model}: {}\n", escaped(&sentence));
                if text.len() + line.len() > MAX_LENGTH {
                    left_out += changes;
                } else {
                    text.push_str(&line);
                }
            }
        }
        if left_out > 0 {
            text.push_str(&format!("- … and {}\n", counted(left_out, "more change")));
        }
    }
    text
}
