//! Schema compilation with a validator from outside this project.

use jsonschema::Validator;
use serde_json::Value;

/// Compiles a schema; returns `None` if that fails.
pub(crate) fn compile(schema: &Value) -> Option<Validator> {
    jsonschema::options().should_validate_formats(true).build(schema).ok()
}
