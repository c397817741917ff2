//! `check` and `generate`.

use std::fs;

use crate::support::catalog::three_models;
use crate::support::workspace::TestWorkspace;

/// A file that the generator makes for a model.
fn generated_module(workspace: &TestWorkspace) -> String {
    let tree = workspace.tree();
    let path =
        tree.keys().find(|path| path.contains("/src/models/") && path.contains("alpha_image"));
    path.unwrap_or_else(|| panic!("no module in {:?}", tree.keys())).clone()
}

/// `check` names the file and the command; `generate` puts it right.
fn found_and_repaired(workspace: &TestWorkspace, file: &str, text: &str) {
    let before = workspace.tree();
    workspace.run(&["check"]).refused(&[file, text, "cargo xtask generate"]);
    assert_eq!(workspace.tree(), before, "check changes nothing");
    let outcome = workspace.run(&["generate", "--dry-run"]).succeeded();
    assert!(outcome.stdout.contains(file), "{outcome:?}");
    assert_eq!(workspace.tree(), before, "a dry run changes nothing");
    workspace.run(&["generate"]).succeeded();
    workspace.run(&["check"]).succeeded();
}

#[test]
fn a_hand_edit_of_generated_code() {
    let workspace = TestWorkspace::of(&three_models());
    let tree = workspace.tree();
    let module = generated_module(&workspace);
    workspace.write(&module, &format!("{}\n// by hand\n", workspace.read(&module)));
    found_and_repaired(&workspace, &module, "is not what schemas/ says");
    fs::remove_file(workspace.path(&module)).unwrap();
    found_and_repaired(&workspace, &module, "is missing");
    assert_eq!(workspace.tree(), tree);
}

#[test]
fn a_stale_file_among_generated_ones() {
    let workspace = TestWorkspace::of(&three_models());
    let tree = workspace.tree();
    let stale = "crates/oxen-models/src/models/gone_developer/gone_model.rs";
    workspace.write(stale, "//! Left over.\n");
    found_and_repaired(&workspace, stale, "is not generated any more");
    assert!(!workspace.path("crates/oxen-models/src/models/gone_developer").exists());
    assert_eq!(workspace.tree(), tree);
}

#[test]
fn a_hand_edit_of_the_features() {
    let workspace = TestWorkspace::of(&three_models());
    let manifest = "crates/oxen-models/Cargo.toml";
    let text = workspace.read(manifest);
    assert!(text.contains("\nexample-labs = []\n"), "{text}");
    workspace.write(manifest, &text.replace("\nexample-labs = []\n", "\n"));
    found_and_repaired(&workspace, manifest, "is not what schemas/ says");
    assert_eq!(workspace.read(manifest), text);
    workspace.write(manifest, &text.replace("# End of", "# Not the end of"));
    workspace.run(&["check"]).refused(&[manifest, "# End of"]);
}

#[test]
fn a_hand_edit_of_a_schema() {
    let workspace = TestWorkspace::of(&three_models());
    let schema = "schemas/alpha-image.json";
    let tree = workspace.tree();
    // The same value in another form.
    let value: serde_json::Value = serde_json::from_str(&workspace.read(schema)).unwrap();
    workspace.write(schema, &serde_json::to_string(&value).unwrap());
    found_and_repaired(&workspace, schema, "is not formatted canonically");
    assert_eq!(workspace.tree(), tree);
    // Another value: now the code is behind.
    workspace.write(schema, &workspace.read(schema).replace("\"maximum\": 50", "\"maximum\": 60"));
    found_and_repaired(&workspace, "crates/", "is not what schemas/ says");
    assert_ne!(workspace.tree(), tree);
}

#[test]
fn schemas_that_cannot_be_read() {
    let workspace = TestWorkspace::of(&three_models());
    let schema = "schemas/alpha-image.json";
    let good = workspace.read(schema);
    let refused = |texts: &[&str]| {
        let tree = workspace.tree();
        for command in ["check", "generate", "regen"] {
            workspace.run(&[command]).refused(texts);
        }
        assert_eq!(workspace.tree(), tree);
    };
    workspace.write(schema, &good[..good.len() / 2]);
    refused(&["alpha-image.json", "breaks off"]);
    fs::write(workspace.path(schema), b"{\"title\":\"\xff\"}").unwrap();
    refused(&["alpha-image.json", "UTF-8"]);
    fs::remove_file(workspace.path(schema)).unwrap();
    refused(&["alpha-image.json", "missing"]);
    workspace.write(schema, &good);
    workspace.write("schemas/stranger.json", "{}");
    refused(&["stranger.json"]);
    fs::remove_file(workspace.path("schemas/stranger.json")).unwrap();
    workspace.run(&["check"]).succeeded();
}

#[test]
fn hand_written_files_are_nobodys_business() {
    let workspace = TestWorkspace::of(&three_models());
    for path in [
        "schemas/README.md",
        "schemas/base/notes.md",
        "crates/oxen-models/src/lib.rs",
        "crates/oxen-catalog/src/lib.rs",
    ] {
        workspace.write(path, "by hand");
        workspace.run(&["check"]).succeeded();
        workspace.run(&["generate"]).succeeded();
        assert_eq!(workspace.read(path), "by hand");
    }
}

#[test]
fn a_checkout_with_other_line_ends_agrees() {
    let workspace = TestWorkspace::of(&three_models());
    for (path, content) in workspace.tree() {
        let text = String::from_utf8(content).unwrap();
        workspace.write(&path, &text.replace('\n', "\r\n"));
    }
    workspace.run(&["check"]).succeeded();
}

#[test]
fn help_names_every_command_and_option() {
    let workspace = TestWorkspace::empty();
    let help = workspace.run(&["--help"]).succeeded().stdout;
    for command in ["regen", "fetch", "generate", "check", "--root"] {
        assert!(help.contains(command), "{help}");
    }
    let help = workspace.run(&["regen", "--help"]).succeeded().stdout;
    for option in ["--hub", "--input", "--only", "--dry-run", "--jobs", "OXEN_API_KEY", "offline"] {
        assert!(help.contains(option), "{help}");
    }
}

#[test]
fn another_directory_is_refused() {
    let workspace = TestWorkspace::empty();
    fs::remove_file(workspace.path("crates/oxen-models/Cargo.toml")).unwrap();
    workspace.run(&["check"]).refused(&["--root"]);
}
