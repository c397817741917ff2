//! Contradictions within a request schema: statements that can't be intended, though validators accept them.
//!
//! This walks the schema as written, because the normal form has resolved most contradictions already.

mod scope;
mod unsatisfiable;

use serde_json::Value;

use super::check;
use super::describe;
use super::json_type::JsonType;
use super::node::Schema;
use super::number;
use super::read::{self, Definitions};
use super::request::RequestSchema;
use crate::pointer::Pointer;
use crate::{Diagnostic, DiagnosticKind};

use scope::{Keywords, SAME_VALUE, SAME_VALUE_LISTS, Scope};

/// The total number of JSON values that are read to check defaults and listed values; later ones are skipped.
const READ_BUDGET: usize = 200_000;
/// The total of each value's size times that of the schema it is checked with; later values are not checked.
const CHECK_BUDGET: usize = 10_000_000;
/// The maximum number of findings of one schema.
const MAX_FINDINGS: usize = 1_000;
/// The maximum number of refused values that one finding names.
const MAX_NAMED: usize = 3;

/// Pairs of a lower and an upper limit, each with the type of values that they limit.
const LIMITS: [(&str, &str, &str); 8] = [
    ("minimum", "maximum", "number"),
    ("exclusiveMinimum", "maximum", "number"),
    ("minimum", "exclusiveMaximum", "number"),
    ("exclusiveMinimum", "exclusiveMaximum", "number"),
    ("minLength", "maxLength", "string"),
    ("minItems", "maxItems", "array"),
    ("minProperties", "maxProperties", "object"),
    ("minContains", "maxContains", "array"),
];

/// Keywords with one schema for parts of the value.
const PARTS: [&str; 4] = ["items", "contains", "additionalProperties", "propertyNames"];
/// Keywords with schemas for parts of the value by name.
const NAMED_PARTS: [&str; 4] = ["properties", "patternProperties", "$defs", "definitions"];

impl RequestSchema {
    /// Returns the contradictions within the schema, each with a JSON pointer into it and the assumption made instead.
    ///
    /// ```
    /// use oxen_schema::schema::RequestSchema;
    /// use serde_json::json;
    ///
    /// let steps = json!({ "type": "integer", "minimum": 50, "maximum": 1 });
    /// let schema = json!({ "type": "object", "properties": { "steps": steps } });
    /// let (schema, _) = RequestSchema::read(&schema)?;
    /// assert_eq!(
    ///     schema.contradictions()[0].to_string(),
    ///     "/properties/steps/minimum: `minimum` is 50, but `maximum` is 1; no number is accepted"
    /// );
    /// # Ok::<(), oxen_schema::schema::SchemaError>(())
    /// ```
    pub fn contradictions(&self) -> Vec<Diagnostic> {
        let mut finder = Finder {
            document: self.raw(),
            document_size: read::size(self.raw()),
            path: String::new(),
            found: Vec::new(),
            budget: READ_BUDGET,
            checks: CHECK_BUDGET,
        };
        if let Value::Object(keywords) = self.raw() {
            let scope = Scope::of(self.raw(), keywords);
            finder.schema(keywords, &scope);
        }
        if let Some(name) = unsatisfiable::unsatisfiable_required(self.root()) {
            let name = describe::plain(name);
            finder.report(
                DiagnosticKind::NoValidRequest,
                format!(
                    "no request is valid: `{name}` is required, and no value of it is accepted"
                ),
            );
        }
        finder.found
    }
}

/// Walks one document.
struct Finder<'a> {
    document: &'a Value,
    document_size: usize,
    /// The JSON pointer of the current schema.
    path: String,
    found: Vec<Diagnostic>,
    /// JSON values that may still be read.
    budget: usize,
    /// The rest of [`CHECK_BUDGET`].
    checks: usize,
}

impl<'a> Finder<'a> {
    /// Checks a schema and the schemas in it, except negated ones and conditions, which may be unsatisfiable on
    /// purpose.
    fn schema(&mut self, keywords: &'a Keywords, scope: &Scope<'a>) {
        self.limits(keywords);
        self.types(keywords);
        self.default(keywords);
        self.values(keywords);
        self.required(keywords, scope);
        for keyword in SAME_VALUE {
            self.child(keyword, keywords.get(keyword), Some(scope));
        }
        for keyword in SAME_VALUE_LISTS {
            self.list(keyword, keywords.get(keyword), Some(scope));
        }
        self.named("dependentSchemas", keywords.get("dependentSchemas"), Some(scope));
        for keyword in PARTS {
            self.child(keyword, keywords.get(keyword), None);
        }
        self.list("prefixItems", keywords.get("prefixItems"), None);
        for keyword in NAMED_PARTS {
            self.named(keyword, keywords.get(keyword), None);
        }
    }

    fn child(&mut self, step: &str, value: Option<&'a Value>, scope: Option<&Scope<'a>>) {
        let Some(Value::Object(keywords)) = value else { return };
        let length = self.path.len();
        read::push_step(&mut self.path, step);
        match scope {
            Some(scope) => self.schema(keywords, scope),
            None => self.schema(keywords, &Scope::of(self.document, keywords)),
        }
        self.path.truncate(length);
    }

    fn list(&mut self, keyword: &str, value: Option<&'a Value>, scope: Option<&Scope<'a>>) {
        let Some(Value::Array(schemas)) = value else { return };
        self.within(keyword, |finder| {
            for (index, schema) in schemas.iter().enumerate() {
                finder.child(&index.to_string(), Some(schema), scope);
            }
        });
    }

    fn named(&mut self, keyword: &str, value: Option<&'a Value>, scope: Option<&Scope<'a>>) {
        let Some(Value::Object(schemas)) = value else { return };
        self.within(keyword, |finder| {
            for (name, schema) in schemas {
                finder.child(name, Some(schema), scope);
            }
        });
    }

    fn within(&mut self, step: &str, look: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        read::push_step(&mut self.path, step);
        look(self);
        self.path.truncate(length);
    }

    fn report(&mut self, kind: DiagnosticKind, message: impl Into<String>) {
        if self.found.len() < MAX_FINDINGS {
            let mut path = Pointer::default();
            path.push_raw(&self.path);
            self.found.push(Diagnostic::of_kind(kind, path.into_text(), message));
        }
    }

    fn report_at(&mut self, step: &str, kind: DiagnosticKind, message: impl Into<String>) {
        self.within(step, |finder| finder.report(kind, message));
    }

    fn limits(&mut self, keywords: &Keywords) {
        for (lower, upper, accepted) in LIMITS {
            let number = |keyword: &str| keywords.get(keyword).and_then(Value::as_number);
            let (Some(least), Some(most)) = (number(lower), number(upper)) else { continue };
            let is_empty = match number::compare(least, most) {
                std::cmp::Ordering::Less => false,
                std::cmp::Ordering::Equal => [lower, upper].iter().any(|it| it.starts_with("ex")),
                std::cmp::Ordering::Greater => true,
            };
            if is_empty {
                let message = format!(
                    "`{lower}` is {least}, but `{upper}` is {most}; no {accepted} is accepted"
                );
                self.report_at(lower, DiagnosticKind::EmptyRange, message);
            }
        }
    }

    fn types(&mut self, keywords: &Keywords) {
        let names = match keywords.get("type") {
            Some(Value::Array(names)) => names.as_slice(),
            Some(name) => std::slice::from_ref(name),
            None => return,
        };
        let is_unknown = |name: &&Value| name.as_str().and_then(JsonType::from_name).is_none();
        if let Some(name) = names.iter().find(is_unknown) {
            let name = describe::value(name.into());
            let message = format!("{name} is not a type of JSON Schema; any type is accepted");
            self.report_at("type", DiagnosticKind::UnknownType, message);
        }
    }

    fn default(&mut self, keywords: &'a Keywords) {
        let Some(default) = keywords.get("default") else { return };
        let without = ["default"];
        let Some((schema, definitions)) = self.read_without(keywords, &without, default) else {
            return;
        };
        if !check::accepts(&schema, &definitions, default.into()) {
            let default = describe::value(default.into());
            let reason = if schema.is_never() {
                format!("the default {default} is not accepted, as no value is")
            } else {
                format!("the default {default} is not {schema}, as its own schema demands")
            };
            let message = format!("{reason}; it is documented, and refused when sent");
            self.report_at("default", DiagnosticKind::DefaultRefused, message);
        }
    }

    fn values(&mut self, keywords: &'a Keywords) {
        let (keyword, listed, values) = match (keywords.get("enum"), keywords.get("const")) {
            (Some(listed @ Value::Array(values)), _) => ("enum", listed, values.as_slice()),
            (None, Some(value)) => ("const", value, std::slice::from_ref(value)),
            _ => return,
        };
        let without = ["enum", "const", "default"];
        let Some((schema, definitions)) = self.read_without(keywords, &without, listed) else {
            return;
        };
        let is_refused = |value: &&Value| !check::accepts(&schema, &definitions, (*value).into());
        let refused: Vec<&Value> = values.iter().filter(is_refused).collect();
        let kind = if refused.len() == values.len() {
            DiagnosticKind::NoValidValue
        } else if refused.is_empty() {
            return;
        } else {
            DiagnosticKind::ValueRefused
        };
        let mut named: Vec<String> =
            refused.iter().take(MAX_NAMED).map(|value| describe::value((*value).into())).collect();
        if refused.len() > named.len() {
            named.push(format!("and {} more", refused.len() - named.len()));
        }
        let named = named.join(", ");
        let message = match kind {
            DiagnosticKind::NoValidValue if values.is_empty() => {
                "an empty list; nothing is accepted".to_owned()
            }
            DiagnosticKind::NoValidValue => {
                format!("no value of `{keyword}` is {schema}: {named}; nothing is accepted")
            }
            _ => format!("values of `{keyword}` that are not {schema} are left out: {named}"),
        };
        self.report_at(keyword, kind, message);
    }

    fn required(&mut self, keywords: &'a Keywords, scope: &Scope<'a>) {
        let Some(Value::Array(required)) = keywords.get("required") else { return };
        // A definition may be meant for objects whose properties are listed elsewhere.
        let is_definition =
            self.path.starts_with("/$defs/") || self.path.starts_with("/definitions/");
        if scope.has_patterns() || is_definition && !keywords.contains_key("properties") {
            return;
        }
        // Every request has `model`, and no request schema lists it.
        let is_of_request = !self.path.contains("/properties/");
        for (index, name) in required.iter().enumerate() {
            let Some(name) = name.as_str() else { continue };
            if is_of_request && name == "model" || scope.lists(name) {
                continue;
            }
            let shown = describe::plain(name);
            let assumed = match keywords.get("additionalProperties") {
                Some(Value::Bool(false)) => "nothing is accepted, as no other property is allowed",
                _ => "any value of it is accepted",
            };
            let message =
                format!("`{shown}` is required, but is not among the properties; {assumed}");
            self.within("required", |finder| {
                finder.report_at(&index.to_string(), DiagnosticKind::RequiredUnlisted, message);
            });
        }
    }

    /// Reads the schema without some keywords, to check values; `None` if too much has been read or checked already.
    fn read_without(
        &mut self,
        keywords: &'a Keywords,
        without: &[&str],
        values: &Value,
    ) -> Option<(Schema, Definitions)> {
        let rest = keywords.iter().filter(|(keyword, _)| !without.contains(&keyword.as_str()));
        let rest: Keywords =
            rest.map(|(keyword, value)| (keyword.clone(), value.clone())).collect();
        let rest = Value::Object(rest);
        let size = read::size(&rest);
        self.budget = self.budget.checked_sub(size)?;
        let (schema, definitions, referred) = read::part(self.document, self.document_size, &rest);
        self.budget = self.budget.saturating_sub(referred);
        let work = read::size(values).saturating_mul(size + referred);
        self.checks = self.checks.checked_sub(work)?;
        Some((schema, definitions))
    }
}
