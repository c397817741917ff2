//! Generated source: its readability, and whether it is up to date.

use std::fs;

use oxen_models_tests::{hostile, snapshot};
use oxen_schema::text::excerpt;
use serde_json::{Value, json};
use syn::{Item, UseTree, Visibility};

#[test]
fn committed_source_is_up_to_date() {
    let output = oxen_codegen::generate(&snapshot::catalog()).unwrap();
    for (path, text) in &output.files {
        let committed = fs::read_to_string(snapshot::workspace().join(path)).unwrap_or_default();
        assert!(committed == *text, "{path} is out of date: run `cargo xtask generate`");
    }
}

#[test]
fn generation_is_deterministic() {
    let catalog = snapshot::catalog();
    let (first, second) =
        (oxen_codegen::generate(&catalog).unwrap(), oxen_codegen::generate(&catalog).unwrap());
    assert!(first.files == second.files);
}

/// Lists parameters that are plain JSON values, and diagnostics of reading: each has been reviewed.
#[test]
fn reports_of_the_generator_are_reviewed() {
    let output = oxen_codegen::generate(&snapshot::catalog()).unwrap();
    let parameters: usize = output.reports.iter().map(|report| report.parameters).sum();
    let mut text = format!("{} models, {parameters} parameters\n", output.reports.len());
    for report in &output.reports {
        for untyped in &report.untyped {
            let (name, reason) = (excerpt(&untyped.name), excerpt(&untyped.reason));
            text += &format!("{}: `{name}` takes any JSON: {reason}\n", report.model);
        }
        for diagnostic in &report.diagnostics {
            text += &format!("{}: {diagnostic}\n", report.model);
        }
    }
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("reports", text);
    });
}

/// One model whose schema has every feature of the dialect, so that a change of the generator shows here.
#[test]
fn the_whole_dialect_is_generated() {
    let listing = json!({ "data": [{
        "id": "everything",
        "display_name": "Everything",
        "developer": { "name": "Example" },
        "capabilities": { "input": ["text", "image"], "output": ["video"] },
        "context_length": 4096,
        "parameter_count": "1.5 billion",
        "json_request_schema": {
            "type": "object",
            "required": ["prompt", "images"],
            "basic": ["prompt"],
            "definitions": {
                "Style": { "type": "string", "enum": ["calm", "wild"] },
                "Node": {
                    "type": "object",
                    "properties": {
                        "label": { "type": "string" },
                        "children": { "type": "array", "items": { "$ref": "#/definitions/Node" } },
                    },
                },
            },
            "properties": {
                "prompt": { "type": "string", "minLength": 1, "maxLength": 500, "x-order": 0 },
                "images": {
                    "type": "array", "minItems": 1, "maxItems": 3, "x-order": 1,
                    "items": { "type": "string", "format": "uri", "renderType": "image-url" },
                },
                "style": { "allOf": [{ "$ref": "#/definitions/Style" }], "default": "calm" },
                "size": { "anyOf": [
                    { "type": "string", "enum": ["square", "wide"] },
                    {
                        "type": "object",
                        "required": ["width", "height"],
                        "properties": {
                            "width": { "type": "integer", "minimum": 64 },
                            "height": { "type": "integer", "minimum": 64 },
                        },
                    },
                ] },
                "tree": { "$ref": "#/definitions/Node" },
                "steps": { "type": ["integer", "null"], "exclusiveMinimum": 0, "maximum": 50 },
                "scale": { "type": "number", "multipleOf": 0.5, "nullable": true },
                "duration": { "type": ["integer", "string"], "enum": ["auto", 4, 8], "default": "auto" },
                "fps": { "type": "number", "enum": [23.976, 24, -1] },
                "tags": { "type": "array", "items": { "type": "string", "pattern": "^[a-z]+$" } },
                "modes": { "type": "array", "items": { "type": "string", "enum": ["a", "b"] } },
                "weights": { "type": "array", "items": { "type": "number" } },
                "options": { "type": "object" },
                "loop": { "type": "boolean", "default": false },
                "version": { "const": "v2" },
                "anything": {},
            },
        },
    }] });
    let catalog = hostile::catalog(&listing).unwrap();
    let output = oxen_codegen::generate(&catalog).unwrap();
    let text = &output.files["crates/oxen-models/src/models/example/everything.rs"];
    insta::assert_snapshot!("everything", text);
    let untyped: Vec<_> = output.reports[0].untyped.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(untyped, ["anything"]);
}

/// Adds the names that a tree of imports brings.
fn imported(tree: &UseTree, names: &mut Vec<String>) {
    match tree {
        UseTree::Path(step) => imported(&step.tree, names),
        UseTree::Group(group) => group.items.iter().for_each(|tree| imported(tree, names)),
        UseTree::Name(name) => names.push(name.ident.to_string()),
        UseTree::Rename(name) => names.push(name.rename.to_string()),
        UseTree::Glob(_) => {}
    }
}

/// rustc refuses unused imports where warnings are errors.
#[test]
fn small_catalogs_import_only_what_they_use() {
    let image = |schema: Value| json!({ "id": "m", "endpoint": "/images/generate", "request_schema": schema });
    let property = json!({ "prompt": { "type": "string" } });
    for model in [
        image(json!({ "type": "object", "properties": {} })),
        image(json!({ "type": "object", "properties": property })),
        image(json!({ "type": "object", "properties": property, "required": ["prompt"] })),
        image(json!({ "type": "object", "properties": { "size": { "enum": [1, 2] } } })),
        json!({ "id": "m", "endpoint": "/chat/completions" }),
        json!({ "id": "m", "endpoint": "/audio/generate" }),
    ] {
        let catalog = hostile::catalog(&json!({ "data": [model] })).unwrap();
        for (path, text) in oxen_codegen::generate(&catalog).unwrap().files {
            // The others are JSON.
            if !text.starts_with("// @generated") {
                continue;
            }
            let file = syn::parse_file(&text).unwrap();
            let mut names = Vec::new();
            for item in &file.items {
                if let Item::Use(item) = item
                    && matches!(item.vis, Visibility::Inherited)
                {
                    imported(&item.tree, &mut names);
                }
            }
            for name in names {
                let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
                let uses = words.filter(|word| *word == name).count();
                assert!(uses > 1, "{model}: {path} imports `{name}`");
            }
        }
    }
}
