//! The parts of a schema that its normalised form lacks: ignored annotations, and keywords that are not checked.

use std::sync::Arc;

use serde_json::Value;

use super::keyword::Keyword;
use super::read::IGNORED_ANNOTATIONS;
use super::request::RequestSchema;

/// The maximum number of levels of nested schemas whose ignored annotations are listed.
const MAX_LEVELS: usize = 24;

/// One step from a schema to one within it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SchemaStep {
    /// To the schema of the property with this name. The name is shared by the paths of all schemas within that one.
    Property(Arc<str>),
    /// To the schema of an array's items.
    Items,
}

/// A schema within a request schema, as it was read.
#[derive(Clone, Debug)]
pub struct SchemaPart<'a> {
    path: Vec<SchemaStep>,
    schema: &'a Value,
}

impl<'a> SchemaPart<'a> {
    /// Returns the steps to it from the request schema.
    pub fn path(&self) -> &[SchemaStep] {
        &self.path
    }

    /// Returns the annotations that change nothing and are not in the normalised form: `$comment`, `examples` and so
    /// on.
    pub fn ignored_annotations(&self) -> impl Iterator<Item = (&'static str, Option<&'a Value>)> {
        let schema = self.schema;
        IGNORED_ANNOTATIONS.iter().map(move |keyword| (*keyword, schema.get(keyword)))
    }
}

impl RequestSchema {
    /// Returns the request schema itself and the schemas of properties and items within it, down to 24 levels; each
    /// with that at the same place of another request schema, where that has one.
    pub fn parts_with<'a>(&'a self, other: &'a Self) -> Vec<[SchemaPart<'a>; 2]> {
        let mut parts = Vec::new();
        collect(Vec::new(), [self.raw(), other.raw()], &mut parts);
        parts
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
