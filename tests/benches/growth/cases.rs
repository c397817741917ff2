//! Schemas of any size, one for each list that a schema can have.

use serde_json::{Map, Value, json};

/// A schema that grows with a number.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    /// The smaller of the two sizes that are compared.
    pub(crate) size: usize,
    pub(crate) schema: fn(usize) -> Value,
    pub(crate) bodies: fn(usize) -> Vec<Value>,
}

pub(crate) const CASES: [Case; 22] = [
    Case {
        name: "enum",
        size: 1000,
        schema: |size| parameter(json!({ "enum": texts("value", size) })),
        bodies: |size| {
            vec![json!({ "p": text("value", size.max(1) - 1) }), json!({ "p": "valuex" })]
        },
    },
    Case {
        name: "enum_nested",
        size: 500,
        schema: |size| {
            parameter(
                json!({ "type": "object", "properties": { "m": { "enum": texts("value", size) } } }),
            )
        },
        bodies: |_| vec![json!({ "p": { "m": text("value", 1) } })],
    },
    Case {
        name: "one_of_objects",
        size: 400,
        schema: |size| {
            parameter(json!({ "oneOf": each(size, |index| json!({
            "type": "object", "required": ["k"], "properties": { "k": { "const": index } },
        })) }))
        },
        bodies: |_| {
            vec![json!({ "p": { "k": 5 } }), json!({ "p": { "k": "x" } }), json!({ "p": 3 })]
        },
    },
    Case {
        name: "one_of_strings",
        size: 400,
        schema: |size| {
            parameter(
                json!({ "oneOf": each(size, |index| json!({ "type": "string", "minLength": index })) }),
            )
        },
        bodies: |_| vec![json!({ "p": "abc" })],
    },
    Case {
        name: "any_of_objects",
        size: 400,
        schema: |size| {
            parameter(json!({ "anyOf": each(size, |index| json!({
            "type": "object", "required": [format!("k{index}")],
        })) }))
        },
        bodies: |_| vec![json!({ "p": {} })],
    },
    Case {
        name: "all_of",
        size: 400,
        schema: |size| {
            parameter(json!({ "allOf": each(size, |index| json!({
            "type": "object", "properties": { format!("k{index}"): { "type": "string" } },
        })) }))
        },
        bodies: |_| vec![json!({ "p": { "k1": 1 } })],
    },
    Case {
        name: "enum_of_any_of",
        size: 1000,
        schema: |size| {
            let branches =
                each(size / 3, |index| json!({ "minLength": index, "maxLength": index }));
            parameter(json!({ "enum": texts("value", size), "anyOf": branches }))
        },
        bodies: |_| vec![json!({ "p": text("value", 1) })],
    },
    Case {
        name: "divisors",
        size: 1000,
        schema: |size| {
            parameter(
                json!({ "type": "integer", "allOf": each(size, |index| json!({ "multipleOf": index + 1 })) }),
            )
        },
        bodies: |_| vec![json!({ "p": 0 }), json!({ "p": 7 })],
    },
    Case {
        name: "any_of_and_all_of",
        size: 200,
        schema: |size| {
            let part = |index: usize| {
                json!({
                    "patternProperties": { "^a": { "const": format!("part {index}") } }, "additionalProperties": true,
                })
            };
            let branch =
                |index: usize| json!({ "type": "object", "required": [format!("k {index}")] });
            parameter(json!({ "anyOf": each(size, branch), "allOf": each(size, part) }))
        },
        bodies: |_| vec![json!({ "p": {} })],
    },
    Case {
        name: "required_of_map",
        size: 400,
        schema: |size| {
            parameter(json!({
                "type": "object", "properties": {}, "required": texts("r", size),
                "additionalProperties": { "enum": texts("value", 7) },
            }))
        },
        bodies: |_| vec![json!({ "p": {} })],
    },
    Case {
        name: "long_name",
        size: 300,
        schema: |size| {
            let within = properties("p", size, &json!({ "unknownKeyword": 1, "examples": [1] }));
            json!({ "type": "object", "properties": { "n".repeat(size * 100): { "properties": within } } })
        },
        bodies: |_| vec![json!({})],
    },
    Case {
        name: "required",
        size: 2000,
        schema: |size| json!({ "type": "object", "properties": { "a": { "type": "string" } }, "required": texts("r", size) }),
        bodies: |_| vec![json!({})],
    },
    Case {
        name: "required_nested",
        size: 1000,
        schema: |size| {
            parameter(json!({
                "type": "object", "properties": properties("m", size, &json!({ "type": "string" })), "required": texts("m", size),
            }))
        },
        bodies: |size| vec![json!({ "p": properties("m", size, &json!("")) })],
    },
    Case {
        name: "properties",
        size: 1000,
        schema: |size| json!({ "type": "object", "properties": properties("prop", size, &json!({ "type": "string" })) }),
        bodies: |size| {
            vec![
                properties("prop", size, &json!("")),
                properties("prop", size, &json!(1)),
                properties("other", size, &json!(1)),
            ]
        },
    },
    Case {
        name: "dependent_required",
        size: 1000,
        schema: |size| {
            json!({
                "type": "object",
                "properties": properties("prop", 4, &json!({ "type": "string" })),
                "dependentRequired": { text("prop", 0): texts("prop", size) },
            })
        },
        bodies: |_| vec![json!({ text("prop", 0): "" })],
    },
    Case {
        name: "patterns",
        size: 20,
        schema: |size| {
            parameter(
                json!({ "allOf": each(size, |index| json!({ "pattern": format!("[ab]*a[ab]{{0,90}}{index}") })) }),
            )
        },
        bodies: |_| vec![json!({ "p": "ab".repeat(1000) })],
    },
    Case {
        name: "pattern_on_long_value",
        size: 1000,
        schema: |_| parameter(json!({ "type": "string", "pattern": "[ab]*a[ab]{0,50}c" })),
        bodies: |size| vec![json!({ "p": "ab".repeat(size) })],
    },
    Case {
        name: "escapes",
        size: 2000,
        schema: |_| parameter(json!({ "type": "string" })),
        bodies: |size| {
            ["\\", "%25", "&amp;", "\\u{0"].map(|piece| json!({ "p": piece.repeat(size) })).to_vec()
        },
    },
    Case {
        name: "unique_items",
        size: 1000,
        schema: |_| parameter(json!({ "type": "array", "uniqueItems": true })),
        bodies: |size| vec![json!({ "p": each(size, |index| json!({ "a": [index] })) })],
    },
    Case {
        name: "within_itself",
        size: 200,
        schema: |size| {
            let within = json!({ "allOf": [{ "description": "More of it." }, { "$ref": "#" }] });
            json!({ "type": "object", "properties": properties("p", size, &within) })
        },
        bodies: |_| vec![json!({ text("p", 1): { text("p", 2): { text("p", 3): 1 } } })],
    },
    Case {
        name: "doubling_references",
        // Below this size the work doubles with each reference, until the limit of what is read in their place.
        size: 20,
        schema: |size| {
            let next = |index: usize| json!({ "$ref": format!("#/$defs/{}", index + 1) });
            let double = |index| json!({ "allOf": [next(index), next(index)] });
            let mut definitions: Map<String, Value> =
                (0..size).map(|index| (index.to_string(), double(index))).collect();
            definitions.insert(size.to_string(), json!({ "properties": { "a": {} } }));
            json!({ "type": "object", "properties": { "p": { "$ref": "#/$defs/0" } }, "$defs": definitions })
        },
        bodies: |_| vec![json!({ "p": { "a": 1 } })],
    },
    Case {
        name: "diagnostics",
        size: 400,
        schema: |size| json!({ "type": "object", "properties": properties("p", size, &json!({ "unknownKeyword": 1 })) }),
        bodies: |_| vec![json!({})],
    },
];

#[expect(clippy::needless_pass_by_value, reason = "each caller makes the schema for it alone")]
fn parameter(schema: Value) -> Value {
    json!({ "type": "object", "properties": { "p": schema } })
}

fn each(size: usize, value: impl Fn(usize) -> Value) -> Value {
    (0..size.max(1)).map(value).collect()
}

fn texts(prefix: &str, size: usize) -> Value {
    each(size, |index| text(prefix, index).into())
}

/// The texts of every size have the same length: what is done for one may depend on it.
fn text(prefix: &str, index: usize) -> String {
    format!("{prefix} {index:06}")
}

fn properties(prefix: &str, size: usize, value: &Value) -> Value {
    let members = (0..size).map(|index| (text(prefix, index), value.clone()));
    Value::Object(members.collect::<Map<_, _>>())
}
