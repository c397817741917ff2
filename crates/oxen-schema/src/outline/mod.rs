//! What expanding a request to a model takes: its Rust names, and what is surely valid.
//!
//! Reading a request schema takes a macro longer than everything else that it does. Most requests only
//! have values of which a type, a range or a list decides. So the outline of a model is made in advance:
//! it says of such values that they are valid. Of everything else it says nothing, and
//! [`RequestSchema::check`] has to be asked.

mod encoded;
mod nested;
mod rule;
mod text;

use serde_json::{Map, Value};
use thiserror::Error;

use crate::model::{Endpoint, Model};
use crate::names::{ModelNames, ParameterNames};
use crate::schema::{Kind, RequestSchema, Schema};

pub use rule::{Member, Rule};

/// The outline of a model.
///
/// ```
/// use oxen_schema::model::Model;
/// use oxen_schema::names::ModelNames;
/// use oxen_schema::outline::Outline;
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
/// let (model, _) = Model::from_hub(json!({ "id": "painter", "request_schema": schema }))?;
/// let (schema, _) = RequestSchema::read(&schema)?;
/// let outline = Outline::new(&model, &schema, &ModelNames::new(&model, &schema)?);
///
/// let body = |steps| json!({ "prompt": "an ox", "num_inference_steps": steps });
/// assert!(outline.definitely_accepts(body(40).as_object().unwrap()));
/// assert!(!outline.definitely_accepts(body(60).as_object().unwrap()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Outline {
    /// The module of the model's types.
    pub module: String,
    /// The request type.
    pub type_name: String,
    /// Who runs the model.
    pub provider: Option<String>,
    /// Whether a request is the body of chat completions, with nothing of the model's own.
    pub is_chat: bool,
    /// The parameters in the order of the schema.
    pub parameters: Vec<ParameterOutline>,
    /// Lists of parameters of which not all can be given together; none at all if the schema has rules about
    /// several parameters that are none of these.
    exclusions: Option<Vec<Vec<String>>>,
}

/// The outline of a parameter.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ParameterOutline {
    /// The name, as it is sent.
    pub name: String,
    /// Its Rust names.
    pub names: ParameterNames,
    /// How it is typed in Rust.
    pub kind: Kind,
    /// Whether every request must have it.
    pub is_required: bool,
    /// Whether it is not the model's own, but its endpoint's.
    pub is_added: bool,
    /// What is surely valid; nothing if the schema has to be asked.
    pub rule: Option<Rule>,
}

impl Outline {
    /// The outline of a model whose whole request has this schema and these names.
    pub fn new(model: &Model, schema: &RequestSchema, names: &ModelNames) -> Self {
        let endpoint = model.endpoint();
        let own = model.request_schema.as_ref().and_then(|schema| schema.get("properties"));
        let is_added = |name: &str| {
            endpoint.is_media() && own.and_then(|properties| properties.get(name)).is_none()
        };
        let parameters = schema.parameters().iter().filter_map(|parameter| {
            let name = parameter.name();
            let names = names.parameter(name)?.clone();
            let kind = with_variants(parameter.kind(), &names);
            let rule = Rule::new(parameter.schema(), &kind);
            Some(ParameterOutline {
                name: name.to_owned(),
                names,
                kind,
                is_required: parameter.is_required(),
                is_added: is_added(name),
                rule,
            })
        });
        Self {
            module: names.module.clone(),
            type_name: names.type_name.clone(),
            provider: model.effective_provider().map(str::to_owned),
            is_chat: endpoint == Endpoint::ChatCompletions && model.request_schema.is_none(),
            parameters: parameters.collect(),
            exclusions: exclusions(schema),
        }
    }

    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<&ParameterOutline> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// Lists of parameters of which not all can be given together.
    pub fn exclusions(&self) -> &[Vec<String>] {
        self.exclusions.as_deref().unwrap_or_default()
    }

    /// Whether a request may surely have exactly these parameters, whatever the rule of each says of its value.
    pub fn surely_takes(&self, has: impl Fn(&str) -> bool, count: usize) -> bool {
        let Some(exclusions) = &self.exclusions else { return false };
        let given = self.parameters.iter().filter(|parameter| has(&parameter.name)).count();
        given == count
            && self.parameters.iter().all(|one| !one.is_required || has(&one.name))
            && !exclusions.iter().any(|names| names.iter().all(|name| has(name)))
    }

    /// Whether a request, `model` not among its members, is surely valid. If not, it may be valid all the same.
    pub fn definitely_accepts(&self, body: &Map<String, Value>) -> bool {
        self.surely_takes(|name| body.contains_key(name), body.len())
            && body.iter().all(|(name, value)| {
                let rule = self.parameter(name).and_then(|parameter| parameter.rule.as_ref());
                rule.is_some_and(|rule| rule.accepts(value))
            })
    }

    /// The outline as a text that is quick to read.
    pub fn to_text(&self) -> String {
        text::write(self)
    }

    /// Reads what [`Outline::to_text`] wrote.
    ///
    /// # Errors
    ///
    /// If it is not that.
    pub fn from_text(text: &str) -> Result<Self, OutlineError> {
        text::read(text)
    }
}

/// The kind, with each value of an enumeration that has a variant; others are equal to one that has.
fn with_variants(kind: Kind, names: &ParameterNames) -> Kind {
    match kind {
        Kind::Enumeration(_) => {
            Kind::Enumeration(names.variants.iter().map(|(value, _)| value.clone()).collect())
        }
        Kind::List(item) => Kind::List(Box::new(with_variants(*item, names))),
        kind => kind,
    }
}

/// Lists of parameters of which not all can be given together, if no other rule is about several of them.
fn exclusions(schema: &RequestSchema) -> Option<Vec<Vec<String>>> {
    let root = schema.root();
    let lists: Vec<Vec<String>> = schema.exclusions().map(<[String]>::to_vec).collect();
    let is_plain = !has_parts(root)
        && lists.len() == root.none_of().len()
        && root.required().iter().all(|name| schema.parameter(name).is_some())
        && root.values().is_none()
        && root.property_count().is_unbounded()
        && root.property_names().is_none()
        && root.pattern_properties().next().is_none()
        && root.dependent_required().next().is_none()
        && root.dependent_schemas().next().is_none();
    is_plain.then_some(lists)
}

/// Whether a schema applies others to the same value, apart from those that must not accept it.
fn has_parts(schema: &Schema) -> bool {
    schema.reference().is_some()
        || schema.condition().is_some()
        || [schema.all_of(), schema.any_of(), schema.one_of()].iter().any(|list| !list.is_empty())
}

/// A text that is not an outline.
#[derive(Debug, Error)]
#[error("this is no outline of a model: {reason}")]
pub struct OutlineError {
    reason: String,
}
