//! All names of one model.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::model::{Endpoint, Model};
use crate::nested::{Nested, is_nested};
use crate::schema::{Kind, RequestSchema};

use super::scope::{keep, value_key};
use super::{
    NameError, PublishedNames, PublishedParameterNames, Scope, natural, nested_names, reserved,
};

/// The Rust names of a model and of everything in its module.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ModelNames {
    /// The module, such as `flux_2_pro`.
    pub module: String,
    /// The request type, such as `Flux2Pro`. Its builder has the same name with `Builder` at its end.
    pub type_name: String,
    parameters: BTreeMap<String, ParameterNames>,
}

/// The Rust names of a parameter.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ParameterNames {
    /// The method that sets it, such as `aspect_ratio`.
    pub setter: String,
    /// The type of its values, such as `AspectRatio`, where they need one of their own: an enumeration,
    /// a nested object, or a list of these.
    pub type_name: Option<String>,
    /// The values of its enumeration in the order of the schema, with their variants. Of values that
    /// are equal in JSON, the first one.
    pub variants: Vec<(Value, String)>,
    /// The types of a nested value, named.
    pub nested: Option<Nested>,
}

impl ModelNames {
    /// Names a model whose whole request has this schema: published names first, natural ones for the rest.
    ///
    /// Published names of things that the schema no longer has are omitted. Published names that builders use
    /// themselves now are replaced.
    ///
    /// # Errors
    ///
    /// Returns an error if a published name is not valid, or two things have the same one.
    pub fn new(model: &Model, schema: &RequestSchema) -> Result<Self, NameError> {
        let id = model.id.as_str();
        let natural = || PublishedNames::new(natural::module(id), natural::request_type(id));
        let published = model.names.clone().unwrap_or_else(natural);
        let shapes = schema
            .parameters()
            .iter()
            .map(|parameter| (parameter.name(), Shape::of(&parameter.kind())));
        let chat = model.endpoint() == Endpoint::ChatCompletions;
        let mut names = Self::assign(&published, &shapes.collect::<Vec<_>>(), chat)?;
        // Parts of the chat body have types of their own in the runtime.
        let is_shared = |name: &str| {
            chat && model.request_schema.is_none() && reserved::CHAT_PARTS.contains(&name)
        };
        for parameter in schema.parameters().iter().filter(|one| !is_shared(one.name())) {
            if let Some(names) = names.parameters.get_mut(parameter.name()) {
                names.nested = Nested::of(schema, parameter);
            }
        }
        names.assign_nested(&published)?;
        Ok(names)
    }

    fn assign(
        published: &PublishedNames,
        parameters: &[(&str, Shape)],
        chat: bool,
    ) -> Result<Self, NameError> {
        let (mut setters, mut types) = (Scope::setters(), Scope::value_types());
        types.reserve(&published.type_name);
        types.reserve(&format!("{}Builder", published.type_name));
        if chat {
            for name in reserved::CHAT_SETTERS {
                setters.reserve(name);
            }
            for name in reserved::CHAT_TYPES {
                types.reserve(name);
            }
        }
        for (parameter, shape) in parameters {
            let Some(names) = published.parameters.get(*parameter) else { continue };
            if let Some(setter) = &names.setter {
                keep(setters.publish(parameter, setter))?;
            }
            if let Some(type_name) = &names.type_name
                && shape.needs_type()
            {
                keep(types.publish(parameter, type_name))?;
            }
        }
        // Names of types within nested values are unique in the module as well, so they are reserved here.
        for name in
            published.parameters.values().flat_map(|names| nested_names::types(&names.nested))
        {
            types.reserve(name);
        }
        let mut assigned = BTreeMap::new();
        // A parameter whose name is its own setter name comes before others that only convert to that name.
        let (plain, strange): (Vec<_>, Vec<_>) =
            parameters.iter().partition(|(parameter, _)| natural::setter(parameter) == *parameter);
        for (parameter, shape) in plain.into_iter().chain(strange) {
            let empty = PublishedParameterNames::default();
            let known = published.parameters.get(*parameter).unwrap_or(&empty);
            let names = ParameterNames {
                setter: setters.assign(parameter),
                type_name: shape.needs_type().then(|| types.assign(parameter)),
                variants: variants(&known.variants, shape.values())?,
                nested: None,
            };
            assigned.insert((*parameter).to_owned(), names);
        }
        let (module, type_name) = (published.module.clone(), published.type_name.clone());
        Ok(Self { module, type_name, parameters: assigned })
    }

    /// Assigns the names within nested values. All their types are in one module, beside those of the parameters.
    fn assign_nested(&mut self, published: &PublishedNames) -> Result<(), NameError> {
        let mut types = Scope::value_types();
        let empty = BTreeMap::new();
        let of_parameter = |parameter: &str| {
            published.parameters.get(parameter).map_or(&empty, |names| &names.nested)
        };
        for (parameter, names) in &self.parameters {
            if let (Some(_), Some(type_name)) = (&names.nested, &names.type_name) {
                types.publish(&nested_names::root_key(parameter), type_name)?;
            }
        }
        for (parameter, names) in &self.parameters {
            if let Some(nested) = &names.nested {
                nested_names::publish(nested, parameter, of_parameter(parameter), &mut types)?;
            }
        }
        for (parameter, names) in &mut self.parameters {
            if let Some(nested) = &mut names.nested {
                nested_names::assign(nested, parameter, of_parameter(parameter), &mut types)?;
            }
        }
        Ok(())
    }

    /// Returns the names of a parameter of the schema.
    pub fn parameter(&self, name: &str) -> Option<&ParameterNames> {
        self.parameters.get(name)
    }

    /// Returns the name of the request type's builder.
    pub fn builder(&self) -> String {
        format!("{}Builder", self.type_name)
    }

    /// Returns the names that the catalog records: all that are not natural.
    pub fn to_published(&self) -> PublishedNames {
        let mut published = PublishedNames::new(&*self.module, &*self.type_name);
        for (parameter, names) in &self.parameters {
            let differs = |name: &String, natural: String| (*name != natural).then(|| name.clone());
            let exceptions = PublishedParameterNames {
                setter: differs(&names.setter, natural::setter(parameter)),
                type_name: names
                    .type_name
                    .as_ref()
                    .and_then(|name| differs(name, natural::value_type(parameter))),
                variants: names
                    .variants
                    .iter()
                    .filter(|(value, name)| *name != natural::variant(value))
                    .cloned()
                    .collect(),
                nested: names
                    .nested
                    .as_ref()
                    .map_or_else(BTreeMap::new, |nested| nested_names::recorded(nested, false)),
            };
            if !exceptions.is_empty() {
                published.parameters.insert(parameter.clone(), exceptions);
            }
        }
        published
    }

    /// Returns these names in full, including natural ones, so that names assigned later avoid all of them.
    pub(crate) fn to_published_in_full(&self) -> PublishedNames {
        let mut published = PublishedNames::new(&*self.module, &*self.type_name);
        for (parameter, names) in &self.parameters {
            let names = PublishedParameterNames {
                setter: Some(names.setter.clone()),
                type_name: names.type_name.clone(),
                variants: names.variants.clone(),
                nested: names
                    .nested
                    .as_ref()
                    .map_or_else(BTreeMap::new, |nested| nested_names::recorded(nested, true)),
            };
            published.parameters.insert(parameter.clone(), names);
        }
        published
    }
}

fn variants(
    published: &[(Value, String)],
    values: &[Value],
) -> Result<Vec<(Value, String)>, NameError> {
    let mut scope = Scope::variants();
    let listed: HashSet<_> = values.iter().map(value_key).collect();
    for (value, name) in published {
        if listed.contains(&value_key(value)) {
            scope.publish_value(value, name)?;
        }
    }
    let mut seen = HashSet::new();
    Ok(values
        .iter()
        .map(|value| (value.clone(), scope.assign_value(value)))
        .filter(|(_, name)| seen.insert(name.clone()))
        .collect())
}

/// The kind of names that a parameter's values need.
enum Shape {
    Plain,
    Enumeration(Vec<Value>),
    Nested,
}

impl Shape {
    fn of(kind: &Kind) -> Self {
        match kind {
            kind if is_nested(kind) => Self::Nested,
            Kind::Enumeration(values) => Self::Enumeration(values.clone()),
            Kind::List(item) => Self::of(item),
            _ => Self::Plain,
        }
    }

    fn needs_type(&self) -> bool {
        !matches!(self, Self::Plain)
    }

    fn values(&self) -> &[Value] {
        if let Self::Enumeration(values) = self { values } else { &[] }
    }
}
