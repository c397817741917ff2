//! The request schema of a model.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::check;
use super::describe;
use super::error::SchemaError;
use super::instance::Instance;
use super::json_type::JsonType;
use super::node::{ObjectRules, Property, Schema};
use super::parameter::Parameter;
use super::read::{Definitions, Reader, check_limits};
use super::violation::Violation;
use crate::Diagnostic;

/// The schema of a model's request: the body without `model`.
///
/// ```
/// use oxen_schema::schema::RequestSchema;
/// use serde_json::json;
///
/// let schema = json!({
///     "type": "object",
///     "required": ["prompt"],
///     "properties": {
///         "prompt": { "type": "string" },
///         "num_inference_steps": { "type": "integer", "minimum": 1, "maximum": 50 },
///     },
/// });
/// let (schema, diagnostics) = RequestSchema::read(&schema)?;
/// assert!(diagnostics.is_empty());
///
/// let body = json!({ "prompt": "an ox at dawn", "num_inference_steps": 60 });
/// let violations = schema.check(body.as_object().unwrap());
/// assert_eq!(
///     violations[0].to_string(),
///     "`num_inference_steps` is 60, but must be an integer from 1 to 50"
/// );
/// # Ok::<(), oxen_schema::schema::SchemaError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RequestSchema {
    raw: Value,
    root: Schema,
    definitions: Definitions,
    parameters: Vec<Parameter>,
}

impl RequestSchema {
    /// Reads a JSON Schema, in the terms of its draft 2020-12. What is not understood, or not
    /// checked, comes back as diagnostics with JSON pointers into the schema.
    ///
    /// # Errors
    ///
    /// When the schema is not a JSON object, accepts no JSON object, or is nested too deeply or too
    /// large.
    pub fn read(schema: &Value) -> Result<(Self, Vec<Diagnostic>), SchemaError> {
        let Value::Object(keywords) = schema else {
            return Err(SchemaError::NotAnObject { found: describe::type_of(schema) });
        };
        check_limits(schema)?;
        let (root, definitions, diagnostics) = Reader::new(schema).read();
        if !root.types.contains(JsonType::Object) {
            let reason = match keywords.get("type") {
                Some(types) => format!("its type is {}", describe::value(types.into())),
                None => "its parts contradict each other".to_owned(),
            };
            return Err(SchemaError::NoRequest { reason });
        }
        let parameters = list_parameters(&root, keywords.get("basic"));
        Ok((Self { raw: schema.clone(), root, definitions, parameters }, diagnostics))
    }

    /// The parameters in display order: as the hub's `x-order` says, then by name.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// Everything that is wrong with a request, `model` not among its members, in the terms of JSON
    /// Schema: no violations means that a standard validator with formats asserted accepts it.
    ///
    /// For the sake of bounds a value nested far deeper than text that `serde_json` reads is refused,
    /// and at most 1,000 violations are listed. What the diagnostics call not checked is not checked.
    /// `nullable` belongs to `OpenAPI`: null is accepted only where JSON Schema's own keywords allow it.
    pub fn check(&self, body: &Map<String, Value>) -> Vec<Violation> {
        check::check(&self.root, &self.definitions, Instance::Object(body))
    }

    /// The names in a request that the schema does not list. A standard validator accepts these unless
    /// the schema rules them out, but most likely they are typing errors.
    pub fn unknown_parameters(&self, body: &Map<String, Value>) -> Vec<Violation> {
        check::unknown_parameters(&self.parameters, &self.root, body)
    }

    /// The schema as a whole: that of the object.
    pub fn root(&self) -> &Schema {
        &self.root
    }

    /// The definition that a [`Schema::reference`] names.
    pub fn definition(&self, pointer: &str) -> Option<&Schema> {
        self.definitions.get(pointer)
    }

    /// The lists of parameters of which not all can be given together.
    pub fn exclusions(&self) -> impl Iterator<Item = &[String]> {
        self.root.none_of().iter().filter_map(Schema::excluded_names)
    }

    /// The JSON Schema that was read.
    pub fn raw(&self) -> &Value {
        &self.raw
    }
}

/// The properties of the root, and those that only an alternative of it lists.
fn list_parameters(root: &Schema, basic: Option<&Value>) -> Vec<Parameter> {
    let basic: HashSet<&str> =
        basic.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let required: HashSet<&str> = root.required().iter().map(String::as_str).collect();
    let mut rules = root.object.clone().into_inner();
    let mut parts: Vec<&Schema> = vec![root];
    while let Some(schema) = parts.pop() {
        let composition = &schema.composition;
        for list in [&composition.all_of, &composition.any_of, &composition.one_of] {
            parts.extend(list);
        }
        if let Some(condition) = &composition.condition {
            parts.extend([&condition.then, &condition.otherwise]);
        }
        add_missing(&mut rules, schema);
    }
    super::combine::settle_object(&mut rules);
    let parameter = |Property { name, schema }| Parameter {
        required: required.contains(name.as_str()),
        basic: basic.contains(name.as_str()),
        name,
        schema,
    };
    rules.properties.into_iter().map(parameter).collect()
}

fn add_missing(rules: &mut ObjectRules, schema: &Schema) {
    for property in schema.properties() {
        if !rules.properties.iter().any(|known| known.name == property.name) {
            rules.properties.push(property.clone());
        }
    }
}
