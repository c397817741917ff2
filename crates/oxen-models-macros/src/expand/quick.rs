//! Deciding by the outline of a model, which most requests need no more than.

use oxen_schema::outline::{self, ParameterOutline, Rule};
use oxen_schema::schema::Kind;

use super::constant::{Comparison, Listed, must};
use super::known::Known;
use super::node::{Member, Node};
use super::request::Mode;
use super::runtime::Demand;

/// What to demand of each expression, if the outline tells that the request is valid then. If it doesn't, the
/// schema has to be asked.
pub(crate) fn demands(
    known: &Known,
    members: &[Member],
    mode: Mode,
) -> Option<Vec<Option<Demand>>> {
    let outline = &known.outline;
    let has = |name: &str| members.iter().any(|member| member.name == name);
    if !outline.surely_takes(has, members.len()) {
        return None;
    }
    let mut demands = Vec::new();
    for member in members {
        let parameter = outline.parameter(&member.name)?;
        let place = Place { known, parameter, mode };
        place.value(parameter.rule.as_ref()?, &parameter.kind, &member.value, &mut demands)?;
    }
    Some(demands)
}

struct Place<'a> {
    known: &'a Known,
    parameter: &'a ParameterOutline,
    mode: Mode,
}

impl Place<'_> {
    fn value(
        &self,
        rule: &Rule,
        kind: &Kind,
        node: &Node,
        demands: &mut Vec<Option<Demand>>,
    ) -> Option<()> {
        match (node, rule, kind) {
            (Node::Literal { value, .. }, ..) => rule.accepts(value).then_some(()),
            (Node::Array { items, .. }, Rule::List { item: rule, minimum }, Kind::List(kind))
                if has_items(items.len(), *minimum) =>
            {
                items.iter().try_for_each(|item| self.value(rule, kind, item, demands))
            }
            (Node::Object { .. }, Rule::Object(_), _) => self.nested(rule, node, demands),
            (Node::Expression(expression), ..) => {
                demands.push(match self.mode {
                    Mode::Infallible => Some(self.demand(rule, kind, expression.is_constant)?),
                    Mode::Fallible => None,
                });
                Some(())
            }
            _ => None,
        }
    }

    /// A value within a nested one, of which the kind is of no account.
    fn nested(&self, rule: &Rule, node: &Node, demands: &mut Vec<Option<Demand>>) -> Option<()> {
        match (node, rule) {
            (Node::Literal { value, .. }, _) => rule.accepts(value).then_some(()),
            (Node::Array { items, .. }, Rule::List { item: rule, minimum }) => {
                let items = items.iter();
                has_items(items.len(), *minimum).then_some(())?;
                items.clone().try_for_each(|item| self.nested(rule, item, demands))
            }
            (Node::Object { members, .. }, Rule::Object(rules)) => {
                let is_given =
                    |rule: &outline::Member| members.iter().any(|one| one.name == rule.name);
                rules.iter().all(|rule| !rule.is_required || is_given(rule)).then_some(())?;
                members.iter().try_for_each(|member| {
                    let rule = rules.iter().find(|rule| rule.name == member.name)?;
                    self.nested(&rule.rule, &member.value, demands)
                })
            }
            (Node::Expression(_), rule) => {
                demands.push(match (self.mode, rule) {
                    (Mode::Fallible, _) => None,
                    (Mode::Infallible, Rule::Text { is_uri: false }) => Some(Demand::Text),
                    (Mode::Infallible, Rule::Boolean) => Some(Demand::Boolean),
                    (Mode::Infallible, _) => return None,
                });
                Some(())
            }
            _ => None,
        }
    }

    /// What `runtime::demand` makes of a schema that says no more than the rule.
    fn demand(&self, rule: &Rule, kind: &Kind, is_constant: bool) -> Option<Demand> {
        match (rule, kind) {
            (Rule::Text { is_uri: false }, Kind::String) => Some(Demand::Text),
            (Rule::Text { is_uri }, Kind::Media) => Some(Demand::Media { is_uri: *is_uri }),
            (Rule::Boolean, _) => Some(Demand::Boolean),
            (Rule::Number { is_integer, range }, _) if is_constant => {
                Comparison::of_range(range, *is_integer, self.must()).map(Demand::Constant)
            }
            (Rule::Number { range, .. }, _) if range.is_unbounded() => Some(Demand::Integer),
            (Rule::Listed(values), _) if is_constant => {
                Some(Demand::Listed(Listed::new(values, self.must())))
            }
            (Rule::Listed(_), _) => Some(Demand::Choice),
            // What a list is, no constant tells.
            (Rule::List { item: rule, minimum: 0 }, Kind::List(kind)) => {
                self.demand(rule, kind, false).map(|item| Demand::List(Box::new(item)))
            }
            _ => None,
        }
    }

    /// What the parameter must be, as a sentence.
    fn must(&self) -> String {
        let rule = self.parameter.rule.as_ref().map(ToString::to_string).unwrap_or_default();
        must(&self.parameter.name, &rule, self.known)
    }
}

fn has_items(count: usize, minimum: u64) -> bool {
    u64::try_from(count).unwrap_or(u64::MAX) >= minimum
}
