//! Repositories of test workspaces.

use std::process::Command;

use super::workspace::TestWorkspace;

/// Runs git, which must succeed.
pub(crate) fn git(workspace: &TestWorkspace, arguments: &[&str]) {
    let status = Command::new("git")
        .args(["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(workspace.root())
        .env_remove("GIT_DIR")
        .status()
        .unwrap();
    assert!(status.success(), "{arguments:?}");
}

/// Commits everything; creates the repository the first time.
pub(crate) fn commit_all(workspace: &TestWorkspace) {
    git(workspace, &["init", "-q"]);
    git(workspace, &["add", "-A"]);
    git(workspace, &["commit", "-q", "-m", "a snapshot"]);
}
