//! Reading JSON Schema into its normalised form.

mod keywords;
mod limits;
mod reference;
mod scalars;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value};

use super::json_type::Types;
use super::keyword::Keyword;
use super::node::Schema;
use super::normalize;
use super::pattern::{Budget, Pattern};
use super::unchecked_keyword::UncheckedKeyword;
use crate::Diagnostic;
use crate::pointer::Pointer;

pub(super) use keywords::IGNORED_ANNOTATIONS;
pub(crate) use limits::{MAX_SIZE, VALUE_BYTES, check_limits, of_text as size_of_text, size};

/// The number of levels of nested schemas beyond which references are not replaced.
const INLINE_DEPTH: usize = 48;
/// The maximum number of diagnostics of one schema; further ones are only counted.
const MAX_DIAGNOSTICS: usize = 1_000;
/// The total number of JSON values read in place of references, after which references are not replaced.
const INLINE_BUDGET: usize = 50_000;
/// The total number of JSON values read for definitions, after which definitions are skipped.
const DEFINITION_BUDGET: usize = 200_000;

/// The definitions that references lead to, by JSON pointer.
pub(super) type Definitions = BTreeMap<String, Schema>;

/// Reads a part of a document of this [`size`], which may refer to other parts. Also returns the number of JSON values
/// that it refers to.
pub(super) fn part(
    document: &Value,
    document_size: usize,
    part: &Value,
) -> (Schema, Definitions, usize) {
    let mut reader = Reader::new(document, document_size);
    let schema = reader.schema(part, &SchemaLocation::root());
    let is_within_itself = reader.awaited.iter().any(String::is_empty);
    let root = if is_within_itself {
        reader.schema(document, &SchemaLocation::root())
    } else {
        Schema::any()
    };
    reader.read_definitions(&root);
    let referred = reader.targets.values().flatten().map(|(_, size)| size).sum();
    (schema, reader.definitions, referred)
}

/// The schema and keyword being read.
#[derive(Debug, Default)]
struct Current {
    /// The types whose instances the keyword constrains.
    constrains: Types,
    /// The types whose instances something constrains that isn't checked.
    unchecked: Types,
    /// Whether the keyword has something that isn't checked.
    is_unchecked: bool,
    /// The keywords that have.
    unchecked_keywords: Vec<UncheckedKeyword>,
}

/// Reads one document.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    document: &'a Value,
    diagnostics: Vec<Diagnostic>,
    /// Hashes of the paths and messages reported so far: a definition read twice would report everything twice.
    reported: HashSet<u64>,
    definitions: Definitions,
    /// Definitions that a reference leads to and that have not been read yet.
    awaited: Vec<String>,
    /// Definitions that contain the current schema.
    within: Vec<String>,
    depth: usize,
    /// State of the schema and keyword being read.
    current: Current,
    /// Schemas around the one being read that have an `$id`: references within are relative to it.
    embedded: usize,
    /// JSON values read in place of references.
    inlined: usize,
    /// Regular expressions by their source, each with the reason why it can't be checked, if any.
    patterns: HashMap<String, (Pattern, Option<String>)>,
    /// The budget for further expressions.
    pattern_budget: Budget,
    /// The targets of references, with the number of JSON values in each.
    targets: HashMap<String, Option<(&'a Value, usize)>>,
}

impl<'a> Reader<'a> {
    /// Creates a reader of a document of this [`size`].
    pub(super) fn new(document: &'a Value, document_size: usize) -> Self {
        Self {
            document,
            diagnostics: Vec::new(),
            reported: HashSet::new(),
            definitions: Definitions::new(),
            awaited: Vec::new(),
            within: Vec::new(),
            depth: 0,
            current: Current::default(),
            embedded: 0,
            inlined: 0,
            patterns: HashMap::new(),
            pattern_budget: Budget::for_schema(document_size.saturating_mul(VALUE_BYTES)),
            targets: HashMap::new(),
        }
    }

    /// Reads the whole document.
    pub(super) fn read(mut self) -> (Schema, Definitions, Vec<Diagnostic>) {
        self.within.push(String::new());
        let root = self.schema(self.document, &SchemaLocation::root());
        self.within.clear();
        self.await_unused_definitions();
        self.read_definitions(&root);
        self.report_cyclic_references();
        let more = self.reported.len() - self.diagnostics.len();
        if more > 0 {
            let message = format!("{more} more findings are not listed");
            self.diagnostics.push(Diagnostic::new("", message));
        }
        (root, self.definitions, self.diagnostics)
    }

    fn read_definitions(&mut self, root: &Schema) {
        let mut budget = DEFINITION_BUDGET;
        while let Some(pointer) = self.awaited.pop() {
            if self.definitions.contains_key(&pointer) {
                continue;
            }
            let Some((value, size)) = self.target(&pointer) else { continue };
            let schema = if pointer.is_empty() {
                root.clone()
            } else if size <= budget {
                budget -= size;
                self.within.push(pointer.clone());
                let schema = self.schema(value, &SchemaLocation::at(&pointer));
                self.within.clear();
                schema
            } else {
                self.report(
                    &SchemaLocation::at(&pointer),
                    "too much refers to too much; not checked",
                );
                Schema::unchecked()
            };
            self.definitions.insert(pointer, schema);
        }
    }

    /// Queues definitions that nothing refers to, so that their diagnostics are reported too.
    fn await_unused_definitions(&mut self) {
        for keyword in ["definitions", "$defs"] {
            if let Some(Value::Object(definitions)) = self.document.get(keyword) {
                self.awaited.extend(definitions.keys().map(|name| {
                    let mut pointer = format!("/{keyword}");
                    push_step(&mut pointer, name);
                    pointer
                }));
            }
        }
    }

    /// Reads the schema at a place of the document.
    fn schema(&mut self, value: &Value, location: &SchemaLocation<'_>) -> Schema {
        match value {
            Value::Bool(true) => Schema::any(),
            Value::Bool(false) => Schema::never(),
            Value::Object(keywords) => {
                self.depth += 1;
                let outer = std::mem::take(&mut self.current);
                let schema = self.object(keywords, location);
                self.current = outer;
                self.depth -= 1;
                schema
            }
            other => {
                let message = format!(
                    "a schema is an object, true or false, but this is {}; anything is accepted here",
                    crate::text::type_of(other)
                );
                self.report(location, message);
                let mut schema = Schema::unchecked();
                schema.annotations.unchecked_keywords.push(UncheckedKeyword::new(
                    Types::ALL,
                    "",
                    other,
                ));
                schema
            }
        }
    }

    fn object(&mut self, keywords: &Map<String, Value>, location: &SchemaLocation<'_>) -> Schema {
        let is_embedded = keywords.contains_key("$id") && !location.is_root();
        self.embedded += usize::from(is_embedded);
        let mut schema = self.own_keywords(keywords, location);
        self.current.constrains = Types::ALL;
        let parts = self.composed(keywords, location);
        self.embedded -= usize::from(is_embedded);
        schema.unchecked = self.current.unchecked;
        if !self.current.unchecked_keywords.is_empty() {
            schema.annotations.unchecked_keywords =
                std::mem::take(&mut self.current.unchecked_keywords);
        }
        normalize::normalize(&mut schema);
        let mut schema = normalize::all(std::iter::once(schema).chain(parts).collect());
        self.nullable(&mut schema, keywords, location);
        schema
    }

    /// Keeps what a keyword says if it isn't checked.
    fn keep_unchecked(&mut self, keyword: &str, value: &Value) {
        if std::mem::take(&mut self.current.is_unchecked) {
            // Other formats than those of JSON Schema may be about any type.
            let is_format = keyword == Keyword::Format.as_str();
            let types = if is_format { Types::ALL } else { self.current.constrains };
            self.current.unchecked_keywords.push(UncheckedKeyword::new(types, keyword, value));
        }
    }

    /// Reads the keywords that hold other schemas for the same value.
    fn composed(
        &mut self,
        keywords: &Map<String, Value>,
        location: &SchemaLocation<'_>,
    ) -> Vec<Schema> {
        let mut parts = Vec::new();
        if let Some(value) = keywords.get("$ref") {
            parts.extend(self.reference(value, &location.child("$ref")));
            self.keep_unchecked("$ref", value);
        }
        parts.extend(self.branches(keywords, "allOf", location).unwrap_or_default());
        if let Some(branches) = self.branches(keywords, "anyOf", location) {
            parts.push(normalize::any_of(branches));
        }
        if let Some(branches) = self.branches(keywords, "oneOf", location) {
            parts.push(normalize::one_of(branches));
        }
        if let Some(value) = keywords.get("not") {
            let negated = self.schema(value, &location.child("not"));
            parts.push(normalize::none_of(negated));
        }
        parts.extend(self.condition(keywords, location));
        parts
    }

    fn branches(
        &mut self,
        keywords: &Map<String, Value>,
        keyword: &'static str,
        location: &SchemaLocation<'_>,
    ) -> Option<Vec<Schema>> {
        let value = keywords.get(keyword)?;
        let location = location.child(keyword);
        match value {
            Value::Array(branches) if !branches.is_empty() => {
                Some(self.schemas(branches, &location))
            }
            other => {
                self.malformed(&location, "a non-empty list of schemas", other);
                self.keep_unchecked(keyword, other);
                None
            }
        }
    }

    fn schemas(&mut self, schemas: &[Value], location: &SchemaLocation<'_>) -> Vec<Schema> {
        let each = schemas.iter().enumerate();
        each.map(|(index, schema)| self.schema(schema, &location.item(index))).collect()
    }

    fn report(&mut self, location: &SchemaLocation<'_>, message: impl Into<String>) {
        let diagnostic = Diagnostic::new(location.pointer(), message);
        let mut hasher = DefaultHasher::new();
        (&diagnostic.path, &diagnostic.message).hash(&mut hasher);
        if self.reported.insert(hasher.finish()) && self.diagnostics.len() < MAX_DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Reports a keyword, or part of one, that isn't checked.
    fn unchecked(&mut self, location: &SchemaLocation<'_>, message: impl Into<String>) {
        self.current.unchecked = self.current.unchecked.union(self.current.constrains);
        self.current.is_unchecked |= !self.current.constrains.is_empty();
        self.report(location, message);
    }

    fn malformed(&mut self, location: &SchemaLocation<'_>, expected: &str, found: &Value) {
        let found = super::describe::value(found.into());
        self.unchecked(location, format!("expected {expected}, found {found}; not checked"));
    }
}

/// A place in the document, written out only when something is reported about it.
#[derive(Clone, Copy, Debug)]
struct SchemaLocation<'a> {
    parent: Option<&'a SchemaLocation<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    /// A whole JSON pointer.
    Pointer(&'a str),
    Name(&'a str),
    Index(usize),
}

impl<'a> SchemaLocation<'a> {
    fn root() -> Self {
        Self::at("")
    }

    fn at(pointer: &'a str) -> Self {
        Self { parent: None, step: Step::Pointer(pointer) }
    }

    fn child(&'a self, name: &'a str) -> Self {
        Self { parent: Some(self), step: Step::Name(name) }
    }

    fn item(&'a self, index: usize) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    fn is_root(&self) -> bool {
        self.parent.is_none() && matches!(self.step, Step::Pointer(""))
    }

    fn pointer(&self) -> String {
        let mut pointer = Pointer::default();
        self.write(&mut pointer);
        pointer.into_text()
    }

    fn write(&self, pointer: &mut Pointer) {
        if let Some(parent) = self.parent {
            parent.write(pointer);
        }
        match self.step {
            Step::Pointer(start) => pointer.push_raw(start),
            Step::Name(name) => pointer.push(name),
            Step::Index(index) => pointer.push(&index.to_string()),
        }
    }
}

/// Adds the step to the value of a name to a JSON pointer.
pub(super) fn push_step(pointer: &mut String, name: &str) {
    pointer.push('/');
    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
}
