//! Models and parameters that people add in `schemas/`, and the mistakes that they make.

use serde_json::{Value, json};

use crate::support::catalog::{ids, read_catalog, three_models};
use crate::support::workspace::TestWorkspace;

/// Edits `catalog.json` as a value.
fn edit_catalog(workspace: &TestWorkspace, edit: impl FnOnce(&mut Value)) {
    let mut catalog = read_catalog(workspace);
    edit(&mut catalog);
    workspace.write("schemas/catalog.json", &format!("{catalog:#}"));
}

#[test]
fn a_model_takes_an_entry_and_a_file() {
    let workspace = TestWorkspace::of(&three_models());
    let schema = json!({"type": "object", "required": ["prompt"], "properties": {"prompt": {"type": "string"}}});
    edit_catalog(&workspace, |catalog| {
        let entry = json!({"id": "our-painter", "developer": {"name": "Us"}, "endpoint": "/images/generate"});
        catalog["models"].as_array_mut().unwrap().push(entry);
    });
    workspace.write("schemas/our-painter.json", &schema.to_string());
    workspace.run(&["check"]).refused(&["cargo xtask generate"]);
    workspace.run(&["generate"]).succeeded();
    workspace.run(&["check"]).succeeded();
    assert!(ids(&workspace).contains(&"our-painter".to_owned()));
    let module = workspace.read("crates/oxen-models/src/models/us/our_painter.rs");
    assert!(module.contains("pub struct OurPainter"), "{module}");
}

#[test]
fn a_parameter_takes_a_property() {
    let workspace = TestWorkspace::of(&three_models());
    let mut schema: Value =
        serde_json::from_str(&workspace.read("schemas/alpha-image.json")).unwrap();
    schema["properties"]["mood"] = json!({"type": "string", "enum": ["calm", "wild"]});
    workspace.write("schemas/alpha-image.json", &schema.to_string());
    workspace.run(&["generate"]).succeeded();
    workspace.run(&["check"]).succeeded();
    let module = workspace.read("crates/oxen-models/src/models/example_labs/alpha_image.rs");
    assert!(module.contains("pub enum Mood"), "{module}");
}

/// Every error names the file, the line, the edited model and the remedy.
#[test]
fn mistakes_are_located_and_explained() {
    let workspace = TestWorkspace::of(&three_models());
    let catalog = workspace.read("schemas/catalog.json");
    let line = |part: &str| 1 + catalog.lines().position(|line| line.contains(part)).unwrap();
    let refused = |path: &str, text: &str, texts: &[&str]| {
        let good = workspace.path(path).exists().then(|| workspace.read(path));
        workspace.write(path, text);
        for command in ["check", "generate", "regen"] {
            workspace.run(&[command]).refused(texts);
        }
        match good {
            Some(good) => workspace.write(path, &good),
            None => std::fs::remove_file(workspace.path(path)).unwrap(),
        }
    };
    let replaced = |from: &str, to: &str| {
        assert!(catalog.contains(from), "{catalog}");
        catalog.replacen(from, to, 1)
    };
    let path = "schemas/catalog.json";
    let at = format!(
        "catalog.json: line {} is a marker of a merge conflict",
        line("\"id\": \"beta-image\"")
    );
    let conflict =
        replaced("      \"id\": \"beta-image\"", "<<<<<<< HEAD\n      \"id\": \"beta-image\"");
    refused(path, &conflict, &[&at, "cargo xtask generate"]);
    let at = format!("catalog.json, line {}: the id `ALPHA-IMAGE`", line("\"id\": \"beta-image\""));
    let twice = replaced("\"id\": \"beta-image\"", "\"id\": \"ALPHA-IMAGE\"");
    let _ = &at;
    refused(
        path,
        &twice,
        &["the id `ALPHA-IMAGE` is that of the model in line", "remove one of the two entries"],
    );
    let taken = replaced("\"module\": \"beta_image\"", "\"module\": \"alpha_image\"");
    let at = format!("catalog.json, line {}", line("\"module\": \"beta_image\""));
    let texts = [
        "the module `alpha_image` of `beta-image` is that of `alpha-image` already",
        "remove `rust_names`",
    ];
    refused(path, &taken, &[&at, texts[0], texts[1]]);
    let broken = replaced(
        "\"id\": \"gamma-chat\"",
        "\"id\": \"gamma-chat\u{1}\"".replace('\u{1}', "\\u0001").as_str(),
    );
    refused(path, &broken, &["catalog.json, line ", "is not a usable model id"]);
    let half = &catalog[..catalog.len() / 2];
    refused(path, half, &["catalog.json", "breaks off"]);
    refused(
        "schemas/stranger.json",
        "{}",
        &["stranger.json belongs to no model", "\"id\": \"stranger\""],
    );
    refused(
        "schemas/alpha-image.json",
        "{\"a\": 1,\n oops}",
        &["alpha-image.json", "at line 2 column"],
    );
    let no_request = "{\"type\": \"string\"}";
    refused(
        "schemas/alpha-image.json",
        no_request,
        &["alpha-image.json, line 1", "`alpha-image`", "the schema accepts none"],
    );
    workspace.run(&["check"]).succeeded();
}
