//! The values that are tried.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Value, json};

/// Values that tell the schemas of [`super::pairs`] apart.
pub(crate) fn universe() -> &'static [Value] {
    static UNIVERSE: OnceLock<Vec<Value>> = OnceLock::new();
    UNIVERSE.get_or_init(build)
}

fn scalars() -> Vec<Value> {
    let mut scalars = vec![json!(null), json!(true), json!(false)];
    scalars.extend((-5..=9).map(|one| json!(one)));
    scalars.extend([-4.5, -0.5, 0.25, 0.5, 1.5, 2.5, 3.5, 5.5].map(|one| json!(one)));
    scalars.extend(["", "a", "bb", "ccc", "dddd", "eeeee", "f:g", "A1"].map(|one| json!(one)));
    scalars
}

fn build() -> Vec<Value> {
    let scalars = scalars();
    let few = [
        json!(null),
        json!(0),
        json!(1),
        json!(2),
        json!(0.5),
        json!("a"),
        json!("bb"),
        json!(true),
    ];
    let mut values = scalars.clone();
    values.push(json!([]));
    values.push(json!({}));
    for one in &scalars {
        for count in 1..=5 {
            values.push(Value::Array(vec![one.clone(); count]));
        }
        for name in ["a", "b", "zz"] {
            values.push(json!({name: one}));
        }
        values.push(json!([[one]]));
        values.push(json!([{"a": one}]));
        values.push(json!({"a": [one]}));
        for other in &few {
            values.push(json!([one, other]));
            values.push(json!({"a": one, "b": other}));
            values.push(json!({"a": other, "b": one}));
            values.push(json!({"a": other, "zz": one}));
            values.push(json!({"b": other, "zz": one}));
        }
    }
    for one in &few {
        for other in &few {
            for third in &few {
                values.push(json!({"a": one, "b": other, "zz": third}));
            }
        }
    }
    values
}

/// The names that only the new schema lists: of no request of before is known what it meant by them.
/// Where the old one lists none at all, its objects are maps, and all names were meant.
pub(crate) fn names_of_new_only(old: &Value, new: &Value) -> BTreeSet<String> {
    let (old, new) = (names(&old["properties"]["x"]), names(&new["properties"]["x"]));
    if old.is_empty() { BTreeSet::new() } else { new.difference(&old).cloned().collect() }
}

fn names(schema: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![schema];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if let Some(properties) = members.get("properties").and_then(Value::as_object) {
                    found.extend(properties.keys().cloned());
                }
                open.extend(members.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    found
}

/// Whether a name of these is anywhere within.
pub(crate) fn has_name(value: &Value, names: &BTreeSet<String>) -> bool {
    match value {
        Value::Object(members) => {
            members.iter().any(|(name, value)| names.contains(name) || has_name(value, names))
        }
        Value::Array(items) => items.iter().any(|item| has_name(item, names)),
        _ => false,
    }
}
