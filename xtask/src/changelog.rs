//! The entry of a drift in `CHANGELOG.md`.

use std::ops::Range;

use oxen_drift::{Report, changelog_entry};
use oxen_schema::canonical;
use oxen_schema::catalog::Catalog;

use crate::bounded;
use crate::changes::{Changes, Found, Wanted};
use crate::error::Error;
use crate::owned_path::{CHANGELOG, OwnedPath};
use crate::workspace::Workspace;

/// The heading of the section of unreleased changes.
const UNRELEASED: &str = "## Unreleased";

/// The beginning of the heading of an entry.
const ENTRY: &str = "### Catalog of ";

/// The file of a catalog that has its date.
const CATALOG: &str = "catalog.json";

/// The drift from one catalog to another, and both catalogs.
#[derive(Debug, Clone, Copy)]
pub struct Drift<'a> {
    /// The report of the changes.
    pub report: &'a Report,
    /// The old catalog.
    pub from: &'a Catalog,
    /// The new catalog.
    pub to: &'a Catalog,
}

/// Returns the changes that add the entry of this drift; none if it is there already or would be empty.
///
/// # Errors
///
/// [`Error::File`] if the changelog can't be read.
pub fn changes(workspace: &Workspace, drift: Drift<'_>) -> Result<Changes, Error> {
    let body = changelog_entry(drift.report);
    if body.is_empty() {
        return Ok(Changes::default());
    }
    let owned = OwnedPath::new(CHANGELOG)?;
    let path = owned.below(workspace.root());
    let mut found = Found::new();
    let mut text = "# Changelog\n".to_owned();
    if path.is_file() {
        text = bounded::read_text(&path)?.replace("\r\n", "\n");
        found.insert(owned.clone(), text.clone().into_bytes());
    }
    let step = Step { from: fingerprint(drift.from), to: fingerprint(drift.to) };
    let (from, to) = (&drift.report.from.date, &drift.report.to.date);
    let heading = format!("{ENTRY}{to} (before: {from})");
    let wanted = Wanted::from([(owned, with_entry(&text, &heading, &step, &body))]);
    Ok(Changes::between(&found, wanted))
}

/// The catalogs before and after an entry, by their fingerprints. Dates won't do: several catalogs may share one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    from: String,
    to: String,
}

impl Step {
    /// Returns the line below the heading of an entry, which is invisible to readers.
    fn mark(&self) -> String {
        format!("<!-- from {} to {} -->", self.from, self.to)
    }

    fn read(line: &str) -> Option<Self> {
        let inner = line.trim_end().strip_prefix("<!-- from ")?.strip_suffix(" -->")?;
        let (from, to) = inner.split_once(" to ")?;
        Some(Self { from: from.to_owned(), to: to.to_owned() })
    }
}

/// Returns a short text that is the same for catalogs with the same content, whatever their date.
fn fingerprint(catalog: &Catalog) -> String {
    // FNV-1a, so that the result is the same with every release of Rust.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    // Everything that a report depends on: all files but the one with the date, and the records in place of that one.
    for (path, text) in catalog.to_files() {
        if path != CATALOG {
            add(&path);
            add(&text);
        }
    }
    for model in catalog.models() {
        add(&canonical::to_text(&model.to_record()));
    }
    format!("{hash:016x}")
}

/// Returns the hand-written lines: all but the entries of drifts, and the heading that they are under.
pub(crate) fn by_hand(text: &str) -> Vec<&str> {
    let mut is_in_entry = false;
    let lines = text.lines().map(str::trim_end).filter(|line| {
        if line.starts_with(ENTRY) {
            is_in_entry = true;
        } else if line.starts_with("### ") || line.starts_with("## ") || is_link(line) {
            is_in_entry = false;
        }
        !is_in_entry && !line.is_empty() && !is_unreleased(line)
    });
    lines.collect()
}

fn is_unreleased(line: &str) -> bool {
    line.trim_end().replace(['[', ']'], "").eq_ignore_ascii_case(UNRELEASED)
}

/// Returns whether the entries, the latest first, lead from one catalog of the step to the other, and no further.
fn cover(steps: &[Option<Step>], step: &Step) -> bool {
    let mut to = &step.to;
    for entry in steps {
        match entry {
            Some(entry) if entry.to == *to && entry.from == step.from => return true,
            Some(entry) if entry.to == *to => to = &entry.from,
            _ => return false,
        }
    }
    false
}

/// Returns the range of the lines of unreleased changes, without their heading.
fn unreleased(lines: &[&str]) -> Option<Range<usize>> {
    let start = lines.iter().position(|line| is_unreleased(line))? + 1;
    let length = lines[start..].iter().position(|line| line.starts_with("## ") || is_link(line));
    Some(start..length.map_or(lines.len(), |length| start + length))
}

/// Returns whether a line is the definition of a link.
fn is_link(line: &str) -> bool {
    line.starts_with('[') && line.contains("]: ")
}

/// Returns the text with the entry among the unreleased changes, above all others, but below lines without a heading.
///
/// Nothing is added if the entries cover this step already. The latest entry is replaced if it starts from the same
/// catalog: the catalog that it led to was abandoned.
fn with_entry(text: &str, heading: &str, step: &Step, body: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let section = unreleased(&lines).unwrap_or_else(|| {
        // Above the first release, below the introduction of the file.
        let first = lines.iter().position(|line| line.starts_with("## ") || is_link(line));
        let at = first.unwrap_or(lines.len());
        let end = insert(&mut lines, at..at, [UNRELEASED]);
        end..end
    });
    let in_section = &lines[section.clone()];
    let starts: Vec<usize> =
        (0..in_section.len()).filter(|index| in_section[*index].starts_with(ENTRY)).collect();
    let step_of = |start: &usize| in_section.get(start + 1).and_then(|line| Step::read(line));
    let steps: Vec<Option<Step>> = starts.iter().map(step_of).collect();
    if cover(&steps, step) {
        return text.to_owned();
    }
    let is_heading = |line: &&str| line.starts_with("### ");
    let is_superseded =
        steps.first().is_some_and(|latest| latest.as_ref().is_some_and(|it| it.from == step.from));
    let (start, end) = match starts.first() {
        Some(&start) if is_superseded => {
            let length = in_section[start + 1..].iter().position(is_heading);
            (start, length.map_or(in_section.len(), |length| start + 1 + length))
        }
        _ => {
            let at = in_section.iter().position(is_heading).unwrap_or(in_section.len());
            (at, at)
        }
    };
    let place = section.start + start..section.start + end;
    let mark = step.mark();
    let entry = [heading, mark.as_str()].into_iter().chain(body.lines());
    insert(&mut lines, place, entry);
    format!("{}\n", lines.join("\n"))
}

/// Replaces lines with others, with an empty line on each side. Returns the index where they end.
fn insert<'a>(
    lines: &mut Vec<&'a str>,
    place: Range<usize>,
    new: impl IntoIterator<Item = &'a str>,
) -> usize {
    let mut block: Vec<&str> = new.into_iter().collect();
    if place.start > 0 && !lines[place.start - 1].is_empty() {
        block.insert(0, "");
    }
    let end = place.start + block.len();
    if lines.get(place.end).is_some_and(|next| !next.is_empty()) {
        block.push("");
    }
    lines.splice(place, block);
    end
}

#[cfg(test)]
mod tests {
    use super::{Step, by_hand, with_entry};

    const BODY: &str = "\n#### Added\n\n- ox: new\n";
    const HEADING: &str = "### Catalog of 2026-08-08 (before: 2026-07-01)";
    const LINKED: &str = "# Changelog\n\n## [Unreleased]\n\n- loose\n\n## [0.1.0]\n\n- b\n\n[0.1.0]: https://example.com\n";

    fn step(from: &str, to: &str) -> Step {
        Step { from: from.to_owned(), to: to.to_owned() }
    }

    /// Returns the text with the entry of a step, whose body names the step.
    fn stepped(text: &str, from: &str, to: &str) -> String {
        with_entry(text, HEADING, &step(from, to), &format!("\n- {from} to {to}\n"))
    }

    fn written(text: &str) -> String {
        with_entry(text, HEADING, &step("a", "b"), BODY)
    }

    #[test]
    fn an_entry_is_written_once() {
        let texts = [
            "# Changelog\n",
            "# Changelog\n\n## Unreleased\n\n### Fixed\n\n- a\n\n## 0.1.0\n\n- b\n",
            "# Changelog\n\nAbout.\n\n## 0.1.0\n\n- b\n",
            "# Changelog\n\n## Unreleased\n- a\n## 0.1.0\n- b\n",
            "# Changelog\n\n[0.1.0]: https://example.com\n",
            LINKED,
            "",
            "# Changelog\n\n\n\n## Unreleased\n\n### Fixed\n\n```\na\n\n\nb\n```\n",
        ];
        for text in texts {
            let once = written(text);
            assert_eq!(once.matches(&format!("{HEADING}\n")).count(), 1);
            assert_eq!(once.matches("nreleased").count(), 1, "{once}");
            assert_eq!(written(&once), once);
            assert_eq!(by_hand(&once), by_hand(text));
            // The existing text is unchanged.
            let entry = format!("{HEADING}\n<!-- from a to b -->\n{BODY}");
            let (before, after) = once.split_once(&entry).unwrap();
            assert!(
                text.starts_with(before.trim_end().trim_end_matches("## Unreleased").trim_end())
            );
            assert!(text.trim_end().ends_with(after.trim()), "{once}");
        }
    }

    #[test]
    fn an_entry_stands_above_releases_and_below_lines_without_a_heading() {
        let text = written(LINKED);
        let at = |part: &str| text.find(part).unwrap();
        assert!(at("- loose") < at("- ox: new") && at("- ox: new") < at("## [0.1.0]"), "{text}");
    }

    /// A catalog may be replaced, and come back, on the same day.
    #[test]
    fn no_entry_is_lost() {
        let mut text = "# Changelog\n\n## Unreleased\n".to_owned();
        for (from, to) in [("a", "b"), ("b", "a"), ("a", "b"), ("b", "c")] {
            text = stepped(&text, from, to);
        }
        let entries: Vec<&str> = text.lines().filter(|line| line.starts_with("- ")).collect();
        assert_eq!(entries, ["- b to c", "- a to b", "- b to a", "- a to b"], "{text}");
    }

    #[test]
    fn an_abandoned_step_is_replaced() {
        let first = stepped("# Changelog\n\n## Unreleased\n\n### Fixed\n\n- x\n", "a", "b");
        let second = stepped(&first, "a", "c");
        assert_eq!(second, first.replace("a to b", "a to c"));
    }

    #[test]
    fn entries_of_intermediate_steps_suffice() {
        let text = stepped(&stepped("# Changelog\n\n## Unreleased\n", "a", "b"), "b", "c");
        assert_eq!(stepped(&text, "a", "c"), text);
        assert_eq!(stepped(&text, "b", "c"), text);
        for (from, to) in [("z", "c"), ("a", "b"), ("c", "a")] {
            assert_ne!(stepped(&text, from, to), text, "{from} {to}");
        }
        let released = text.replace("## Unreleased", "## 0.1.0");
        assert_ne!(stepped(&released, "a", "c"), released);
    }
}
