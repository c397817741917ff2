//! typify's types and builders for the same request schemas.

use std::panic::{AssertUnwindSafe, catch_unwind};

use oxen_schema::catalog::Catalog;
use serde_json::json;

pub(crate) fn source(catalog: &Catalog) -> String {
    let mut text = String::from("#![allow(warnings)]\n");
    let mut left_out = Vec::new();
    for model in catalog.models() {
        let Some(names) = catalog.names(model) else { continue };
        let mut schema = catalog.effective_schema(model);
        schema["title"] = json!(names.type_name);
        match module(schema) {
            Some(module) => text.push_str(&format!("pub mod {} {{\n{module}\n}}\n", names.module)),
            None => left_out.push(model.id.as_str()),
        }
    }
    println!("typify panics on {} models: {}", left_out.len(), left_out.join(", "));
    text
}

fn module(schema: serde_json::Value) -> Option<String> {
    let root: schemars08::schema::RootSchema = serde_json::from_value(schema).ok()?;
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let tokens = catch_unwind(AssertUnwindSafe(|| {
        let mut settings = typify::TypeSpaceSettings::default();
        settings.with_struct_builder(true);
        let mut space = typify::TypeSpace::new(&settings);
        space.add_root_schema(root).ok()?;
        Some(space.to_stream())
    }));
    std::panic::set_hook(hook);
    Some(tokens.ok()??.to_string())
}
