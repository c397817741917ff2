//! The state for writing parameters.

use super::argument::Context;
use super::assertion;
use super::tokens::TokenWriter;
use crate::expand::parse::node::Expression;
use crate::expand::verify::Mode;
use crate::expand::verify::requirement::TypeRequirement;

/// Writes the parameters of a request.
pub(super) struct Emitter<'a, 'd> {
    pub(super) context: Context<'a>,
    pub(super) mode: Mode,
    pub(super) requirements: &'d mut std::slice::Iter<'a, Option<TypeRequirement>>,
    /// The assertions that come before the request.
    pub(super) statements: &'d mut TokenWriter<'a>,
}

impl<'a> Emitter<'a, '_> {
    /// Returns the requirement on the next expression, and writes an assertion if it is about a constant.
    pub(super) fn requirement(&mut self, expression: &Expression) -> Option<&'a TypeRequirement> {
        let requirement = self.requirements.next().and_then(Option::as_ref);
        if let Some(requirement) = requirement {
            assertion::write(requirement, expression, self.statements);
        }
        requirement
    }
}
