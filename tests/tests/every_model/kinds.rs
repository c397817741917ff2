//! The kinds of rules in a schema, and those that a request violates.

use std::collections::{BTreeMap, BTreeSet};

use oxen_schema::schema::{Path, RequestSchema, Rule, Schema, Step, Types, Violation};
use serde_json::{Map, Value};

/// The path in a request, with `[]` for any item, and the kind of rule.
pub(crate) type KindOfRule = (String, &'static str);

/// The depth limit of nested values.
const MAX_LEVELS: usize = 8;

/// Returns the kinds of rules about a parameter.
pub(crate) fn of_parameter(
    request: &RequestSchema,
    name: &str,
) -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut kinds = Kinds { request, all: BTreeMap::new() };
    let parameter = request.parameter(name).unwrap();
    kinds.add_schema(parameter.schema(), name, true, 0);
    if parameter.is_required() {
        kinds.add(name, "required");
    }
    kinds.all
}

struct Kinds<'a> {
    request: &'a RequestSchema,
    all: BTreeMap<String, BTreeSet<&'static str>>,
}

impl Kinds<'_> {
    fn add(&mut self, place: &str, kind: &'static str) {
        self.all.entry(place.to_owned()).or_default().insert(kind);
    }

    /// `is_alone` is false for one of several alternatives, whose values and types are not rules of their own.
    fn add_schema(&mut self, schema: &Schema, place: &str, is_alone: bool, level: usize) {
        if level == MAX_LEVELS {
            return;
        }
        let rules = [
            ("value", schema.values().is_some() && is_alone),
            ("type", schema.values().is_none() && is_alone && schema.types() != Types::ALL),
            ("minimum", schema.range().minimum.as_ref().is_some_and(|bound| !bound.exclusive)),
            ("maximum", schema.range().maximum.as_ref().is_some_and(|bound| !bound.exclusive)),
            ("above", schema.range().minimum.as_ref().is_some_and(|bound| bound.exclusive)),
            ("below", schema.range().maximum.as_ref().is_some_and(|bound| bound.exclusive)),
            ("multiple of", !schema.multiple_of().is_empty()),
            ("length", !schema.length().is_unbounded()),
            ("pattern", schema.patterns().next().is_some()),
            ("format", !schema.formats().is_empty()),
            ("fewest items", schema.item_count().minimum > 0),
            ("most items", schema.item_count().maximum.is_some()),
            ("unique items", schema.unique_items()),
            ("contains", schema.contains().is_some()),
            ("properties", !schema.property_count().is_unbounded()),
            ("names", schema.property_names().is_some()),
            ("any of", !schema.any_of().is_empty()),
            ("one of", !schema.one_of().is_empty()),
            ("not", !schema.none_of().is_empty()),
        ];
        for (kind, _) in rules.iter().filter(|(_, is_there)| *is_there) {
            self.add(place, kind);
        }
        for name in schema.required() {
            self.add(&format!("{place}.{name}"), "required");
        }
        for property in schema.properties() {
            let inside = schema.property(property.name()).unwrap();
            self.add_schema(inside, &format!("{place}.{}", property.name()), true, level + 1);
        }
        for items in schema.items().into_iter().chain(schema.prefix_items()) {
            self.add_schema(items, &format!("{place}[]"), true, level + 1);
        }
        if let Some(definition) = schema.reference().and_then(|at| self.request.definition(at)) {
            self.add_schema(definition, place, is_alone, level + 1);
        }
        for part in schema.all_of() {
            self.add_schema(part, place, is_alone, level + 1);
        }
        for branch in schema.any_of().iter().chain(schema.one_of()) {
            self.add_branch(branch, place, level + 1);
        }
    }

    /// Adds an alternative if it has properties or items.
    fn add_branch(&mut self, branch: &Schema, place: &str, level: usize) {
        let is_plain = branch.properties().is_empty() && branch.items().is_none();
        if !is_plain {
            self.add_schema(branch, place, false, level);
        }
    }
}

/// Returns the kind of rule that a violation is about.
pub(crate) fn of_violation(violation: &Violation, body: &Map<String, Value>) -> KindOfRule {
    let number = || find(body, &violation.path).and_then(Value::as_f64).unwrap_or_default();
    let kind = match &violation.rule {
        Rule::Required | Rule::RequiredWith { .. } => "required",
        Rule::Unknown { .. } => "unknown",
        Rule::Type { .. } | Rule::Nothing => "type",
        Rule::Values { .. } => "value",
        Rule::Range { range, .. } => {
            let bound = range.minimum.as_ref();
            let least = bound.and_then(|bound| bound.value.as_f64());
            let is_low = least.is_some_and(|least| number() <= least);
            let side = if is_low { bound } else { range.maximum.as_ref() };
            match (is_low, side.is_some_and(|bound| bound.exclusive)) {
                (true, false) => "minimum",
                (true, true) => "above",
                (false, false) => "maximum",
                (false, true) => "below",
            }
        }
        Rule::MultipleOf(_) => "multiple of",
        Rule::Length { .. } => "length",
        Rule::Pattern(_) => "pattern",
        Rule::Format(_) => "format",
        Rule::Items { allowed, found } if *found < allowed.minimum => "fewest items",
        Rule::Items { .. } => "most items",
        Rule::Unique { .. } => "unique items",
        Rule::Contains { .. } => "contains",
        Rule::Properties { .. } => "properties",
        Rule::PropertyName => "names",
        Rule::Excludes(_) => "excluded",
        Rule::AnyOf(_) => "any of",
        Rule::OneOf { .. } => "one of",
        Rule::Not(_) => "not",
        _ => "other",
    };
    (pattern(&violation.path), kind)
}

fn pattern(path: &Path) -> String {
    let mut text = String::new();
    for step in path.steps() {
        match step {
            Step::Item(_) => text.push_str("[]"),
            Step::Property(name) => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(name);
            }
        }
    }
    text
}

fn find<'a>(body: &'a Map<String, Value>, path: &Path) -> Option<&'a Value> {
    let (first, rest) = path.steps().split_first()?;
    let Step::Property(name) = first else { return None };
    rest.iter().try_fold(body.get(name)?, |value, step| match step {
        Step::Property(name) => value.get(name),
        Step::Item(index) => value.get(index),
    })
}

/// Returns the names of all properties in the schema of a parameter.
pub(crate) fn names(kinds: &BTreeMap<String, BTreeSet<&'static str>>) -> Vec<String> {
    let last = |place: &String| place.rsplit('.').next().unwrap().trim_end_matches("[]").to_owned();
    let nested = kinds.keys().filter(|place| place.contains('.'));
    nested.map(last).collect::<BTreeSet<_>>().into_iter().collect()
}
