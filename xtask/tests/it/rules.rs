//! Rules of documentation, as people keep them in `schemas/rules/`.

use serde_json::{Value, json};

use crate::support::catalog::{chat_model, image_model, three_models};
use crate::support::git;
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

/// Rules about the lengths of prompts.
fn lengths(lengths: &[u64]) -> String {
    let rule = |length: &u64| {
        json!({
            "id": format!("prompt-length-{length}"),
            "sentence": format!("`prompt` can have at most {length} characters"),
            "certainty": "stated",
            "source": "https://example.com/alpha-image",
            "body": {"properties": {"prompt": {"maxLength": length}}},
        })
    };
    json!({"rules": lengths.iter().map(rule).collect::<Vec<_>>()}).to_string()
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
                    1 rule of 1 model: 1 stated, 0 interpreted, 0 advice\n";
    assert_eq!(listed, expected);

    // A fetch leaves hand-written rules alone.
    let before = workspace.read(FILE);
    workspace.import(&three_models()).succeeded();
    assert_eq!(workspace.read(FILE), before);
    workspace.run(&["check"]).succeeded();
}

#[test]
fn a_stale_rule_is_named_until_it_is_changed_or_removed() {
    let workspace = workspace("mood");
    let stale = "schemas/rules/alpha-image.json: the rule `prompt-length` is stale: \
                 the schema has no parameter `mood`";
    let report = workspace.path("report.md");
    let outcome = workspace.run(&["regen", "--report", report.to_str().unwrap()]).succeeded();
    assert!(outcome.stdout.contains(stale), "{outcome:?}");
    let body = workspace.read("report.md");
    assert!(body.contains("## Stale rules of documentation"), "{body}");
    assert!(body.contains(&stale.replace('`', "'")), "{body}");
    workspace.run(&["check"]).refused(&[stale, "change or remove the rule"]);
    assert!(workspace.run(&["rules"]).succeeded().stdout.contains(stale));
    // It is part of nothing that is generated.
    assert!(!workspace.path("crates/oxen-catalog/rules/alpha-image.json").exists());
}

#[test]
fn an_unusable_file_is_named_and_kept() {
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

/// A change of the rules alone is a step from one catalog to another, as every other change is.
#[test]
fn every_change_of_rules_is_in_the_changelog() {
    let workspace = TestWorkspace::of(&three_models());
    git::commit_all(&workspace);
    let mut expected = Vec::new();
    for rules in [&[900][..], &[900, 800]] {
        workspace.write(FILE, &lengths(rules));
        workspace.run(&["regen"]).succeeded();
        expected.push(format!("prompt-length-{}", rules.last().unwrap()));
        git::commit_all(&workspace);
    }
    // A fetch in place of a commit does not replace the entry either.
    workspace.write(FILE, &lengths(&[900, 800, 700]));
    workspace.run(&["regen"]).succeeded();
    expected.push("prompt-length-700".to_owned());
    let models = vec![image_model("alpha-image", 40), image_model("beta-image", 30)];
    workspace.import(&[models, vec![chat_model("gamma-chat")]].concat()).succeeded();
    expected.push("from 50 to 40".to_owned());
    let changelog = workspace.read("CHANGELOG.md");
    for text in &expected {
        assert_eq!(changelog.matches(text.as_str()).count(), 1, "{text}: {changelog}");
    }
    assert_eq!(changelog.matches("### Catalog of").count(), expected.len(), "{changelog}");
}
