//! Changing many files at once: refusals, files that are left alone, and cleaning up.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use xtask::changes::{Changes, Found, Wanted};
use xtask::error::Error;
use xtask::owned_path::{NotOwned, OwnedPath};
use xtask::transaction::{Access, DIRECTORY, Transaction};
use xtask::tree;
use xtask::workspace::Workspace;

fn workspace() -> (TempDir, Workspace) {
    let directory = tempfile::tempdir().unwrap();
    write(directory.path(), "crates/oxen-models/Cargo.toml", "[package]\n");
    let workspace = Workspace::open(directory.path()).unwrap();
    (directory, workspace)
}

fn write(root: &Path, path: &str, content: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn wanted(files: &[(&str, &str)]) -> Wanted {
    files
        .iter()
        .map(|(path, content)| (OwnedPath::new(*path).unwrap(), (*content).to_owned()))
        .collect()
}

fn commit(workspace: &Workspace, changes: &Changes) -> Result<(), Error> {
    Transaction::open(workspace, Access::Write, None)?.commit(changes)
}

fn removal(path: &str) -> Changes {
    let found = Found::from([(OwnedPath::new(path).unwrap(), Vec::new())]);
    Changes::between(&found, Wanted::new())
}

#[test]
fn only_owned_paths_are_accepted() {
    for path in [
        "schemas/flux-2-pro.json",
        "schemas/base/chat-completions.json",
        "crates/oxen-models/src/models/openai/gpt.rs",
        "crates/oxen-catalog/models/x.json",
        "crates/oxen-models/Cargo.toml",
    ] {
        assert!(OwnedPath::new(path).is_ok(), "{path}");
    }
    for path in [
        "",
        "/etc/passwd",
        "schemas/../Cargo.toml",
        "schemas/README.md",
        "schemas/.json",
        "schemas/a/b.json",
        "schemas/base/deep/x.json",
        "schemas\\x.json",
        "schemas/c:x.json",
        "schemas/x\u{0}.json",
        "schemas//x.json",
        "schemas/./x.json",
        "Cargo.toml",
        "crates/oxen-models/src/lib.rs",
        "crates/oxen-models/src/models/../lib.rs",
        "crates/oxen-models/src/models",
        "crates/oxen-models/src/models/",
        ".git/config",
    ] {
        assert!(matches!(OwnedPath::new(path), Err(NotOwned { .. })), "{path}");
    }
}

#[test]
fn only_new_changed_and_stale_files_are_touched() {
    let (directory, workspace) = workspace();
    let root = directory.path();
    let by_hand = ["schemas/README.md", "schemas/base/notes.txt", "crates/oxen-models/src/lib.rs"];
    for path in by_hand {
        write(root, path, "by hand");
    }
    write(root, "schemas/old.json", "old");
    write(root, "schemas/same.json", "same");
    write(root, "crates/oxen-models/src/models/a/b/stale.rs", "stale");
    let mut found = tree::read_schemas(&workspace).unwrap();
    found.extend(tree::read_generated(&workspace).unwrap());
    let manifest = OwnedPath::new("crates/oxen-models/Cargo.toml").unwrap();
    found.remove(&manifest).unwrap();

    let changes = Changes::between(
        &found,
        wanted(&[
            ("schemas/same.json", "same"),
            ("schemas/new.json", "new"),
            ("crates/oxen-models/src/models/mod.rs", ""),
        ]),
    );
    assert_eq!(
        changes.to_string(),
        "- crates/oxen-models/src/models/a/b/stale.rs\n\
         + crates/oxen-models/src/models/mod.rs\n\
         + schemas/new.json\n\
         - schemas/old.json\n"
    );
    commit(&workspace, &changes).unwrap();
    assert!(!root.join("schemas/old.json").exists());
    assert!(!root.join("crates/oxen-models/src/models/a").exists(), "empty directories go");
    assert_eq!(fs::read_to_string(root.join("schemas/new.json")).unwrap(), "new");
    for path in by_hand {
        assert_eq!(fs::read_to_string(root.join(path)).unwrap(), "by hand");
    }
    let left: Vec<_> = fs::read_dir(root.join(DIRECTORY))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["lock"]);
}

#[test]
fn a_checkout_with_other_line_ends_counts_as_the_same() {
    let path = OwnedPath::new("schemas/x.json").unwrap();
    let found = |text: &str| Found::from([(path.clone(), text.as_bytes().to_vec())]);
    let differs = |old: &str, new: &str| {
        !Changes::between(&found(old), wanted(&[("schemas/x.json", new)])).is_empty()
    };
    assert!(!differs("{\r\n}\r\n", "{\n}\n"));
    assert!(differs("{\r}\n", "{\n}\n"));
    assert!(differs("{\n}\r", "{\n}\n"));
    assert!(differs("{\n}", "{\n}\n"));
}

#[test]
fn a_path_can_change_between_file_and_directory() {
    let (directory, workspace) = workspace();
    let models = "crates/oxen-models/src/models";
    write(directory.path(), &format!("{models}/a"), "file");
    write(directory.path(), &format!("{models}/b/inner.rs"), "in a directory");
    let found = tree::read_generated(&workspace).unwrap();
    let mut files = wanted(&[("crates/oxen-models/src/models/c.rs", "")]);
    files.insert(OwnedPath::new("crates/oxen-models/Cargo.toml").unwrap(), "[package]\n".into());
    commit(&workspace, &Changes::between(&found, files)).unwrap();
    assert!(!directory.path().join(models).join("b").exists());
}

#[test]
fn an_obstacle_is_found_before_anything_is_written() {
    let (directory, workspace) = workspace();
    fs::create_dir_all(directory.path().join("schemas/taken.json")).unwrap();
    let changes = Changes::between(
        &Found::new(),
        wanted(&[("schemas/a.json", ""), ("schemas/taken.json", "")]),
    );
    assert!(matches!(commit(&workspace, &changes), Err(Error::NotPlain { .. })));
    assert!(!directory.path().join("schemas/a.json").exists());
}

#[cfg(unix)]
#[test]
fn links_are_never_followed() {
    use std::os::unix::fs::symlink;

    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), "x.json", "precious");
    let refused = |prepare: &dyn Fn(&Path)| {
        let (directory, workspace) = workspace();
        prepare(directory.path());
        let changes = Changes::between(&Found::new(), wanted(&[("schemas/x.json", "new")]));
        assert!(matches!(commit(&workspace, &changes), Err(Error::NotPlain { .. })));
        assert!(matches!(
            commit(&workspace, &removal("schemas/x.json")),
            Err(Error::NotPlain { .. })
        ));
        assert_eq!(fs::read_to_string(outside.path().join("x.json")).unwrap(), "precious");
        tree::read_schemas(&workspace)
    };
    let read = refused(&|root| symlink(outside.path(), root.join("schemas")).unwrap());
    assert!(matches!(read, Err(Error::NotPlain { .. })));
    let read = refused(&|root| {
        fs::create_dir(root.join("schemas")).unwrap();
        symlink(outside.path().join("x.json"), root.join("schemas/x.json")).unwrap();
    });
    assert!(matches!(read, Err(Error::NotPlain { .. })));
    let _ = refused(&|root| symlink(outside.path(), root.join(DIRECTORY)).unwrap());
}

#[test]
fn a_journal_is_completed_whatever_the_state_of_the_tree() {
    let (directory, workspace) = workspace();
    let root = directory.path();
    write(root, "schemas/gone.json", "");
    let journal = r#"{"version":1,"files":{"schemas/a.json":"new","schemas/b.json":"new","schemas/gone.json":null}}"#;
    write(root, ".xtask/journal.json", journal);
    write(root, ".xtask/staged/0", "torn");
    write(root, "schemas/a.json", "new");
    drop(Transaction::open(&workspace, Access::Read, None).unwrap());
    assert_eq!(fs::read_to_string(root.join("schemas/a.json")).unwrap(), "new");
    assert_eq!(fs::read_to_string(root.join("schemas/b.json")).unwrap(), "new");
    assert!(!root.join("schemas/gone.json").exists());
    assert!(!root.join(".xtask/journal.json").exists());
}

/// Opens a workspace with this journal, and returns the error; nothing changes.
fn refused(journal: &str) -> Error {
    let (directory, workspace) = workspace();
    let root = directory.path();
    let by_hand = [
        ("crates/oxen-models/Cargo.toml", "[package]\n"),
        ("schemas/base/media.json", "{\"properties\": {}}"),
        ("CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n- By hand.\n"),
    ];
    for (path, content) in by_hand {
        write(root, path, content);
    }
    write(root, ".xtask/journal.json", journal);
    let error = Transaction::open(&workspace, Access::Write, None).unwrap_err();
    assert!(!root.join("schemas/a.json").exists());
    assert!(root.join(".xtask/journal.json").exists());
    for (path, content) in by_hand {
        assert_eq!(fs::read_to_string(root.join(path)).unwrap(), content, "{journal}");
    }
    error
}

#[test]
fn a_foreign_or_damaged_journal_changes_nothing() {
    for journal in [
        r#"{"version":1,"files":{"schemas/a.json":"new","../outside":"new"}}"#,
        r#"{"version":1,"files":{"src/lib.rs":null}}"#,
        r#"{"version":1,"files":{"schemas/a.json":"ne"#,
        "",
    ] {
        let error = refused(journal);
        assert!(matches!(error, Error::DamagedJournal { .. }), "{error}");
    }
    let error = refused(r#"{"version":2,"changes":["schemas/a.json"]}"#);
    assert!(matches!(error, Error::JournalVersion { found: 2, .. }), "{error}");
    assert!(error.to_string().contains("run that version again"), "{error}");
}

/// Recovery leaves hand-written content alone, whatever a journal states.
#[test]
fn a_journal_that_changes_what_is_written_by_hand_changes_nothing() {
    for (path, content) in [
        ("crates/oxen-models/Cargo.toml", "null"),
        ("schemas/base/media.json", "null"),
        ("CHANGELOG.md", "null"),
        ("crates/oxen-models/Cargo.toml", r#""[package]\nbuild = \"evil.rs\"\n""#),
        ("schemas/base/media.json", r#""{\"properties\": {\"x\": {}}}""#),
        ("CHANGELOG.md", r##""# Changelog\n\n## Unreleased\n""##),
    ] {
        let journal =
            format!(r#"{{"version":1,"files":{{"schemas/a.json":"{{}}","{path}":{content}}}}}"#);
        let error = refused(&journal);
        assert!(matches!(error, Error::JournalNotOurs { .. }), "{journal}: {error}");
        assert!(error.to_string().contains(path), "{error}");
    }
}

/// An unreadable file may have hand-written content, so it is kept.
#[test]
fn a_journal_over_a_file_that_cannot_be_read_changes_nothing() {
    for content in ["null", r##""# Changelog\n""##] {
        for unreadable in [b"# Changelog\n\n- d\xe9j\xe0 vu\n".to_vec(), vec![b' '; (16 << 20) + 1]]
        {
            let (directory, workspace) = workspace();
            let root = directory.path();
            fs::write(root.join("CHANGELOG.md"), &unreadable).unwrap();
            let journal = format!(r#"{{"version":1,"files":{{"CHANGELOG.md":{content}}}}}"#);
            write(root, ".xtask/journal.json", &journal);
            let error = Transaction::open(&workspace, Access::Write, None).unwrap_err();
            assert!(matches!(error, Error::JournalOverUnreadable { .. }), "{error}");
            let said = error.to_string();
            assert!(
                said.contains("CHANGELOG.md can't be read") && said.contains("UTF-8"),
                "{said}"
            );
            assert!(fs::read(root.join("CHANGELOG.md")).unwrap() == unreadable);
        }
    }
}

#[test]
fn an_obstacle_to_recovery_is_named() {
    let open = |prepare: &dyn Fn(&Path)| {
        let (directory, workspace) = workspace();
        fs::create_dir(directory.path().join(".xtask")).unwrap();
        prepare(directory.path());
        Transaction::open(&workspace, Access::Write, None).unwrap_err().to_string()
    };
    for name in ["staged", "replaced"] {
        let error = open(&|root| write(root, &format!(".xtask/{name}"), "a file"));
        assert!(error.contains(name) && error.contains("remove or move it"), "{error}");
    }
    let error = open(&|root| fs::create_dir(root.join(".xtask/journal.json")).unwrap());
    assert!(error.contains("journal.json is not a plain file"), "{error}");
    let error = open(&|root| {
        let journal = fs::File::create(root.join(".xtask/journal.json")).unwrap();
        journal.set_len(3 << 30).unwrap();
    });
    assert!(error.contains("so it was not read"), "{error}");
}

#[test]
fn a_reader_leaves_no_trace() {
    let (directory, workspace) = workspace();
    drop(Transaction::open(&workspace, Access::Read, None).unwrap());
    assert!(!directory.path().join(DIRECTORY).exists());
}

#[test]
fn a_directory_that_is_not_a_workspace_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    assert!(matches!(Workspace::open(directory.path()), Err(Error::NotAWorkspace { .. })));
    assert!(matches!(
        Workspace::open(&directory.path().join("missing")),
        Err(Error::NotAWorkspace { .. })
    ));
}
