//! A definition that changed, through each schema that stays the same and refers to it.

use oxen_drift::{Verdict, diff};
use serde_json::{Value, json};

use super::fixtures::catalog;

/// Returns a request with this parameter, and with a recursive definition, since any other is expanded.
fn request(parameter: &Value, maximum: u32) -> Value {
    json!({
        "type": "object",
        "properties": { "p": parameter },
        "$defs": { "node": { "type": "object", "properties": {
            "n": { "type": "integer", "maximum": maximum },
            "next": { "$ref": "#/$defs/node" },
        } } },
    })
}

#[test]
fn references_to_a_changed_definition_have_changed() {
    let node = json!({ "$ref": "#/$defs/node" });
    for parameter in [
        node.clone(),
        json!({ "type": "object", "properties": { "m": node } }),
        json!({ "type": "object", "additionalProperties": node }),
        json!({ "type": "object", "patternProperties": { "^m": node } }),
        json!({ "type": "object", "dependentSchemas": { "m": node } }),
        json!({ "type": "array", "items": node }),
        json!({ "type": "array", "prefixItems": [node] }),
        json!({ "type": "array", "contains": node }),
        json!({ "anyOf": [{ "type": "string" }, node] }),
        json!({ "not": node }),
        json!({ "if": node, "then": { "required": ["m"] } }),
        json!({ "if": { "required": ["m"] }, "then": node }),
        json!({ "if": { "required": ["m"] }, "else": node }),
    ] {
        let [low, high] = [5, 10].map(|maximum| catalog(&request(&parameter, maximum), None));
        let [higher, lower] = [diff(&low, &high), diff(&high, &low)];
        assert!(!higher.changes.is_empty() && !lower.changes.is_empty(), "{parameter}");
        let changes = higher.changes.iter().chain(&lower.changes);
        assert!(changes.clone().any(|change| change.wire == Verdict::Breaking), "{parameter}");
        assert_eq!(diff(&low, &low).changes, [], "{parameter}");
    }
}
