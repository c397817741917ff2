//! A checkout that can't be written, or belongs to somebody else.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Output};

use crate::support::catalog::three_models;
use crate::support::workspace::TestWorkspace;

/// The ids of the user `nobody` on most systems. Nothing is read-only for the superuser, so commands run as `nobody` then.
const NOBODY: u32 = 65_534;

fn is_superuser(workspace: &TestWorkspace) -> bool {
    fs::metadata(workspace.root()).unwrap().uid() == 0
}

/// Runs a command as a user who can only read the workspace.
fn run(workspace: &TestWorkspace, program: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(program);
    command.args(arguments).arg("--root").arg(workspace.root()).current_dir("/");
    if is_superuser(workspace) {
        command.uid(NOBODY).gid(NOBODY);
    }
    command.output().unwrap()
}

fn each_path(directory: &Path, visit: &mut impl FnMut(&Path, bool)) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let is_directory = path.is_dir();
        if is_directory {
            each_path(&path, visit);
        }
        visit(&path, is_directory);
    }
    visit(directory, true);
}

fn set_modes(workspace: &TestWorkspace, file: u32, directory: u32) {
    each_path(workspace.root(), &mut |path, is_directory| {
        let mode = if is_directory { directory } else { file };
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    });
}

/// Returns a copy of the program that everybody can run.
fn program() -> (tempfile::TempDir, std::path::PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = directory.path().join("xtask");
    fs::copy(env!("CARGO_BIN_EXE_xtask"), &program).unwrap();
    (directory, program)
}

#[test]
fn check_and_drift_only_read() {
    let workspace = TestWorkspace::of(&three_models());
    let (_directory, program) = program();
    let schemas = workspace.path("schemas").to_str().unwrap().to_owned();
    set_modes(&workspace, 0o444, 0o555);
    let tree = workspace.tree();
    for arguments in [&["check"][..], &["drift", "--from", &schemas], &["generate", "--dry-run"]] {
        let output = run(&workspace, &program, arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
    }
    assert_eq!(workspace.tree(), tree);
    // A command that writes names the obstacle.
    let output = run(&workspace, &program, &["generate"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && stderr.contains("another user"), "{stderr}");
    assert!(stderr.contains(".xtask/lock"), "{stderr}");

    // An interrupted change can't be completed here, and the tree can't be trusted.
    set_modes(&workspace, 0o644, 0o755);
    workspace.write(".xtask/journal.json", "{\"version\":1,\"files\":{\"schemas/x.json\":\"{}\"}}");
    set_modes(&workspace, 0o444, 0o555);
    let output = run(&workspace, &program, &["check"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && stderr.contains("read-only"), "{stderr}");
    set_modes(&workspace, 0o644, 0o755);
}

#[test]
fn the_lock_of_another_user_is_named() {
    let workspace = TestWorkspace::of(&three_models());
    if !is_superuser(&workspace) {
        // Only the superuser can give a file away; the same error is met above.
        return;
    }
    let (_directory, program) = program();
    set_modes(&workspace, 0o644, 0o755);
    each_path(workspace.root(), &mut |path, _| {
        let owner = if path.ends_with(".xtask/lock") { 0 } else { NOBODY };
        chown(path, Some(owner), Some(owner)).unwrap();
    });
    let mut command = Command::new(&program);
    command
        .args(["generate", "--root"])
        .arg(workspace.root())
        .current_dir("/")
        .uid(NOBODY)
        .gid(NOBODY);
    let output = command.output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{stderr}");
    assert!(
        stderr.contains("run it as that user") && stderr.contains(".xtask removed"),
        "{stderr}"
    );
}
