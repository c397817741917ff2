//! Generation of values that a JSON schema accepts.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::compile::compile;

/// The nesting depth from which the smallest values are generated.
const MAX_DEPTH: u32 = 12;

/// The number of values that are tried until one is accepted.
const ATTEMPTS: u64 = 64;

/// Returns a value that the schema accepts, determined by the seed.
///
/// It is generated from the schema and checked by a validator, so there may be none for a schema that is hard to
/// satisfy, such as one with `pattern` or `not`.
///
/// ```
/// use serde_json::json;
///
/// let schema = json!({"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}});
/// let value = oxen_hub_sim::instance(&schema, 1).expect("such a schema is easily satisfied");
/// assert!(value["city"].is_string());
/// ```
pub fn instance(schema: &Value, seed: u64) -> Option<Value> {
    let validator = compile(schema)?;
    (0..ATTEMPTS)
        .map(|attempt| Generator::new(schema, seed.wrapping_add(attempt)).make(schema, 0))
        .find(|value| validator.is_valid(value))
}

/// Returns a loose value of a schema: see [`Answer::loose_instance`](crate::Answer::loose_instance).
pub(crate) fn loose_instance(schema: &Value, seed: u64) -> Value {
    Generator { is_loose: true, ..Generator::new(schema, seed) }.make(schema, 0)
}

struct Generator<'a> {
    root: &'a Value,
    random: Rng,
    is_loose: bool,
}

impl<'a> Generator<'a> {
    fn new(root: &'a Value, seed: u64) -> Self {
        Self { root, random: Rng::with_seed(seed), is_loose: false }
    }

    fn make(&mut self, schema: &Value, depth: u32) -> Value {
        let Value::Object(keywords) = schema else { return json!("anything") };
        if let Some(value) = keywords.get("const") {
            return value.clone();
        }
        if let Some(Value::Array(values)) = keywords.get("enum") {
            let value = self.one_of(values).cloned().unwrap_or_default();
            return if value.is_string() && self.deviates() { json!("unheard_of") } else { value };
        }
        if let Some(Value::Array(examples)) = keywords.get("examples")
            && !self.becomes_null(keywords)
        {
            return self.one_of(examples).cloned().unwrap_or_default();
        }
        if depth > 4 * MAX_DEPTH {
            return Value::Null;
        }
        if let Some(flat) = self.flattened(keywords) {
            return self.make(&Value::Object(flat), depth + 1);
        }
        self.typed(keywords, depth)
    }

    /// Replaces one applicator by the keywords that it refers to; returns `None` if there is no applicator.
    fn flattened(&mut self, keywords: &Map<String, Value>) -> Option<Map<String, Value>> {
        let name = ["$ref", "allOf", "anyOf", "oneOf"]
            .into_iter()
            .find(|name| keywords.contains_key(*name))?;
        let mut flat = keywords.clone();
        let parts = match flat.remove(name)? {
            Value::String(reference) => {
                let target = reference.strip_prefix('#').and_then(|path| self.root.pointer(path));
                target.cloned().into_iter().collect()
            }
            Value::Array(parts) if name == "allOf" => parts,
            Value::Array(branches) => self.one_of(&branches).cloned().into_iter().collect(),
            _ => Vec::new(),
        };
        for part in parts {
            if let Value::Object(part) = part {
                conjoin(&mut flat, part);
            }
        }
        Some(flat)
    }

    fn typed(&mut self, keywords: &Map<String, Value>, depth: u32) -> Value {
        let name = match keywords.get("type") {
            Some(Value::String(name)) => name.as_str(),
            Some(Value::Array(names)) => {
                self.one_of(names).and_then(Value::as_str).unwrap_or("null")
            }
            _ => {
                let has = |names: &[&str]| names.iter().any(|name| keywords.contains_key(*name));
                if has(&["properties", "required"]) {
                    "object"
                } else if has(&["items", "minItems"]) {
                    "array"
                } else if has(&["minimum", "maximum", "multipleOf"]) {
                    "number"
                } else {
                    "string"
                }
            }
        };
        match name {
            "object" => self.object(keywords, depth),
            "array" => self.array(keywords, depth),
            "integer" => self.integer(keywords),
            "number" => self.number(keywords),
            "boolean" => json!(self.random.bool()),
            "string" => json!(self.string(keywords)),
            _ => Value::Null,
        }
    }

    /// Returns whether to deviate from the documentation, which happens now and then in a loose value.
    fn deviates(&mut self) -> bool {
        self.is_loose && self.random.u8(..8) == 0
    }

    /// Returns whether to generate null; only for a value that may be null.
    fn becomes_null(&mut self, keywords: &Map<String, Value>) -> bool {
        let may = keywords.get("type").and_then(Value::as_array);
        may.is_some_and(|names| names.iter().any(|name| name == "null")) && self.random.bool()
    }

    fn object(&mut self, keywords: &Map<String, Value>, depth: u32) -> Value {
        let essential = keywords.get("x-essential").filter(|_| self.is_loose);
        let required = essential.or_else(|| keywords.get("required")).and_then(Value::as_array);
        let required: Vec<&str> =
            required.into_iter().flatten().filter_map(Value::as_str).collect();
        let mut object = Map::new();
        let properties = keywords.get("properties").and_then(Value::as_object);
        for (name, schema) in properties.into_iter().flatten() {
            let is_required = required.contains(&name.as_str());
            if is_required {
                object.insert(name.clone(), self.make(schema, depth + 1));
            } else if depth < MAX_DEPTH && self.random.bool() {
                let value =
                    if self.deviates() { Value::Null } else { self.make(schema, depth + 1) };
                object.insert(name.clone(), value);
            }
        }
        for name in required {
            if !object.contains_key(name) {
                object.insert(name.to_owned(), json!("anything"));
            }
        }
        if self.deviates() {
            let new =
                [json!(null), json!(-1.5), json!("new"), json!([1, {}]), json!({"a": [null]})];
            object.insert("x_new".to_owned(), self.one_of(&new).cloned().unwrap_or_default());
        }
        Value::Object(object)
    }

    fn array(&mut self, keywords: &Map<String, Value>, depth: u32) -> Value {
        let bound = |name| keywords.get(name).and_then(Value::as_u64);
        let least = bound("minItems").unwrap_or(0);
        let most = bound("maxItems").unwrap_or(least + 2).min(least + 2).max(least);
        let count = if depth < MAX_DEPTH { self.random.u64(least..=most) } else { least };
        let items = keywords.get("items").cloned().unwrap_or_else(|| json!({}));
        (0..count.min(1000)).map(|_| self.make(&items, depth + 1)).collect()
    }

    fn integer(&mut self, keywords: &Map<String, Value>) -> Value {
        let [least, most] = bounds(keywords, 1.0);
        let step = keywords.get("multipleOf").and_then(Value::as_f64).unwrap_or(1.0);
        let number = self.between(least, most);
        #[allow(clippy::cast_possible_truncation, reason = "`as` saturates")]
        let number = ((number / step).round() * step).round() as i64;
        json!(number)
    }

    fn number(&mut self, keywords: &Map<String, Value>) -> Value {
        let [least, most] = bounds(keywords, 0.125);
        match keywords.get("multipleOf").and_then(Value::as_f64) {
            Some(step) => json!((self.between(least, most) / step).round() * step),
            None => json!(self.between(least, most)),
        }
    }

    fn between(&mut self, least: f64, most: f64) -> f64 {
        if most <= least { least } else { least + self.random.f64() * (most - least) }
    }

    fn string(&mut self, keywords: &Map<String, Value>) -> String {
        let format = keywords.get("format").and_then(Value::as_str);
        let made = match format {
            Some("uri" | "uri-reference" | "iri" | "url") => "https://example.com/ox.png",
            Some("date-time") => "2026-08-08T12:00:00Z",
            Some("date") => "2026-08-08",
            Some("time") => "12:00:00Z",
            Some("email") => "ox@example.com",
            Some("uuid") => "7f1dc1f0-3c1e-4b6a-9d7a-0b8f2f6f1a11",
            _ => ["an ox", "dawn", "Ωξ \u{1F402}", "a longer text with words"]
                [self.random.usize(..4)],
        };
        let bound = |name| usize::try_from(keywords.get(name)?.as_u64()?).ok();
        let mut text: String = match bound("maxLength") {
            Some(most) => made.chars().take(most).collect(),
            None => made.to_owned(),
        };
        let length = text.chars().count();
        text.extend((length..bound("minLength").unwrap_or(0).min(100_000)).map(|_| 'x'));
        text
    }

    /// Returns a random one of the values.
    fn one_of<'v>(&mut self, values: &'v [Value]) -> Option<&'v Value> {
        (!values.is_empty()).then(|| &values[self.random.usize(..values.len())])
    }
}

fn bounds(keywords: &Map<String, Value>, margin: f64) -> [f64; 2] {
    let bound = |name: &str| keywords.get(name).and_then(Value::as_f64);
    let exclusive = |name, margin: f64| bound(name).map(|bound| bound + margin);
    let least = bound("minimum").or_else(|| exclusive("exclusiveMinimum", margin));
    let most = bound("maximum").or_else(|| exclusive("exclusiveMaximum", -margin));
    match (least, most) {
        (Some(least), Some(most)) => [least, most],
        (Some(least), None) => [least, least + 100.0],
        (None, Some(most)) => [most - 100.0, most],
        (None, None) => [0.0, 100.0],
    }
}

/// Adds the keywords of a part. Properties and required names are united; other keywords are replaced.
fn conjoin(keywords: &mut Map<String, Value>, part: Map<String, Value>) {
    for (name, value) in part {
        match (keywords.get_mut(&name), value) {
            (Some(Value::Array(own)), Value::Array(more)) if name == "required" => {
                own.extend(more);
            }
            (Some(Value::Object(own)), Value::Object(more)) if name == "properties" => {
                own.extend(more);
            }
            (_, value) => {
                keywords.insert(name, value);
            }
        }
    }
}
