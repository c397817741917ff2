//! Drafts shapes from the normal form of schemas.

use std::collections::HashSet;
use std::ptr;

use serde_json::Value;

use super::Docs;
use super::alternatives::{Alternative, MAX_SCHEMAS, alternatives, product};
use super::draft::{Draft, MemberDraft, Source, StructDraft, Title};
use super::merge::{self, Piece};
use crate::schema::{JsonType, Property, RequestSchema, Schema, Types, is_medium};

/// The maximum number of levels of nested values.
const MAX_LEVELS: usize = 24;
/// The maximum number of values that are drafted for one parameter.
const MAX_VALUES: usize = 4_000;
/// The maximum number of values that are drafted for all parameters of a model.
const MAX_VALUES_OF_MODEL: usize = 20_000;
/// The number of values that may be drafted for each parameter, regardless of the others.
const MIN_VALUES: usize = 100;
/// The number of schemas that apply to one value; a value with more of them counts as several.
const SCHEMAS_OF_VALUE: usize = 16;
/// The reason why a parameter with more values is JSON.
const TOO_LARGE: &str = "its schema is too large";
/// The reason why a part whose schema states no type is JSON.
const UNTYPED: &str = "the schema states no type";

/// Drafts the values of one parameter.
pub(super) struct Drafter<'a> {
    schemas: &'a RequestSchema,
    left: usize,
    level: usize,
}

impl<'a> Drafter<'a> {
    pub(super) fn new(schemas: &'a RequestSchema) -> Self {
        let each = MAX_VALUES_OF_MODEL / schemas.parameters().len().max(1);
        Self { schemas, left: each.clamp(MIN_VALUES, MAX_VALUES), level: 0 }
    }

    /// Returns the definition that a reference names.
    pub(super) fn definition(&self, pointer: &str) -> Option<&'a Schema> {
        self.schemas.definition(pointer)
    }

    /// Drafts the values, except null, that all schemas accept. The `name` of their property may show that strings
    /// refer to media.
    pub(super) fn draft(&mut self, schemas: &[&'a Schema], name: &str) -> Draft {
        if self.left == 0 {
            return Draft::Json(TOO_LARGE.to_owned());
        }
        if self.level >= MAX_LEVELS {
            return Draft::Json(format!("it is nested more than {MAX_LEVELS} levels deep"));
        }
        self.left -= 1;
        self.level += 1;
        let draft = self.of_all(schemas, name);
        self.level -= 1;
        draft
    }

    /// Drafts the values like [`Self::draft`], nullable if all the schemas accept null.
    fn draft_with_null(&mut self, schemas: &[&'a Schema], name: &str) -> Draft {
        let draft = self.draft(schemas, name);
        match draft {
            Draft::Json(_) => draft,
            draft if self.accept_null(schemas) => Draft::Nullable(Box::new(draft)),
            draft => draft,
        }
    }

    fn of_all(&mut self, schemas: &[&'a Schema], name: &str) -> Draft {
        if let [schema] = schemas
            && let Some(pointer) = schema.lone_reference()
            && self.definition(pointer).is_some()
        {
            return Draft::Recursive(pointer.to_owned());
        }
        let mut ways = vec![Alternative::default()];
        for schema in schemas {
            let of_schema = alternatives(self.schemas, schema);
            match of_schema.and_then(|more| product(std::mem::take(&mut ways), &more)) {
                Ok(product) => ways = product,
                Err(_) => return Draft::Json("it has too many alternatives".to_owned()),
            }
        }
        let size: usize = ways.iter().map(|way| way.schemas().len()).sum();
        self.left = self.left.saturating_sub(size / SCHEMAS_OF_VALUE);
        let mut pieces = Vec::new();
        for way in &ways {
            match self.pieces(way.schemas(), name) {
                Ok(more) => pieces.extend(more),
                Err(reason) => return Draft::Json(reason),
            }
        }
        let source = match schemas {
            [schema] => self.source(schema),
            _ => Source::default(),
        };
        let docs = schemas.first().map(|schema| Docs::of(schema)).unwrap_or_default();
        merge::merge(pieces, docs, source)
    }

    /// Returns the pieces of one alternative, by JSON type; the error is the reason why the values stay JSON.
    fn pieces(&mut self, way: &[&'a Schema], name: &str) -> Result<Vec<Piece>, String> {
        let every = Types::ALL.without(Types::of(JsonType::Null));
        let types = way.iter().fold(every, |types, schema| types.intersection(schema.types()));
        if let Some(values) = common_values(way, types) {
            if values.iter().any(|value| value.is_array() || value.is_object()) {
                return Err("its enum holds lists or objects".to_owned());
            }
            return Ok(vec![Piece::Values(values)]);
        }
        if types == every {
            return self.of_unstated_type(way, name).map(|piece| vec![piece]);
        }
        let mut pieces = Vec::new();
        for json_type in types.iter() {
            pieces.push(match json_type {
                JsonType::Null => continue,
                JsonType::Boolean => Piece::Boolean,
                JsonType::Integer => Piece::Integer,
                JsonType::Number => Piece::Number,
                JsonType::String => {
                    Piece::String { medium: way.iter().any(|schema| is_medium(name, schema)) }
                }
                JsonType::Array => Piece::Array(self.array(way, name)),
                JsonType::Object => {
                    let mut draft = self.object(way, name);
                    // A definition of several types names their union, not the object alone.
                    if types.iter().count() > 1
                        && let Draft::Struct(object) = &mut draft
                    {
                        object.source = Source::default();
                    }
                    Piece::Object(draft)
                }
            });
        }
        Ok(pieces)
    }

    /// Drafts an object whose schema lists properties without stating the type, which is common.
    fn of_unstated_type(&mut self, way: &[&'a Schema], name: &str) -> Result<Piece, String> {
        if !way.iter().any(|schema| !schema.properties().is_empty()) {
            return Err(UNTYPED.to_owned());
        }
        let mut draft = self.object(way, name);
        if let Draft::Struct(object) = &mut draft {
            object.title.states_no_type = true;
        }
        Ok(Piece::Object(draft))
    }

    fn array(&mut self, way: &[&'a Schema], name: &str) -> Draft {
        let count = |position: usize| {
            way.iter().all(|schema| {
                let count = schema.item_count();
                count.minimum != position as u64 || count.maximum != Some(position as u64)
            })
        };
        let mut prefixes = way.iter().map(|schema| schema.prefix_items());
        if let Some(prefix) = prefixes.find(|prefix| !prefix.is_empty()) {
            let several = prefixes.any(|prefix| !prefix.is_empty());
            if several || count(prefix.len()) || prefix.len() > 12 {
                let reason = "its items differ by position".to_owned();
                return Draft::List(Box::new(Draft::Json(reason)));
            }
            let items = prefix.iter().map(|schema| self.draft_with_null(&[schema], name));
            return Draft::Tuple(items.collect());
        }
        let items: Vec<&Schema> = way.iter().filter_map(|schema| schema.items()).collect();
        let items = match items.as_slice() {
            [] => Draft::Json("the schema states no type for its items".to_owned()),
            items => self.draft_with_null(items, name),
        };
        Draft::List(Box::new(items))
    }

    fn object(&mut self, way: &[&'a Schema], name: &str) -> Draft {
        let parts: Vec<&Schema> =
            way.iter().copied().filter(|one| one.has_object_rules()).collect();
        // Before anything is done for each member: an object within itself has all of them for every parameter.
        if parts.iter().any(|schema| schema.properties().len() > self.left) {
            self.left = 0;
            return Draft::Json(TOO_LARGE.to_owned());
        }
        let (mut names, mut seen) = (Vec::new(), HashSet::new());
        let mut add = |name: &'a str| {
            if seen.insert(name) {
                names.push(name);
            }
        };
        for schema in &parts {
            schema.properties().iter().for_each(|property| add(property.name()));
        }
        // Properties that only a condition lists may be present as well.
        let conditional = conditional_parts(way);
        for schema in &conditional {
            schema.properties().iter().for_each(|property| add(property.name()));
        }
        let required = parts.iter().flat_map(|schema| schema.required());
        required.clone().for_each(|name| add(name));
        let required: HashSet<&str> = required.map(String::as_str).collect();
        if names.is_empty() {
            return self.map(&parts, name);
        }
        let mut members = Vec::new();
        for name in names {
            members.extend(self.member(name, required.contains(name), &parts, &conditional));
            // An object may have as many members as the whole schema has, at every level.
            if self.left == 0 {
                return Draft::Json(TOO_LARGE.to_owned());
            }
        }
        let about = parts.iter().chain(way);
        let described = about.clone().find(|schema| schema.description().is_some());
        let mut docs =
            described.or(parts.last()).map(|schema| Docs::of(schema)).unwrap_or_default();
        let own = parts.iter().find_map(|schema| schema.object_description());
        docs.description = own.map(str::to_owned).or(docs.description);
        let title = Title {
            text: parts
                .iter()
                .find_map(|schema| schema.object_title())
                .or_else(|| about.clone().find_map(|schema| schema.title()))
                .map(str::to_owned),
            members: own_members(way),
            states_no_type: false,
        };
        let source = match parts.as_slice() {
            [schema] => self.source(schema),
            _ => Source::default(),
        };
        let further = self.further(&parts);
        Draft::Struct(Box::new(StructDraft { docs, title, members, further, source }))
    }

    fn member(
        &mut self,
        name: &'a str,
        required: bool,
        parts: &[&'a Schema],
        conditional: &[&'a Schema],
    ) -> Option<MemberDraft> {
        let mut schemas: Vec<&Schema> =
            parts.iter().filter_map(|schema| schema.property(name)).collect();
        let mut nullable = None;
        let draft = if schemas.is_empty() {
            schemas = conditional.iter().filter_map(|schema| schema.property(name)).collect();
            let drafts: Vec<_> = schemas.iter().map(|schema| self.draft(&[schema], name)).collect();
            nullable = Some(schemas.iter().any(|schema| self.accept_null(&[schema])));
            match drafts.as_slice() {
                [] => self.unlisted(parts, name),
                [first, rest @ ..] if rest.iter().all(|other| other == first) => first.clone(),
                _ => Draft::Json("what it is depends on other members".to_owned()),
            }
        } else {
            if schemas.iter().any(|schema| schema.is_never()) {
                return None;
            }
            self.draft(&schemas, name)
        };
        let docs = schemas.first().map(|schema| Docs::of(schema)).unwrap_or_default();
        let nullable = nullable.unwrap_or_else(|| self.accept_null(&schemas));
        // A JSON value can be null anyway.
        let nullable = nullable && !matches!(draft, Draft::Json(_));
        Some(MemberDraft { name: name.to_owned(), required, nullable, draft, docs })
    }

    /// Drafts a required member that no schema lists.
    fn unlisted(&mut self, parts: &[&'a Schema], name: &str) -> Draft {
        let additional = parts.iter().find_map(|schema| schema.additional_properties());
        match additional.filter(|schema| !schema.is_never()) {
            Some(schema) => self.draft_with_null(&[schema], name),
            None => Draft::Json("it is required, but the schema doesn't say what it is".to_owned()),
        }
    }

    /// Drafts the members that are not listed; `None` if there can't be any.
    fn further(&mut self, parts: &[&'a Schema]) -> Option<Draft> {
        let any = || Some(Draft::Json(UNTYPED.to_owned()));
        if parts.iter().any(|schema| schema.pattern_properties().next().is_some()) {
            return any();
        }
        let additional: Vec<_> =
            parts.iter().filter_map(|schema| schema.additional_properties()).collect();
        match additional.as_slice() {
            [] => any(),
            schemas if schemas.iter().any(|schema| schema.is_never()) => None,
            [schema] => Some(self.draft_with_null(&[schema], "")),
            _ => any(),
        }
    }

    /// Drafts an object without listed members.
    fn map(&mut self, parts: &[&'a Schema], name: &str) -> Draft {
        let additional: Vec<_> =
            parts.iter().filter_map(|schema| schema.additional_properties()).collect();
        let patterns: Vec<_> =
            parts.iter().flat_map(|schema| schema.pattern_properties()).collect();
        let values = match (additional.as_slice(), patterns.as_slice()) {
            ([schema], []) if !schema.is_never() => self.draft_with_null(&[schema], name),
            ([schema], [(_, pattern)]) if schema.is_never() => {
                self.draft_with_null(&[pattern], name)
            }
            _ => return Draft::Object,
        };
        match values {
            Draft::Json(_) => Draft::Object,
            values => Draft::Map(Box::new(values)),
        }
    }

    /// Returns the definition that equals the schema, annotations aside, if references lead to one.
    fn source(&self, schema: &Schema) -> Source {
        let mut definitions = self.schemas.definitions();
        // A schema that a reference led to is the definition itself, which may be large.
        let is_it = |definition: &Schema| ptr::eq(definition, schema) || definition.is_like(schema);
        let found = definitions.find(|(_, definition)| is_it(definition));
        Source(found.map(|(pointer, _)| pointer.to_owned()))
    }

    fn accept_null(&self, schemas: &[&'a Schema]) -> bool {
        let mut reader =
            NullReader { schemas: self.schemas, within: Vec::new(), left: MAX_SCHEMAS };
        schemas.iter().all(|schema| reader.accepts_null(schema))
    }
}

/// Decides whether schemas accept null, ignoring `not` and conditions.
struct NullReader<'a> {
    schemas: &'a RequestSchema,
    /// The definitions that are being read.
    within: Vec<&'a str>,
    /// The schemas that are still read; references can lead to any number of them.
    left: usize,
}

impl<'a> NullReader<'a> {
    fn accepts_null(&mut self, schema: &'a Schema) -> bool {
        if schema.accepts_null_outright() {
            return true;
        }
        if self.left == 0 || !schema.nullable() || schema.values().is_some() {
            return false;
        }
        self.left -= 1;
        if let Some(pointer) = schema.reference() {
            let definition = self.schemas.definition(pointer);
            let Some(definition) = definition.filter(|_| !self.within.contains(&pointer)) else {
                return false;
            };
            self.within.push(pointer);
            let accepts = self.accepts_null(definition);
            self.within.pop();
            if !accepts {
                return false;
            }
        }
        let mut accepts = |schema: &'a Schema| self.accepts_null(schema);
        schema.all_of().iter().all(&mut accepts)
            && (schema.any_of().is_empty() || schema.any_of().iter().any(&mut accepts))
            && (schema.one_of().is_empty() || schema.one_of().iter().any(&mut accepts))
    }
}

/// Returns the listed values that all the schemas accept by list and type; `None` if no schema lists any.
fn common_values(way: &[&Schema], types: Types) -> Option<Vec<Value>> {
    let first = way.iter().find_map(|schema| schema.values())?;
    let accepted = |value: &&Value| {
        types.overlaps(Types::of_value(value))
            && way.iter().all(|schema| schema.values().is_none() || schema.lists(value))
    };
    Some(first.iter().filter(accepted).cloned().collect())
}

/// Returns the members that only the alternative requires or lists, and not the schema that contains it.
fn own_members(way: &[&Schema]) -> Vec<String> {
    let Some((whole, parts)) = way.split_first() else { return Vec::new() };
    let of_whole: HashSet<&str> = whole.required().iter().map(String::as_str).collect();
    let is_own = |name: &str| !of_whole.contains(name) && whole.property(name).is_none();
    let mut seen = HashSet::new();
    let required = parts.iter().flat_map(|schema| schema.required()).map(String::as_str);
    let mut names: Vec<String> =
        required.filter(|name| is_own(name) && seen.insert(*name)).map(str::to_owned).collect();
    if names.is_empty() {
        let mut listed = parts.iter().flat_map(|schema| schema.properties()).map(Property::name);
        names.extend(listed.find(|name| is_own(name)).map(str::to_owned));
    }
    names
}

/// Returns the schemas that apply to an object under conditions.
fn conditional_parts<'a>(way: &[&'a Schema]) -> Vec<&'a Schema> {
    let mut parts = Vec::new();
    for schema in way {
        if let Some((_, then, otherwise)) = schema.condition() {
            parts.extend([then, otherwise]);
        }
        parts.extend(schema.dependent_schemas().map(|(_, schema)| schema));
    }
    parts
}
