//! The Rust form of a model: its names, the arguments of its setters, and the values that are definitely valid.
//!
//! Every decision about the Rust form of a model is made here. The generator emits it, drift compares two of them,
//! and macros read it in its compact form from `oxen-catalog`.
//!
//! Reading a request schema takes a macro longer than everything else. But for most requests, a type, a range or a list
//! decides whether the values are valid. So a surface states which of such values are definitely valid. For all other
//! values, [`RequestSchema::check`] has to decide.

mod argument;
mod compact;
mod constraint;
mod derivation;
mod rule;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::model::{Endpoint, Model};
use crate::names::ModelNames;
use crate::rules::Rules;
use crate::schema::{Kind, Parameter, RequestSchema};

pub use argument::{Argument, ChatPart, Element, EnumerationValues, Untyped};
pub use compact::CompactSurface;
pub use constraint::{Constraint, Member};
pub use rule::RuleSurface;

/// The Rust form of a model.
///
/// ```
/// use oxen_schema::model::Model;
/// use oxen_schema::names::ModelNames;
/// use oxen_schema::schema::RequestSchema;
/// use oxen_schema::surface::{Argument, Element, Surface};
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
/// let surface = Surface::new(&model, &schema, &ModelNames::new(&model, &schema)?);
///
/// assert_eq!(surface.type_name, "Painter");
/// let steps = surface.parameter("num_inference_steps").unwrap();
/// assert_eq!(steps.argument, Argument::One(Element::Integer));
///
/// let body = |steps| json!({ "prompt": "an ox", "num_inference_steps": steps });
/// assert!(surface.definitely_accepts(body(40).as_object().unwrap()));
/// assert!(!surface.definitely_accepts(body(60).as_object().unwrap()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Surface {
    /// The module of the model's types.
    pub module: String,
    /// The request type.
    pub type_name: String,
    /// The provider that runs the model.
    pub provider: Option<String>,
    /// The owner of the builder.
    pub builder: BuilderOwner,
    /// The parameters in the order of the schema.
    pub parameters: Vec<ParameterSurface>,
    /// Lists of parameters that can't all be given together; `None` if the schema has other rules about several
    /// parameters.
    exclusions: Option<Vec<Vec<String>>>,
    /// The rules of the model's documentation, which don't affect whether a value is definitely valid.
    pub rules: Vec<RuleSurface>,
}

/// The owner of a builder.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BuilderOwner {
    /// The model has a builder of its own.
    Model,
    /// The request is the body of chat completions, without anything specific to the model: its builder is shared with
    /// other chat models of the same developer and provider.
    Chat,
}

/// The Rust form of a parameter.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ParameterSurface {
    /// The name, as it is sent.
    pub name: String,
    /// The method that sets it.
    pub setter: String,
    /// The argument that the setter accepts.
    pub argument: Argument,
    /// The generated type of its values: an enumeration, or a nested type.
    pub type_name: Option<String>,
    /// The values of its enumeration in the order of the schema, with their variants. Of values that are equal in
    /// JSON, the first one.
    pub variants: Vec<(Value, String)>,
    /// Whether every request must have it.
    pub is_required: bool,
    /// The schema that lists it.
    pub origin: Origin,
    /// Values that are definitely valid; `None` if only the schema can decide.
    pub constraint: Option<Constraint>,
}

/// The schema that lists a parameter.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Origin {
    /// The model's own schema.
    Model,
    /// The schema of its media endpoint, or of the queue.
    Endpoint,
    /// The schema of chat completions.
    Chat,
}

impl Surface {
    /// Creates the surface of a model whose whole request has this schema and these names.
    pub fn new(model: &Model, schema: &RequestSchema, names: &ModelNames) -> Self {
        let builder = if model.endpoint() == Endpoint::ChatCompletions && !model.has_own_schema() {
            BuilderOwner::Chat
        } else {
            BuilderOwner::Model
        };
        let parameters = schema.parameters().iter().filter_map(|parameter| {
            ParameterSurface::new(parameter, origin(model, builder, parameter.name()), names)
        });
        Self {
            module: names.module.clone(),
            type_name: names.type_name.clone(),
            provider: model.effective_provider().map(str::to_owned),
            builder,
            parameters: parameters.collect(),
            exclusions: derivation::exclusions(schema),
            rules: Vec::new(),
        }
    }

    /// Returns the surface with the rules of the model's documentation.
    #[must_use]
    pub fn with_rules(mut self, rules: &Rules, schema: &RequestSchema) -> Self {
        self.rules = rules.iter().map(|rule| RuleSurface::new(rule, schema)).collect();
        self
    }

    /// Returns the name of the builder.
    pub fn builder_name(&self) -> String {
        format!("{}Builder", self.type_name)
    }

    /// Returns whether a request is the body of chat completions, without anything specific to the model.
    pub fn is_chat(&self) -> bool {
        self.builder == BuilderOwner::Chat
    }

    /// Returns the parameter with this name.
    pub fn parameter(&self, name: &str) -> Option<&ParameterSurface> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// Returns whether a request, without `model`, is definitely valid. A request that isn't may still be valid.
    pub fn definitely_accepts(&self, body: &Map<String, Value>) -> bool {
        let mut given = 0;
        let are_valid = self.parameters.iter().all(|parameter| match body.get(&parameter.name) {
            Some(value) => {
                given += 1;
                parameter.constraint.as_ref().is_some_and(|one| one.accepts(value))
            }
            None => !parameter.is_required,
        });
        are_valid
            && given == body.len()
            && may_be_together(self.exclusions.as_deref(), |name| body.contains_key(name))
    }
}

impl ParameterSurface {
    fn new(parameter: &Parameter, origin: Origin, names: &ModelNames) -> Option<Self> {
        let name = parameter.name();
        let names = names.parameter(name)?;
        let kind = with_variants(parameter.kind(), &names.variants);
        let chat_part = || ChatPart::named(name).filter(|_| origin == Origin::Chat);
        let argument = match chat_part() {
            Some(part) => Argument::Chat(part),
            None if origin == Origin::Endpoint && name == "response_format" => {
                Argument::MediaResponseFormat
            }
            None => match &names.nested {
                Some(nested) => Argument::of_nested(nested),
                None => Argument::of(&parameter.kind()),
            },
        };
        let type_name = match &names.nested {
            Some(nested) => nested.root_type().map(|of_type| of_type.name.clone()),
            None => names.type_name.clone(),
        };
        Some(Self {
            name: name.to_owned(),
            setter: names.setter.clone(),
            argument,
            type_name,
            variants: names.variants.clone(),
            is_required: parameter.is_required(),
            origin,
            constraint: derivation::constraint(parameter.schema(), &kind),
        })
    }

    /// Returns the generated enum of the values, if there is one in the model's module.
    pub fn enumeration(&self) -> Option<&str> {
        self.type_name.as_deref().filter(|_| self.argument.has_generated_enum())
    }

    /// Returns the generated type in the model's module `types` that the setter accepts, alone or in an iterator.
    pub fn nested_type(&self) -> Option<&str> {
        self.type_name.as_deref().filter(|_| self.argument.is_nested())
    }

    /// Returns the variant that sends exactly this value.
    pub fn variant(&self, value: &Value) -> Option<&str> {
        let mut variants = self.variants.iter();
        variants.find(|(other, _)| other == value).map(|(_, variant)| variant.as_str())
    }
}

/// Returns whether parameters may definitely be given together; `exclusions` is `None` if the schema has other rules.
fn may_be_together(exclusions: Option<&[Vec<String>]>, has: impl Fn(&str) -> bool) -> bool {
    let is_excluded = |names: &Vec<String>| names.iter().all(|name| has(name));
    exclusions.is_some_and(|exclusions| !exclusions.iter().any(is_excluded))
}

fn origin(model: &Model, builder: BuilderOwner, parameter: &str) -> Origin {
    if builder == BuilderOwner::Chat {
        Origin::Chat
    } else if model.endpoint().is_media() && !model.has_own_parameter(parameter) {
        Origin::Endpoint
    } else {
        Origin::Model
    }
}

/// Limits an enumeration to the values that have a variant; every other value equals one of these.
fn with_variants(kind: Kind, variants: &[(Value, String)]) -> Kind {
    match kind {
        Kind::Enumeration(_) => {
            Kind::Enumeration(variants.iter().map(|(value, _)| value.clone()).collect())
        }
        Kind::List(item) => Kind::List(Box::new(with_variants(*item, variants))),
        kind => kind,
    }
}

/// A text that is not a surface.
#[derive(Debug, Error)]
#[error("not the surface of a model: {reason}")]
pub struct SurfaceError {
    reason: String,
}
