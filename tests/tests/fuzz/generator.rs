//! Generating source: for any schema, the source parses and contains no code from the schema.

use std::path::Path;

use oxen_models_tests::hostile;
use serde_json::json;

use crate::choices::Choices;

pub(crate) fn run(bytes: &[u8]) {
    let mut choices = Choices::new(bytes);
    let listing = json!({"data": [choices.model("a"), choices.model("b")]});
    let Ok(catalog) = hostile::catalog(&listing) else { return };
    let output =
        oxen_codegen::generate(&catalog).unwrap_or_else(|error| panic!("{error}\n{listing}"));
    for (path, text) in &output.files {
        if Path::new(path).extension().is_some_and(|end| end == "rs") {
            syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{listing}"));
        }
    }
}
