//! Workspaces in temporary directories, and the real program run in them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use serde_json::Value;
use tempfile::TempDir;

use super::catalog::listing;

/// The key that the tests send; no output may ever show it.
pub(crate) const KEY: &str = "sk-oxen-secret-0123456789";

/// All files with their contents, except the commands' own directory.
pub(crate) type Tree = BTreeMap<String, Vec<u8>>;

/// The output of a command, and whether it succeeded.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) success: bool,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    pub(crate) fn of(output: &Output) -> Self {
        let outcome = Self {
            success: output.status.success(),
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert!(
            !outcome.stdout.contains(KEY) && !outcome.stderr.contains(KEY),
            "the key leaks: {outcome:?}"
        );
        outcome
    }

    /// Fails the test unless the command succeeded.
    pub(crate) fn succeeded(self) -> Self {
        assert!(self.success, "{self:?}");
        self
    }

    /// Fails the test unless the command failed with an error that has all these texts.
    pub(crate) fn refused(self, texts: &[&str]) -> Self {
        assert_eq!(self.code, Some(1), "{self:?}");
        assert!(self.stderr.contains("error: "), "{self:?}");
        for text in texts {
            assert!(self.stderr.contains(text), "{text:?} is not in {self:?}");
        }
        self
    }
}

/// A copy of those parts of the workspace that the commands need.
pub(crate) struct TestWorkspace {
    directory: TempDir,
}

impl TestWorkspace {
    /// Creates a workspace without a snapshot.
    pub(crate) fn empty() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let workspace = Self { directory };
        let manifest =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/oxen-models/Cargo.toml");
        workspace.write("crates/oxen-models/Cargo.toml", &fs::read_to_string(manifest).unwrap());
        workspace.write("crates/oxen-models/src/lib.rs", "//! By hand.\n");
        workspace.write("schemas/README.md", "By hand.\n");
        workspace
    }

    /// Creates a workspace with the snapshot of this repository.
    pub(crate) fn with_committed_schemas() -> Self {
        let workspace = Self::empty();
        let schemas = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas");
        for below in ["", "base/", "rules/"] {
            for entry in fs::read_dir(schemas.join(below)).unwrap() {
                let entry = entry.unwrap();
                if entry.file_type().unwrap().is_file() {
                    let name = format!("schemas/{below}{}", entry.file_name().to_str().unwrap());
                    workspace.write(&name, &fs::read_to_string(entry.path()).unwrap());
                }
            }
        }
        workspace
    }

    /// Creates a workspace with a snapshot of these models, and the code generated from it.
    pub(crate) fn of(models: &[Value]) -> Self {
        let workspace = Self::empty();
        workspace.import(models).succeeded();
        workspace
    }

    /// Fetches the models from a saved listing and generates.
    pub(crate) fn import(&self, models: &[Value]) -> Outcome {
        let input = tempfile::tempdir().unwrap();
        let path = input.path().join("models.json");
        fs::write(&path, listing(models)).unwrap();
        let input = path.to_str().unwrap();
        // Of so few models, one is more than a tenth.
        self.run(&["regen", "--allow-withdrawals", "--date", "2026-08-08", "--input", input])
    }

    pub(crate) fn root(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root().join(relative)
    }

    pub(crate) fn read(&self, relative: &str) -> String {
        fs::read_to_string(self.path(relative)).unwrap()
    }

    pub(crate) fn write(&self, relative: &str, content: &str) {
        let path = self.path(relative);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Returns the real program with these arguments, to be run in this workspace without the environment's key.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).arg("--root").arg(self.root()).stdin(Stdio::null());
        command
            .env_remove("OXEN_API_KEY")
            .env_remove("OXEN_BASE_URL")
            .env_remove("XTASK_ABORT_AFTER");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(&self.command(arguments).output().unwrap())
    }

    /// Runs with the key and short delays against the hub at `url`.
    pub(crate) fn run_with_hub(&self, url: &str, arguments: &[&str]) -> Outcome {
        let mut command = self.command(arguments);
        command.args(["--hub", url]);
        if !arguments.contains(&"--strict") {
            command.arg("--allow-withdrawals");
        }
        for (option, value) in
            [("--first-delay", "5"), ("--retries", "2"), ("--date", "2026-09-01")]
        {
            if !arguments.contains(&option) {
                command.args([option, value]);
            }
        }
        Outcome::of(&command.env("OXEN_API_KEY", KEY).output().unwrap())
    }

    /// Runs until the given number of file operations, then dies.
    pub(crate) fn run_and_die(&self, arguments: &[&str], operations: usize) -> Outcome {
        let mut command = self.command(arguments);
        Outcome::of(&command.env("XTASK_ABORT_AFTER", operations.to_string()).output().unwrap())
    }

    pub(crate) fn tree(&self) -> Tree {
        self.files().map(|(name, path)| (name, fs::read(path).unwrap())).collect()
    }

    /// Returns the time of the last write of each file.
    pub(crate) fn times(&self) -> BTreeMap<String, SystemTime> {
        self.files()
            .map(|(name, path)| (name, path.metadata().unwrap().modified().unwrap()))
            .collect()
    }

    fn files(&self) -> impl Iterator<Item = (String, PathBuf)> {
        let mut pending = vec![self.root().to_path_buf()];
        let mut files = Vec::new();
        while let Some(directory) = pending.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    if !path.ends_with(".xtask") {
                        pending.push(path);
                    }
                // The changelog depends on the history of changes, not on the catalog alone.
                } else if !path.ends_with("CHANGELOG.md") {
                    let name = path
                        .strip_prefix(self.root())
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .replace('\\', "/");
                    files.push((name, path));
                }
            }
        }
        files.into_iter()
    }
}
