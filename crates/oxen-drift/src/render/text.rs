//! Renders a report for a terminal.

use oxen_schema::text::counted;

use super::lines::Line;
use super::{Group, Weight, counts, step};
use crate::report::Report;

/// The number of cosmetic changes beyond which they are only counted.
const MAX_COSMETIC: usize = 10;

/// The maximum number of lines of one group; further changes are only counted.
const MAX_LINES: usize = 500;

/// Whether a text uses ANSI colours.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Colour {
    /// The text has colours.
    Always,
    /// The text has no colours.
    Never,
}

impl Colour {
    fn paint(self, code: &str, text: &str) -> String {
        match self {
            Self::Always => format!("\u{1b}[{code}m{text}\u{1b}[0m"),
            Self::Never => text.to_owned(),
        }
    }
}

/// Returns the report as text: breaking changes first, model by model, and counts at the end.
pub fn to_text(report: &Report, colour: Colour) -> String {
    let (from, to) = (&report.from, &report.to);
    let mut text = format!(
        "{} ({}) -> {} ({})\n",
        from.date,
        counted(from.models, "model"),
        to.date,
        counted(to.models, "model"),
    );
    for weight in Weight::ALL {
        let group = Group::of(report, weight);
        if group.changes == 0 {
            continue;
        }
        let title = format!("{} ({})", weight.title(), group.changes);
        text.push_str(&format!("\n{}\n", colour.paint(code(weight), &title)));
        if weight == Weight::Cosmetic && group.changes > MAX_COSMETIC {
            text.push_str(&format!("  in {}\n", counted(group.models(), "model")));
            continue;
        }
        let described = |line: &Line| {
            let mut described = line.sentence.clone();
            if !line.breaks.is_empty() {
                let breaks = format!("[{}]", line.breaks);
                described.push_str(&format!("  {}", colour.paint("2", &breaks)));
            }
            described
        };
        let (mut lines, mut told) = (0, 0);
        for (model, changes) in &group.changed {
            if lines >= MAX_LINES {
                break;
            }
            text.push_str(&format!("  {}\n", colour.paint("1", model)));
            for line in changes.iter().take(MAX_LINES - lines) {
                text.push_str(&format!("    {}\n", described(line)));
                told += line.changes;
            }
            lines += changes.len().max(1);
        }
        for (model, line) in group.moved.iter().take(MAX_LINES.saturating_sub(lines)) {
            text.push_str(&format!("  {}: {}\n", colour.paint("1", model), described(line)));
            told += line.changes;
        }
        if told < group.changes {
            let more = counted(group.changes - told, "more change");
            text.push_str(&format!("  … and {more}\n"));
        }
    }
    if report.changes.is_empty() {
        text.push_str("\nnothing changed\n");
    } else {
        text.push_str(&format!("\n{}\n", counts(report)));
        text.push_str(&format!("version step: {}\n", step(report.step)));
    }
    text
}

fn code(weight: Weight) -> &'static str {
    match weight {
        Weight::Breaking => "1;31",
        Weight::Uncertain => "1;33",
        Weight::Behaviour => "1;35",
        Weight::Compatible => "1;32",
        Weight::Cosmetic => "1",
    }
}
