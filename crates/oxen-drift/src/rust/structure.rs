//! Whether the type of a nested value keeps its form.
//!
//! A schema can accept the same in other words, and other words can make another type: the generator names types
//! after titles and definitions, and makes variants out of alternatives. So this looks at the schemas as they are
//! written.

use std::collections::HashSet;

use oxen_schema::names::Scope;
use oxen_schema::schema::RequestSchema;
use serde_json::{Map, Value};

/// Steps from a schema to one within it.
const MAX_LEVELS: usize = 32;
/// Schemas that are looked at.
const MAX_SCHEMAS: usize = 5_000;

/// Whether whatever compiled with the type of a parameter compiles with its new one: it has the same parts, and
/// possibly more members and values.
pub(crate) fn keeps(old: &RequestSchema, new: &RequestSchema, parameter: &str) -> bool {
    let mut search =
        Search { old: old.raw(), new: new.raw(), left: MAX_SCHEMAS, assumed: HashSet::new() };
    let schema =
        |root: &'_ Value| root.get("properties").and_then(|all| all.get(parameter)).cloned();
    match (schema(old.raw()), schema(new.raw())) {
        (Some(old), Some(new)) => search.keeps(&old, &new, Named::No, 0),
        // The parameter is not listed in the usual place, so what it accepts has to tell.
        _ => {
            let accepted = |schema: &'_ RequestSchema| {
                schema.parameter(parameter).map(|found| found.schema().clone())
            };
            accepted(old) == accepted(new)
        }
    }
}

struct Search<'a> {
    old: &'a Value,
    new: &'a Value,
    left: usize,
    /// Definitions that are being compared, or were.
    assumed: HashSet<String>,
}

/// Whether a type may be called after the title of its schema.
#[derive(Clone, Copy, PartialEq)]
enum Named {
    No,
    ByTitle,
}

impl Search<'_> {
    fn keeps(&mut self, old: &Value, new: &Value, named: Named, level: usize) -> bool {
        if level > MAX_LEVELS || self.left == 0 {
            return old == new;
        }
        self.left -= 1;
        let (Value::Object(old), Value::Object(new)) = (old, new) else { return old == new };
        if let (Some(before), Some(after)) = (old.get("$ref"), new.get("$ref")) {
            return before == after && self.definitions(before, level);
        }
        match (single_part(old), single_part(new)) {
            (None, None) => {}
            (Some(old), Some(new)) => return self.keeps(old, new, named, level + 1),
            (Some(part), None) => {
                return self.keeps(part, &Value::Object(new.clone()), named, level + 1);
            }
            (None, Some(part)) => {
                return self.keeps(&Value::Object(old.clone()), part, named, level + 1);
            }
        }
        let same = |keyword: &str| old.get(keyword) == new.get(keyword);
        let title = named == Named::No || same("title");
        let is_uri = |schema: &Map<String, Value>| {
            schema.get("format").and_then(Value::as_str) == Some("uri")
        };
        let medium = is_uri(old) == is_uri(new)
            && old.contains_key("renderType") == new.contains_key("renderType");
        title
            && medium
            && ["$ref", "type", "const"].into_iter().all(same)
            && values(old, new)
            && self.members(old, new, level)
            && ["items", "additionalProperties"]
                .into_iter()
                .all(|keyword| self.both(old.get(keyword), new.get(keyword), level))
            // Several parts that all apply make no type.
            && ["anyOf", "oneOf"]
                .into_iter()
                .all(|keyword| self.lists(old.get(keyword), new.get(keyword), level))
    }

    fn definitions(&mut self, target: &Value, level: usize) -> bool {
        let Some(pointer) = target.as_str().and_then(|target| target.strip_prefix('#')) else {
            // Outside of the document, and the same in both.
            return true;
        };
        if !self.assumed.insert(pointer.to_owned()) {
            return true;
        }
        let (old, new) = (self.old, self.new);
        match (old.pointer(pointer), new.pointer(pointer)) {
            (Some(old), Some(new)) => self.keeps(old, new, Named::No, level + 1),
            (None, None) => true,
            _ => false,
        }
    }

    fn both(&mut self, old: Option<&Value>, new: Option<&Value>, level: usize) -> bool {
        match (old, new) {
            (None, None) => true,
            (Some(old), Some(new)) => self.keeps(old, new, Named::No, level + 1),
            _ => false,
        }
    }

    fn lists(&mut self, old: Option<&Value>, new: Option<&Value>, level: usize) -> bool {
        match (old.and_then(Value::as_array), new.and_then(Value::as_array)) {
            (None, None) => true,
            (Some(old), Some(new)) if old.len() == new.len() => old
                .iter()
                .zip(new)
                .all(|(old, new)| self.keeps(old, new, Named::ByTitle, level + 1)),
            _ => false,
        }
    }

    /// Members that the old schema lists have to stay as they are, others may come.
    fn members(
        &mut self,
        old: &Map<String, Value>,
        new: &Map<String, Value>,
        level: usize,
    ) -> bool {
        let members = |schema: &Map<String, Value>| {
            schema.get("properties").and_then(Value::as_object).cloned()
        };
        let required = |schema: &Map<String, Value>| -> Vec<String> {
            let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
            let mut names: Vec<_> = names.filter_map(Value::as_str).map(str::to_owned).collect();
            names.sort_unstable();
            names
        };
        match (members(old), members(new)) {
            (None, None) => true,
            (Some(before), Some(after)) => {
                // Without members, it is a map.
                before.is_empty() == after.is_empty()
                    && required(old) == required(new)
                    && before.iter().all(|(name, old)| {
                        after
                            .get(name)
                            .is_some_and(|new| self.keeps(old, new, Named::No, level + 1))
                    })
            }
            _ => false,
        }
    }
}

/// Whether all old values are listed, if any are, under the same names.
fn values(old: &Map<String, Value>, new: &Map<String, Value>) -> bool {
    let list = |schema: &Map<String, Value>| schema.get("enum").and_then(Value::as_array).cloned();
    let (Some(old), Some(new)) = (list(old), list(new)) else { return list(old) == list(new) };
    let names = |values: &[Value]| -> Vec<(Value, String)> {
        let mut scope = Scope::variants();
        values.iter().map(|value| (value.clone(), scope.assign_value(value))).collect()
    };
    let (before, after) = (names(&old), names(&new));
    // Lists of anything but texts make no type.
    let are_texts = |values: &[Value]| values.iter().all(Value::is_string);
    are_texts(&old) == are_texts(&new) && before.iter().all(|value| after.contains(value))
}

/// The schema that an `allOf`, `anyOf` or `oneOf` of one part is.
fn single_part(schema: &Map<String, Value>) -> Option<&Value> {
    ["allOf", "anyOf", "oneOf"].into_iter().find_map(|keyword| {
        match schema.get(keyword)?.as_array()?.as_slice() {
            [only] if !schema.contains_key("properties") => Some(only),
            _ => None,
        }
    })
}
