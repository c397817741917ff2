//! Checks that a request is valid, regardless of the values of its expressions.
//!
//! The [surface](surface) of the model decides most requests; where it doesn't, the [schema](schema) is read. Both
//! result in the requirements on the types of the expressions.

pub(crate) mod applicable;
pub(crate) mod constant;
pub(crate) mod guarantee;
mod representatives;
pub(crate) mod requirement;
pub(crate) mod rules;
mod samples;
pub(crate) mod schema;
pub(crate) mod spanned;
pub(crate) mod surface;

use proc_macro2::Span;
use serde_json::Value;

use self::requirement::TypeRequirement;
use self::spanned::SpannedRequest;
use super::catalog::ModelEntry;
use super::errors::Errors;
use super::parse::Body;
use super::parse::node::{Member, Node};

/// The macro of a request, by whether the request may be invalid at run time.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mode {
    /// `request!`
    Infallible,
    /// `try_request!`
    Fallible,
}

/// A request that is valid if its expressions meet the requirements.
pub(crate) struct VerifiedRequest<'a> {
    pub(crate) entry: &'static ModelEntry,
    pub(crate) members: &'a [Member],
    /// The ids of the rules that are lifted.
    pub(crate) lifted: &'a [String],
    pub(crate) model: Span,
    pub(crate) mode: Mode,
    /// The requirement on each of the [`slots`](super::parse::node::slots); `None` if it is checked at run time.
    pub(crate) requirements: Vec<Option<TypeRequirement>>,
}

/// Finds the model of a request, which begins at `start`, and checks what can be checked at compile time.
pub(crate) fn verify<'a>(
    body: &'a Body,
    start: Span,
    mode: Mode,
    errors: &mut Errors,
) -> Option<VerifiedRequest<'a>> {
    let members = body.members.as_slice();
    let Some(model) = &body.model else {
        if !errors.is_incomplete {
            errors.at(start, "the request has no `model`, such as `\"model\": \"flux-2-pro\"`");
        }
        return None;
    };
    let (id, tokens) = match &model.value {
        Node::Literal { value: Value::String(id), tokens } => (id, tokens),
        Node::Expression(expression) if expression.is_unreadable() => return None,
        Node::Expression(expression) => {
            let message = "the model has to be known while compiling; \
                           `AnyRequest::new` takes one that is chosen at run time";
            errors.on(expression, message);
            return None;
        }
        _ => {
            errors.at(model.span, "`model` must be the id of a model, such as `\"flux-2-pro\"`");
            return None;
        }
    };
    let entry = ModelEntry::find(id).map_err(|message| errors.on(tokens, message)).ok()?;
    let span = tokens.literal.span();
    let mut requirements = match surface::requirements(entry, members, mode) {
        Some(requirements) if errors.is_empty() => requirements,
        _ => {
            let schema = entry.schema().map_err(|message| errors.on(tokens, message)).ok()?;
            let spanned = SpannedRequest { entry, schema, members, model: span };
            schema::requirements(&spanned, mode, errors)
        }
    };
    if errors.is_empty() {
        let (requirements, lifted) = (&mut requirements, &body.lifted);
        let mut request =
            rules::RuledRequest { entry, members, requirements, lifted, model: span, mode };
        rules::check(&mut request, errors);
    }
    Some(VerifiedRequest { entry, members, lifted: &body.lifted, model: span, mode, requirements })
}
