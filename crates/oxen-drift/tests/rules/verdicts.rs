//! Verdicts on the wire of changes in which several parts of a schema are about the same value.

use oxen_drift::{Change, Verdict, diff};
use serde_json::{Value, json};

use super::fixtures::{catalog, line};

/// The changes of a request, or of a parameter `x`.
fn changes(old: &Value, new: &Value) -> Vec<Change> {
    let whole = |schema: &Value| match schema["properties"] {
        Value::Null => json!({ "type": "object", "properties": { "x": schema } }),
        _ => schema.clone(),
    };
    diff(&catalog(&whole(old), None), &catalog(&whole(new), None)).changes
}

#[track_caller]
fn assert_wire(old: &Value, new: &Value, expected: Verdict) {
    let changes = changes(old, new);
    let worst = changes.iter().map(|change| change.wire).max().unwrap_or_default();
    let lines: String = changes.iter().map(line).collect();
    assert_eq!(worst, expected, "{old}\n{new}\n{lines}");
}

fn shapes(first: Value) -> Value {
    let mut first = first;
    first["type"] = json!("object");
    first["required"] = json!(["mode"]);
    first["properties"]["mode"] = json!({ "const": "a" });
    let second = json!({ "type": "object", "required": ["mode"], "properties": { "mode": { "const": "b" } } });
    json!([first, second])
}

#[test]
fn a_shape_limits_what_is_listed_around_it() {
    let whole = |shapes: Value| {
        json!({
            "type": "object",
            "properties": { "mode": { "type": "string" }, "steps": { "type": "integer" } },
            "oneOf": shapes,
        })
    };
    let free = whole(shapes(json!({})));
    let again = whole(shapes(json!({ "properties": { "steps": { "type": "integer" } } })));
    let limited = whole(shapes(json!({ "properties": { "steps": { "maximum": 10 } } })));
    assert_wire(&free, &limited, Verdict::Breaking);
    assert_wire(&limited, &free, Verdict::Compatible);
    assert_wire(&free, &again, Verdict::Compatible);
    assert_wire(&again, &free, Verdict::Compatible);
    let nested = |schema: &Value| json!({ "type": "object", "properties": { "x": schema } });
    assert_wire(&nested(&free), &nested(&limited), Verdict::Breaking);
    assert_wire(&nested(&limited), &nested(&free), Verdict::Compatible);
}

#[test]
fn a_parameter_that_only_a_shape_listed_has_another_type() {
    let whole = |of_shape: Value, of_request: Value| {
        let mut whole = json!({ "type": "object", "properties": { "b": { "type": "string" } } });
        if of_shape.is_null() {
            whole["properties"]["a"] = of_request;
        } else {
            let shape = json!({ "properties": { "a": of_shape }, "required": ["a"] });
            whole["anyOf"] = json!([shape, { "required": ["b"] }]);
        }
        whole
    };
    let text = json!({ "type": "string" });
    let before = whole(text.clone(), Value::Null);
    assert_wire(&before, &whole(Value::Null, text), Verdict::Compatible);
    assert_wire(&before, &whole(Value::Null, json!({ "type": "integer" })), Verdict::Breaking);
}

#[test]
fn what_a_new_parameter_asks_for_refuses_no_earlier_request() {
    let request = |names: &[&str]| {
        let each = names.iter().map(|name| ((*name).to_owned(), json!({ "type": "string" })));
        json!({ "type": "object", "properties": Value::Object(each.collect()) })
    };
    for (keyword, rule) in [
        ("dependentRequired", json!({ "mask": ["image"] })),
        ("dependentSchemas", json!({ "mask": { "required": ["image"] } })),
        ("not", json!({ "required": ["mask", "image"] })),
        ("if", json!({ "properties": { "mask": { "const": "auto" } }, "required": ["mask"] })),
    ] {
        let with = |mut request: Value| {
            request[keyword] = rule.clone();
            if keyword == "if" {
                request["then"] = json!({ "required": ["image"] });
            }
            request
        };
        let (old, new) = (request(&["image"]), with(request(&["image", "mask"])));
        assert_wire(&old, &new, Verdict::Compatible);
        assert_wire(&request(&["image", "mask"]), &new, Verdict::Breaking);
    }
}

#[test]
fn listed_values_are_tried() {
    let ratios = json!({ "type": "string", "enum": ["1:1", "16:9", "auto"] });
    for (pattern, verdict) in [(r"^\d+:\d+$", Verdict::Compatible), (r"^1:\d$", Verdict::Breaking)]
    {
        let free = json!({
            "anyOf": [{ "const": "auto" }, { "type": "string", "pattern": pattern }],
        });
        assert_wire(&ratios, &free, verdict);
    }
}

#[test]
fn equal_sets_of_numbers() {
    for (old, new) in [
        (json!({ "type": "number", "multipleOf": 1 }), json!({ "type": "integer" })),
        (json!({ "enum": [1e15, 2] }), json!({ "enum": [1_000_000_000_000_000_u64, 2.0] })),
        (json!({ "enum": [0, 1] }), json!({ "enum": [-0.0, 1] })),
        (
            json!({ "type": "array" }),
            json!({ "type": "array", "contains": { "type": "string" }, "minContains": 0 }),
        ),
    ] {
        assert_wire(&old, &new, Verdict::Compatible);
        assert_wire(&new, &old, Verdict::Compatible);
    }
}

/// Wherever a keyword is that isn't checked, its change is uncertain, and a hint that constrains nothing isn't.
#[test]
fn what_is_not_checked() {
    let text = json!({ "type": "string" });
    let email = json!({ "type": "string", "format": "email" });
    for new in [
        email.clone(),
        json!({ "allOf": [email] }),
        json!({ "anyOf": [email, { "type": "integer" }] }),
        json!({ "type": "string", "format": "email", "nullable": true }),
        json!({ "allOf": [text], "nullable": true }),
    ] {
        assert_wire(&text, &new, Verdict::Uncertain);
    }
    let named = |mail: &Value| {
        let parameter = json!({ "$ref": "#/definitions/mail" });
        json!({ "type": "object", "properties": { "x": parameter }, "definitions": { "mail": mail } })
    };
    assert_wire(&named(&text), &named(&email), Verdict::Uncertain);
    assert_wire(
        &json!({ "type": "object", "properties": { "x": text } }),
        &named(&email),
        Verdict::Uncertain,
    );
    for (old, new) in [
        (json!({ "description": null }), json!({ "description": "a text" })),
        (json!({ "x-order": "1" }), json!({ "x-order": 1 })),
        (
            json!({ "properties": { "a": {} }, "basic": ["a", "b"] }),
            json!({ "properties": { "a": {} }, "basic": ["a"] }),
        ),
    ] {
        assert_wire(&old, &new, Verdict::Compatible);
    }
}

/// Diagnostics are cut and counted, changes are not.
#[test]
fn what_diagnostics_leave_out() {
    let long = "k".repeat(1200);
    let of_long =
        |format: &str| json!({ "type": "object", "properties": { &long: { "format": format } } });
    assert_wire(&of_long("email"), &of_long("hostname"), Verdict::Uncertain);
    let many = |value: u32| {
        let each = (0..1100).map(|index| (format!("p{index:04}"), json!({ "frobnicate": value })));
        json!({ "type": "object", "properties": Value::Object(each.collect()) })
    };
    assert_eq!(changes(&many(1), &many(2)).len(), 1100);
}
