//! The final report of `regen` for the reviewer of the change: on the terminal, and for a pull request.

use std::collections::BTreeSet;

use oxen_codegen::Report as Generated;
use oxen_drift::{ChangeKind, Colour, Report, Verdict, to_markdown_within, to_text};
use oxen_schema::DiagnosticKind;

use super::one_line;
use crate::left_out::LeftOut;

/// The number of lines of a list on the terminal; the others are only counted.
const MAX_LINES: usize = 50;

/// The largest report for a pull request, in bytes: GitHub refuses more than 65,536 characters.
const MAX_MARKDOWN: usize = 65_000;

/// The largest list in it, in bytes. What the lists leave of [`MAX_MARKDOWN`] is the drift's.
const MAX_LIST: usize = 8_000;

/// The longest enumeration of models, in bytes.
const MAX_NAMES: usize = 3_000;

/// The width of a wrapped line, in columns.
const WIDTH: usize = 100;

/// The command that accepts all snapshots.
const ACCEPT: &str = "cargo xtask accept";

/// The results to review.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Review<'a> {
    /// The drift, if there is a catalog to compare with.
    pub(crate) drift: Option<&'a Report>,
    /// The models that can't be used as the hub has them.
    pub(crate) left_out: &'a [LeftOut],
    /// The rules of documentation that no longer fit, and why.
    pub(crate) stale_rules: &'a [String],
    /// The generator's report about each model.
    pub(crate) reports: &'a [Generated],
}

impl Review<'_> {
    /// Returns the report for a terminal.
    pub(crate) fn to_text(self, colour: Colour) -> String {
        let mut text = String::new();
        if let Some(drift) = self.drift {
            text.push_str(&format!("\n{}", to_text(drift, colour)));
        }
        let unusable = self.left_out.iter().map(|one| format!("not usable: {one}\n"));
        text.push_str(&bounded_list(unusable, |index, _| index < MAX_LINES));
        let stale = self.stale_rules.iter().map(|rule| format!("to review: {rule}\n"));
        text.push_str(&bounded_list(stale, |index, _| index < MAX_LINES));
        for step in self.steps() {
            text.push_str(&format!("{}\n", wrapped(&step)));
        }
        text
    }

    /// Returns the report for the body of a pull request, whose length is limited: items that don't fit are counted.
    pub(crate) fn to_markdown(self) -> String {
        let mut text = String::new();
        let mut add = |title: &str, items: &mut dyn Iterator<Item = String>| {
            let list = bounded_list(items, |_, length| length <= MAX_LIST);
            if !list.is_empty() {
                text.push_str(&format!("## {title}\n\n{list}\n"));
            }
        };
        add(
            "Models that can't be used as the hub has them",
            &mut self.left_out.iter().map(|one| listed(&one.to_string())),
        );
        add(
            "Stale rules of documentation: they no longer fit, and refuse nothing until they are reviewed",
            &mut self.stale_rules.iter().map(|one| listed(one)),
        );
        add("Contradictions in the hub's data", &mut self.findings().map(|one| listed(&one)));
        add("To do", &mut self.steps().iter().map(|step| format!("- {step}\n")));
        let left = MAX_MARKDOWN.saturating_sub(text.len());
        text.push_str(&self.drift.map_or_else(
            || "There is no catalog to compare with.\n".to_owned(),
            |drift| to_markdown_within(drift, left),
        ));
        text
    }

    /// Returns the contradictions about the models.
    fn findings(self) -> impl Iterator<Item = String> {
        let is_odd = |kind| kind != DiagnosticKind::NotChecked;
        self.reports.iter().flat_map(move |report| {
            let odd = report.diagnostics.iter().filter(move |one| is_odd(one.kind));
            odd.map(|one| format!("{}: {one}", report.model))
        })
    }

    /// Returns the remaining steps by hand, a line each.
    fn steps(&self) -> Vec<String> {
        let Some(drift) = self.drift.filter(|drift| !drift.changes.is_empty()) else {
            return Vec::new();
        };
        let mut steps = Vec::new();
        let version = env!("CARGO_PKG_VERSION");
        if let Some(next) = drift.step.next_version(version) {
            steps.push(format!("next version: {next} (now {version})"));
        }
        let uncertain = drift.changes.iter().filter(|one| one.verdict() == Verdict::Uncertain);
        match uncertain.count() {
            0 => {}
            count => steps.push(format!("to decide by hand: {count} under \"May break\"")),
        }
        let is_gone = |kind| kind == ChangeKind::ModelWithdrawn;
        let models = |gone: bool| -> BTreeSet<&str> {
            let changes = drift.changes.iter().filter(|change| is_gone(change.kind) == gone);
            changes.map(|change| change.model.as_str()).collect()
        };
        let (gone, others) = (models(true), models(false));
        let others = others.difference(&gone).copied();
        let review = ["the catalog"].into_iter().chain(others);
        steps.push(format!("snapshots to review: {}", enumerated(review)));
        if !gone.is_empty() {
            steps.push(format!("snapshots to remove: {}", enumerated(gone)));
        }
        steps.push(format!(
            "`{ACCEPT}` accepts and removes all of these; `git diff` then shows them"
        ));
        steps
    }
}

/// Returns an item of a Markdown list in which no markup is active.
fn listed(text: &str) -> String {
    format!("- `` {} ``\n", one_line(text).replace('`', "'"))
}

/// Joins items while `fits` returns true, given the index of an item and the length with it. The others are counted.
fn bounded_list(
    items: impl IntoIterator<Item = String>,
    fits: impl Fn(usize, usize) -> bool,
) -> String {
    let mut text = String::new();
    let mut left_out = 0_usize;
    for (index, item) in items.into_iter().enumerate() {
        if left_out == 0 && fits(index, text.len() + item.len()) {
            text.push_str(&item);
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        text.push_str(&format!("- and {left_out} more\n"));
    }
    text
}

/// Returns names with commas; those that don't fit are counted.
fn enumerated<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    let mut left_out = 0_usize;
    for name in names {
        if left_out > 0 || text.len() + name.len() > MAX_NAMES {
            left_out += 1;
        } else {
            text.push_str(if text.is_empty() { "" } else { ", " });
            text.push_str(name);
        }
    }
    match left_out {
        0 => text,
        _ => format!("{text} and {left_out} more"),
    }
}

/// Breaks a line at spaces, and indents the lines after the first.
fn wrapped(line: &str) -> String {
    let mut text = String::new();
    let mut column = 0;
    for word in line.split(' ') {
        if column > 0 && column + 1 + word.chars().count() > WIDTH {
            text.push_str("\n  ");
            column = 2;
        } else if column > 0 {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += word.chars().count();
    }
    text
}
