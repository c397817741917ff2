//! Checks a request by the surface of its model, which is sufficient for most requests.

use oxen_schema::surface::{
    Argument, Constraint, Element, Member as MemberConstraint, ParameterSurface,
};

use super::Mode;
use super::constant::{EnumCheck, RangeCheck, requirement_message};
use super::requirement::TypeRequirement;
use crate::expand::catalog::ModelEntry;
use crate::expand::parse::node::{Expression, Member, Node};

/// Returns the requirements on the expressions under which the request is valid, if the surface is sufficient to
/// determine them. Otherwise the schema has to be used.
pub(crate) fn requirements(
    entry: &ModelEntry,
    members: &[Member],
    mode: Mode,
) -> Option<Vec<Option<TypeRequirement>>> {
    let surface = &entry.surface;
    let has = |name: &str| members.iter().any(|member| member.name == name);
    if !surface.definitely_accepts_together(has) {
        return None;
    }
    let mut requirements = Vec::new();
    for member in members {
        let parameter = surface.parameter(&member.name)?;
        let place = Place { entry, parameter, mode };
        place.parameter(parameter.constraint.as_ref()?, &member.value, &mut requirements)?;
    }
    Some(requirements)
}

struct Place<'a> {
    entry: &'a ModelEntry,
    parameter: &'a ParameterSurface,
    mode: Mode,
}

impl Place<'_> {
    /// Checks the value of the parameter, and adds the requirements on its expressions.
    fn parameter(
        &self,
        constraint: &Constraint,
        node: &Node,
        requirements: &mut Vec<Option<TypeRequirement>>,
    ) -> Option<()> {
        match (node, constraint, self.parameter.argument.items()) {
            (Node::Expression(_), _, _) if self.mode == Mode::Fallible => requirements.push(None),
            (Node::Expression(expression), _, _) => {
                requirements.push(Some(self.whole(constraint, expression)?));
            }
            (Node::Array { items, .. }, Constraint::List { items: of_item, minimum }, element) => {
                (items.len() >= *minimum).then_some(())?;
                items
                    .iter()
                    .try_for_each(|item| self.value(of_item, element, item, requirements))?;
            }
            _ => self.value(constraint, None, node, requirements)?,
        }
        Some(())
    }

    /// Checks a value, and adds the requirements on its expressions; `element` is `None` within a nested value.
    fn value(
        &self,
        constraint: &Constraint,
        element: Option<Element>,
        node: &Node,
        requirements: &mut Vec<Option<TypeRequirement>>,
    ) -> Option<()> {
        match (node, constraint) {
            (Node::Literal { value, .. }, _) => constraint.accepts(value).then_some(()),
            (Node::Array { items, .. }, Constraint::List { items: of_item, minimum }) => {
                (items.len() >= *minimum).then_some(())?;
                items.iter().try_for_each(|item| self.value(of_item, None, item, requirements))
            }
            (Node::Object { members, .. }, Constraint::Object(constraints)) => {
                let is_given =
                    |one: &MemberConstraint| members.iter().any(|member| member.name == one.name);
                constraints.iter().all(|one| !one.is_required || is_given(one)).then_some(())?;
                members.iter().try_for_each(|member| {
                    let of_member = constraints.iter().find(|one| one.name == member.name)?;
                    self.value(&of_member.constraint, None, &member.value, requirements)
                })
            }
            (Node::Expression(expression), _) => {
                requirements.push(match (self.mode, element) {
                    (Mode::Fallible, _) => None,
                    (Mode::Infallible, Some(element)) => {
                        Some(self.requirement(constraint, element, expression.is_constant)?)
                    }
                    (Mode::Infallible, None) => Some(nested(constraint)?),
                });
                Some(())
            }
            _ => None,
        }
    }

    /// Returns the requirement on an expression that is the parameter's whole value.
    fn whole(&self, constraint: &Constraint, expression: &Expression) -> Option<TypeRequirement> {
        let argument = &self.parameter.argument;
        if let Argument::Chat(part) = argument {
            return Some(TypeRequirement::Chat(*part));
        }
        match (constraint, argument.items()) {
            // The compiler doesn't compare constants that are lists.
            (Constraint::List { items, minimum: 0 }, Some(element)) => self
                .requirement(items, element, false)
                .map(|item| TypeRequirement::List(Box::new(item))),
            _ => self.requirement(constraint, argument.value()?, expression.is_constant),
        }
    }

    /// Returns the requirement that `guarantee` would return for a schema with this constraint only.
    fn requirement(
        &self,
        constraint: &Constraint,
        element: Element,
        is_constant: bool,
    ) -> Option<TypeRequirement> {
        match (constraint, element) {
            (Constraint::String, Element::String) => Some(TypeRequirement::Text),
            (Constraint::String, Element::Media) => Some(TypeRequirement::Media { is_uri: false }),
            (Constraint::Uri, Element::Media) => Some(TypeRequirement::Media { is_uri: true }),
            (Constraint::Boolean, _) => Some(TypeRequirement::Boolean),
            (Constraint::Integer(range), _) if is_constant => {
                RangeCheck::of_range(range, true, self.requirement_message())
                    .map(TypeRequirement::RangeConstant)
            }
            (Constraint::Number(range), _) if is_constant => {
                RangeCheck::of_range(range, false, self.requirement_message())
                    .map(TypeRequirement::RangeConstant)
            }
            (Constraint::Integer(range) | Constraint::Number(range), _) if range.is_unbounded() => {
                Some(TypeRequirement::Integer)
            }
            (Constraint::Listed(values), _) if is_constant => Some(TypeRequirement::EnumConstant(
                EnumCheck::new(values, self.requirement_message()),
            )),
            (Constraint::Listed(_), _) => Some(TypeRequirement::Choice),
            _ => None,
        }
    }

    /// Returns the requirement on the parameter, as a sentence.
    fn requirement_message(&self) -> String {
        let summary = self.parameter.constraint.as_ref().map(ToString::to_string);
        requirement_message(&self.parameter.name, &summary.unwrap_or_default(), self.entry)
    }
}

/// Returns the requirement on an expression within a nested value.
fn nested(constraint: &Constraint) -> Option<TypeRequirement> {
    match constraint {
        Constraint::String => Some(TypeRequirement::Text),
        Constraint::Boolean => Some(TypeRequirement::Boolean),
        _ => None,
    }
}
