//! `accept`: updates the snapshots of the tests to the present catalog.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitStatus};

use super::one_line;
use crate::bounded;
use crate::console::Console;
use crate::environment::Environment;
use crate::error::Error;
use crate::snapshot::Snapshot;
use crate::transaction::{Access, Transaction};
use crate::workspace::Workspace;

/// The tests that have snapshots of the catalog.
const TESTS: [&str; 4] = ["--test", "suite", "--test", "every_model"];

/// The directories of these snapshots.
const SNAPSHOTS: [&str; 3] =
    ["tests/tests/suite/snapshots", MODEL_SNAPSHOTS, "tests/tests/every_model/snapshots"];

/// The directory among them with a snapshot of each model.
const MODEL_SNAPSHOTS: &str = "tests/tests/suite/snapshots/surface";

/// Removes the snapshots of models that are gone, lets the tests write all others, and checks that they pass then.
pub(crate) fn accept(workspace: &Workspace, environment: &Environment) -> Result<(), Error> {
    let models = {
        let _transaction = Transaction::open(workspace, Access::Read, environment.abort_after)?;
        let snapshot = Snapshot::read(workspace)?;
        let models = snapshot.require_catalog()?.models().iter();
        models.map(|model| format!("{}.snap", model.id.file_name())).collect::<Vec<_>>()
    };
    let before = snapshots(workspace)?;
    for path in before.keys() {
        let is_of_model = path.parent() == Some(Path::new(MODEL_SNAPSHOTS));
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_pending = name.ends_with(".snap.new");
        if is_pending || is_of_model && !models.iter().any(|model| *model == name) {
            let path = workspace.root().join(path);
            fs::remove_file(&path).map_err(Error::file("remove", &path))?;
        }
    }
    // A test that looks for files that other tests write may fail the first time.
    run_tests(workspace, "always")?;
    if !run_tests(workspace, "no")?.success() {
        let reason = "the tests fail with the snapshots as they are now; see above".to_owned();
        return Err(Error::Accept { reason });
    }
    report_changes(&before, &snapshots(workspace)?, &environment.console())
}

/// Returns the snapshots, by their paths below the root.
fn snapshots(workspace: &Workspace) -> Result<BTreeMap<std::path::PathBuf, Vec<u8>>, Error> {
    let mut found = BTreeMap::new();
    for folder in SNAPSHOTS {
        let directory = workspace.root().join(folder);
        if !directory.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&directory).map_err(Error::file("list", &directory))? {
            let entry = entry.map_err(Error::file("list", &directory))?;
            let name = entry.file_name();
            let is_snapshot = Path::new(&name)
                .extension()
                .is_some_and(|extension| extension == "snap" || extension == "new");
            if is_snapshot && entry.file_type().is_ok_and(|kind| kind.is_file()) {
                let content = bounded::read(&entry.path())?;
                found.insert(Path::new(folder).join(name), content);
            }
        }
    }
    Ok(found)
}

/// Runs the snapshot tests with this value of `INSTA_UPDATE`, which decides whether differences are accepted.
fn run_tests(workspace: &Workspace, update: &str) -> Result<ExitStatus, Error> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command
        // With the features of the README's command, so that nothing is built twice.
        .args(["test", "--quiet", "--no-fail-fast", "--workspace", "--all-features"])
        .args(TESTS)
        .current_dir(workspace.root())
        .env("INSTA_UPDATE", update)
        .env_remove("INSTA_FORCE_PASS");
    command
        .status()
        .map_err(|error| Error::Accept { reason: format!("cargo can't be run: {error}") })
}

fn report_changes(
    before: &BTreeMap<std::path::PathBuf, Vec<u8>>,
    after: &BTreeMap<std::path::PathBuf, Vec<u8>>,
    console: &Console,
) -> Result<(), Error> {
    let mut text = String::new();
    let mut count = 0;
    for path in before.keys().chain(after.keys().filter(|path| !before.contains_key(*path))) {
        let sign = match (before.get(path), after.get(path)) {
            (before, after) if before == after => continue,
            (_, None) => '-',
            (None, _) => '+',
            _ => '~',
        };
        count += 1;
        text.push_str(&format!("{sign} {}\n", one_line(&path.to_string_lossy())));
    }
    text.push_str(&match count {
        0 => "all snapshots are up to date\n".to_owned(),
        _ => format!("snapshots: {count} accepted or removed; `git diff` shows them\n"),
    });
    console.print(&text)
}
