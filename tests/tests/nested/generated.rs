//! Random nested schemas.

use serde_json::{Map, Value, json};

use crate::rng::Rng;

const PARAMETERS: usize = 10;
const NAMES: [&str; 16] = [
    "a",
    "A",
    "type",
    "imageUrl",
    "image_url",
    "x-y",
    "x_y",
    "self",
    "new",
    "extra",
    "value",
    "item",
    "1",
    "mask",
    "size",
    "b c",
];

/// Generates the schema of a model whose parameters are all nested values.
pub(crate) fn request_schema(rng: &mut Rng) -> Value {
    let definitions: Map<String, Value> =
        (0..3).map(|index| (format!("D{index}"), object(rng, 2))).collect();
    let parameters: Map<String, Value> =
        (0..PARAMETERS).map(|index| (format!("p{index}"), composite(rng, 3))).collect();
    json!({ "type": "object", "properties": parameters, "$defs": definitions })
}

fn composite(rng: &mut Rng, levels: usize) -> Value {
    match rng.below(7) {
        0 | 1 => object(rng, levels),
        2 => json!({ "type": "array", "items": schema(rng, levels) }),
        3 => json!({ "anyOf": several(rng, levels) }),
        4 => json!({ "oneOf": several(rng, levels) }),
        5 => {
            json!({ "allOf": [object(rng, levels.saturating_sub(1)), object(rng, levels.saturating_sub(1))] })
        }
        _ => json!({ "$ref": definition(rng) }),
    }
}

fn schema(rng: &mut Rng, levels: usize) -> Value {
    if levels == 0 || rng.one_in(2) {
        return scalar(rng);
    }
    let schema = composite(rng, levels.saturating_sub(1));
    if rng.one_in(4) { json!({ "anyOf": [schema, { "type": "null" }] }) } else { schema }
}

fn several(rng: &mut Rng, levels: usize) -> Vec<Value> {
    (0..2 + rng.below(2)).map(|_| schema(rng, levels)).collect()
}

fn definition(rng: &mut Rng) -> String {
    format!("#/$defs/D{}", rng.below(3))
}

fn scalar(rng: &mut Rng) -> Value {
    match rng.below(11) {
        0 => json!({ "type": "string" }),
        1 => json!({ "type": "string", "maxLength": 5 }),
        2 => json!({ "type": "string", "format": "uri" }),
        3 => json!({ "type": "integer", "minimum": 0, "maximum": 10 }),
        4 => json!({ "type": "number", "minimum": 0 }),
        5 => json!({ "type": "boolean" }),
        6 => json!({ "type": ["string", "null"] }),
        7 => json!({ "type": "string", "enum": ["low", "auto", "Low"] }),
        8 => json!({ "enum": ["auto", 1, 2] }),
        9 => json!({ "const": "text" }),
        _ => json!({ "type": ["integer", "string"] }),
    }
}

fn object(rng: &mut Rng, levels: usize) -> Value {
    if rng.one_in(6) {
        return json!({ "type": "object", "additionalProperties": schema(rng, levels.saturating_sub(1)) });
    }
    let mut properties = Map::new();
    let mut required = Vec::new();
    for _ in 0..=rng.below(4) {
        let name = *rng.pick(&NAMES);
        let member = if rng.one_in(6) {
            json!({ "$ref": definition(rng) })
        } else {
            schema(rng, levels.saturating_sub(1))
        };
        // A member that contains its own type can't always be required.
        if rng.one_in(2) && member.get("$ref").is_none() {
            required.push(name);
        }
        properties.insert(name.to_owned(), member);
    }
    required.sort_unstable();
    required.dedup();
    let mut object = json!({ "type": "object", "properties": properties, "required": required });
    match rng.below(5) {
        0 => object["additionalProperties"] = json!(false),
        1 => object["additionalProperties"] = scalar(rng),
        _ => {}
    }
    object
}
