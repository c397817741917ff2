//! A report for programs.

use serde_json::Value;

use crate::report::Report;

/// The report as JSON of the schema that [`json_schema`] gives.
pub fn to_json(report: &Report) -> Value {
    // Names are texts and values are JSON already: nothing in a report can't be written.
    serde_json::to_value(report).unwrap_or_default()
}

/// The JSON Schema of a report as JSON.
pub fn json_schema() -> Value {
    schemars::schema_for!(Report).to_value()
}
