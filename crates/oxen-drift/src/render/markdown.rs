//! Renders a report as the body of a pull request.

use oxen_schema::text::counted;

use super::lines::Line;
use super::{Group, Weight, counts, step};
use crate::report::Report;

/// The maximum length of a report, in bytes: a pull request is limited to 65,536 characters.
const MAX_LENGTH: usize = 60_000;

/// The number of bytes reserved for the titles of all groups and the count of omitted changes.
const FRAME: usize = 500;

/// Returns the report as Markdown. Names and values from the hub can neither format text nor mention anybody.
///
/// Changes that don't fit into a pull request are only counted.
pub fn to_markdown(report: &Report) -> String {
    to_markdown_within(report, MAX_LENGTH)
}

/// Returns the report as [`to_markdown`] does, in at most `limit` bytes, which must be at least 1,000. This is for a
/// report that is part of a longer text.
pub fn to_markdown_within(report: &Report, limit: usize) -> String {
    let limit = limit.saturating_sub(FRAME);
    let (from, to) = (&report.from, &report.to);
    let mut text = format!(
        "## Drift from {} to {}\n\n{} before, {} now. {}. Version step: **{}**.\n",
        from.date,
        to.date,
        counted(from.models, "model"),
        counted(to.models, "model"),
        counts(report),
        step(report.step),
    );
    let mut left_out = 0;
    for weight in Weight::ALL {
        let group = Group::of(report, weight);
        if group.changes == 0 {
            continue;
        }
        // Only the changes that a reviewer has to see are expanded.
        let is_open = matches!(weight, Weight::Breaking | Weight::Uncertain | Weight::Behaviour);
        let title = format!("{} ({})", weight.title(), group.changes);
        if is_open {
            text.push_str(&format!("\n### {title}\n"));
        } else {
            text.push_str(&format!("\n<details><summary>{title}</summary>\n"));
        }
        let mut add = |start: &str, line: &Line| {
            let part = format!("{start}{}\n", described(line));
            if text.len() + part.len() > limit {
                left_out += line.changes;
            } else {
                text.push_str(&part);
            }
        };
        for (model, lines) in &group.changed {
            let mut start = format!("\n**{}**\n\n- ", escaped(model));
            for line in lines {
                add(&start, line);
                "- ".clone_into(&mut start);
            }
        }
        for (index, (model, line)) in group.moved.iter().enumerate() {
            let gap = if index == 0 { "\n" } else { "" };
            add(&format!("{gap}- **{}**: ", escaped(model)), line);
        }
        if !is_open {
            text.push_str("\n</details>\n");
        }
    }
    if left_out > 0 {
        text.push_str(&format!("\n{} omitted for length.\n", counted(left_out, "change")));
    }
    text
}

fn described(line: &Line) -> String {
    let mut described = escaped(&line.sentence);
    if !line.breaks.is_empty() {
        described.push_str(&format!(" _({})_", line.breaks));
    }
    described
}

/// An invisible character that separates its neighbours.
const JOINER: char = '\u{200d}';

/// Escapes everything that Markdown, HTML or a site that looks for links and mentions would interpret, except code
/// spans.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    // Paths are in backquotes; an unpaired one is escaped.
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
