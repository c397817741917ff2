//! Requests of several parameters whose schemas apply others to the same object.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Map, Value, json};

const NAMES: [&str; 3] = ["a", "b", "c"];

/// Generates two request schemas; the second one is often the first with some keywords of another.
pub(crate) fn pairs() -> impl Strategy<Value = (Value, Value)> {
    let altered = (request(), request(), subsequence(KEYWORDS.to_vec(), 1..3));
    prop_oneof![
        1 => (request(), request()),
        3 => altered.prop_map(|(old, other, taken)| {
            let (mut new, other) = (old.clone(), other.as_object().cloned().unwrap_or_default());
            for keyword in taken {
                match other.get(keyword) {
                    Some(value) => new[keyword] = value.clone(),
                    None => drop(new.as_object_mut().map(|new| new.remove(keyword))),
                }
            }
            (old, new)
        }),
    ]
}

const KEYWORDS: [&str; 10] = [
    "properties",
    "required",
    "additionalProperties",
    "dependentRequired",
    "dependentSchemas",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
];

fn member() -> impl Strategy<Value = Value> + Clone {
    select(vec![
        json!({}),
        json!({"type": "integer"}),
        json!({"type": "integer", "maximum": 1}),
        json!({"maximum": 1}),
        json!({"type": "string"}),
        json!({"type": "string", "minLength": 2}),
        json!({"enum": ["x", 1]}),
        json!({"const": "x"}),
        json!({"const": "yy"}),
        json!(false),
    ])
}

fn names() -> impl Strategy<Value = Vec<&'static str>> + Clone {
    subsequence(NAMES.to_vec(), 0..3)
}

fn properties() -> impl Strategy<Value = Value> + Clone {
    (subsequence(NAMES.to_vec(), 0..=3), proptest::collection::vec(member(), 3)).prop_map(
        |(names, members)| {
            names.into_iter().map(str::to_owned).zip(members).collect::<Map<_, _>>().into()
        },
    )
}

fn object() -> impl Strategy<Value = Value> + Clone {
    let open =
        prop_oneof![5 => Just(None), 1 => Just(Some(json!(false))), 1 => member().prop_map(Some)];
    (properties(), names(), open, any::<bool>())
        .prop_map(|(properties, required, open, is_typed)| {
            // A schema that accepts everything takes the alternatives beside it away, with the names that they list.
            let is_empty = properties == json!({}) && required.is_empty();
            let mut object = json!({"properties": properties, "required": required});
            if is_typed || is_empty {
                object["type"] = json!("object");
            }
            if let Some(open) = open {
                object["additionalProperties"] = open;
            }
            object
        })
        .boxed()
}

fn request() -> impl Strategy<Value = Value> + Clone {
    let some = || proptest::collection::vec(object(), 1..3);
    let part = prop_oneof![
        some().prop_map(|some| json!({"anyOf": some})),
        some().prop_map(|some| json!({"oneOf": some})),
        some().prop_map(|some| json!({"allOf": some})),
        object().prop_map(|object| json!({"not": object})),
        (object(), object()).prop_map(|(when, then)| json!({"if": when, "then": then})),
        (select(NAMES.to_vec()), names())
            .prop_map(|(name, names)| json!({"dependentRequired": {name: names}})),
        (select(NAMES.to_vec()), object())
            .prop_map(|(name, object)| json!({"dependentSchemas": {name: object}})),
        Just(json!({})),
    ];
    (object(), part.clone(), part)
        .prop_map(|(mut request, first, second)| {
            request["type"] = json!("object");
            for part in [first, second] {
                let part = part.as_object().cloned().unwrap_or_default();
                part.into_iter().for_each(|(keyword, value)| request[keyword] = value);
            }
            request
        })
        .boxed()
}

/// Returns objects of few members that distinguish the schemas of [`pairs`].
pub(crate) fn universe() -> &'static [Value] {
    static UNIVERSE: OnceLock<Vec<Value>> = OnceLock::new();
    UNIVERSE.get_or_init(|| {
        let values = [json!(0), json!(1), json!(2), json!("x"), json!("yy"), json!(null)];
        let mut objects = vec![json!({})];
        for name in NAMES {
            for object in objects.clone() {
                objects.extend(values.iter().map(|value| {
                    let mut object = object.clone();
                    object[name] = value.clone();
                    object
                }));
            }
        }
        objects
    })
}

/// Collects the names that a schema lists or mentions for its own value, each with the schemas listed for it.
pub(crate) fn names_of(schema: &Value, names: &mut BTreeMap<String, Vec<Value>>) {
    let members = |keyword: &str| schema[keyword].as_object().into_iter().flatten();
    let parts = |keyword: &str| schema[keyword].as_array().into_iter().flatten();
    for (name, listed) in members("properties") {
        names.entry(name.clone()).or_default().push(listed.clone());
    }
    let keys = members("dependentRequired")
        .chain(members("dependentSchemas"))
        .map(|(name, _)| name.as_str());
    for name in keys.chain(parts("required").filter_map(Value::as_str)) {
        names.entry(name.to_owned()).or_default();
    }
    let schemas = members("dependentSchemas").map(|(_, schema)| schema);
    let schemas = schemas.chain(["allOf", "anyOf", "oneOf"].into_iter().flat_map(parts));
    for part in schemas.chain(["not", "if", "then"].iter().filter_map(|one| schema.get(one))) {
        names_of(part, names);
    }
}
