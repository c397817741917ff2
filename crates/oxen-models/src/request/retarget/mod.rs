//! Moves requests to another model.

mod meaning;

use std::fmt;

use oxen_schema::schema::{Kind, Medium, Parameter, RequestSchema, Violation};
use oxen_schema::text::excerpt;
use serde_json::{Map, Value};

use super::any::AnyRequest;
use super::builder::RequestBuilder;
use super::invalid::InvalidRequest;
use crate::model::Model;
use meaning::readings;

/// A request that was moved to another model: the parameters that the model accepts, and the outcome for each one.
///
/// Parameters are matched by name. If the other model writes a value differently, the value with the same meaning is
/// used (`"8s"` for 8, `"720P"` for `"720p"`), if there is exactly one. A medium whose name the other model doesn't
/// have is moved to its only free parameter for such media. Nothing else is guessed: other parameters are dropped, and
/// [`transfers`](Self::transfers) lists them with the reason.
///
#[cfg_attr(not(doctest), doc = include_str!("../../../docs/retarget.md"))]
#[derive(Clone, Debug)]
#[must_use]
pub struct Retargeted {
    builder: RequestBuilder,
    transfers: Vec<Transfer>,
}

/// The outcome for one parameter, with its name.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Transfer {
    /// The name of the parameter: in the old request, or of the new model if it is missing.
    pub parameter: String,
    /// The outcome.
    pub outcome: Outcome,
}

/// The outcome for one parameter.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The parameter is in the new request, unchanged.
    Kept,
    /// Its value is in the new request in another form, under another name, or both.
    Changed {
        /// The name in the new request.
        parameter: String,
        /// The value in the new request.
        value: Value,
        /// The reason.
        reason: Reason,
    },
    /// The parameter is not in the new request.
    Dropped {
        /// The reason.
        reason: Reason,
    },
    /// The new model requires the parameter, and the old request has no value for it.
    Missing {
        /// The allowed values, in words.
        allowed: String,
    },
}

/// The reason why a parameter was changed or dropped.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Reason {
    /// The value has the same meaning in the model's form.
    SameMeaning,
    /// The parameter is the model's only one for such media.
    OnlyOneForMedium(Medium),
    /// The model has no parameter with this name.
    NoSuchParameter,
    /// The model accepts neither the value nor another one with the same meaning.
    NotAccepted(Box<Violation>),
    /// Several values of the model may be meant.
    Ambiguous(Vec<Value>),
}

impl Retargeted {
    /// Returns the outcome for each parameter, in the order of the old request; missing parameters come last.
    pub fn transfers(&self) -> &[Transfer] {
        &self.transfers
    }

    /// Returns the parameters of the new request, to change or complete them.
    pub fn into_builder(self) -> RequestBuilder {
        self.builder
    }

    /// Checks the new request as a whole.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidRequest`] if a required parameter is missing, or the model doesn't accept these parameters
    /// together.
    pub fn build(self) -> Result<AnyRequest, InvalidRequest> {
        self.builder.finish()
    }
}

/// Displays one line for each parameter.
impl fmt::Display for Retargeted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, transfer) in self.transfers.iter().enumerate() {
            let line = if index == 0 { "" } else { "\n" };
            write!(f, "{line}{transfer}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Transfer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = excerpt(&self.parameter);
        match &self.outcome {
            Outcome::Kept => write!(f, "`{name}` kept"),
            Outcome::Changed { parameter, value, reason } => {
                let (parameter, value) = (excerpt(parameter), excerpt(&value.to_string()));
                write!(f, "`{name}` changed to `{parameter}`: {value} ({reason})")
            }
            Outcome::Dropped { reason } => write!(f, "`{name}` dropped: {reason}"),
            Outcome::Missing { allowed } => write!(f, "`{name}` missing: must be {allowed}"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameMeaning => f.write_str("means the same"),
            Self::OnlyOneForMedium(_) => f.write_str("the only parameter for such media"),
            Self::NoSuchParameter => f.write_str("the model has no parameter of this name"),
            Self::NotAccepted(violation) => violation.fmt(f),
            Self::Ambiguous(values) => {
                let values: Vec<_> =
                    values.iter().map(|value| excerpt(&value.to_string())).collect();
                write!(f, "may mean any of {}", values.join(", "))
            }
        }
    }
}

/// Moves a request to another model.
pub(super) fn retarget(request: &AnyRequest, model: &'static Model) -> Retargeted {
    let mut moved = Retargeted { builder: RequestBuilder::new(model), transfers: Vec::new() };
    // Without a schema, nothing is known about the model; `build` reports why.
    let Ok(schema) = model.request_schema() else { return moved };
    let source = request.model().request_schema().ok();
    let mut unplaced = Vec::new();
    for (name, argument) in request.parameters().entries() {
        let value = argument.to_value();
        let Some(target) = schema.parameter(name) else {
            let medium = source.and_then(|source| source.parameter(name)?.medium());
            unplaced.push((moved.transfers.len(), value, medium));
            moved.note(name, Outcome::Dropped { reason: Reason::NoSuchParameter });
            continue;
        };
        let outcome = place(schema, target, value, &mut moved.builder);
        moved.note(name, outcome);
    }
    // Media without a parameter of the same name are placed after everything else.
    for (index, value, medium) in unplaced {
        let Some(medium) = medium else { continue };
        let is_free = |parameter: &&Parameter| {
            parameter.medium() == Some(medium)
                && part_of(parameter.name()) == part_of(&moved.transfers[index].parameter)
                && !moved.builder.is_set(parameter.name())
        };
        let mut free = schema.parameters().iter().filter(is_free);
        let (Some(target), None) = (free.next(), free.next()) else { continue };
        let value = fit_list(target, value);
        if let Outcome::Kept = place(schema, target, value.clone(), &mut moved.builder) {
            let parameter = target.name().to_owned();
            let reason = Reason::OnlyOneForMedium(medium);
            moved.transfers[index].outcome = Outcome::Changed { parameter, value, reason };
        }
    }
    for parameter in schema.parameters() {
        if parameter.is_required() && !moved.builder.is_set(parameter.name()) {
            let allowed = parameter.schema().to_string();
            moved.note(parameter.name(), Outcome::Missing { allowed });
        }
    }
    moved
}

impl Retargeted {
    fn note(&mut self, parameter: &str, outcome: Outcome) {
        self.transfers.push(Transfer { parameter: parameter.to_owned(), outcome });
    }
}

/// Sets a parameter to a value, or to the only one with the same meaning.
fn place(
    schema: &RequestSchema,
    target: &Parameter,
    value: Value,
    builder: &mut RequestBuilder,
) -> Outcome {
    let name = target.name();
    let Some(violation) = violation(schema, name, &value) else {
        builder.extra(name, value);
        return Outcome::Kept;
    };
    let mut accepted = readings(target, &value);
    if target.medium().is_some() {
        accepted = vec![fit_list(target, value)];
    }
    accepted.retain(|reading| self::violation(schema, name, reading).is_none());
    let reason = match accepted.len() {
        0 => Reason::NotAccepted(Box::new(violation)),
        1 => {
            let value = accepted.swap_remove(0);
            builder.extra(name, value.clone());
            let parameter = name.to_owned();
            return Outcome::Changed { parameter, value, reason: Reason::SameMeaning };
        }
        _ => Reason::Ambiguous(accepted),
    };
    Outcome::Dropped { reason }
}

/// Returns the words of a parameter's name that state the role of its medium, such as `mask` or `last_frame`.
fn part_of(name: &str) -> Vec<&str> {
    const GENERAL: [&str; 14] = [
        "input", "source", "src", "image", "images", "img", "photo", "picture", "video", "videos",
        "audio", "url", "urls", "uri",
    ];
    name.split('_').filter(|word| !GENERAL.contains(word)).collect()
}

/// Returns the first violation of a single value.
fn violation(schema: &RequestSchema, name: &str, value: &Value) -> Option<Violation> {
    let body = Map::from_iter([(name.to_owned(), value.clone())]);
    let is_own = |violation: &Violation| {
        violation.parameter() == Some(name) && !violation.path.steps().is_empty()
    };
    schema.check(&body).into_iter().find(is_own)
}

/// Returns a medium as a list of one, or the only medium of a list, as the parameter has it.
fn fit_list(target: &Parameter, value: Value) -> Value {
    match (target.kind(), value) {
        (Kind::List(_), value @ Value::String(_)) => Value::Array(vec![value]),
        (Kind::Media, Value::Array(mut items)) if items.len() == 1 => items.swap_remove(0),
        (_, value) => value,
    }
}
