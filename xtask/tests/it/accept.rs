//! `accept`: runs the tests with cargo, and removes the snapshots of models that are gone.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::support::catalog::{image_model, three_models};
use crate::support::workspace::{Outcome, TestWorkspace};

const FOLDER: &str = "tests/tests/suite/snapshots/surface";

/// Runs `accept` with a stand-in for cargo that writes a snapshot if asked to, and exits with `status`.
fn accept(workspace: &TestWorkspace, status: u8) -> Outcome {
    let script = format!(
        "#!/bin/sh\necho \"$INSTA_UPDATE: $*\" >> calls\n\
         [ \"$INSTA_UPDATE\" = always ] && echo new > {FOLDER}/alpha-image.snap\n\
         [ \"$INSTA_UPDATE\" = no ] && exit {status}\nexit 1\n"
    );
    workspace.write("cargo", &script);
    let cargo = workspace.path("cargo");
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).unwrap();
    let output = workspace.command(&["accept"]).env("CARGO", &cargo).output().unwrap();
    Outcome::of(&output)
}

fn workspace() -> TestWorkspace {
    let workspace = TestWorkspace::of(&three_models());
    for (name, text) in [
        ("alpha-image.snap", "old"),
        ("beta-image.snap", "same"),
        ("gone-model.snap", "old"),
        ("beta-image.snap.new", "pending"),
        ("notes.txt", "by hand"),
    ] {
        workspace.write(&format!("{FOLDER}/{name}"), text);
    }
    workspace.write("tests/tests/suite/snapshots/suite__other.snap", "of something else");
    workspace
}

#[test]
fn snapshots_are_accepted_and_those_of_withdrawn_models_removed() {
    let workspace = workspace();
    let outcome = accept(&workspace, 0).succeeded();
    let told: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(
        told,
        [
            format!("~ {FOLDER}/alpha-image.snap").as_str(),
            &format!("- {FOLDER}/beta-image.snap.new"),
            &format!("- {FOLDER}/gone-model.snap"),
            "snapshots: 3 accepted or removed; `git diff` shows them",
        ]
    );
    assert_eq!(workspace.read(&format!("{FOLDER}/alpha-image.snap")), "new\n");
    assert!(!workspace.path(&format!("{FOLDER}/gone-model.snap")).exists());
    assert_eq!(workspace.read(&format!("{FOLDER}/notes.txt")), "by hand");
    let arguments =
        "test --quiet --no-fail-fast --workspace --all-features --test suite --test every_model";
    assert_eq!(workspace.read("calls"), format!("always: {arguments}\nno: {arguments}\n"));
    let again = accept(&workspace, 0).succeeded();
    assert!(again.stdout.contains("all snapshots are up to date"), "{again:?}");
}

/// Snapshots are named after the files of their models, which are not their ids.
#[test]
fn snapshots_of_models_with_separators_in_their_ids_are_kept() {
    let mut models = three_models();
    let ids = ["Labs/Alpha-Image", "labs:beta", "labs:ns/gamma"];
    models.extend(ids.map(|id| image_model(id, 5)));
    let workspace = TestWorkspace::of(&models);
    let schemas = fs::read_dir(workspace.path("schemas")).unwrap();
    let files = schemas.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: Vec<String> = files.filter(|name| name.to_lowercase().contains("labs")).collect();
    assert_eq!(files.len(), ids.len(), "{files:?}");
    for file in &files {
        workspace.write(&format!("{FOLDER}/{}", file.replace(".json", ".snap")), "same");
    }
    let outcome = accept(&workspace, 0).succeeded();
    assert!(!outcome.stdout.contains("- "), "{outcome:?}");
}

#[test]
fn tests_that_still_fail_are_an_error() {
    accept(&workspace(), 1).refused(&["the snapshots can't be accepted", "the tests fail"]);
}
