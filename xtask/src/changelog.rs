//! The entry of a drift in `CHANGELOG.md`.

use std::fs;

use oxen_drift::{changelog_entry, diff};
use oxen_schema::catalog::Catalog;

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
pub fn changes(workspace: &Workspace, old: &Catalog, new: &Catalog) -> Result<Changes, Error> {
    let report = diff(old, new);
    let body = changelog_entry(&report);
    if body.is_empty() {
        return Ok(Changes::default());
    }
    let entry = format!("### Catalog of {} (before: {})\n{body}", report.to.date, report.from.date);
    let owned = OwnedPath::new(CHANGELOG)?;
    let path = owned.below(workspace.root());
    let mut found = Found::new();
    let mut text = "# Changelog\n".to_owned();
    if path.is_file() {
        text = fs::read_to_string(&path).map_err(Error::file("read", &path))?.replace("\r\n", "\n");
        found.insert(owned.clone(), text.clone().into_bytes());
    }
    let wanted = Wanted::from([(owned, with_entry(&text, &entry))]);
    Ok(Changes::between(&found, wanted))
}

/// The text with the entry at the top of what is not yet released, unless the text has it.
fn with_entry(text: &str, entry: &str) -> String {
    if text.contains(entry) {
        return text.to_owned();
    }
    let line = text.lines().position(|line| line.trim_end() == UNRELEASED);
    let mut lines: Vec<&str> = text.lines().collect();
    let block: Vec<&str> = entry.trim_end().lines().collect();
    let (at, heading) = if let Some(line) = line {
        (line + 1, None)
    } else {
        // Above the first release, below what introduces the file.
        let first = lines.iter().position(|line| line.starts_with("## "));
        (first.unwrap_or(lines.len()), Some(UNRELEASED))
    };
    let mut inserted: Vec<&str> = Vec::new();
    if let Some(heading) = heading {
        if at > 0 && !lines[at - 1].is_empty() {
            inserted.push("");
        }
        inserted.push(heading);
    }
    inserted.push("");
    inserted.extend(block);
    if lines.get(at).is_some_and(|next| !next.is_empty()) {
        inserted.push("");
    }
    lines.splice(at..at, inserted);
    format!("{}\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::with_entry;

    const ENTRY: &str =
        "### Catalog of 2026-08-08 (before: 2026-07-01)\n\n#### Added\n\n- ox: new\n";

    #[test]
    fn an_entry_is_written_once() {
        let texts = [
            "# Changelog\n",
            "# Changelog\n\n## Unreleased\n\n### Fixed\n\n- a\n\n## 0.1.0\n\n- b\n",
            "# Changelog\n\nAbout.\n\n## 0.1.0\n\n- b\n",
            "",
        ];
        for text in texts {
            let once = with_entry(text, ENTRY);
            assert_eq!(once.matches(ENTRY).count(), 1, "{once}");
            assert_eq!(once.matches("## Unreleased").count(), 1, "{once}");
            assert_eq!(with_entry(&once, ENTRY), once);
            let kept = text.lines().filter(|line| !line.is_empty());
            assert!(kept.into_iter().all(|line| once.lines().any(|one| one == line)), "{once}");
            assert!(!once.contains("\n\n\n"), "{once}");
        }
    }

    #[test]
    fn it_stands_above_what_is_released() {
        let text = with_entry("# Changelog\n\n## 0.1.0\n\n- b\n", ENTRY);
        assert!(text.find("2026-08-08").unwrap() < text.find("0.1.0").unwrap());
    }
}
