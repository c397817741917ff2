//! Rules of documentation, as people keep them in `schemas/rules/`.

use serde_json::{Value, json};

use crate::support::catalog::three_models;
use crate::support::workspace::TestWorkspace;

const FILE: &str = "schemas/rules/alpha-image.json";

/// A rule about a parameter, and one about a parameter and a value of it.
fn rules(parameter: &str, certainty: &str) -> Value {
    json!({"rules": [{
        "id": "prompt-length",
        "sentence": format!("`{parameter}` can have at most 900 characters"),
        "certainty": certainty,
        "source": "https://example.com/alpha-image",
        "body": {"properties": {parameter: {"maxLength": 900}}},
    }]})
}

fn workspace(parameter: &str) -> TestWorkspace {
    let workspace = TestWorkspace::of(&three_models());
    workspace.write(FILE, &rules(parameter, "stated").to_string());
    workspace
}

#[test]
fn a_rule_becomes_documentation_and_data() {
    let workspace = workspace("prompt");
    workspace.run(&["check"]).refused(&["cargo xtask generate"]);
    workspace.run(&["generate"]).succeeded();
    workspace.run(&["check"]).succeeded();
    let module = workspace.read("crates/oxen-models/src/models/example_labs/alpha_image.rs");
    assert!(module.contains("/// `prompt` can have at most 900 characters."), "{module}");
    let data = workspace.read("crates/oxen-catalog/rules/alpha-image.json");
    assert!(data.contains("prompt-length"), "{data}");
    let listed = workspace.run(&["rules"]).succeeded().stdout;
    let expected = "alpha-image\n  stated: `prompt` can have at most 900 characters [prompt-length]\n\
                    1 rules of 1 models: 1 stated, 0 interpreted, 0 advice\n";
    assert_eq!(listed, expected);

    // A fetch leaves what is kept by hand.
    let before = workspace.read(FILE);
    workspace.import(&three_models()).succeeded();
    assert_eq!(workspace.read(FILE), before);
    workspace.run(&["check"]).succeeded();
}

#[test]
fn a_stale_rule_is_named_until_somebody_looks_at_it() {
    let workspace = workspace("mood");
    let stale = "schemas/rules/alpha-image.json: the rule `prompt-length` is stale: \
                 the schema has no parameter `mood`";
    let report = workspace.path("report.md");
    let outcome = workspace.run(&["regen", "--report", report.to_str().unwrap()]).succeeded();
    assert!(outcome.stdout.contains(stale), "{outcome:?}");
    let body = workspace.read("report.md");
    assert!(body.contains("## Rules of documentation to look at"), "{body}");
    assert!(body.contains(&stale.replace('`', "'")), "{body}");
    workspace.run(&["check"]).refused(&[stale, "change or remove the rule"]);
    assert!(workspace.run(&["rules"]).succeeded().stdout.contains(stale));
    // It is part of nothing that is generated.
    assert!(!workspace.path("crates/oxen-catalog/rules/alpha-image.json").exists());
}

#[test]
fn a_file_that_cannot_be_used_is_named_and_stays() {
    let workspace = workspace("prompt");
    for (file, text, message) in [
        (FILE, rules("prompt", "sure").to_string(), "`/rules/0/certainty` must be `stated`"),
        (FILE, "{".to_owned(), "rules/alpha-image.json: the JSON breaks off"),
        ("schemas/rules/omega.json", rules("prompt", "stated").to_string(), "belongs to no model"),
    ] {
        workspace.write(file, &text);
        for command in ["check", "generate", "regen", "rules"] {
            workspace.run(&[command]).refused(&[message]);
        }
        assert_eq!(workspace.read(file), text);
        std::fs::remove_file(workspace.path(file)).unwrap();
    }
}
