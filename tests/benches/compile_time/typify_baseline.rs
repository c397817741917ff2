//! typify's types and builders for the same request schemas.

use oxen_models_tests::typify_baseline;
use oxen_schema::catalog::Catalog;

pub(crate) fn source(catalog: &Catalog) -> String {
    let mut text = String::from("#![allow(warnings)]\n");
    let mut left_out = Vec::new();
    typify_baseline::silence_panics();
    for (module, schema) in typify_baseline::titled_schemas(catalog) {
        match typify_baseline::typify(&schema) {
            Some(tokens) => text.push_str(&format!("pub mod {module} {{\n{tokens}\n}}\n")),
            None => left_out.push(module),
        }
    }
    println!("typify panics on {} models: {}", left_out.len(), left_out.join(", "));
    text
}
