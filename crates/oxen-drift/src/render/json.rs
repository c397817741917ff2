//! A report for programs.

use serde_json::Value;

use crate::report::Report;

/// Returns the report as JSON, with the schema that [`json_schema`] returns.
pub fn to_json(report: &Report) -> Value {
    // Names are texts and values are JSON already, so serialization can't fail.
    serde_json::to_value(report).unwrap_or_default()
}

/// The JSON Schema of a report as JSON.
pub fn json_schema() -> Value {
    schemars::schema_for!(Report).to_value()
}
