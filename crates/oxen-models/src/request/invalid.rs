//! The error of a request that is refused.

use std::error::Error;
use std::fmt;

use oxen_schema::rules::Rule;
use oxen_schema::schema;

use crate::model::Model;
use crate::not_representable::NotRepresentable;
use crate::schema_cache::ModelSchemaError;

/// The error of a request that was refused, with all its violations.
///
/// Displayed with one violation per line:
///
/// ```text
/// invalid request for `flux-2-pro`:
/// - `num_inference_steps` is 60, but must be an integer from 1 to 50
/// - `guidance` is NaN, but must be a finite number
/// ```
#[derive(Clone, Debug)]
pub struct InvalidRequest {
    model: &'static Model,
    violations: Vec<Violation>,
}

impl InvalidRequest {
    pub(super) fn new(model: &'static Model, violations: Vec<Violation>) -> Self {
        Self { model, violations }
    }

    /// Returns the model that the request is for.
    pub fn model(&self) -> &'static Model {
        self.model
    }

    /// Returns all violations, at least one.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }
}

impl fmt::Display for InvalidRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid request for `{}`:", self.model.id)?;
        self.violations.iter().try_for_each(|violation| write!(f, "\n- {violation}"))
    }
}

impl Error for InvalidRequest {}

/// A violation in a request.
///
/// Displayed as a sentence without a full stop.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Violation {
    /// The model's schema doesn't accept a value: the place, the value, and what is allowed.
    Schema(schema::Violation),
    /// The model's documentation states a rule that the request breaks.
    Documentation(&'static Rule),
    /// A value can't be written as JSON.
    NotRepresentable {
        /// The parameter.
        parameter: String,
        /// The reason.
        reason: NotRepresentable,
    },
    /// `model` was given as a parameter, but the request already has its model.
    ModelParameter,
    /// The model's schema can't be read, so the request can't be checked.
    Unreadable(&'static ModelSchemaError),
}

impl Violation {
    /// Returns the parameter that it concerns; `None` if it concerns several, or the request as a whole.
    pub fn parameter(&self) -> Option<&str> {
        match self {
            Self::Schema(violation) => violation.parameter(),
            Self::Documentation(rule) => match rule.parameters()[..] {
                [only] => Some(only),
                _ => None,
            },
            Self::NotRepresentable { parameter, .. } => Some(parameter),
            Self::ModelParameter => Some("model"),
            Self::Unreadable(_) => None,
        }
    }

    /// Returns the parameters that it concerns; empty if it concerns the request as a whole.
    pub fn parameters(&self) -> Vec<&str> {
        match self {
            Self::Documentation(rule) => rule.parameters(),
            _ => self.parameter().into_iter().collect(),
        }
    }

    /// Returns the rule of the schema that is broken, with what it allows.
    pub fn rule(&self) -> Option<&schema::Rule> {
        match self {
            Self::Schema(violation) => Some(&violation.rule),
            _ => None,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema(violation) => violation.fmt(f),
            Self::Documentation(rule) => write!(
                f,
                "{} (a rule of the documentation; `.without_rule(\"{}\")` lifts it)",
                rule.sentence(),
                rule.id()
            ),
            Self::NotRepresentable { parameter, reason } => write!(f, "`{parameter}` {reason}"),
            Self::ModelParameter => {
                f.write_str("`model` is not a parameter; the request has its model already")
            }
            Self::Unreadable(error) => error.fmt(f),
        }
    }
}
