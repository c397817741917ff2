//! The entry of a drift in `CHANGELOG.md`.

use std::ops::Range;

use oxen_drift::{Report, changelog_entry};

use crate::bounded;
use crate::changes::{Changes, Found, Wanted};
use crate::error::Error;
use crate::workspace::{CHANGELOG, OwnedPath, Workspace};

/// Where what is not yet released stands.
const UNRELEASED: &str = "## Unreleased";

/// What adds the entry of this drift. Nothing, if it is there already or there is nothing to tell.
///
/// # Errors
///
/// [`Error::File`] if the changelog can't be read.
pub fn changes(workspace: &Workspace, report: &Report) -> Result<Changes, Error> {
    let body = changelog_entry(report);
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
    let (from, to) = (&report.from.date, &report.to.date);
    if from != to && tells_steps(&text, from, to) {
        return Ok(Changes::default());
    }
    let wanted = Wanted::from([(owned, with_entry(&text, &heading(from, to), &body))]);
    Ok(Changes::between(&found, wanted))
}

fn heading(from: &str, to: &str) -> String {
    format!("### Catalog of {to} (before: {from})")
}

/// Whether what is not yet released tells of several steps from one day to the other.
fn tells_steps(text: &str, from: &str, to: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    let Some(section) = unreleased(&lines) else { return false };
    let mut steps: Vec<(&str, &str)> = lines[section]
        .iter()
        .filter_map(|line| {
            line.strip_prefix("### Catalog of ")?.strip_suffix(')')?.split_once(" (before: ")
        })
        .filter(|step| *step != (to, from))
        .collect();
    let mut day = from;
    while let Some(index) = steps.iter().position(|(_, before)| *before == day) {
        day = steps.swap_remove(index).0;
        if day == to {
            return true;
        }
    }
    false
}

/// The lines of what is not yet released, without its heading.
fn unreleased(lines: &[&str]) -> Option<Range<usize>> {
    let is_heading =
        |line: &&str| line.trim_end().replace(['[', ']'], "").eq_ignore_ascii_case(UNRELEASED);
    let start = lines.iter().position(is_heading)? + 1;
    let length = lines[start..].iter().position(|line| line.starts_with("## ") || is_link(line));
    Some(start..length.map_or(lines.len(), |length| start + length))
}

/// Whether a line says where a link of the file leads.
fn is_link(line: &str) -> bool {
    line.starts_with('[') && line.contains("]: ")
}

/// The text with the entry among what is not yet released: in the place of the one that tells of the same days,
/// or above all others, but below what stands under no heading.
fn with_entry(text: &str, heading: &str, body: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let section = unreleased(&lines).unwrap_or_else(|| {
        // Above the first release, below what introduces the file.
        let first = lines.iter().position(|line| line.starts_with("## ") || is_link(line));
        let at = first.unwrap_or(lines.len());
        let end = insert(&mut lines, at..at, [UNRELEASED]);
        end..end
    });
    let is_entry = |line: &&str| line.starts_with("### ");
    let in_section = &lines[section.clone()];
    let is_same = |line: &&str| line.trim_end() == heading;
    let (start, end) = if let Some(start) = in_section.iter().position(is_same) {
        let length = in_section[start + 1..].iter().position(is_entry);
        (start, length.map_or(in_section.len(), |length| start + 1 + length))
    } else {
        let at = in_section.iter().position(is_entry).unwrap_or(in_section.len());
        (at, at)
    };
    let place = section.start + start..section.start + end;
    insert(&mut lines, place, std::iter::once(heading).chain(body.lines()));
    format!("{}\n", lines.join("\n"))
}

/// Puts lines in the place of others, with an empty one on each side. Returns where they end.
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
    use super::{heading, tells_steps, with_entry};

    const BODY: &str = "\n#### Added\n\n- ox: new\n";
    const LINKED: &str = "# Changelog\n\n## [Unreleased]\n\n- loose\n\n## [0.1.0]\n\n- b\n\n[0.1.0]: https://example.com\n";

    fn written(text: &str) -> String {
        with_entry(text, &heading("2026-07-01", "2026-08-08"), BODY)
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
            assert_eq!(once.matches("### Catalog of 2026-08-08 (before: 2026-07-01)\n").count(), 1);
            assert_eq!(once.matches("nreleased").count(), 1, "{once}");
            assert_eq!(written(&once), once);
            let mut kept = text.lines().filter(|line| !line.is_empty());
            assert!(kept.all(|line| once.lines().any(|one| one == line)), "{once}");
            // All that was there is there as it was.
            let entry = format!("{}\n{BODY}", heading("2026-07-01", "2026-08-08"));
            let (before, after) = once.split_once(&entry).unwrap();
            assert!(
                text.starts_with(before.trim_end().trim_end_matches("## Unreleased").trim_end())
            );
            assert!(text.trim_end().ends_with(after.trim()), "{once}");
        }
    }

    #[test]
    fn it_stands_above_what_is_released_and_below_what_has_no_heading() {
        let text = written(LINKED);
        let at = |part: &str| text.find(part).unwrap();
        assert!(at("- loose") < at("- ox: new") && at("- ox: new") < at("## [0.1.0]"), "{text}");
    }

    /// The hub may change twice on a day.
    #[test]
    fn the_same_days_have_one_entry() {
        let first = written("# Changelog\n\n## Unreleased\n\n### Fixed\n\n- a\n");
        let (days, body) = (heading("2026-07-01", "2026-08-08"), "\n#### Added\n\n- yak: new\n");
        let second = with_entry(&first, &days, body);
        assert_eq!(second, first.replace("ox: new", "yak: new"));
    }

    #[test]
    fn steps_on_the_way_are_enough() {
        let mut text = "# Changelog\n\n## Unreleased\n".to_owned();
        for (from, to) in [("2026-04-21", "2026-07-01"), ("2026-07-01", "2026-08-08")] {
            text = with_entry(&text, &heading(from, to), BODY);
        }
        assert!(tells_steps(&text, "2026-04-21", "2026-08-08"));
        assert!(!tells_steps(&text, "2026-04-01", "2026-08-08"));
        // The one entry that is there may have to be written anew.
        assert!(!tells_steps(&text, "2026-07-01", "2026-08-08"));
        assert!(!tells_steps(&text.replace("Unreleased", "0.1.0"), "2026-04-21", "2026-08-08"));
    }
}
