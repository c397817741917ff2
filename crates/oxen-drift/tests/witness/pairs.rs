//! Pairs of schemas.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

/// Generates two schemas of the whole dialect; the second one is often the first with a part of another.
pub(crate) fn any() -> impl Strategy<Value = (Value, Value)> {
    let free = (request(schema()), request(schema()));
    prop_oneof![free, altered(schema())]
}

/// Generates two schemas whose differences are all decidable.
pub(crate) fn decidable() -> impl Strategy<Value = (Value, Value)> {
    let schema = || prop_oneof![4 => plain(), 1 => list(plain()), 1 => object(plain())];
    prop_oneof![(request(schema()), request(schema())), altered(schema())]
}

/// Generates the schema of a request with one parameter.
fn request(schema: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    (schema, any_bool()).prop_map(|(schema, required)| whole(&schema, required))
}

fn whole(schema: &Value, required: bool) -> Value {
    let mut whole = json!({"type": "object", "properties": {"x": schema}});
    if required {
        whole["required"] = json!(["x"]);
    }
    whole
}

/// Generates a schema, and the same schema with some keywords of another.
fn altered(schema: impl Strategy<Value = Value> + Clone) -> impl Strategy<Value = (Value, Value)> {
    (schema.clone(), schema, any_bool(), any_bool()).prop_map(|(old, other, first, second)| {
        let mut new = old.clone();
        if let (Some(new), Some(other)) = (new.as_object_mut(), other.as_object())
            && new.get("type") == other.get("type")
        {
            let taken = other.iter().find(|(name, _)| *name != "type");
            new.extend(taken.map(|(name, value)| (name.clone(), value.clone())));
        }
        let is_sound = |schema: &Value| {
            let ordered =
                |low: &str, high: &str| match (schema[low].as_f64(), schema[high].as_f64()) {
                    (Some(low), Some(high)) => low < high,
                    _ => true,
                };
            ordered("minimum", "maximum")
                && ordered("minLength", "maxLength")
                && ordered("minItems", "maxItems")
        };
        let new = if is_sound(&new) { new } else { other };
        (whole(&old, first), whole(&new, second))
    })
}

fn any_bool() -> impl Strategy<Value = bool> {
    proptest::bool::weighted(0.2)
}

fn optional(
    name: &'static str,
    values: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Map<String, Value>> {
    proptest::option::weighted(0.5, values)
        .prop_map(move |value| value.map(|value| (name.to_owned(), value)).into_iter().collect())
}

fn limits(
    json_type: &'static str,
    [low, high]: [&'static str; 2],
    [from, to]: [i64; 2],
) -> impl Strategy<Value = Value> {
    let middle = i64::midpoint(from, to);
    let low = optional(low, (from..middle).prop_map(Value::from));
    let high = optional(high, (middle + 1..=to).prop_map(Value::from));
    (low, high).prop_map(move |(low, high)| {
        let mut schema = Map::from_iter([("type".to_owned(), json!(json_type))]);
        schema.extend(low);
        schema.extend(high);
        Value::Object(schema)
    })
}

/// Generates schemas of scalars.
fn plain() -> impl Strategy<Value = Value> + Clone {
    let values =
        vec![json!(0), json!(1), json!(2), json!("a"), json!("bb"), json!(true), json!(0.5)];
    let texts = vec!["a", "bb", "ccc", "dddd"];
    prop_oneof![
        limits("integer", ["minimum", "maximum"], [-3, 5]),
        limits("number", ["minimum", "maximum"], [-3, 5]),
        limits("string", ["minLength", "maxLength"], [0, 4]),
        Just(json!({"type": "boolean"})),
        Just(json!({"type": ["integer", "null"]})),
        Just(json!({"type": ["string", "integer"]})),
        subsequence(values, 1..4).prop_map(|values| json!({"enum": values})),
        subsequence(texts, 1..4).prop_map(|values| json!({"type": "string", "enum": values})),
        Just(json!({})),
    ]
    .boxed()
}

fn list(items: impl Strategy<Value = Value> + 'static) -> impl Strategy<Value = Value> + Clone {
    (limits("array", ["minItems", "maxItems"], [0, 4]), items)
        .prop_map(|(mut list, items)| {
            list["items"] = items;
            list
        })
        .boxed()
}

fn object(
    members: impl Strategy<Value = Value> + Clone + 'static,
) -> impl Strategy<Value = Value> + Clone {
    let closed = prop_oneof![3 => Just(None), 1 => Just(Some(json!(false)))];
    (
        optional("a", members.clone()),
        optional("b", members),
        subsequence(vec!["a", "b"], 0..2),
        closed,
    )
        .prop_map(|(a, b, required, closed)| {
            let mut properties = a;
            properties.extend(b);
            let required: Vec<_> =
                required.into_iter().filter(|name| properties.contains_key(*name)).collect();
            let mut object =
                json!({"type": "object", "properties": properties, "required": required});
            if let Some(closed) = closed {
                object["additionalProperties"] = closed;
            }
            object
        })
        .boxed()
}

/// Generates schemas of everything, including undecidable parts.
fn schema() -> impl Strategy<Value = Value> + Clone {
    let odd = prop_oneof![
        select(vec![1.0, 2.0, 4.0, 0.5])
            .prop_map(|step| json!({"type": "number", "multipleOf": step})),
        select(vec![1, 2, 3])
            .prop_map(|step| json!({"type": "integer", "multipleOf": step, "minimum": 0})),
        select(vec!["^[a-z]+$", "^b", ".*"])
            .prop_map(|text| json!({"type": "string", "pattern": text})),
        select(vec!["uri", "uri-reference", "date"])
            .prop_map(|text| json!({"type": "string", "format": text})),
        (-2..5_i64).prop_map(|bound| json!({"type": "number", "exclusiveMinimum": bound})),
        (-2..5_i64).prop_map(|bound| json!({"type": "integer", "exclusiveMaximum": bound})),
        Just(json!({"const": 1})),
        Just(json!({"type": "array", "uniqueItems": true})),
        Just(json!({"type": "array", "contains": {"type": "integer"}})),
        Just(json!({"type": "array", "prefixItems": [{"type": "integer"}]})),
        Just(json!({"type": "object", "additionalProperties": {"type": "integer"}})),
        Just(json!({"type": "object", "patternProperties": {"^a": {"type": "integer"}}})),
        Just(json!({"type": "object", "propertyNames": {"maxLength": 1}})),
        Just(json!({"type": "object", "minProperties": 1, "maxProperties": 2})),
        Just(
            json!({"type": "object", "properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["b"]}})
        ),
    ];
    let leaf = prop_oneof![3 => plain(), 2 => odd].boxed();
    leaf.prop_recursive(2, 12, 3, |inner| {
        let some = proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            3 => list(inner.clone()),
            3 => object(inner.clone()),
            2 => some.clone().prop_map(|some| json!({"anyOf": some})),
            1 => some.clone().prop_map(|some| json!({"oneOf": some})),
            1 => some.prop_map(|some| json!({"allOf": some})),
            1 => inner.clone().prop_map(|inner| json!({"not": inner})),
            1 => (inner.clone(), inner).prop_map(|(when, then)| json!({"if": when, "then": then})),
        ]
    })
    .boxed()
}
