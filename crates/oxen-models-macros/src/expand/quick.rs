//! Deciding by the surface of a model, which most requests need no more than.

use oxen_schema::surface::{Constraint, Element, Member as MemberConstraint, ParameterSurface};

use super::constant::{Comparison, Listed, must};
use super::known::Known;
use super::node::{Expression, Member, Node};
use super::request::Mode;
use super::runtime::Demand;

/// What to demand of each expression, if the surface tells that the request is valid then. If it doesn't, the
/// schema has to be asked.
pub(crate) fn demands(
    known: &Known,
    members: &[Member],
    mode: Mode,
) -> Option<Vec<Option<Demand>>> {
    let surface = &known.surface;
    let has = |name: &str| members.iter().any(|member| member.name == name);
    if !surface.definitely_accepts_names(has, members.len()) {
        return None;
    }
    let mut demands = Vec::new();
    for member in members {
        let parameter = surface.parameter(&member.name)?;
        let place = Place { known, parameter, mode };
        place.parameter(parameter.constraint.as_ref()?, &member.value, &mut demands)?;
    }
    Some(demands)
}

struct Place<'a> {
    known: &'a Known,
    parameter: &'a ParameterSurface,
    mode: Mode,
}

impl Place<'_> {
    /// The value of the parameter.
    fn parameter(
        &self,
        constraint: &Constraint,
        node: &Node,
        demands: &mut Vec<Option<Demand>>,
    ) -> Option<()> {
        match (node, constraint, self.parameter.argument.items()) {
            (Node::Expression(_), _, _) if self.mode == Mode::Fallible => demands.push(None),
            (Node::Expression(expression), _, _) => {
                demands.push(Some(self.whole(constraint, expression)?));
            }
            (Node::Array { items, .. }, Constraint::List { items: of_item, minimum }, element) => {
                (items.len() >= *minimum).then_some(())?;
                items.iter().try_for_each(|item| self.value(of_item, element, item, demands))?;
            }
            _ => self.value(constraint, None, node, demands)?,
        }
        Some(())
    }

    /// A value, of a type unless it is within a nested one.
    fn value(
        &self,
        constraint: &Constraint,
        element: Option<Element>,
        node: &Node,
        demands: &mut Vec<Option<Demand>>,
    ) -> Option<()> {
        match (node, constraint) {
            (Node::Literal { value, .. }, _) => constraint.accepts(value).then_some(()),
            (Node::Array { items, .. }, Constraint::List { items: of_item, minimum }) => {
                (items.len() >= *minimum).then_some(())?;
                items.iter().try_for_each(|item| self.value(of_item, None, item, demands))
            }
            (Node::Object { members, .. }, Constraint::Object(constraints)) => {
                let is_given =
                    |one: &MemberConstraint| members.iter().any(|member| member.name == one.name);
                constraints.iter().all(|one| !one.is_required || is_given(one)).then_some(())?;
                members.iter().try_for_each(|member| {
                    let of_member = constraints.iter().find(|one| one.name == member.name)?;
                    self.value(&of_member.constraint, None, &member.value, demands)
                })
            }
            (Node::Expression(expression), _) => {
                demands.push(match (self.mode, element) {
                    (Mode::Fallible, _) => None,
                    (Mode::Infallible, Some(element)) => {
                        Some(self.demand(constraint, element, expression.is_constant)?)
                    }
                    (Mode::Infallible, None) => Some(nested(constraint)?),
                });
                Some(())
            }
            _ => None,
        }
    }

    /// What to demand of an expression that is the parameter's whole value.
    fn whole(&self, constraint: &Constraint, expression: &Expression) -> Option<Demand> {
        let argument = &self.parameter.argument;
        match (constraint, argument.items()) {
            // What a list is, no constant tells.
            (Constraint::List { items, minimum: 0 }, Some(element)) => {
                self.demand(items, element, false).map(|item| Demand::List(Box::new(item)))
            }
            _ => self.demand(constraint, argument.value()?, expression.is_constant),
        }
    }

    /// What `runtime::demand` makes of a schema that says no more than the constraint.
    fn demand(
        &self,
        constraint: &Constraint,
        element: Element,
        is_constant: bool,
    ) -> Option<Demand> {
        match (constraint, element) {
            (Constraint::String, Element::String) => Some(Demand::Text),
            (Constraint::String, Element::Media) => Some(Demand::Media { is_uri: false }),
            (Constraint::Uri, Element::Media) => Some(Demand::Media { is_uri: true }),
            (Constraint::Boolean, _) => Some(Demand::Boolean),
            (Constraint::Integer(range), _) if is_constant => {
                Comparison::of_range(range, true, self.must()).map(Demand::Constant)
            }
            (Constraint::Number(range), _) if is_constant => {
                Comparison::of_range(range, false, self.must()).map(Demand::Constant)
            }
            (Constraint::Integer(range) | Constraint::Number(range), _) if range.is_unbounded() => {
                Some(Demand::Integer)
            }
            (Constraint::Listed(values), _) if is_constant => {
                Some(Demand::Listed(Listed::new(values, self.must())))
            }
            (Constraint::Listed(_), _) => Some(Demand::Choice),
            _ => None,
        }
    }

    /// What the parameter must be, as a sentence.
    fn must(&self) -> String {
        let summary = self.parameter.constraint.as_ref().map(ToString::to_string);
        must(&self.parameter.name, &summary.unwrap_or_default(), self.known)
    }
}

/// The same for what is within a nested value.
fn nested(constraint: &Constraint) -> Option<Demand> {
    match constraint {
        Constraint::String => Some(Demand::Text),
        Constraint::Boolean => Some(Demand::Boolean),
        _ => None,
    }
}
