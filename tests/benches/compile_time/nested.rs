//! The types of nested values, beside typify's for the same schemas.

use std::fs;
use std::path::Path;

use oxen_models_tests::compile::Outcome;
use oxen_models_tests::typify_baseline;
use oxen_schema::catalog::BaseSchemas;
use serde_json::{Value, json};

/// The file of names that collide, for which typify's source doesn't compile.
const NAMES: &str = "names.json";

/// The source of both, for the parameters that typify has a type for.
pub(crate) struct Sources {
    pub(crate) ours: String,
    pub(crate) typify: String,
    /// typify's types without builders.
    pub(crate) typify_types: String,
}

pub(crate) fn sources(corpus: &Path) -> Outcome<Sources> {
    let base = BaseSchemas::embedded()?;
    let mut ours = String::from("#![allow(warnings)]\n");
    let (mut typify, mut typify_types) = (ours.clone(), ours.clone());
    let (mut count, mut left_out) = (0, 0);
    let mut files: Vec<_> =
        fs::read_dir(corpus)?.map(|file| file.map(|it| it.path())).collect::<Result<_, _>>()?;
    files.retain(|file| !file.ends_with(NAMES));
    files.sort();
    for file in files {
        // typify knows definitions by their older name only.
        let text = fs::read_to_string(&file)?.replace("$defs", "definitions");
        let mut schema: Value = serde_json::from_str(&text)?;
        left_out += keep_what_typify_reads(&mut schema);
        let kept = schema["properties"].as_object().map_or(0, serde_json::Map::len);
        if kept == 0 {
            continue;
        }
        count += kept;
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (text, tokens) in [
            (&mut typify, typify_baseline::typify(&schema)),
            (&mut typify_types, typify_baseline::typify_types(&schema)),
        ] {
            let tokens = tokens.ok_or_else(|| format!("{name}: typify panics"))?;
            text.push_str(&format!("pub mod m_{name} {{\n{tokens}\n}}\n"));
        }
        let model = json!({
            "id": name, "capabilities": { "output": ["image"] }, "json_request_schema": schema,
        });
        ours.push_str(&oxen_codegen::generate_model(model, &base)?);
    }
    println!("{count} parameters with nested values; typify panics on {left_out} more");
    Ok(Sources { ours, typify, typify_types })
}

/// Keeps the parameters that typify reads together, and returns how many it doesn't.
fn keep_what_typify_reads(schema: &mut Value) -> usize {
    let Some(all) = schema["properties"].as_object().cloned() else { return 0 };
    let mut left_out = 0;
    schema["properties"] = json!({});
    schema["required"] = json!([]);
    schema["title"] = json!("Request");
    for (name, property) in all {
        let mut with = schema.clone();
        with["properties"][&name] = property;
        if typify_baseline::typify(&with).is_some() {
            *schema = with;
        } else {
            left_out += 1;
        }
    }
    left_out
}
