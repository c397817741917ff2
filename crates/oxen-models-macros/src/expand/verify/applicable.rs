//! Whether it matters which value of a type stands at a place in a request.
//!
//! Where none of the schemas that look at the place tells one string from another, one string speaks for all:
//! what is found of it is found of every string. So an expression of that type needs no check at run time.

use std::collections::HashSet;

use oxen_schema::schema::{Format, JsonType, RequestSchema, Schema, Step};
use serde_json::Value;

/// The schemas that look at the value at a place.
pub(crate) struct ApplicableSchemas<'a> {
    schemas: Vec<&'a Schema>,
    /// Whether a schema above compares whole values, so that each part counts.
    is_compared: bool,
}

impl<'a> ApplicableSchemas<'a> {
    /// Follows the path from the request to the place.
    pub(crate) fn at(request: &'a RequestSchema, path: &[Step]) -> Self {
        let mut schemas = closure(request, vec![request.root()]);
        let mut is_compared = false;
        for step in path {
            is_compared |= schemas.iter().any(|schema| compares_parts(schema));
            let next = schemas.iter().flat_map(|schema| within(schema, step)).collect();
            schemas = closure(request, next);
        }
        Self { schemas, is_compared }
    }

    /// Whether no rule of a request concerns several parameters at once, apart from those that are required.
    pub(crate) fn is_plain(request: &'a RequestSchema) -> bool {
        let root = request.root();
        Self::at(request, &[]).only().is_some()
            && root.property_count().is_unbounded()
            && root.dependent_required().next().is_none()
    }

    /// The only schema that looks at the place.
    pub(crate) fn only(&self) -> Option<&'a Schema> {
        match self.schemas.as_slice() {
            [only] if !self.is_compared => Some(only),
            _ => None,
        }
    }

    /// Whether all strings are the same to them. With `is_uri`, all that are URIs.
    pub(crate) fn takes_any_text(&self, is_uri: bool) -> bool {
        self.each(|schema| {
            let listed = lists(schema, Value::is_string);
            let is_free = schema.length().is_unbounded()
                && schema.patterns().next().is_none()
                && schema.formats().iter().all(|format| is_uri && *format == Format::Uri);
            !listed && (is_free || !schema.types().contains(JsonType::String))
        })
    }

    /// Whether all integers are the same to them.
    pub(crate) fn takes_any_integer(&self) -> bool {
        self.each(|schema| {
            let is_free = schema.range().is_unbounded() && schema.multiple_of().is_empty();
            !lists(schema, Value::is_number)
                && (is_free || !schema.types().contains(JsonType::Integer))
        })
    }

    /// Whether true and false are the same to them.
    pub(crate) fn takes_any_boolean(&self) -> bool {
        self.each(|schema| !lists(schema, Value::is_boolean))
    }

    /// Whether it is the same to them how many items a list has, and which of them are equal.
    pub(crate) fn takes_any_length(&self) -> bool {
        self.each(|schema| {
            schema.item_count().is_unbounded()
                && !compares_parts(schema)
                && schema.prefix_items().is_empty()
        })
    }

    /// Whether one of them takes values of this type.
    pub(crate) fn takes(&self, json_type: JsonType) -> bool {
        self.schemas.iter().any(|schema| schema.types().contains(json_type))
    }

    fn each(&self, is_indifferent: impl Fn(&Schema) -> bool) -> bool {
        !self.is_compared && self.schemas.iter().all(|schema| is_indifferent(schema))
    }
}

fn lists(schema: &Schema, is_of_type: impl Fn(&Value) -> bool) -> bool {
    schema.values().is_some_and(|values| values.iter().any(is_of_type))
}

/// Whether a schema of an array or object compares it, or its items, as a whole.
fn compares_parts(schema: &Schema) -> bool {
    schema.unique_items()
        || schema.contains().is_some()
        || lists(schema, |value| value.is_array() || value.is_object())
}

/// The schemas, and those that they apply to the same value.
fn closure<'a>(request: &'a RequestSchema, mut next: Vec<&'a Schema>) -> Vec<&'a Schema> {
    let (mut seen, mut all) = (HashSet::new(), Vec::new());
    while let Some(schema) = next.pop() {
        if !seen.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        all.push(schema);
        next.extend(schema.reference().and_then(|pointer| request.definition(pointer)));
        for list in [schema.all_of(), schema.any_of(), schema.one_of(), schema.none_of()] {
            next.extend(list);
        }
        if let Some((when, then, otherwise)) = schema.condition() {
            next.extend([when, then, otherwise]);
        }
        next.extend(schema.dependent_schemas().map(|(_, schema)| schema));
    }
    all
}

/// What a schema says about a part of its value.
fn within<'a>(schema: &'a Schema, step: &Step) -> Vec<&'a Schema> {
    match step {
        Step::Property(name) => {
            let mut all: Vec<_> = schema.property(name).into_iter().collect();
            // Whether the name matches is left open: to count one too many only asks for more.
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
