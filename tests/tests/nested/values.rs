//! Values by a schema, most of which it accepts.

use serde_json::{Map, Value, json};

use crate::rng::Rng;

const MAX_LEVELS: usize = 7;

/// Returns a value by the schema; `None` if it is too deep or there is none.
pub(crate) fn sample(schema: &Value, root: &Value, rng: &mut Rng, level: usize) -> Option<Value> {
    if level > MAX_LEVELS {
        return None;
    }
    let Value::Object(keywords) = schema else {
        return (*schema == json!(true)).then(|| any(rng, 0));
    };
    if let Some(value) = keywords.get("const") {
        return Some(value.clone());
    }
    if let Some(Value::Array(values)) = keywords.get("enum") {
        return Some(rng.pick(values).clone());
    }
    let mut parts = Vec::new();
    if let Some(Value::String(target)) = keywords.get("$ref") {
        parts.push(root.pointer(target.strip_prefix('#')?)?);
    }
    parts.extend(keywords.get("allOf").and_then(Value::as_array).into_iter().flatten());
    for keyword in ["anyOf", "oneOf"] {
        if let Some(Value::Array(branches)) = keywords.get(keyword) {
            parts.push(rng.pick(branches));
        }
    }
    if rng.one_in(2) {
        parts.extend(keywords.get("then"));
    }
    let mut values: Vec<Value> = Vec::new();
    for part in &parts {
        values.push(sample(part, root, rng, level + 1)?);
    }
    let own = ["type", "properties", "items"].iter().any(|keyword| keywords.contains_key(*keyword));
    if own || values.is_empty() {
        values.push(of_type(keywords, root, rng, level)?);
    }
    let mut merged = values.remove(0);
    for value in values {
        match (&mut merged, value) {
            (Value::Object(left), Value::Object(right)) => left.extend(right),
            (left, right) if rng.one_in(2) => *left = right,
            _ => {}
        }
    }
    Some(merged)
}

fn of_type(
    keywords: &Map<String, Value>,
    root: &Value,
    rng: &mut Rng,
    level: usize,
) -> Option<Value> {
    let types = match keywords.get("type") {
        Some(Value::Array(types)) => types.clone(),
        Some(one) => vec![one.clone()],
        None if keywords.contains_key("properties") => vec![json!("object")],
        None => return Some(any(rng, 0)),
    };
    Some(match rng.pick(&types).as_str()? {
        "null" => Value::Null,
        "boolean" => json!(rng.one_in(2)),
        "integer" => integer(keywords, rng),
        "number" => number(keywords, rng),
        "string" => text(keywords, rng),
        "array" => array(keywords, root, rng, level)?,
        _ => object(keywords, root, rng, level)?,
    })
}

fn integer(keywords: &Map<String, Value>, rng: &mut Rng) -> Value {
    let bound = |name: &str| keywords.get(name).and_then(Value::as_i64);
    let low = bound("minimum").or(bound("exclusiveMinimum").map(|low| low + 1));
    let step = bound("multipleOf").unwrap_or(1);
    match rng.below(8) {
        0 => keywords.get("maximum").cloned().unwrap_or_else(|| json!(u64::MAX)),
        1 => keywords.get("minimum").cloned().unwrap_or_else(|| json!(i64::MIN)),
        2 => json!(3.0),
        _ => json!(low.unwrap_or(0) + i64::try_from(rng.below(9)).unwrap() * step),
    }
}

fn number(keywords: &Map<String, Value>, rng: &mut Rng) -> Value {
    match rng.below(6) {
        0 => keywords.get("maximum").cloned().unwrap_or_else(|| json!(1e300)),
        1 => keywords.get("minimum").cloned().unwrap_or_else(|| json!(-1)),
        2 => json!(1),
        _ => rng.pick(&[json!(0.5), json!(0.25), json!(0)]).clone(),
    }
}

fn text(keywords: &Map<String, Value>, rng: &mut Rng) -> Value {
    if keywords.contains_key("format") {
        return json!("https://example.com/ox.png");
    }
    let texts = match keywords.get("pattern").and_then(Value::as_str) {
        Some("^[0-9]+:[0-9]+$") => vec!["16:9"],
        Some(_) => vec!["a", "ab"],
        None => vec!["", "an ox", "low", "auto", "ä\u{1f402}", "text"],
    };
    json!(rng.pick(&texts))
}

fn array(
    keywords: &Map<String, Value>,
    root: &Value,
    rng: &mut Rng,
    level: usize,
) -> Option<Value> {
    let count = |name: &str| {
        keywords.get(name).and_then(Value::as_u64).map(|n| usize::try_from(n).unwrap())
    };
    let least = count("minItems").unwrap_or(0);
    let most = count("maxItems").unwrap_or(least + 2);
    let mut length = least + rng.below(most - least + 1);
    if level > 4 {
        length = least;
    }
    let prefix = keywords.get("prefixItems").and_then(Value::as_array);
    let mut items = Vec::new();
    for position in 0..length {
        let of_prefix = prefix.and_then(|prefix| prefix.get(position));
        items.push(match of_prefix.or(keywords.get("items")) {
            Some(schema) => sample(schema, root, rng, level + 1)?,
            None => any(rng, 0),
        });
    }
    Some(Value::Array(items))
}

fn object(
    keywords: &Map<String, Value>,
    root: &Value,
    rng: &mut Rng,
    level: usize,
) -> Option<Value> {
    let required: Vec<&str> = keywords
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut members = Map::new();
    let none = Map::new();
    let properties = keywords.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let rarely = 2 + level;
    for (name, schema) in properties {
        let needed = required.contains(&name.as_str());
        if needed || rng.one_in(rarely) {
            match sample(schema, root, rng, level + 1) {
                Some(value) => drop(members.insert(name.clone(), value)),
                None if needed => return None,
                None => {}
            }
        }
    }
    for name in required {
        if !members.contains_key(name) {
            members.insert(name.to_owned(), any(rng, 0));
        }
    }
    let further = keywords.get("additionalProperties");
    if further != Some(&json!(false)) && (properties.is_empty() || rng.one_in(3)) {
        for _ in 0..rng.below(3) {
            let name = *rng.pick(&["x", "y", "other", "f_a", "Width"]);
            let value = match further {
                Some(schema) => sample(schema, root, rng, level + 1),
                None => Some(any(rng, 0)),
            };
            if let Some(value) = value.filter(|_| !properties.contains_key(name)) {
                members.insert(name.to_owned(), value);
            }
        }
    }
    Some(Value::Object(members))
}

/// Returns any value.
fn any(rng: &mut Rng, level: usize) -> Value {
    match rng.below(if level > 1 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => json!(rng.one_in(2)),
        2 => json!(rng.below(100)),
        3 => json!(0.5),
        4 => json!("a text"),
        5 => Value::Array((0..rng.below(3)).map(|_| any(rng, level + 1)).collect()),
        _ => json!({ "k": any(rng, level + 1) }),
    }
}

/// Returns a value that differs in one place.
pub(crate) fn mutated(value: &Value, rng: &mut Rng) -> Value {
    let mut value = value.clone();
    match &mut value {
        Value::Array(items) if !items.is_empty() && !rng.one_in(4) => {
            let at = rng.below(items.len());
            items[at] = mutated(&items[at], rng);
        }
        Value::Array(items) => items.push(items.first().cloned().unwrap_or_else(|| any(rng, 0))),
        Value::Object(members) if !members.is_empty() && !rng.one_in(3) => {
            let names: Vec<String> = members.keys().cloned().collect();
            let name = rng.pick(&names);
            if rng.one_in(3) {
                members.remove(name);
            } else {
                let other = mutated(&members[name], rng);
                members.insert(name.clone(), other);
            }
        }
        Value::Object(members) => drop(members.insert("added".to_owned(), any(rng, 0))),
        Value::Number(_) => value = rng.pick(&[json!(-1), json!(1_000_000), json!(0.75)]).clone(),
        Value::String(text) => text.push_str(" of more characters"),
        _ => value = any(rng, 0),
    }
    value
}
