//! The request schema of a model.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use super::check;
use super::describe;
use super::error::SchemaError;
use super::instance::{Instance, Members};
use super::json_type::{JsonType, Types};
use super::node::{Composition, Properties, Property, Schema};
use super::normalize;
use super::parameter::Parameter;
use super::read::{Definitions, Reader, check_limits, size};
use super::violation::Violation;
use crate::Diagnostic;

/// The maximum number of a property's schemas that are compared with one another to remove duplicates.
const MAX_COMPARED: usize = 100;

/// The schema of a model's request body, without `model`.
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
    /// Positions of the parameters in the order of their names.
    by_name: Vec<usize>,
    /// The lists of parameters that can't all be given together, as bits of their positions; `None` if the schema has
    /// other constraints on a request as a whole.
    exclusive: Option<Vec<u128>>,
    /// The position from which on no parameter is required.
    optional_from: usize,
}

impl RequestSchema {
    /// Reads a JSON Schema of draft 2020-12. Parts that are not understood or not
    /// checked come back as diagnostics with JSON pointers into the schema.
    ///
    /// # Errors
    ///
    /// Returns an error if the schema is not a JSON object, accepts no JSON object, or is nested too deeply or too
    /// large.
    pub fn read(schema: &Value) -> Result<(Self, Vec<Diagnostic>), SchemaError> {
        // Before it is copied: a copy of a value that is nested too deeply overflows the stack.
        check_object(schema)?;
        Self::read_owned(schema.clone())
    }

    /// Reads a JSON Schema as [`RequestSchema::read`] does, without copying it.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`RequestSchema::read`].
    pub fn read_owned(schema: Value) -> Result<(Self, Vec<Diagnostic>), SchemaError> {
        let keywords = check_object(&schema)?;
        let (root, definitions, diagnostics) = Reader::new(&schema, size(&schema)).read();
        if !root.types.contains(JsonType::Object) {
            let reason = match keywords.get("type") {
                Some(types) => format!("its type is {}", describe::value(types.into())),
                None => "its parts contradict each other".to_owned(),
            };
            return Err(SchemaError::NoRequest { reason });
        }
        let parameters = list_parameters(&root, keywords.get("basic"));
        let mut by_name: Vec<usize> = (0..parameters.len()).collect();
        by_name.sort_unstable_by_key(|&at| &parameters[at].name);
        let exclusive = exclusive(&root, &parameters);
        let last_required = parameters.iter().rposition(|parameter| parameter.required);
        let schema = Self {
            raw: schema,
            root,
            definitions,
            by_name,
            exclusive,
            optional_from: last_required.map_or(0, |position| position + 1),
            parameters,
        };
        Ok((schema, diagnostics))
    }

    /// Returns the parameters in display order: by the hub's `x-order`, then by name.
    pub fn parameters(&self) -> &[Parameter] {
        &self.parameters
    }

    /// Returns the parameter with this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        let compare = |&at: &usize| self.parameters[at].name.as_str().cmp(name);
        let found = self.by_name.binary_search_by(compare).ok()?;
        Some(&self.parameters[self.by_name[found]])
    }

    /// Returns all violations of a request, which has no `model` among its members. There are none exactly if a
    /// standard JSON Schema validator that asserts formats accepts the request.
    ///
    /// To bound the work, a value nested far deeper than text that `serde_json` reads is refused,
    /// and at most 1,000 violations, or some 16 MiB of them, are listed. Parts that the diagnostics call not checked are
    /// not checked. `nullable` belongs to `OpenAPI`: null is accepted only where JSON Schema's own keywords allow it.
    pub fn check(&self, body: &dyn Members) -> Vec<Violation> {
        check::check(&self.root, &self.definitions, Instance::Object(body))
    }

    /// Returns whether a request is definitely valid, and has no parameter that the schema doesn't list. Otherwise,
    /// only [`check`](Self::check) can decide, which takes several times as long.
    ///
    /// `accepts` is called with each parameter in display order until one is refused: with whether
    /// [it accepts](Parameter::definitely_accepts) the request's value, or `None` if the request has none. `count` is the
    /// number of the request's parameters.
    pub fn definitely_accepts(
        &self,
        count: usize,
        mut accepts: impl FnMut(&Parameter) -> Option<bool>,
    ) -> bool {
        let Some(exclusive) = &self.exclusive else { return false };
        let (mut found, mut given) = (0, 0_u128);
        for (position, parameter) in self.parameters.iter().enumerate() {
            if found == count && position >= self.optional_from {
                break;
            }
            match accepts(parameter) {
                Some(true) => {
                    found += 1;
                    given |= 1 << position;
                }
                Some(false) => return false,
                None if parameter.required => return false,
                None => {}
            }
        }
        found == count && exclusive.iter().all(|together| given & together != *together)
    }

    /// Returns a violation for each name that the schema does not list. A standard validator accepts such names
    /// unless the schema rules them out, in which case [`check`](Self::check) reports them in the same words, but
    /// most likely they are typos.
    pub fn unknown_parameters(&self, body: &dyn Members) -> Vec<Violation> {
        check::unknown_parameters(|| self.parameters.iter().map(Parameter::name), &self.root, body)
    }

    /// Returns the schema of the request's object.
    pub fn root(&self) -> &Schema {
        &self.root
    }

    /// Returns the definition that a [`Schema::reference`] names.
    pub fn definition(&self, pointer: &str) -> Option<&Schema> {
        self.definitions.get(pointer)
    }

    /// Returns the definitions that a [`Schema::reference`] can name, by JSON pointer.
    pub fn definitions(&self) -> impl Iterator<Item = (&str, &Schema)> {
        self.definitions.iter().map(|(pointer, schema)| (pointer.as_str(), schema))
    }

    /// Returns whether a schema within this one accepts a value. Unknown counts as accepted, as in
    /// [`check`](Self::check).
    pub fn accepts(&self, schema: &Schema, value: &Value) -> bool {
        check::accepts(schema, &self.definitions, value.into())
    }

    /// Returns the lists of parameters that can't all be given together.
    pub fn exclusions(&self) -> impl Iterator<Item = &[String]> {
        self.root.none_of().iter().filter_map(Schema::excluded_names)
    }

    /// Returns the JSON Schema that was read.
    pub fn raw(&self) -> &Value {
        &self.raw
    }
}

/// Returns the keywords of a schema that is an object within the limits.
fn check_object(schema: &Value) -> Result<&Map<String, Value>, SchemaError> {
    let Value::Object(keywords) = schema else {
        return Err(SchemaError::NotAnObject { found: crate::text::type_of(schema) });
    };
    check_limits(schema)?;
    Ok(keywords)
}

/// Returns a schema and those that it applies to the same value, directly or indirectly.
fn parts_of(root: &Schema) -> Vec<&Schema> {
    let mut parts = Vec::new();
    let mut next = vec![root];
    while let Some(schema) = next.pop() {
        let composition = &schema.composition;
        for list in [&composition.one_of, &composition.any_of, &composition.all_of] {
            next.extend(list.iter().rev());
        }
        if let Some(condition) = &composition.condition {
            next.extend([&condition.otherwise, &condition.then]);
        }
        next.extend(schema.dependent_schemas().map(|(_, schema)| schema));
        parts.push(schema);
    }
    parts
}

/// Returns the schema of the values that one of a property's schemas accepts, with the first one's annotations.
fn either(schemas: &[&Schema]) -> Schema {
    let mut distinct: Vec<Schema> = Vec::new();
    for schema in schemas {
        if distinct.len() > MAX_COMPARED || !distinct.contains(schema) {
            distinct.push((*schema).clone());
        }
    }
    let annotations = distinct.first().map(|schema| schema.annotations.clone());
    let mut schema = normalize::any_of(distinct);
    schema.annotations = annotations.unwrap_or_default();
    schema
}

/// Lists the properties of the root, and those that only an alternative of it lists.
fn list_parameters(root: &Schema, basic: Option<&Value>) -> Vec<Parameter> {
    let basic: HashSet<&str> =
        basic.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let required: HashSet<&str> = root.required().iter().map(String::as_str).collect();
    let mut properties: BTreeMap<&str, Vec<&Schema>> = BTreeMap::new();
    for schema in parts_of(root) {
        for property in schema.properties() {
            // The root's schema of a property applies in its alternatives too.
            if std::ptr::eq(schema, root) || root.property(property.name()).is_none() {
                properties.entry(property.name()).or_default().push(property.schema());
            }
        }
    }
    let each = properties.into_iter();
    let listed =
        each.map(|(name, schemas)| Property { name: name.to_owned(), schema: either(&schemas) });
    let parameter = |Property { name, schema }| Parameter {
        required: required.contains(name.as_str()),
        basic: basic.contains(name.as_str()),
        name,
        schema,
    };
    Properties::new(listed.collect()).into_vec().into_iter().map(parameter).collect()
}

/// Returns the lists of parameters that exclude one another, as bits of their positions, if apart from these the
/// root only says which parameters there are and which are required.
fn exclusive(root: &Schema, parameters: &[Parameter]) -> Option<Vec<u128>> {
    const MOST: usize = u128::BITS as usize;
    let (object, composition) = (&root.object, &root.composition);
    let others = Composition { not: composition.not.clone(), ..Composition::default() };
    let is_plain = root.values.is_none()
        && !root.unchecked.overlaps(Types::of(JsonType::Object))
        && **composition == others
        && object.patterns.is_empty()
        && object.names.is_none()
        && object.dependents.is_empty()
        && object.count.is_unbounded()
        && parameters.len() == object.properties.as_slice().len()
        && parameters.len() <= MOST
        && object.required.iter().all(|name| object.properties.get(name).is_some());
    let position = |name: &String| parameters.iter().position(|one| one.name == *name);
    let bits = |schema: &Schema| {
        let names = schema.excluded_names()?;
        names.iter().try_fold(0_u128, |bits, name| Some(bits | 1 << position(name)?))
    };
    is_plain.then(|| composition.not.iter().map(bits).collect())?
}
