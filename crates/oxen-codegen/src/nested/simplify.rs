//! A nested schema, reduced to what decides a type.

use std::collections::{BTreeMap, HashMap, HashSet};

use oxen_schema::names::{self, Scope};
use serde_json::{Map, Value, json};

use crate::docs;

/// How deep a nested schema may be.
const MAX_LEVELS: usize = 32;
/// How many types one model may have.
const MAX_DEFINITIONS: usize = 200;

/// How many alternatives a schema may have: typify compares each with each.
const MAX_ALTERNATIVES: usize = 200;

/// The definition that stands for the runtime's type.
pub(super) const MEDIA: &str = "Media";

/// Simplified schemas, each under a key of ours, and the names that their types are to have.
///
/// typify would make names of its own out of titles and properties; a key such as `OxenType7` it leaves as it is.
pub(super) struct Definitions<'a> {
    root: &'a Value,
    scope: Scope,
    wanted: HashSet<String>,
    names: BTreeMap<String, String>,
    referred: HashMap<String, String>,
    pending: Vec<(String, &'a Value)>,
    done: BTreeMap<String, Value>,
}

/// Schemas for typify by key, and names by key.
pub(super) struct Simplified {
    pub(super) definitions: Map<String, Value>,
    pub(super) names: BTreeMap<String, String>,
}

impl<'a> Definitions<'a> {
    pub(super) fn new<'n>(root: &'a Value, reserved: impl Iterator<Item = &'n str>) -> Self {
        let mut scope = Scope::value_types();
        scope.reserve(MEDIA);
        reserved.for_each(|name| scope.reserve(name));
        let (wanted, names, referred, pending, done) = <_>::default();
        Self { root, scope, wanted, names, referred, pending, done }
    }

    /// Adds the type of a parameter, and all that it refers to.
    pub(super) fn add(&mut self, name: &str, schema: &'a Value) -> Result<(), String> {
        let key = self.key(name.to_owned());
        self.pending.push((key, schema));
        while let Some((key, schema)) = self.pending.pop() {
            if self.done.len() >= MAX_DEFINITIONS {
                return Err(format!("it needs more than {MAX_DEFINITIONS} types"));
            }
            let name = self.names.get(&key).cloned().unwrap_or_default();
            let simplified = self.simplify(schema, &name, 0)?;
            self.done.insert(key, simplified);
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Simplified {
        let media = (MEDIA.to_owned(), json!({ "type": "string" }));
        Simplified {
            definitions: self.done.into_iter().chain([media]).collect(),
            names: self.names,
        }
    }

    /// A name that no other type has, also where two are to be called the same.
    fn fresh(&mut self, wanted: &str) -> String {
        super::fresh(&mut self.scope, &mut self.wanted, wanted)
    }

    fn key(&mut self, name: String) -> String {
        let key = format!("OxenType{}", self.names.len());
        self.names.insert(key.clone(), name);
        key
    }

    /// A reference to a type of its own for a schema.
    fn hoisted(&mut self, schema: &'a Value, name: &str) -> Value {
        let name = self.fresh(name);
        let key = self.key(name);
        self.pending.push((key.clone(), schema));
        reference(&key)
    }

    /// A reference to the definition that a `$ref` names; `None` for one that isn't a definition here.
    fn definition(&mut self, target: &str) -> Option<Value> {
        if let Some(key) = self.referred.get(target) {
            return Some(reference(key));
        }
        let pointer = target.strip_prefix('#')?;
        let name = pointer
            .strip_prefix("/definitions/")
            .or_else(|| pointer.strip_prefix("/$defs/"))?
            .replace("~1", "/")
            .replace("~0", "~");
        let schema = self.root.pointer(pointer)?;
        let name = self.fresh(&name);
        let key = self.key(name);
        self.referred.insert(target.to_owned(), key.clone());
        self.pending.push((key.clone(), schema));
        Some(reference(&key))
    }

    fn simplify(&mut self, schema: &'a Value, name: &str, level: usize) -> Result<Value, String> {
        if level > MAX_LEVELS {
            return Err(format!("it is nested more than {MAX_LEVELS} levels deep"));
        }
        let Value::Object(members) = schema else { return Ok(json!({})) };
        if let Some(Value::String(target)) = members.get("$ref") {
            return Ok(self.definition(target).unwrap_or_else(|| json!({})));
        }
        if level > 0 && needs_name(members) {
            return Ok(self.hoisted(schema, name));
        }
        let schema = members;
        let mut simple = Map::new();
        if let Some(Value::String(text)) = schema.get("description") {
            simple.insert("description".into(), docs::prose(text).into());
        }
        if let Some(only) = single_part(schema) {
            return self.simplify(only, name, level + 1);
        }
        for keyword in ["anyOf", "oneOf"] {
            if let Some(Value::Array(branches)) = schema.get(keyword) {
                let branches = self.branches(branches, name, level)?;
                simple.insert(keyword.into(), branches.into());
                return Ok(simple.into());
            }
        }
        if is_medium(schema) {
            return Ok(reference(MEDIA));
        }
        if let Some(types) = schema.get("type") {
            simple.insert("type".into(), types.clone());
        }
        if let Some(values) = string_values(schema) {
            simple.insert("enum".into(), values);
        }
        if let Some(items) = schema.get("items") {
            simple.insert("items".into(), self.simplify(items, &format!("{name}Item"), level + 1)?);
        }
        self.object_parts(schema, &mut simple, name, level)?;
        Ok(simple.into())
    }

    fn object_parts(
        &mut self,
        schema: &'a Map<String, Value>,
        simple: &mut Map<String, Value>,
        name: &str,
        level: usize,
    ) -> Result<(), String> {
        let Some(Value::Object(properties)) = schema.get("properties") else {
            if let Some(additional @ Value::Object(_)) = schema.get("additionalProperties") {
                let additional = self.simplify(additional, &format!("{name}Value"), level + 1)?;
                simple.insert("additionalProperties".into(), additional);
            }
            return Ok(());
        };
        let mut kept = Map::new();
        for (property, schema) in properties {
            let nested_name = format!("{name}{}", names::value_type(property));
            kept.insert(property.clone(), self.simplify(schema, &nested_name, level + 1)?);
        }
        let required: Vec<Value> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter(|name| name.as_str().is_some_and(|name| kept.contains_key(name)))
            .cloned()
            .collect();
        simple.insert("properties".into(), kept.into());
        simple.insert("required".into(), required.into());
        Ok(())
    }

    /// Branches, those that need a name under their title or what they are.
    fn branches(
        &mut self,
        branches: &'a [Value],
        name: &str,
        level: usize,
    ) -> Result<Vec<Value>, String> {
        if branches.len() > MAX_ALTERNATIVES {
            return Err(format!("it has more than {MAX_ALTERNATIVES} alternatives"));
        }
        branches
            .iter()
            .map(|branch| {
                let text = |keyword: &str| branch.get(keyword).and_then(Value::as_str);
                let word = text("title").or_else(|| text("type")).unwrap_or("variant");
                self.simplify(branch, &format!("{name} {word}"), level + 1)
            })
            .collect()
    }
}

fn reference(key: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{key}") })
}

/// Whether typify would have to make up a name for the type of this schema.
fn needs_name(schema: &Map<String, Value>) -> bool {
    if single_part(schema).is_some() {
        return false;
    }
    schema.get("properties").is_some_and(Value::is_object)
        || string_values(schema).is_some()
        || ["anyOf", "oneOf"]
            .iter()
            .any(|keyword| schema.get(*keyword).is_some_and(Value::is_array))
}

/// Whether the schema says that a string is where an image, a video or audio is.
fn is_medium(schema: &Map<String, Value>) -> bool {
    let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
    text("type") == Some("string")
        && !schema.contains_key("enum")
        && (text("format") == Some("uri") || text("renderType").is_some())
}

/// The schema that an `allOf`, `anyOf` or `oneOf` of one part is.
pub(crate) fn single_part(schema: &Map<String, Value>) -> Option<&Value> {
    ["allOf", "anyOf", "oneOf"].into_iter().find_map(|keyword| {
        match schema.get(keyword)?.as_array()?.as_slice() {
            [only] if !schema.contains_key("properties") => Some(only),
            _ => None,
        }
    })
}

/// The values of an enum of distinct strings; other enums are checked, not typed.
fn string_values(schema: &Map<String, Value>) -> Option<Value> {
    let values = match (schema.get("enum"), schema.get("const")) {
        (Some(Value::Array(values)), _) => values.clone(),
        (None, Some(value)) => vec![value.clone()],
        _ => return None,
    };
    let mut scope = Scope::variants();
    let strings = !values.is_empty() && values.iter().all(Value::is_string);
    let mut variants: Vec<_> = values.iter().map(|value| scope.assign_value(value)).collect();
    variants.sort_unstable();
    variants.dedup();
    (strings && variants.len() == values.len()).then(|| values.into())
}
