//! The final report of `regen` for the reviewer of the change: on the terminal, and for a pull request.

use std::collections::BTreeSet;

use oxen_codegen::Report as Generated;
use oxen_drift::{ChangeKind, Colour, Report, Verdict, to_markdown, to_text};
use oxen_schema::DiagnosticKind;
use oxen_schema::text::excerpt_within;

use crate::left_out::LeftOut;

/// The number of findings that a report lists; the others are only counted.
const FINDINGS: usize = 50;

/// The longest line about a model, in characters.
const MAX_LINE: usize = 400;

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
        for left_out in self.left_out {
            text.push_str(&format!("not usable: {left_out}\n"));
        }
        for rule in self.stale_rules {
            text.push_str(&format!("to look at: {rule}\n"));
        }
        for step in self.steps() {
            text.push_str(&format!("{}\n", wrapped(&step)));
        }
        text
    }

    /// Returns the report for the body of a pull request.
    pub(crate) fn to_markdown(self) -> String {
        let mut text = String::new();
        if !self.left_out.is_empty() {
            text.push_str("## Models that can't be used as the hub has them\n\n");
            text.extend(self.left_out.iter().map(|one| listed(&one.to_string())));
            text.push('\n');
        }
        if !self.stale_rules.is_empty() {
            text.push_str(
                "## Rules of documentation to look at: they no longer fit, and refuse nothing\n\n",
            );
            text.extend(self.stale_rules.iter().map(|one| listed(one)));
            text.push('\n');
        }
        let found = self.findings();
        if !found.is_empty() {
            text.push_str("## Contradictions in what the hub says\n\n");
            text.extend(found.iter().map(|one| listed(one)));
            text.push('\n');
        }
        let steps = self.steps();
        if !steps.is_empty() {
            text.push_str("## To do\n\n");
            text.extend(steps.iter().map(|step| format!("- {step}\n")));
            text.push('\n');
        }
        text.push_str(
            &self
                .drift
                .map_or_else(|| "There is no catalog to compare with.\n".to_owned(), to_markdown),
        );
        text
    }

    /// Returns the contradictions about the models, up to a limit.
    fn findings(&self) -> Vec<String> {
        let is_odd = |kind| kind != DiagnosticKind::NotChecked;
        let of_model = |report: &Generated| {
            let model = report.model.clone();
            let odd = report.diagnostics.iter().filter(|one| is_odd(one.kind));
            odd.map(move |one| format!("{model}: {one}")).collect::<Vec<_>>()
        };
        let mut found: Vec<String> = self.reports.iter().flat_map(of_model).collect();
        let left_out = found.len().saturating_sub(FINDINGS);
        found.truncate(FINDINGS);
        if left_out > 0 {
            found.push(format!("and {left_out} more"));
        }
        found
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
        let review: Vec<&str> = ["the catalog"].into_iter().chain(others).collect();
        steps.push(format!("snapshots to review: {}", review.join(", ")));
        if !gone.is_empty() {
            let gone: Vec<&str> = gone.into_iter().collect();
            steps.push(format!("snapshots to remove: {}", gone.join(", ")));
        }
        steps.push(format!(
            "`{ACCEPT}` accepts and removes all of these; `git diff` then shows them"
        ));
        steps
    }
}

/// Returns an item of a Markdown list in which no markup is active.
fn listed(text: &str) -> String {
    format!("- `` {} ``\n", excerpt_within(text, MAX_LINE).replace('`', "'"))
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
