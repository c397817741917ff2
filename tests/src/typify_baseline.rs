//! typify on its own, as the baseline of benchmarks.

use std::panic::{self, AssertUnwindSafe, catch_unwind};

use oxen_schema::catalog::Catalog;
use proc_macro2::TokenStream;
use serde_json::{Value, json};

/// Returns the request schema of every model, titled with the name of its type, and the model's module.
pub fn titled_schemas(catalog: &Catalog) -> Vec<(String, Value)> {
    catalog
        .models()
        .iter()
        .filter_map(|model| {
            let names = catalog.names(model)?;
            let mut schema = catalog.request_schema(model)?.raw().clone();
            schema["title"] = json!(names.type_name);
            Some((names.module.clone(), schema))
        })
        .collect()
}

/// Returns typify's types and builders for a schema; `None` if it panics, as it does on enums of several types.
pub fn typify(schema: &Value) -> Option<TokenStream> {
    with_settings(schema, true)
}

/// Returns typify's types for a schema, without builders; `None` if it panics.
pub fn typify_types(schema: &Value) -> Option<TokenStream> {
    with_settings(schema, false)
}

fn with_settings(schema: &Value, has_builders: bool) -> Option<TokenStream> {
    let root: schemars08::schema::RootSchema = serde_json::from_value(schema.clone()).ok()?;
    catch_unwind(AssertUnwindSafe(|| {
        let mut settings = typify::TypeSpaceSettings::default();
        settings.with_struct_builder(has_builders);
        let mut space = typify::TypeSpace::new(&settings);
        space.add_root_schema(root).ok()?;
        Some(space.to_stream())
    }))
    .ok()?
}

/// Suppresses the output of panics: a benchmark triggers the same ones in every round.
pub fn silence_panics() {
    panic::set_hook(Box::new(|_| {}));
}
