//! Reads each keyword.

use serde_json::{Map, Value};

use super::{Reader, SchemaLocation};
use crate::schema::describe;
use crate::schema::format::Format;
use crate::schema::json_type::{JsonType, Types};
use crate::schema::keyword::Keyword;
use crate::schema::node::{
    Condition, Contains, Dependent, DependentRule, NumberRules, Properties, Property, Schema,
};
use crate::schema::number;
use crate::schema::pattern::Pattern;
use crate::schema::range::{Bound, Count};
use crate::schema::unchecked_keyword::UncheckedKeyword;
use crate::schema::values::Values;

/// Annotations that this crate doesn't use.
pub(in crate::schema) const IGNORED_ANNOTATIONS: [&str; 8] = [
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
const OF_BASES: [&str; 3] = ["x-endpoints", "x-exclusive", "x-refused-by"];

/// Keywords of JSON Schema that can affect which values are accepted, and are not checked.
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

/// Returns the types whose instances a keyword that is not a [`Keyword`] may constrain: all types, unless JSON Schema
/// defines it differently or its name marks it as an extension by convention.
fn types_constrained_by_unknown(keyword: &str) -> Types {
    match keyword {
        "additionalItems" | "unevaluatedItems" => Types::of(JsonType::Array),
        "unevaluatedProperties" => Types::of(JsonType::Object),
        "$id" | "$anchor" | "$dynamicAnchor" | "$recursiveAnchor" | "$vocabulary" => Types::NONE,
        _ if IGNORED_ANNOTATIONS.contains(&keyword) || keyword.starts_with("x-") => Types::NONE,
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
        for (name, value) in keywords {
            let at = location.child(name);
            let Some(keyword) = Keyword::from_name(name) else {
                self.current.constrains = types_constrained_by_unknown(name);
                self.unknown(name, &at, location.is_root());
                self.keep_unchecked(name, value);
                continue;
            };
            self.current.constrains = keyword.constrained_types();
            match keyword {
                Keyword::Type => self.types(&mut schema, value, &at),
                Keyword::Enum | Keyword::Const => self.values(&mut schema, keyword, value, &at),
                Keyword::Minimum
                | Keyword::Maximum
                | Keyword::ExclusiveMinimum
                | Keyword::ExclusiveMaximum => self.bound(&mut schema, keyword, value, &at),
                Keyword::MultipleOf => self.multiple_of(&mut schema.number, value, &at),
                Keyword::MinLength => self.minimum(&mut schema.string.length, value, &at),
                Keyword::MaxLength => self.maximum(&mut schema.string.length, value, &at),
                Keyword::MinItems => self.minimum(&mut schema.array.count, value, &at),
                Keyword::MaxItems => self.maximum(&mut schema.array.count, value, &at),
                Keyword::MinProperties => self.minimum(&mut schema.object.count, value, &at),
                Keyword::MaxProperties => self.maximum(&mut schema.object.count, value, &at),
                Keyword::Pattern => schema.string.patterns.extend(self.pattern(value, &at)),
                Keyword::Format => schema.string.formats.extend(self.format(value, &at)),
                Keyword::Items => schema.array.items = self.boxed(value, &at),
                Keyword::PrefixItems => schema.array.prefix = self.prefix_items(value, &at),
                Keyword::UniqueItems => schema.array.unique = self.flag(value, &at),
                Keyword::Contains => {
                    let contains = self.contains(keywords, value, location);
                    // Any number of items may match: this constrains nothing.
                    let constrains = !contains.count.is_unbounded();
                    schema.array.contains = constrains.then(|| Box::new(contains));
                }
                Keyword::Properties => schema.object.properties = self.properties(value, &at),
                Keyword::PatternProperties => self.pattern_properties(&mut schema, value, &at),
                Keyword::AdditionalProperties => schema.object.additional = self.boxed(value, &at),
                Keyword::PropertyNames => schema.object.names = self.boxed(value, &at),
                Keyword::Required => schema.object.required = self.names(value, &at),
                Keyword::DependentRequired | Keyword::DependentSchemas | Keyword::Dependencies => {
                    self.dependents(&mut schema, value, &at);
                }
                Keyword::Title => schema.annotations.title = self.text(value, &at),
                Keyword::Description => schema.annotations.description = self.text(value, &at),
                Keyword::Default => schema.annotations.default = Some(value.clone()),
                Keyword::Deprecated => schema.annotations.deprecated = self.flag(value, &at),
                Keyword::RenderType => schema.annotations.render_type = self.text(value, &at),
                Keyword::Order => schema.annotations.order = self.order(value, &at),
                Keyword::Then | Keyword::Else => self.only_with(Keyword::If, keywords, &at),
                Keyword::MinContains | Keyword::MaxContains => {
                    self.only_with(Keyword::Contains, keywords, &at);
                }
                Keyword::Defs | Keyword::Definitions => {
                    if !value.is_object() {
                        self.malformed(&at, "an object of schemas", value);
                    }
                }
                Keyword::Nullable => drop(self.flag(value, &at)),
                Keyword::Basic if location.is_root() => self.basic(keywords, value, &at),
                Keyword::Basic => self.unknown(name, &at, false),
                Keyword::Schema => self.dialect(value, &at),
                // They hold schemas for the same value.
                Keyword::Ref
                | Keyword::AllOf
                | Keyword::AnyOf
                | Keyword::OneOf
                | Keyword::Not
                | Keyword::If => {}
            }
            self.keep_unchecked(name, value);
        }
        schema
    }

    /// Reports a keyword that is not understood, unless it can't affect which values are accepted.
    fn unknown(&mut self, keyword: &str, at: &SchemaLocation<'_>, is_of_root: bool) {
        let shown = describe::plain(keyword);
        if IGNORED_ANNOTATIONS.contains(&keyword)
            || OF_BASES.contains(&keyword)
            || keyword == "$id" && is_of_root
        {
            return;
        }
        self.current.is_unchecked = true;
        match keyword {
            _ if NOT_SUPPORTED.contains(&keyword) => {
                self.unchecked(
                    at,
                    format!("`{keyword}` of JSON Schema is not supported; not checked"),
                );
            }
            _ if keyword.starts_with("x-") => {
                self.report(at, format!("`{shown}` is not a known extension; ignored"));
            }
            _ => self.unchecked(at, format!("`{shown}` is not a known keyword; not checked")),
        }
    }

    fn only_with(
        &mut self,
        other: Keyword,
        keywords: &Map<String, Value>,
        at: &SchemaLocation<'_>,
    ) {
        if !keywords.contains_key(other.as_str()) {
            self.report(at, format!("without `{other}` it means nothing"));
        }
    }

    /// Reads `nullable` of `OpenAPI`. Null is accepted only if the rest of the schema accepts it, as in JSON Schema
    /// validators.
    pub(super) fn nullable(
        &mut self,
        schema: &mut Schema,
        keywords: &Map<String, Value>,
        location: &SchemaLocation<'_>,
    ) {
        let Some(value @ Value::Bool(true)) = keywords.get("nullable") else { return };
        if !schema.nullable() {
            self.report(
                &location.child("nullable"),
                "`nullable` is OpenAPI's; JSON Schema validators pass over it and refuse null here",
            );
            schema.annotations.unchecked_keywords.push(UncheckedKeyword::new(
                Types::NONE,
                "nullable",
                value,
            ));
        }
    }

    fn dialect(&mut self, value: &Value, at: &SchemaLocation<'_>) {
        let Some(dialect) = self.text(value, at) else { return };
        if !dialect.contains("draft/2020-12/") {
            self.current.is_unchecked = true;
            self.report(at, format!("`{}` is read as draft 2020-12", describe::plain(&dialect)));
        }
    }

    fn basic(&mut self, keywords: &Map<String, Value>, value: &Value, at: &SchemaLocation<'_>) {
        let properties = keywords.get("properties").and_then(Value::as_object);
        for name in self.names(value, at) {
            if properties.is_none_or(|properties| !properties.contains_key(&name)) {
                self.report(at, format!("there is no property `{}`", describe::plain(&name)));
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
        keyword: Keyword,
        value: &Value,
        at: &SchemaLocation<'_>,
    ) {
        let mut values = match value {
            Value::Array(values) if keyword == Keyword::Enum => Values::new(values.iter().cloned()),
            other if keyword == Keyword::Enum => {
                return self.malformed(at, "a list of values", other);
            }
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
        keyword: Keyword,
        value: &Value,
        at: &SchemaLocation<'_>,
    ) {
        let Value::Number(number) = value else {
            return self.malformed(at, "a number", value);
        };
        let exclusive = matches!(keyword, Keyword::ExclusiveMinimum | Keyword::ExclusiveMaximum);
        let bound = Bound { value: number.clone(), exclusive };
        if matches!(keyword, Keyword::Minimum | Keyword::ExclusiveMinimum) {
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
        let budget = &mut self.pattern_budget;
        let read = self.patterns.entry(source);
        let read = read.or_insert_with_key(|source| Pattern::new(source, budget));
        let (pattern, problem) = read.clone();
        if let Some(problem) = problem {
            self.current.is_unchecked = true;
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
            self.unchecked(at, format!("the format `{}` is not checked", describe::plain(&name)));
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
                self.malformed(at, "a non-empty list of schemas", other);
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

    /// Reads `if` with its `then` and `else`.
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
