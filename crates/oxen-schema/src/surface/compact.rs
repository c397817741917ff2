//! The compact form of a surface: a line about the model, and one for each parameter.
//!
//! A macro needs few of a model's parameters, and decoding them in its debug build takes longer than the rest of the
//! lookup. So each is decoded when it is first asked for.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Argument, BuilderOwner, Constraint, Origin, ParameterSurface, RuleSurface, Surface,
    SurfaceError, may_be_together,
};
use crate::canonical::escape_invisible;

/// The first line.
#[derive(Debug, Deserialize, Serialize)]
struct Head {
    module: String,
    type_name: String,
    provider: Option<String>,
    builder: BuilderOwner,
    /// The names of the parameters of the following lines.
    names: Vec<String>,
    /// The positions of the required parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    required: Vec<usize>,
    exclusions: Option<Vec<Vec<String>>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rules: Vec<RuleSurface>,
}

/// The line of a parameter. It has no keys, because reading them would take as long as reading the rest.
#[derive(Deserialize, Serialize)]
struct Line(
    Argument,
    /// The constraint; a list of no values stands for those of the enumeration.
    Option<Constraint>,
    /// The setter, if its name differs from the parameter's.
    Option<String>,
    /// The generated type of its values.
    Option<String>,
    /// The values of its enumeration, with their variants.
    Vec<(Value, String)>,
    /// The schema that lists it, if that is not the model's own.
    Option<Origin>,
);

impl Line {
    fn new(parameter: ParameterSurface) -> Self {
        let ParameterSurface { argument, mut constraint, type_name, variants, origin, .. } =
            parameter;
        if let Some(Constraint::Listed(values)) = &mut constraint
            && values.iter().eq(variants.iter().map(|(value, _)| value))
        {
            values.clear();
        }
        let setter = Some(parameter.setter).filter(|setter| *setter != parameter.name);
        let origin = Some(origin).filter(|origin| *origin != Origin::Model);
        Self(argument, constraint, setter, type_name, variants, origin)
    }

    fn parameter(self, name: &str, is_required: bool) -> ParameterSurface {
        let Self(argument, mut constraint, setter, type_name, variants, origin) = self;
        if let Some(Constraint::Listed(values)) = &mut constraint
            && values.is_empty()
        {
            values.extend(variants.iter().map(|(value, _)| value.clone()));
        }
        let name = name.to_owned();
        let setter = setter.unwrap_or_else(|| name.clone());
        let origin = origin.unwrap_or(Origin::Model);
        ParameterSurface {
            name,
            setter,
            argument,
            type_name,
            variants,
            is_required,
            origin,
            constraint,
        }
    }
}

/// The surface of a model that decodes each parameter when it is first asked for.
///
/// ```
/// # use oxen_schema::model::Model;
/// # use oxen_schema::names::ModelNames;
/// # use oxen_schema::schema::RequestSchema;
/// use oxen_schema::surface::{CompactSurface, Surface};
/// # use serde_json::json;
/// # let schema = json!({ "type": "object", "properties": { "steps": { "type": "integer" } } });
/// # let (model, _) = Model::from_hub(json!({ "id": "painter", "request_schema": schema }))?;
/// # let (schema, _) = RequestSchema::read(&schema)?;
/// # let surface = Surface::new(&model, &schema, &ModelNames::new(&model, &schema)?);
///
/// let text = surface.to_text();
/// let compact = CompactSurface::read(&text)?;
///
/// assert_eq!(compact.type_name(), surface.type_name);
/// assert_eq!(compact.parameter("steps"), surface.parameter("steps"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct CompactSurface<'t> {
    head: Head,
    /// The line of each parameter, and the decoded parameter; `None` if the line is damaged.
    parameters: Vec<(&'t str, OnceLock<Option<ParameterSurface>>)>,
}

impl Surface {
    /// Writes the surface as lines of JSON, which [`CompactSurface::read`] reads.
    pub fn to_text(&self) -> String {
        let parameters = &self.parameters;
        let required = parameters.iter().enumerate().filter(|(_, one)| one.is_required);
        let head = Head {
            module: self.module.clone(),
            type_name: self.type_name.clone(),
            provider: self.provider.clone(),
            builder: self.builder,
            names: parameters.iter().map(|one| one.name.clone()).collect(),
            required: required.map(|(position, _)| position).collect(),
            exclusions: self.exclusions.clone(),
            rules: self.rules.clone(),
        };
        let head = std::iter::once(serde_json::to_string(&head));
        let line =
            |parameter: &ParameterSurface| serde_json::to_string(&Line::new(parameter.clone()));
        let lines = head.chain(parameters.iter().map(line));
        // Serialization only fails for maps with keys that are not strings, and there are none.
        let lines =
            lines.map(|line| escape_invisible(&line.unwrap_or_default()).into_owned() + "\n");
        lines.collect()
    }
}

impl<'t> CompactSurface<'t> {
    /// Reads the output of [`Surface::to_text`].
    ///
    /// # Errors
    ///
    /// Returns an error if the first line is malformed, or the number of lines differs from that of the parameters.
    pub fn read(text: &'t str) -> Result<Self, SurfaceError> {
        let (head, lines) = text.split_once('\n').unwrap_or((text, ""));
        let head: Head = serde_json::from_str(head)
            .map_err(|error| SurfaceError { reason: error.to_string() })?;
        let parameters: Vec<_> = lines.lines().map(|line| (line, OnceLock::new())).collect();
        let (names, found) = (head.names.len(), parameters.len());
        if names != found {
            let reason = format!("it has {names} parameters, but {found} lines of them");
            return Err(SurfaceError { reason });
        }
        Ok(Self { head, parameters })
    }

    /// Returns the module of the model's types.
    pub fn module(&self) -> &str {
        &self.head.module
    }

    /// Returns the request type.
    pub fn type_name(&self) -> &str {
        &self.head.type_name
    }

    /// Returns the provider that runs the model.
    pub fn provider(&self) -> Option<&str> {
        self.head.provider.as_deref()
    }

    /// Returns whether a request is the body of chat completions, without anything specific to the model.
    pub fn is_chat(&self) -> bool {
        self.head.builder == BuilderOwner::Chat
    }

    /// Returns the names of the parameters in the order of the schema.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.head.names.iter().map(String::as_str)
    }

    /// Returns the position of a parameter in the order of the schema.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.head.names.iter().position(|other| other == name)
    }

    /// Returns the parameter with this name; `None` also if its line is damaged, which the generator's check rules out.
    pub fn parameter(&self, name: &str) -> Option<&ParameterSurface> {
        let position = self.position(name)?;
        let (line, decoded) = self.parameters.get(position)?;
        let decode = || {
            let line: Line = serde_json::from_str(line).ok()?;
            Some(line.parameter(name, self.head.required.contains(&position)))
        };
        decoded.get_or_init(decode).as_ref()
    }

    /// Returns the rules of the model's documentation.
    pub fn rules(&self) -> &[RuleSurface] {
        &self.head.rules
    }

    /// Returns the lists of parameters that can't all be given together.
    pub fn exclusions(&self) -> &[Vec<String>] {
        self.head.exclusions.as_deref().unwrap_or_default()
    }

    /// Returns whether a request may definitely have exactly these parameters, regardless of their values.
    pub fn definitely_accepts_together(&self, has: impl Fn(&str) -> bool) -> bool {
        let Head { names, required, exclusions, .. } = &self.head;
        required.iter().all(|position| names.get(*position).is_some_and(|name| has(name)))
            && may_be_together(exclusions.as_deref(), has)
    }
}
