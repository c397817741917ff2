//! A report for a terminal.

use super::{Weight, breaks, by_model, counts, plural, step};
use crate::report::Report;

/// Cosmetic changes are only counted beyond this many.
const MAX_COSMETIC: usize = 10;

/// Whether a text has ANSI colours.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Colour {
    /// It has.
    Always,
    /// It has none.
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

/// The report as text: what breaks first, model by model, counts at the end.
pub fn to_text(report: &Report, colour: Colour) -> String {
    let (from, to) = (&report.from, &report.to);
    let mut text = format!(
        "{} ({}) -> {} ({})\n",
        from.date,
        plural(from.models, "model"),
        to.date,
        plural(to.models, "model"),
    );
    for weight in Weight::ALL {
        let groups = by_model(report, weight);
        let count: usize = groups.iter().map(|(_, changes)| changes.len()).sum();
        if count == 0 {
            continue;
        }
        let title = format!("{} ({count})", weight.title());
        text.push_str(&format!("\n{}\n", colour.paint(code(weight), &title)));
        if weight == Weight::Cosmetic && count > MAX_COSMETIC {
            text.push_str(&format!("  in {}\n", plural(groups.len(), "model")));
            continue;
        }
        for (model, changes) in groups {
            text.push_str(&format!("  {}\n", colour.paint("1", model)));
            for change in changes {
                let mut line = format!("    {}", change.sentence);
                let breaks = breaks(change);
                if !breaks.is_empty() {
                    line.push_str(&format!("  {}", colour.paint("2", &format!("[{breaks}]"))));
                }
                text.push_str(&line);
                text.push('\n');
            }
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
