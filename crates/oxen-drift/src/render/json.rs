//! Renders a report as JSON.

use serde_json::Value;

use crate::report::Report;

/// Returns the report as JSON that conforms to [`json_schema`].
pub fn to_json(report: &Report) -> Value {
    // Names are strings and values are already JSON, so serialization can't fail.
    serde_json::to_value(report).unwrap_or_default()
}

/// Returns the JSON Schema of a report.
pub fn json_schema() -> Value {
    schemars::schema_for!(Report).to_value()
}
