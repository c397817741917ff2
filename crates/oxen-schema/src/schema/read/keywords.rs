//! Each keyword on its own.

use serde_json::{Map, Value};

use super::{Reader, SchemaLocation};
use crate::schema::describe;
use crate::schema::format::Format;
use crate::schema::json_type::{JsonType, Types};
use crate::schema::node::{Condition, Contains, Dependent, DependentRule, NumberRules, Schema};
use crate::schema::number;
use crate::schema::pattern::Pattern;
use crate::schema::properties::{Properties, Property};
use crate::schema::range::{Bound, Count};
use crate::schema::values::Values;

/// Annotations that are not used here.
pub const ANNOTATIONS: [&str; 8] = [
    "$comment",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "example",
    "examples",
    "readOnly",
    "writeOnly",
];

/// Keywords of the catalog's base schemas, which are resolved before requests are checked.
const OF_BASES: [&str; 2] = ["x-exclusive", "x-refused-by"];

/// Keywords that hold schemas for the same value.
const READ_TOGETHER: [&str; 6] = ["$ref", "allOf", "anyOf", "oneOf", "not", "if"];

/// Keywords of JSON Schema that can change what is accepted, and are not checked.
const NOT_SUPPORTED: [&str; 10] = [
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveAnchor",
    "$recursiveRef",
    "$vocabulary",
    "additionalItems",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Returns the types whose instances a keyword constrains. An unknown keyword may constrain all types, unless
/// its name marks it as an extension by convention.
fn constrained_types(keyword: &str) -> Types {
    match keyword {
        "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf" => {
            Types::of(JsonType::Number)
        }
        "minLength" | "maxLength" | "pattern" | "format" => Types::of(JsonType::String),
        "minItems" | "maxItems" | "items" | "prefixItems" | "uniqueItems" | "contains"
        | "minContains" | "maxContains" | "additionalItems" | "unevaluatedItems" => {
            Types::of(JsonType::Array)
        }
        "minProperties"
        | "maxProperties"
        | "properties"
        | "patternProperties"
        | "additionalProperties"
        | "propertyNames"
        | "required"
        | "dependentRequired"
        | "dependentSchemas"
        | "dependencies"
        | "unevaluatedProperties" => Types::of(JsonType::Object),
        "title" | "description" | "default" | "deprecated" | "renderType" | "nullable"
        | "basic" | "then" | "else" | "definitions" | "$schema" | "$defs" | "$id" | "$anchor"
        | "$dynamicAnchor" | "$recursiveAnchor" | "$vocabulary" => Types::NONE,
        _ if ANNOTATIONS.contains(&keyword) || keyword.starts_with("x-") => Types::NONE,
        _ => Types::ALL,
    }
}

impl Reader<'_> {
    /// Reads all keywords but those that hold schemas for the same value.
    pub(super) fn own_keywords(
        &mut self,
        keywords: &Map<String, Value>,
        location: &SchemaLocation<'_>,
    ) -> Schema {
        let mut schema = Schema::unnormalized();
        for (keyword, value) in keywords {
            let at = location.child(keyword);
            self.current.constrains = constrained_types(keyword);
            match keyword.as_str() {
                "type" => self.types(&mut schema, value, &at),
                "enum" | "const" => self.values(&mut schema, keyword, value, &at),
                "minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" => {
                    self.bound(&mut schema, keyword, value, &at);
                }
                "multipleOf" => self.multiple_of(&mut schema.number, value, &at),
                "minLength" => self.minimum(&mut schema.string.length, value, &at),
                "maxLength" => self.maximum(&mut schema.string.length, value, &at),
                "minItems" => self.minimum(&mut schema.array.count, value, &at),
                "maxItems" => self.maximum(&mut schema.array.count, value, &at),
                "minProperties" => self.minimum(&mut schema.object.count, value, &at),
                "maxProperties" => self.maximum(&mut schema.object.count, value, &at),
                "pattern" => schema.string.patterns.extend(self.pattern(value, &at)),
                "format" => schema.string.formats.extend(self.format(value, &at)),
                "items" => schema.array.items = self.boxed(value, &at),
                "prefixItems" => schema.array.prefix = self.prefix_items(value, &at),
                "uniqueItems" => schema.array.unique = self.flag(value, &at),
                "contains" => {
                    let contains = self.contains(keywords, value, location);
                    schema.array.contains = Some(Box::new(contains));
                }
                "properties" => schema.object.properties = self.properties(value, &at),
                "patternProperties" => self.pattern_properties(&mut schema, value, &at),
                "additionalProperties" => schema.object.additional = self.boxed(value, &at),
                "propertyNames" => schema.object.names = self.boxed(value, &at),
                "required" => schema.object.required = self.names(value, &at),
                "dependentRequired" | "dependentSchemas" | "dependencies" => {
                    self.dependents(&mut schema, value, &at);
                }
                "title" => schema.annotations.title = self.text(value, &at),
                "description" => schema.annotations.description = self.text(value, &at),
                "default" => schema.annotations.default = Some(value.clone()),
                "deprecated" => schema.annotations.deprecated = self.flag(value, &at),
                "renderType" => schema.annotations.render_type = self.text(value, &at),
                "x-order" => schema.annotations.order = self.order(value, &at),
                _ => self.other(keyword, keywords, value, location),
            }
        }
        schema
    }

    /// Handles keywords that are read elsewhere or change nothing, and reports unknown ones.
    fn other(
        &mut self,
        keyword: &str,
        keywords: &Map<String, Value>,
        value: &Value,
        location: &SchemaLocation<'_>,
    ) {
        let at = location.child(keyword);
        match keyword {
            _ if ANNOTATIONS.contains(&keyword)
                || OF_BASES.contains(&keyword)
                || READ_TOGETHER.contains(&keyword)
                || keyword == "$id" && location.is_root() => {}
            "then" | "else" => self.only_with("if", keywords, &at),
            "minContains" | "maxContains" => self.only_with("contains", keywords, &at),
            "$defs" | "definitions" => {
                if !value.is_object() {
                    self.malformed(&at, "an object of schemas", value);
                }
            }
            "nullable" => self.nullable(keywords, value, &at),
            "basic" if location.is_root() => self.basic(keywords, value, &at),
            "$schema" => self.dialect(value, &at),
            _ if NOT_SUPPORTED.contains(&keyword) => {
                self.unchecked(
                    &at,
                    format!("`{keyword}` of JSON Schema is not supported; not checked"),
                );
            }
            _ if keyword.starts_with("x-") => {
                self.report(&at, format!("`{keyword}` is not a known extension; ignored"));
            }
            _ => self.unchecked(&at, format!("`{keyword}` is not a known keyword; not checked")),
        }
    }

    fn only_with(&mut self, other: &str, keywords: &Map<String, Value>, at: &SchemaLocation<'_>) {
        if !keywords.contains_key(other) {
            self.report(at, format!("without `{other}` it means nothing"));
        }
    }

    /// Reads `OpenAPI`'s keyword. Null is accepted only if the type says so, as in JSON Schema validators.
    fn nullable(&mut self, keywords: &Map<String, Value>, value: &Value, at: &SchemaLocation<'_>) {
        let accepts_null = match keywords.get("type") {
            Some(Value::Array(types)) => types.iter().any(|name| name == "null"),
            Some(name) => name == "null",
            None => true,
        };
        match value {
            Value::Bool(true) if !accepts_null => self.report(
                at,
                "`nullable` is OpenAPI's; JSON Schema validators pass over it and refuse null here",
            ),
            Value::Bool(_) => {}
            other => self.malformed(at, "true or false", other),
        }
    }

    fn dialect(&mut self, value: &Value, at: &SchemaLocation<'_>) {
        let Some(dialect) = self.text(value, at) else { return };
        if !dialect.contains("draft/2020-12/") {
            self.report(at, format!("`{dialect}` is read as draft 2020-12"));
        }
    }

    fn basic(&mut self, keywords: &Map<String, Value>, value: &Value, at: &SchemaLocation<'_>) {
        let properties = keywords.get("properties").and_then(Value::as_object);
        for name in self.names(value, at) {
            if properties.is_none_or(|properties| !properties.contains_key(&name)) {
                self.report(at, format!("there is no property `{name}`"));
            }
        }
    }

    fn types(&mut self, schema: &mut Schema, value: &Value, at: &SchemaLocation<'_>) {
        let names = match value {
            Value::Array(names) if !names.is_empty() => names.as_slice(),
            other => std::slice::from_ref(other),
        };
        let mut types = Types::NONE;
        for name in names {
            let Some(json_type) = name.as_str().and_then(JsonType::from_name) else {
                return self.malformed(at, "a type of JSON Schema or a list of them", value);
            };
            types = types.union(Types::of(json_type));
        }
        schema.types = types;
    }

    fn values(
        &mut self,
        schema: &mut Schema,
        keyword: &str,
        value: &Value,
        at: &SchemaLocation<'_>,
    ) {
        let mut values = match value {
            Value::Array(values) if keyword == "enum" => Values::new(values.iter().cloned()),
            other if keyword == "enum" => return self.malformed(at, "a list of values", other),
            other => Values::new([other.clone()]),
        };
        if values.is_empty() {
            self.report(at, "an empty list: nothing is accepted");
        }
        if let Some(others) = &schema.values {
            values.retain(|value| others.contains(value));
        }
        schema.values = Some(values);
    }

    fn bound(
        &mut self,
        schema: &mut Schema,
        keyword: &str,
        value: &Value,
        at: &SchemaLocation<'_>,
    ) {
        let Value::Number(number) = value else {
            return self.malformed(at, "a number", value);
        };
        let bound = Bound { value: number.clone(), exclusive: keyword.starts_with("exclusive") };
        if keyword.ends_with("inimum") {
            schema.number.range.raise(bound);
        } else {
            schema.number.range.lower(bound);
        }
    }

    fn multiple_of(&mut self, rules: &mut NumberRules, value: &Value, at: &SchemaLocation<'_>) {
        match value {
            Value::Number(divisor) if number::is_positive(divisor) => {
                rules.multiple_of.push(divisor.clone());
            }
            other => self.malformed(at, "a number above 0", other),
        }
    }

    fn minimum(&mut self, count: &mut Count, value: &Value, at: &SchemaLocation<'_>) {
        if let Some(minimum) = self.count(value, at) {
            count.narrow(Count { minimum, maximum: None });
        }
    }

    fn maximum(&mut self, count: &mut Count, value: &Value, at: &SchemaLocation<'_>) {
        if let Some(maximum) = self.count(value, at) {
            count.narrow(Count { minimum: 0, maximum: Some(maximum) });
        }
    }

    fn pattern(&mut self, value: &Value, at: &SchemaLocation<'_>) -> Option<Pattern> {
        let source = self.text(value, at)?;
        let room = &mut self.pattern_room;
        let read = self.patterns.entry(source);
        let read = read.or_insert_with_key(|source| Pattern::new(source, room));
        let (pattern, problem) = read.clone();
        if let Some(problem) = problem {
            self.report(
                at,
                format!("`{}` {problem}; not checked", describe::plain(pattern.source())),
            );
        }
        Some(pattern)
    }

    fn format(&mut self, value: &Value, at: &SchemaLocation<'_>) -> Option<Format> {
        let name = self.text(value, at)?;
        let format = Format::from_name(&name);
        if format.is_none() {
            self.unchecked(at, format!("the format `{name}` is not checked"));
        }
        format
    }

    fn boxed(&mut self, value: &Value, at: &SchemaLocation<'_>) -> Option<Box<Schema>> {
        if value.is_array() {
            self.malformed(at, "one schema", value);
            return None;
        }
        let schema = self.schema(value, at);
        Some(Box::new(schema))
    }

    fn prefix_items(&mut self, value: &Value, at: &SchemaLocation<'_>) -> Vec<Schema> {
        match value {
            Value::Array(schemas) if !schemas.is_empty() => self.schemas(schemas, at),
            other => {
                self.malformed(at, "a list of schemas, not empty", other);
                Vec::new()
            }
        }
    }

    fn contains(
        &mut self,
        keywords: &Map<String, Value>,
        value: &Value,
        location: &SchemaLocation<'_>,
    ) -> Contains {
        let mut count = Count { minimum: 1, maximum: None };
        if let Some(value) = keywords.get("minContains")
            && let Some(minimum) = self.count(value, &location.child("minContains"))
        {
            count.minimum = minimum;
        }
        if let Some(value) = keywords.get("maxContains") {
            count.maximum = self.count(value, &location.child("maxContains"));
        }
        let schema = self.schema(value, &location.child("contains"));
        Contains { schema, count }
    }

    fn properties(&mut self, value: &Value, at: &SchemaLocation<'_>) -> Properties {
        let Value::Object(properties) = value else {
            self.malformed(at, "an object of schemas", value);
            return Properties::default();
        };
        let each = properties.iter().map(|(name, value)| Property {
            name: name.clone(),
            schema: self.schema(value, &at.child(name)),
        });
        Properties::new(each.collect())
    }

    fn pattern_properties(&mut self, schema: &mut Schema, value: &Value, at: &SchemaLocation<'_>) {
        let Value::Object(properties) = value else {
            return self.malformed(at, "an object of schemas", value);
        };
        for (source, value) in properties {
            let at = at.child(source);
            if let Some(pattern) = self.pattern(&Value::String(source.clone()), &at) {
                let property = self.schema(value, &at);
                schema.object.patterns.push((pattern, property));
            }
        }
    }

    fn dependents(&mut self, schema: &mut Schema, value: &Value, at: &SchemaLocation<'_>) {
        let Value::Object(dependents) = value else {
            return self.malformed(at, "an object", value);
        };
        for (name, value) in dependents {
            let at = at.child(name);
            let rule = if value.is_array() {
                DependentRule::Required(self.names(value, &at))
            } else {
                DependentRule::Schema(Box::new(self.schema(value, &at)))
            };
            schema.object.dependents.push(Dependent { name: name.clone(), rule });
        }
    }

    /// `if` with its `then` and `else`.
    pub(super) fn condition(
        &mut self,
        keywords: &Map<String, Value>,
        location: &SchemaLocation<'_>,
    ) -> Option<Schema> {
        let when = self.schema(keywords.get("if")?, &location.child("if"));
        let mut branch = |keyword| match keywords.get(keyword) {
            Some(value) => self.schema(value, &location.child(keyword)),
            None => Schema::any(),
        };
        let (then, otherwise) = (branch("then"), branch("else"));
        let mut schema = Schema::unnormalized();
        schema.composition.condition = Some(Box::new(Condition { when, then, otherwise }));
        Some(schema)
    }
}
