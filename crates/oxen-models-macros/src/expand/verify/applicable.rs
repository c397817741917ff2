//! The schemas that apply at a place in a request, and whether they distinguish the values of a type.
//!
//! If no applicable schema distinguishes strings, one sample represents them all. So an expression of that type needs
//! no check at run time.
//!
//! It would not be enough to check whether the schema at the place includes all values of the type: which schema
//! applies may depend on the surroundings of the place, such as the other members of an object of several shapes. The
//! samples are checked as part of the whole request, which only requires that no schema distinguishes the values.

use std::collections::HashSet;

use oxen_schema::schema::{Format, JsonType, RequestSchema, Schema, Step};
use serde_json::Value;

/// The schemas that apply to the value at a place.
pub(crate) struct ApplicableSchemas<'a> {
    request: &'a RequestSchema,
    /// The schemas that the schemas of the enclosing value apply to the place.
    direct: Vec<&'a Schema>,
    /// The direct schemas, and those that they apply to the same value.
    schemas: Vec<&'a Schema>,
    /// Whether an enclosing schema compares whole values, so that every part matters.
    is_compared: bool,
}

impl<'a> ApplicableSchemas<'a> {
    /// Follows the path from the request to the place.
    pub(crate) fn at(request: &'a RequestSchema, path: &[Step]) -> Self {
        let mut direct = vec![request.root()];
        let mut schemas = closure(request, direct.clone(), |_| false);
        let mut is_compared = false;
        for step in path {
            is_compared |= schemas.iter().any(|schema| compares_parts(schema));
            direct = schemas.iter().flat_map(|schema| within(schema, step)).collect();
            schemas = closure(request, direct.clone(), |_| false);
        }
        Self { request, direct, schemas, is_compared }
    }

    /// Returns whether no constraint of a request concerns several parameters at once, apart from required ones.
    pub(crate) fn is_plain(request: &'a RequestSchema) -> bool {
        let root = request.root();
        Self::at(request, &[]).only().is_some()
            && root.property_count().is_unbounded()
            && root.dependent_required().next().is_none()
    }

    /// Returns the schema that applies at the place, if it is the only one.
    pub(crate) fn only(&self) -> Option<&'a Schema> {
        match self.schemas.as_slice() {
            [only] if !self.is_compared => Some(only),
            _ => None,
        }
    }

    /// Returns whether the schemas don't distinguish strings or, with `is_uri`, URIs.
    pub(crate) fn accepts_any_string(&self, is_uri: bool) -> bool {
        let is_free = |schema: &Schema| {
            schema.length().is_unbounded()
                && schema.patterns().next().is_none()
                && schema.formats().iter().all(|format| is_uri && *format == Format::Uri)
        };
        let is_indifferent = |schema: &&Schema| {
            !lists(schema, Value::is_string)
                && (is_free(schema) || !schema.types().contains(JsonType::String))
        };
        // If one branch of an `anyOf` accepts every string, the other branches don't matter for strings.
        let accepts_all = |branch: &Schema| {
            branch.types().contains(JsonType::String)
                && branch.values().is_none()
                && is_free(branch)
                && is_alone(branch)
        };
        let schemas =
            closure(self.request, self.direct.clone(), |branches| branches.iter().any(accepts_all));
        !self.is_compared && schemas.iter().all(is_indifferent)
    }

    /// Returns whether the schemas don't distinguish integers.
    pub(crate) fn accepts_any_integer(&self) -> bool {
        self.each(|schema| {
            let is_free = schema.range().is_unbounded() && schema.multiple_of().is_empty();
            !lists(schema, Value::is_number)
                && (is_free || !schema.types().contains(JsonType::Integer))
        })
    }

    /// Returns whether the schemas don't distinguish true and false.
    pub(crate) fn accepts_any_boolean(&self) -> bool {
        self.each(|schema| !lists(schema, Value::is_boolean))
    }

    /// Returns whether the schemas don't distinguish lists by their number of items, or by which items are equal.
    pub(crate) fn accepts_any_length(&self) -> bool {
        self.each(|schema| {
            schema.item_count().is_unbounded()
                && !compares_parts(schema)
                && schema.prefix_items().is_empty()
        })
    }

    /// Returns whether one of the schemas accepts values of this type.
    pub(crate) fn accepts(&self, json_type: JsonType) -> bool {
        self.schemas.iter().any(|schema| schema.types().contains(json_type))
    }

    fn each(&self, is_indifferent: impl Fn(&Schema) -> bool) -> bool {
        !self.is_compared && self.schemas.iter().all(|schema| is_indifferent(schema))
    }
}

fn lists(schema: &Schema, is_of_type: impl Fn(&Value) -> bool) -> bool {
    schema.values().is_some_and(|values| values.iter().any(is_of_type))
}

/// Returns whether a schema of an array or object compares it, or its items, as a whole.
fn compares_parts(schema: &Schema) -> bool {
    schema.unique_items()
        || schema.contains().is_some()
        || lists(schema, |value| value.is_array() || value.is_object())
}

/// Returns whether a schema applies no other schema to a value that is not an object.
fn is_alone(schema: &Schema) -> bool {
    let lists = [schema.all_of(), schema.any_of(), schema.one_of(), schema.none_of()];
    lists.iter().all(|list| list.is_empty())
        && schema.reference().is_none()
        && schema.condition().is_none()
}

/// Returns the schemas and those that they apply to the same value, except the branches of an `anyOf` that is decided.
fn closure<'a>(
    request: &'a RequestSchema,
    mut next: Vec<&'a Schema>,
    is_decided: impl Fn(&[Schema]) -> bool,
) -> Vec<&'a Schema> {
    let (mut seen, mut all) = (HashSet::new(), Vec::new());
    while let Some(schema) = next.pop() {
        if !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        all.push(schema);
        next.extend(schema.reference().and_then(|pointer| request.definition(pointer)));
        for list in [schema.all_of(), schema.one_of(), schema.none_of()] {
            next.extend(list);
        }
        if !is_decided(schema.any_of()) {
            next.extend(schema.any_of());
        }
        if let Some((when, then, otherwise)) = schema.condition() {
            next.extend([when, then, otherwise]);
        }
        next.extend(schema.dependent_schemas().map(|(_, schema)| schema));
    }
    all
}

/// Returns the schemas that a schema applies to a part of its value.
fn within<'a>(schema: &'a Schema, step: &Step) -> Vec<&'a Schema> {
    match step {
        Step::Property(name) => {
            let mut all: Vec<_> = schema.property(name).into_iter().collect();
            // Patterns are not matched against the name: an additional schema only makes the check stricter.
            all.extend(schema.pattern_properties().map(|(_, schema)| schema));
            if schema.property(name).is_none() {
                all.extend(schema.additional_properties());
            }
            all
        }
        Step::Item(index) => {
            schema.prefix_items().get(*index).or(schema.items()).into_iter().collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn accepts_any_string(parameter: &Value) -> bool {
        let schema = json!({ "type": "object", "properties": { "x": parameter } });
        let (schema, _) = RequestSchema::read(&schema).unwrap();
        ApplicableSchemas::at(&schema, &[Step::Property("x".to_owned())]).accepts_any_string(false)
    }

    #[test]
    fn a_branch_for_every_string_decides_for_its_siblings() {
        let (any, listed) = (json!({ "type": "string" }), json!({ "enum": ["a", "b"] }));
        let short = json!({ "type": "string", "maxLength": 3 });
        let object = json!({ "type": "object", "properties": { "y": { "type": "string" } } });
        for branches in [json!([any, listed]), json!([listed, any]), json!([object, short, any])] {
            assert!(accepts_any_string(&json!({ "anyOf": branches })), "{branches}");
            assert!(accepts_any_string(&json!({ "not": { "anyOf": branches } })), "{branches}");
            let several = json!({ "anyOf": branches, "maxLength": 3 });
            assert!(!accepts_any_string(&several), "{branches}");
        }
        for branches in [json!([object, listed]), json!([short, listed])] {
            assert!(!accepts_any_string(&json!({ "anyOf": branches })), "{branches}");
        }
        assert!(!accepts_any_string(&json!({ "oneOf": [any, listed] })));
    }
}
