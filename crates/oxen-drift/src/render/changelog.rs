//! A report as the entry of a changelog.

use super::markdown::escaped;
use crate::change::Change;
use crate::report::Report;

/// The changes as a changelog's sections Breaking, Added and Changed. Cosmetic ones are left out, and so is
/// a section without changes.
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
        let listed =
            report.changes.iter().filter(|one| !one.kind.is_cosmetic() && section(one) == title);
        let mut lines = listed
            .map(|change| format!("- {}: {}\n", escaped(&change.model), escaped(&change.sentence)))
            .peekable();
        if lines.peek().is_some() {
            text.push_str(&format!("\n#### {title}\n\n"));
            text.extend(lines);
        }
    }
    text
}
