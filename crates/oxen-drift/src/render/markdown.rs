//! A report for the body of a pull request.

use super::{Weight, breaks, by_model, counts, plural, step};
use crate::report::Report;

/// Bytes of a report: a pull request takes 65,536 characters.
const MAX_LENGTH: usize = 60_000;

/// The report as Markdown. Names and values of the hub can't format anything, nor mention anybody.
///
/// What would not fit into a pull request is counted.
pub fn to_markdown(report: &Report) -> String {
    let (from, to) = (&report.from, &report.to);
    let mut text = format!(
        "## Drift from {} to {}\n\n{} before, {} now. {}. Version step: **{}**.\n",
        from.date,
        to.date,
        plural(from.models, "model"),
        plural(to.models, "model"),
        counts(report),
        step(report.step),
    );
    let mut left_out = 0;
    for weight in Weight::ALL {
        let groups = by_model(report, weight);
        let count: usize = groups.iter().map(|(_, changes)| changes.len()).sum();
        if count == 0 {
            continue;
        }
        // Only what a reviewer has to see is open.
        let is_open = matches!(weight, Weight::Breaking | Weight::Uncertain | Weight::Behaviour);
        let title = format!("{} ({count})", weight.title());
        if is_open {
            text.push_str(&format!("\n### {title}\n"));
        } else {
            text.push_str(&format!("\n<details><summary>{title}</summary>\n"));
        }
        for (model, changes) in groups {
            let mut part = format!("\n**{}**\n\n", escaped(model));
            for change in &changes {
                part.push_str(&format!("- {}", escaped(&change.sentence)));
                let breaks = breaks(change);
                if !breaks.is_empty() {
                    part.push_str(&format!(" _({breaks})_"));
                }
                part.push('\n');
            }
            if text.len() + part.len() > MAX_LENGTH {
                left_out += changes.len();
            } else {
                text.push_str(&part);
            }
        }
        if !is_open {
            text.push_str("\n</details>\n");
        }
    }
    if left_out > 0 {
        text.push_str(&format!("\n{} left out for length.\n", plural(left_out, "change")));
    }
    text
}

/// Not seen, and keeps what stands around it apart.
const JOINER: char = '\u{200d}';

/// Text with nothing in it that Markdown or HTML would act on, nor a site that looks for links and mentions. Code
/// spans stay.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    // Paths are in backquotes; an odd one out is no quote.
    let spans = text.matches('`').count();
    let mut position = 0;
    for (index, character) in text.char_indices() {
        let in_code = position % 2 == 1;
        match character {
            '`' => {
                position += 1;
                if spans % 2 == 1 && position == spans {
                    escaped.push('\\');
                }
                escaped.push('`');
            }
            _ if in_code => escaped.push(character),
            '@' | '#' => escaped.extend(['\\', character, JOINER]),
            '<' => escaped.push_str("&lt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '*' | '_' | '[' | ']' | '|' | '~' | '!' | '>' | '$' => {
                escaped.extend(['\\', character]);
            }
            ':' if text[index..].starts_with("://") => escaped.extend([character, JOINER]),
            '.' if ends_with(&text[..index], "www") => escaped.extend([JOINER, character]),
            '-' if ends_with(&text[..index], "gh") => escaped.extend([JOINER, character]),
            _ => escaped.push(character),
        }
    }
    escaped
}

fn ends_with(text: &str, word: &str) -> bool {
    let start = text.len().checked_sub(word.len());
    start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(word))
}
