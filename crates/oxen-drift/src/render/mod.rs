//! Renders reports for people and for programs.

mod changelog;
mod json;
mod lines;
mod markdown;
mod text;

pub use changelog::changelog_entry;
pub use json::{json_schema, to_json};
pub use markdown::{to_markdown, to_markdown_within};
pub use text::{Colour, to_text};

use lines::Line;
use oxen_schema::text::counted;

use crate::change::{Change, Verdict};
use crate::kind::ChangeKind;
use crate::report::{Report, Step};

/// The importance of a change to a reader.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Weight {
    Breaking,
    Uncertain,
    Behaviour,
    Compatible,
    Cosmetic,
}

impl Weight {
    const ALL: [Self; 5] =
        [Self::Breaking, Self::Uncertain, Self::Behaviour, Self::Compatible, Self::Cosmetic];

    fn of(change: &Change) -> Self {
        match change.verdict() {
            Verdict::Breaking => Self::Breaking,
            Verdict::Uncertain => Self::Uncertain,
            Verdict::Compatible if change.behaviour => Self::Behaviour,
            Verdict::Compatible if change.kind.is_cosmetic() => Self::Cosmetic,
            Verdict::Compatible => Self::Compatible,
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking",
            Self::Uncertain => "May break",
            Self::Behaviour => "Same request, other result",
            Self::Compatible => "Compatible",
            Self::Cosmetic => "Cosmetic",
        }
    }
}

/// The changes of one weight.
struct Group<'a> {
    /// Models with changes, each with its lines.
    changed: Vec<(&'a str, Vec<Line>)>,
    /// Models that were added or withdrawn, each with its line.
    moved: Vec<(&'a str, Line)>,
    /// The number of changes.
    changes: usize,
}

impl<'a> Group<'a> {
    /// Groups the changes of this weight, model by model: changed models first, then added and withdrawn ones.
    fn of(report: &'a Report, weight: Weight) -> Self {
        let mut by_model: Vec<(&str, Vec<&Change>)> = Vec::new();
        for change in report.changes.iter().filter(|change| Weight::of(change) == weight) {
            match by_model.last_mut() {
                Some((model, changes)) if *model == change.model => changes.push(change),
                _ => by_model.push((&change.model, vec![change])),
            }
        }
        let changes = by_model.iter().map(|(_, changes)| changes.len()).sum();
        let mut group = Self { changed: Vec::new(), moved: Vec::new(), changes };
        for (model, changes) in by_model {
            let (moved, changed): (Vec<&Change>, Vec<&Change>) =
                changes.into_iter().partition(|change| {
                    matches!(change.kind, ChangeKind::ModelAdded | ChangeKind::ModelWithdrawn)
                });
            group.moved.extend(lines::lines(&moved).into_iter().map(|line| (model, line)));
            if !changed.is_empty() {
                group.changed.push((model, lines::lines(&changed)));
            }
        }
        group
    }

    fn models(&self) -> usize {
        self.changed.len() + self.moved.len()
    }
}

/// Returns a sentence with the number of changes in each group, which add up to all changes.
fn counts(report: &Report) -> String {
    let summary = &report.summary;
    let count = |weight| report.changes.iter().filter(|one| Weight::of(one) == weight).count();
    format!(
        "{} in {}: {} breaking ({} on the wire, {} in Rust), {} more that may break, {} more that change results, \
         {} compatible, {} cosmetic",
        counted(summary.changes, "change"),
        counted(summary.models, "model"),
        summary.breaking,
        summary.wire_breaking,
        summary.rust_breaking,
        count(Weight::Uncertain),
        count(Weight::Behaviour),
        count(Weight::Compatible),
        count(Weight::Cosmetic),
    )
}

fn step(step: Step) -> &'static str {
    match step {
        Step::None => "none",
        Step::Patch => "patch",
        Step::Minor => "minor",
        Step::Breaking => "breaking",
    }
}
