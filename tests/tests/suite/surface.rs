//! The constraints of a request to each model, in readable form. A change of the catalog shows here.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use oxen_models_tests::snapshot;
use oxen_schema::catalog::Catalog;
use oxen_schema::model::{Modality, Model};
use oxen_schema::schema::{Format, RequestSchema, Schema};
use serde_json::Value;

/// The folder of the snapshots of models, below that of this file.
const FOLDER: &str = "snapshots/surface";

/// The depth limit of the nested objects that are shown.
const MAX_DEPTH: usize = 6;

#[test]
fn every_model_matches_its_snapshot() {
    let catalog = snapshot::catalog();
    let mut wrong = Vec::new();
    for model in catalog.models() {
        let text = surface(&catalog, model);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(FOLDER);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        // All models are compared, so that a review sees all differences.
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!(model.id.file_name(), text));
        }));
        if outcome.is_err() {
            wrong.push(model.id.as_str());
        }
    }
    assert!(wrong.is_empty(), "review the snapshots of {wrong:?} with `cargo insta review`");
}

#[test]
fn no_snapshot_of_a_withdrawn_model_is_left() {
    let catalog = snapshot::catalog();
    let models = catalog.models().iter().map(|model| format!("{}.snap", model.id.file_name()));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite").join(FOLDER);
    let files = fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().file_name().to_string_lossy().into_owned());
    let files: BTreeSet<String> = files.filter(|name| !name.ends_with(".snap.new")).collect();
    let models: BTreeSet<String> = models.collect();
    let (orphans, missing): (Vec<_>, Vec<_>) =
        (files.difference(&models).collect(), models.difference(&files).collect());
    assert!(orphans.is_empty(), "remove these from {FOLDER}, their models are gone: {orphans:?}");
    assert!(
        missing.is_empty(),
        "review these new snapshots with `cargo insta review`: {missing:?}"
    );
}

#[test]
fn the_catalog_matches_its_snapshot() {
    let catalog = snapshot::catalog();
    let mut text = format!("{} models\n", catalog.models().len());
    for developer in catalog.developers() {
        let _ = writeln!(text, "\n{}", developer.name);
        for model in catalog.models() {
            if catalog.developer(model).is_some_and(|one| one.name == developer.name) {
                let parameters = catalog.request_schema(model).unwrap().parameters();
                let _ = writeln!(
                    text,
                    "  {} {}: {} parameters, {} required",
                    model.id,
                    model.endpoint(),
                    parameters.len(),
                    parameters.iter().filter(|parameter| parameter.is_required()).count(),
                );
            }
        }
    }
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("catalog", text);
    });
}

#[allow(clippy::unwrap_used, reason = "part of a test")]
fn surface(catalog: &Catalog, model: &Model) -> String {
    let schema = catalog.request_schema(model).unwrap();
    let list = |modalities: &[Modality]| {
        modalities.iter().map(Modality::as_str).collect::<Vec<_>>().join(", ")
    };
    let mut text = format!(
        "{} by {}\nPOST {}: {} -> {}\n\n",
        model.name(),
        model.developer.as_deref().unwrap_or("nobody"),
        model.endpoint(),
        list(&model.input),
        list(&model.output),
    );
    write_members(&mut text, schema, schema.root(), 0);
    for names in schema.exclusions() {
        let _ = writeln!(text, "\nnot together: {}", names.join(", "));
    }
    for rule in &catalog.rules(model) {
        let certainty = rule.certainty().as_str();
        let _ = writeln!(text, "\n{certainty}: {} [{}]", rule.sentence(), rule.id());
    }
    text
}

fn write_members(text: &mut String, request: &RequestSchema, schema: &Schema, depth: usize) {
    for property in schema.properties() {
        let is_required = schema.required().iter().any(|name| name == property.name());
        let indent = "  ".repeat(depth);
        let required = if is_required { ", required" } else { "" };
        let _ =
            write!(text, "{indent}{}: {}{required}", property.name(), phrase(property.schema()));
        if let Some(default) = property.schema().default_value() {
            let _ = write!(text, ", default {default}");
        }
        text.push('\n');
        write_inside(text, request, property.schema(), depth + 1);
    }
    if depth > 0 && schema.additional_properties().is_some_and(Schema::is_never) {
        let _ = writeln!(text, "{}nothing else", "  ".repeat(depth));
    }
}

/// Writes the content of a list, a choice of shapes, or an object.
fn write_inside(text: &mut String, request: &RequestSchema, schema: &Schema, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    let indent = "  ".repeat(depth);
    if let Some(definition) = schema.reference().and_then(|pointer| request.definition(pointer)) {
        write_inside(text, request, definition, depth);
    }
    for (index, shape) in schema.any_of().iter().chain(schema.one_of()).enumerate() {
        let _ = writeln!(text, "{indent}shape {}: {}", index + 1, phrase(shape));
        write_inside(text, request, shape, depth + 1);
    }
    if let Some(items) = schema.items() {
        let has_parts = items.values().is_some_and(|values| values.len() > 1)
            || !items.properties().is_empty()
            || items.reference().is_some()
            || !items.any_of().is_empty()
            || !items.one_of().is_empty();
        if has_parts {
            let _ = writeln!(text, "{indent}each {}", phrase(items));
            write_inside(text, request, items, depth + 1);
        }
    }
    write_members(text, request, schema, depth);
}

/// Describes the accepted values, with every value of a list.
fn phrase(schema: &Schema) -> String {
    let mut text = match schema.values() {
        Some(values) => {
            let values: Vec<String> = values.iter().map(Value::to_string).collect();
            let null = if schema.nullable() { " | null" } else { "" };
            format!("{}{null}", values.join(" | "))
        }
        // The names follow.
        None if !schema.properties().is_empty() => "an object".to_owned(),
        None => schema.to_string(),
    };
    if schema.formats().contains(&Format::Uri) && !text.contains("URI") {
        text.push_str(", a URI");
    }
    text
}
