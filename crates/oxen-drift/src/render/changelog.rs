//! A report as the entry of a changelog.

use super::markdown::escaped;
use crate::change::Change;
use crate::report::Report;

/// The changes as a changelog's sections Breaking, Added and Changed. Cosmetic ones are left out, and so is
/// a section without changes.
pub fn changelog_entry(report: &Report) -> String {
    let is_added = |change: &Change| !change.is_breaking() && change.kind.is_addition();
    let sections: [(&str, Box<dyn Fn(&Change) -> bool>); 3] = [
        ("Breaking", Box::new(Change::is_breaking)),
        ("Added", Box::new(is_added)),
        ("Changed", Box::new(move |change| !change.is_breaking() && !is_added(change))),
    ];
    let mut text = String::new();
    for (title, belongs) in sections {
        let listed = report.changes.iter().filter(|one| !one.kind.is_cosmetic() && belongs(one));
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
