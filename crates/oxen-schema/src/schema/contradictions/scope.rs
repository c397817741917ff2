//! The properties listed by any of the schemas that apply to an object.

use std::cell::OnceCell;
use std::collections::HashSet;

use serde_json::{Map, Value};

pub(super) type Keywords = Map<String, Value>;

/// Keywords with one schema for the same value.
pub(super) const SAME_VALUE: [&str; 2] = ["then", "else"];
/// Keywords with a list of schemas for the same value.
pub(super) const SAME_VALUE_LISTS: [&str; 3] = ["allOf", "anyOf", "oneOf"];
/// The maximum number of schemas that are searched for the properties of one object.
const MAX_SCHEMAS: usize = 10_000;

/// All schemas that apply to one value, from the outermost in.
pub(super) struct Scope<'a> {
    document: &'a Value,
    outermost: &'a Keywords,
    names: OnceCell<Names<'a>>,
}

/// The properties that are listed anywhere in a scope.
#[derive(Default)]
struct Names<'a> {
    listed: HashSet<&'a str>,
    /// Whether properties may be listed by pattern, outside of the document, or beyond the limit.
    is_open: bool,
}

impl<'a> Scope<'a> {
    /// Returns the scope of a value to which this schema applies, and no schema around it.
    pub(super) fn of(document: &'a Value, outermost: &'a Keywords) -> Self {
        Self { document, outermost, names: OnceCell::new() }
    }

    /// Returns whether properties may be listed where their names can't be seen.
    pub(super) fn has_patterns(&self) -> bool {
        self.names().is_open
    }

    /// Returns whether some schema of the scope lists the property.
    pub(super) fn lists(&self, name: &str) -> bool {
        self.names().listed.contains(name)
    }

    fn names(&self) -> &Names<'a> {
        self.names.get_or_init(|| {
            let mut names = Names::default();
            let mut referred = HashSet::new();
            let mut pending = vec![self.outermost];
            let mut left = MAX_SCHEMAS;
            while let Some(keywords) = pending.pop() {
                left -= 1;
                if left == 0 {
                    names.is_open = true;
                    break;
                }
                if let Some(Value::Object(properties)) = keywords.get("properties") {
                    names.listed.extend(properties.keys().map(String::as_str));
                }
                names.is_open |= keywords.contains_key("patternProperties");
                for keyword in SAME_VALUE.iter().chain(&["if", "not"]) {
                    pending.extend(keywords.get(*keyword).and_then(Value::as_object));
                }
                for keyword in SAME_VALUE_LISTS {
                    let schemas = keywords.get(keyword).and_then(Value::as_array);
                    pending.extend(schemas.into_iter().flatten().filter_map(Value::as_object));
                }
                if let Some(Value::Object(schemas)) = keywords.get("dependentSchemas") {
                    pending.extend(schemas.values().filter_map(Value::as_object));
                }
                if let Some(reference) = keywords.get("$ref") {
                    let target = reference.as_str().and_then(|text| text.strip_prefix('#'));
                    match target.and_then(|pointer| self.document.pointer(pointer)) {
                        Some(Value::Object(target))
                            if referred.insert(std::ptr::from_ref(target)) =>
                        {
                            pending.push(target);
                        }
                        Some(_) => {}
                        None => names.is_open = true,
                    }
                }
            }
            names
        })
    }
}
