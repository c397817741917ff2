//! The lines of a report: one per change, but values that were added or removed together share one.

use serde_json::Value;

use crate::change::{Change, Verdict};
use crate::kind::ChangeKind;
use crate::words;

/// One line about one model.
pub(super) struct Line {
    /// The change, or the changes, in words.
    pub(super) sentence: String,
    /// The breakage, in a few words; empty if there is none.
    pub(super) breaks: String,
    /// The number of changes that the line stands for.
    pub(super) changes: usize,
}

/// Returns the lines about the changes of one model.
pub(super) fn lines(changes: &[&Change]) -> Vec<Line> {
    let mut groups: Vec<Vec<&Change>> = Vec::new();
    for change in changes {
        let is_value = matches!(change.kind, ChangeKind::ValueAdded | ChangeKind::ValueRemoved);
        let same = |group: &&mut Vec<&Change>| {
            group.first().is_some_and(|first| {
                (first.kind, &first.path, first.wire, first.rust)
                    == (change.kind, &change.path, change.wire, change.rust)
            })
        };
        // Changes of one parameter come one after the other.
        match groups.last_mut().filter(|_| is_value).filter(same) {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    groups.iter().map(|group| line(group)).collect()
}

fn line(group: &[&Change]) -> Line {
    let Some(first) = group.first() else {
        return Line { sentence: String::new(), breaks: String::new(), changes: 0 };
    };
    let sentence = if group.len() == 1 {
        first.sentence.clone()
    } else {
        let value = |change: &&Change| match first.kind {
            ChangeKind::ValueRemoved => change.old.clone(),
            _ => change.new.clone(),
        };
        let values: Vec<Value> = group.iter().map(value).collect();
        words::values(first.kind, &first.path, &values)
    };
    Line { sentence, breaks: breaks(first), changes: group.len() }
}

/// Describes the breakage of a change in self-explanatory words.
fn breaks(change: &Change) -> String {
    let about = |verdict: Verdict, breaks: &'static str, may_break: &'static str| match verdict {
        Verdict::Compatible => None,
        Verdict::Uncertain => Some(may_break),
        Verdict::Breaking => Some(breaks),
    };
    let words = [
        about(change.wire, "wire", "may break on the wire"),
        about(change.rust, "rust", "may break in Rust"),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
