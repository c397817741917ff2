//! The values of the requests that are tried.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde_json::{Value, json};

/// Returns values that distinguish the schemas of [`super::pairs`].
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

/// The properties that a schema lists at a place.
#[derive(Default)]
struct Listed {
    names: BTreeSet<String>,
    /// Whether some of the properties are in alternatives, which may each list other names.
    is_composed: bool,
}

/// The names that only the new schema lists, place by place.
///
/// The old schema doesn't determine their meaning in a request. Where it lists none at all, its objects are maps, and
/// all names had a meaning.
pub(crate) struct NewNames {
    old: BTreeMap<String, Listed>,
    new: BTreeMap<String, Listed>,
}

impl NewNames {
    pub(crate) fn of(old: &Value, new: &Value) -> Self {
        let listed = |schema: &Value| {
            let mut places = BTreeMap::new();
            list(&schema["properties"]["x"], "", false, &mut places);
            places
        };
        Self { old: listed(old), new: listed(new) }
    }

    /// Returns whether one of the names is in the parameter's value.
    pub(crate) fn are_in(&self, body: &Value) -> bool {
        self.are_within(&body["x"], "")
    }

    fn are_within(&self, value: &Value, path: &str) -> bool {
        match value {
            Value::Object(members) => members.iter().any(|(name, value)| {
                self.is_new(name, path) || self.are_within(value, &format!("{path}.{name}"))
            }),
            Value::Array(items) => {
                items.iter().any(|item| self.are_within(item, &format!("{path}[]")))
            }
            _ => false,
        }
    }

    fn is_new(&self, name: &str, path: &str) -> bool {
        let lists = |places: &BTreeMap<String, Listed>| {
            places.get(path).is_some_and(|listed| listed.names.contains(name))
        };
        let old = self.old.get(path);
        let is_composed = old.is_some_and(|listed| listed.is_composed);
        let is_map = old.is_none_or(|listed| listed.names.is_empty());
        lists(&self.new) && (is_composed || !is_map && !lists(&self.old))
    }
}

fn list(schema: &Value, path: &str, is_composed: bool, places: &mut BTreeMap<String, Listed>) {
    let Some(keywords) = schema.as_object() else { return };
    for (keyword, value) in keywords {
        let inside: Vec<&Value> = match value {
            Value::Array(several) => several.iter().collect(),
            one => vec![one],
        };
        match keyword.as_str() {
            "properties" => {
                let listed: &mut Listed = places.entry(path.to_owned()).or_default();
                listed.is_composed |= is_composed;
                let members = value.as_object().into_iter().flatten();
                listed.names.extend(members.clone().map(|(name, _)| name.clone()));
                for (name, schema) in members {
                    list(schema, &format!("{path}.{name}"), is_composed, places);
                }
            }
            "items" | "prefixItems" | "contains" => {
                for schema in inside {
                    list(schema, &format!("{path}[]"), is_composed, places);
                }
            }
            "anyOf" | "oneOf" | "allOf" | "not" | "if" | "then" => {
                for schema in inside {
                    list(schema, path, true, places);
                }
            }
            _ => {}
        }
    }
}
