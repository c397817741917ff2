//! `drift`, and the report of it by `regen`.

use std::path::Path;

use serde_json::Value;

use crate::support::catalog::{a_week_later, chat_model, image_model, listing, three_models};
use crate::support::git::{commit_all, git};
use crate::support::workspace::TestWorkspace;

#[test]
fn the_working_tree_is_compared_with_the_last_commit() {
    let workspace = TestWorkspace::of(&three_models());
    workspace.run(&["drift"]).refused(&["HEAD", "neither a directory nor a commit"]);
    commit_all(&workspace);
    let same = workspace.run(&["drift", "--fail-on", "any"]).succeeded();
    assert!(same.stdout.contains("nothing changed"), "{same:?}");

    workspace.import(&a_week_later()).succeeded();
    let text = workspace.run(&["drift"]).succeeded().stdout;
    assert!(text.contains("Breaking"), "{text}");
    assert!(!text.contains('\u{1b}'), "colours where no terminal is: {text:?}");
    workspace.run(&["drift", "--fail-on", "breaking"]).refused(&["breaking changes"]);
    let markdown = workspace.run(&["drift", "--format", "markdown"]).succeeded().stdout;
    assert!(markdown.starts_with("## Drift"), "{markdown}");
    let json = workspace.run(&["drift", "--format", "json"]).succeeded().stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_ne!(json["summary"]["breaking"], 0);

    commit_all(&workspace);
    let back = workspace.run(&["drift", "--from", "HEAD~1"]).succeeded().stdout;
    assert_eq!(back, text);
}

#[test]
fn directories_are_compared() {
    let (old, new) = (TestWorkspace::of(&three_models()), TestWorkspace::of(&a_week_later()));
    let path = |workspace: &TestWorkspace| workspace.root().to_str().unwrap().to_owned();
    let (old_path, new_path) = (path(&old), path(&new));
    let forth = old.run(&["drift", "--from", &old_path, "--to", &new_path]).succeeded();
    assert!(forth.stdout.contains("Breaking"), "{forth:?}");
    let from_schemas = format!("{old_path}/schemas");
    let again = new.run(&["drift", "--from", &from_schemas]).succeeded();
    assert_eq!(again.stdout, forth.stdout);
    std::fs::remove_file(old.path("schemas/catalog.json")).unwrap();
    new.run(&["drift", "--from", &from_schemas]).refused(&["is not a catalog"]);
}

#[test]
fn an_unknown_revision_is_refused() {
    let workspace = TestWorkspace::of(&three_models());
    commit_all(&workspace);
    for revision in ["--output=x", "-h", "nonsense", "", "HEAD:schemas", "a b\nc"] {
        workspace.run(&["drift", &format!("--from={revision}")]).refused(&["neither a directory"]);
    }
    assert!(!workspace.path("x").exists());
}

#[test]
fn regen_ends_with_the_report_and_writes_it_into_the_changelog_once() {
    let workspace = TestWorkspace::of(&three_models());
    assert!(!workspace.path("CHANGELOG.md").exists());
    workspace.write("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- By hand.\n");
    let told = workspace.import(&a_week_later()).succeeded().stdout;
    for text in ["Breaking", "version step: breaking", "next version: ", "snapshots to review"] {
        assert!(told.contains(text), "{text}: {told}");
    }
    let reviews = "snapshots to review: the catalog, alpha-image, delta-image\n";
    assert!(told.contains(reviews), "{told}");
    assert!(told.contains("`cargo xtask accept` accepts and removes all of these"), "{told}");
    assert!(told.contains("snapshots to remove: beta-image\n"), "{told}");
    let changelog = workspace.read("CHANGELOG.md");
    assert!(changelog.contains("#### Breaking") && changelog.contains("- By hand."), "{changelog}");
    let again = workspace.import(&a_week_later()).succeeded().stdout;
    assert!(!again.contains("Breaking"), "{again}");
    assert_eq!(workspace.read("CHANGELOG.md"), changelog);
    // The same drift from the same start: a second time, the entry is there.
    let back = TestWorkspace::of(&three_models());
    back.write("CHANGELOG.md", &changelog);
    back.import(&a_week_later()).succeeded();
    assert_eq!(back.read("CHANGELOG.md"), changelog);
}

/// Without anything to fetch from, `regen` reports how `schemas/` differs from the last commit.
#[test]
fn regen_offline_reports_the_drift_since_the_last_commit() {
    let workspace = TestWorkspace::of(&three_models());
    commit_all(&workspace);
    let same = workspace.run(&["regen"]).succeeded();
    assert!(same.stdout.contains("nothing changed"), "{same:?}");
    assert!(!workspace.path("CHANGELOG.md").exists());

    let schema = workspace.read("schemas/alpha-image.json");
    workspace.write("schemas/alpha-image.json", &schema.replace("50", "40"));
    let told = workspace.run(&["regen", "--dry-run"]).succeeded().stdout;
    assert!(told.contains("+ CHANGELOG.md") && told.contains("from 50 to 40"), "{told}");
    assert!(!workspace.path("CHANGELOG.md").exists());
    let told = workspace.run(&["regen"]).succeeded().stdout;
    for text in ["from 50 to 40", "next version: ", "snapshots to review", "alpha-image"] {
        assert!(told.contains(text), "{text}: {told}");
    }
    let changelog = workspace.read("CHANGELOG.md");
    assert!(changelog.contains("#### Breaking"), "{changelog}");
    workspace.run(&["regen"]).succeeded();
    assert_eq!(workspace.read("CHANGELOG.md"), changelog);

    // Another change on the way to the next commit: one entry covers both.
    workspace.write("schemas/alpha-image.json", &schema.replace("50", "30"));
    workspace.run(&["regen"]).succeeded();
    let told = |text: &str| -> Vec<String> {
        text.lines().filter(|line| !line.starts_with("<!--")).map(str::to_owned).collect()
    };
    let expected = changelog.replace("50 to 40", "50 to 30");
    assert_eq!(told(&workspace.read("CHANGELOG.md")), told(&expected));
}

#[test]
fn regen_offline_needs_no_git() {
    let workspace = TestWorkspace::of(&three_models());
    let told = workspace.run(&["regen"]).succeeded();
    assert!(told.stderr.contains("no drift report: there is no last commit"), "{told:?}");
    git(&workspace, &["init", "-q"]);
    let told = workspace.run(&["regen"]).succeeded();
    assert!(told.stderr.contains("no drift report: there is no last commit"), "{told:?}");
    let without_git = workspace.command(&["regen"]).env("PATH", "").output().unwrap();
    assert!(without_git.status.success(), "{without_git:?}");
    let told = String::from_utf8_lossy(&without_git.stderr);
    assert!(told.contains("no drift report") && told.contains("git can't be run"), "{told}");

    // Nor a commit with a catalog in it.
    std::fs::rename(workspace.path("schemas"), workspace.path("elsewhere")).unwrap();
    commit_all(&workspace);
    std::fs::rename(workspace.path("elsewhere"), workspace.path("schemas")).unwrap();
    let told = workspace.run(&["regen"]).succeeded();
    assert!(told.stderr.contains("there is no schemas/ in it"), "{told:?}");
}

/// Several catalogs before a release: each step has its entry, and the sum of the steps needs none.
#[test]
fn several_regens_before_a_release_have_an_entry_each() {
    let workspace = TestWorkspace::of(&three_models());
    workspace.write("CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n- By hand.\n");
    commit_all(&workspace);
    let two_weeks_later = vec![image_model("alpha-image", 30), chat_model("gamma-chat")];
    for (date, models) in [("2026-08-15", a_week_later()), ("2026-08-22", two_weeks_later)] {
        let input = workspace.path("listing.json");
        std::fs::write(&input, listing(&models)).unwrap();
        let input = input.to_str().unwrap();
        let options = ["regen", "--allow-withdrawals", "--date", date, "--input", input];
        workspace.run(&options).succeeded();
    }
    let changelog = workspace.read("CHANGELOG.md");
    let at = |text: &str| changelog.find(text).unwrap_or_else(|| panic!("{text}: {changelog}"));
    let entries = [
        "## [Unreleased]",
        "### Catalog of 2026-08-22 (before: 2026-08-15)",
        "### Catalog of 2026-08-15 (before: 2026-08-08)",
        "### Fixed",
        "- By hand.",
    ];
    assert!(entries.map(at).is_sorted(), "{changelog}");
    let told = workspace.run(&["regen"]).succeeded().stdout;
    assert!(told.contains("from 50 to 30"), "{told}");
    assert_eq!(workspace.read("CHANGELOG.md"), changelog);
}

/// The catalog of each of three days on top of the one before.
#[test]
fn regen_follows_a_real_history() {
    let workspace = TestWorkspace::empty();
    let history = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/history");
    for (date, models, heading) in [
        ("2026-04-21", 127, None),
        ("2026-07-01", 157, Some("### Catalog of 2026-07-01 (before: 2026-04-21)")),
        ("2026-08-08", 178, Some("### Catalog of 2026-08-08 (before: 2026-07-01)")),
    ] {
        let listing = history.join(format!("{date}.json"));
        let listing = listing.to_str().unwrap();
        let options = ["regen", "--allow-withdrawals", "--input", listing, "--date", date];
        let told = workspace.run(&options).succeeded().stdout;
        assert!(told.contains(&format!("models: {models} with")), "{told}");
        workspace.run(&["check"]).succeeded();
        if let Some(heading) = heading {
            assert!(workspace.read("CHANGELOG.md").contains(heading));
            assert!(told.contains("version step: breaking"), "{told}");
        }
    }
}

/// Catalogs that are replaced and restored on one day: each step is reported.
#[test]
fn no_step_of_a_day_is_lost() {
    let workspace = TestWorkspace::of(&[image_model("alpha-image", 50), chat_model("gamma-chat")]);
    for steps in [40, 50, 40] {
        workspace
            .import(&[image_model("alpha-image", steps), chat_model("gamma-chat")])
            .succeeded();
    }
    let changelog = workspace.read("CHANGELOG.md");
    let told: Vec<&str> =
        changelog.lines().filter_map(|line| line.strip_prefix("- alpha-image: ")).collect();
    let expected =
        ["`steps`: the maximum went from 50 to 40", "`steps`: the maximum went from 40 to 50"];
    assert_eq!(told, [expected[0], expected[1], expected[0]], "{changelog}");
}

/// A small schema may make very many changes.
#[test]
fn very_many_changes_are_counted() {
    let model = |prefix: &str| {
        let mut model = image_model("alpha-image", 9);
        for index in 0..600 {
            let name = format!("{prefix}_{index}_with_a_name_that_is_long_enough");
            model["json_request_schema"]["properties"][name] =
                serde_json::json!({"type": "string"});
        }
        model
    };
    let workspace = TestWorkspace::of(&[model("old")]);
    let outcome = workspace.import(&[model("new")]).succeeded();
    let changelog = workspace.read("CHANGELOG.md");
    assert!(changelog.len() < 100_000, "{}", changelog.len());
    assert!(changelog.contains("- alpha-image: `old_0_") && changelog.contains(" more changes"));
    assert!(outcome.stdout.len() < 200_000, "{}", outcome.stdout.len());
    assert!(outcome.stdout.contains(" more changes"));
}

#[test]
fn the_report_is_also_written_to_a_file() {
    let workspace = TestWorkspace::of(&three_models());
    workspace.write("listing.json", &listing(&a_week_later()));
    let (input, report) = (workspace.path("listing.json"), workspace.path("report.md"));
    let (input, report) = (input.to_str().unwrap(), report.to_str().unwrap());
    let options = ["regen", "--allow-withdrawals", "--input", input, "--report", report];
    workspace.run(&options).succeeded();
    let markdown = workspace.read("report.md");
    for text in
        ["## To do", "- snapshots to remove: beta-image", "cargo xtask accept", "## Drift from"]
    {
        assert!(markdown.contains(text), "{text}: {markdown}");
    }
}

/// Git would hand out a blob of any size.
#[test]
fn commits_with_large_files_are_not_read() {
    let workspace = TestWorkspace::of(&three_models());
    let large = std::fs::File::create(workspace.path("schemas/large.json")).unwrap();
    large.set_len((16 << 20) + 1).unwrap();
    commit_all(&workspace);
    std::fs::remove_file(workspace.path("schemas/large.json")).unwrap();
    let texts = ["schemas/large.json of HEAD", "so it was not read", "more than 16 MiB"];
    workspace.run(&["drift"]).refused(&texts);
    let told = workspace.run(&["regen"]).succeeded().stderr;
    assert!(told.contains("no drift report") && told.contains("so it was not read"), "{told}");
}

/// A pull request takes 65,536 characters, however many models and findings there are.
#[test]
fn the_report_for_a_pull_request_has_a_limit() {
    let long = |index: usize| format!("model-{index}-{}", "x".repeat(80));
    let workspace = TestWorkspace::of(&three_models());
    let mut models: Vec<Value> = (0..1_200)
        .map(|index| {
            let mut model = image_model(&long(index), 7);
            if index % 2 == 0 {
                model["json_request_schema"] = Value::from("unusable");
            } else {
                model["context_length"] = Value::from("lots");
            }
            model
        })
        .collect();
    models.extend(three_models());
    workspace.write("listing.json", &listing(&models));
    let (input, report) = (workspace.path("listing.json"), workspace.path("report.md"));
    let (input, report) = (input.to_str().unwrap(), report.to_str().unwrap());
    let told = workspace.run(&["regen", "--input", input, "--report", report]).succeeded();
    let markdown = workspace.read("report.md");
    assert!(markdown.chars().count() < 65_536, "{}", markdown.len());
    for text in ["## Models that can't be used", "## Contradictions", "## To do", "## Drift"] {
        assert!(markdown.contains(text), "{text}: {markdown}");
    }
    let is_counted = |line: &&str| line.starts_with("- ") && line.ends_with(" more");
    assert_eq!(markdown.lines().filter(is_counted).count(), 3, "{markdown}");
    assert!(markdown.contains("omitted for length"), "{markdown}");
    assert!(told.stderr.len() < 100_000, "{}", told.stderr.len());
}
