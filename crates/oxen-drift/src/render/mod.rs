//! Reports for people and for programs.

mod changelog;
mod json;
mod markdown;
mod text;

pub use changelog::changelog_entry;
pub use json::{json_schema, to_json};
pub use markdown::to_markdown;
pub use text::{Colour, to_text};

use crate::change::{Change, Verdict};
use crate::report::{Report, Step};

/// How much a reader has to care about a change.
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

/// The changes of this weight, model by model.
fn by_model(report: &Report, weight: Weight) -> Vec<(&str, Vec<&Change>)> {
    let mut groups: Vec<(&str, Vec<&Change>)> = Vec::new();
    for change in report.changes.iter().filter(|change| Weight::of(change) == weight) {
        match groups.last_mut() {
            Some((model, changes)) if *model == change.model => changes.push(change),
            _ => groups.push((&change.model, vec![change])),
        }
    }
    groups
}

/// What a change breaks, in a word or two.
fn breaks(change: &Change) -> String {
    let about = |verdict: Verdict, name: &str| match verdict {
        Verdict::Compatible => None,
        Verdict::Uncertain => Some(format!("{name}?")),
        Verdict::Breaking => Some(name.to_owned()),
    };
    let words = [about(change.wire, "wire"), about(change.rust, "rust")];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The counts in a sentence.
fn counts(report: &Report) -> String {
    let summary = &report.summary;
    format!(
        "{} in {}: {} breaking ({} on the wire, {} in Rust), {} uncertain, {} change results, {} cosmetic",
        plural(summary.changes, "change"),
        plural(summary.models, "model"),
        summary.breaking,
        summary.wire_breaking,
        summary.rust_breaking,
        summary.uncertain,
        summary.behaviour,
        summary.cosmetic,
    )
}

fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn step(step: Step) -> &'static str {
    match step {
        Step::None => "none",
        Step::Patch => "patch",
        Step::Minor => "minor",
        Step::Breaking => "breaking",
    }
}
