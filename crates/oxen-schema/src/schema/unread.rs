//! What a schema says beyond its normalised form: ignored annotations, and keywords that are not checked.

use std::sync::Arc;

use serde_json::Value;

use super::keyword::Keyword;
use super::read::IGNORED_ANNOTATIONS;
use super::request::RequestSchema;

/// Levels of schemas within schemas whose ignored annotations are listed.
const MAX_LEVELS: usize = 24;

/// One step from a schema to one within it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SchemaStep {
    /// To the schema of that property. The name is shared, as it is a step to all schemas within that one.
    Property(Arc<str>),
    /// To the schema of an array's items.
    Items,
    /// To the schema of the properties that are not listed.
    Additional,
    /// To the alternative at that position, from 0.
    Alternative(usize),
}

/// A schema within a request schema, as it was read.
#[derive(Clone, Debug)]
pub struct SchemaPart<'a> {
    path: Vec<SchemaStep>,
    schema: &'a Value,
}

impl<'a> SchemaPart<'a> {
    /// The steps to it from the request schema.
    pub fn path(&self) -> &[SchemaStep] {
        &self.path
    }

    /// The value of a keyword, whether it is understood or not.
    pub fn keyword(&self, keyword: &str) -> Option<&'a Value> {
        self.schema.get(keyword)
    }

    /// The annotations that change nothing and are not in the normalised form: `$comment`, `examples` and so on.
    pub fn ignored_annotations(&self) -> impl Iterator<Item = (&'static str, Option<&'a Value>)> {
        let schema = self.schema;
        IGNORED_ANNOTATIONS.iter().map(move |keyword| (*keyword, schema.get(keyword)))
    }
}

impl RequestSchema {
    /// The request schema itself, and the schemas within it that properties and items lead to, down to 24 levels; each with
    /// that at the same place of another request schema, where that has one.
    pub fn parts_with<'a>(&'a self, other: &'a Self) -> Vec<[SchemaPart<'a>; 2]> {
        let mut parts = Vec::new();
        collect(Vec::new(), [self.raw(), other.raw()], &mut parts);
        parts
    }

    /// The part that holds the keyword at a JSON pointer, which is how a [`Diagnostic`](crate::Diagnostic) names it, and
    /// the keyword. The part is absent if the schema has no value there.
    pub fn part_with_keyword(&self, pointer: &str) -> Option<(SchemaPart<'_>, String)> {
        let (parent, keyword) = pointer.rsplit_once('/')?;
        let schema = self.raw().pointer(parent)?;
        Some((SchemaPart { path: steps_of(parent), schema }, unescaped(keyword)))
    }
}

fn collect<'a>(
    path: Vec<SchemaStep>,
    schemas: [&'a Value; 2],
    parts: &mut Vec<[SchemaPart<'a>; 2]>,
) {
    if path.len() > MAX_LEVELS {
        return;
    }
    let within = |step: SchemaStep| path.iter().cloned().chain([step]).collect();
    if let [Some(items), Some(others)] = schemas.map(|schema| schema.get(Keyword::Items.as_str())) {
        collect(within(SchemaStep::Items), [items, others], parts);
    }
    let properties =
        schemas.map(|schema| schema.get(Keyword::Properties.as_str()).and_then(Value::as_object));
    if let [Some(properties), Some(others)] = properties {
        for (name, property) in properties {
            if let Some(other) = others.get(name) {
                let step = SchemaStep::Property(name.as_str().into());
                collect(within(step), [property, other], parts);
            }
        }
    }
    let [schema, other] = schemas;
    parts.push([SchemaPart { path: path.clone(), schema }, SchemaPart { path, schema: other }]);
}

/// The steps that a JSON pointer into a schema stands for. Keywords that lead to schemas for the same value are no step.
fn steps_of(pointer: &str) -> Vec<SchemaStep> {
    let mut steps = Vec::new();
    let mut segments = pointer.split('/').skip(1);
    while let Some(segment) = segments.next() {
        match Keyword::from_name(segment) {
            Some(Keyword::Properties) => {
                let name = segments.next().unwrap_or_default();
                steps.push(SchemaStep::Property(unescaped(name).into()));
            }
            Some(Keyword::Items) => steps.push(SchemaStep::Items),
            Some(Keyword::AdditionalProperties) => steps.push(SchemaStep::Additional),
            _ => steps.extend(segment.parse().ok().map(SchemaStep::Alternative)),
        }
    }
    steps
}

/// The text that a segment of a JSON pointer stands for.
fn unescaped(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}
