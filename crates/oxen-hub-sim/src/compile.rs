//! Compiling schemas with a validator that this project did not write.

use jsonschema::Validator;
use serde_json::Value;

/// The validator of a schema; `None` if there is none.
pub(crate) fn compile(schema: &Value) -> Option<Validator> {
    jsonschema::options().should_validate_formats(true).build(schema).ok()
}
