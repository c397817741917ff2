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
        let (rule, kind) = (parameter.rule.as_ref()?, Some(&parameter.kind));
        place.value(rule, kind, &member.value, &mut demands)?;
    }
    Some(demands)
}

struct Place<'a> {
    known: &'a Known,
    parameter: &'a ParameterOutline,
    mode: Mode,
}

impl Place<'_> {
    /// A value, of a kind unless it is within a nested one.
    fn value(
        &self,
        rule: &Rule,
        kind: Option<&Kind>,
        node: &Node,
        demands: &mut Vec<Option<Demand>>,
    ) -> Option<()> {
        match (node, rule) {
            (Node::Literal { value, .. }, _) => rule.accepts(value).then_some(()),
            (Node::Array { items, .. }, Rule::List { item: rule, minimum }) => {
                let kind = match kind {
                    Some(Kind::List(kind)) => Some(&**kind),
                    _ => None,
                };
                (items.len() >= *minimum).then_some(())?;
                items.iter().try_for_each(|item| self.value(rule, kind, item, demands))
            }
            (Node::Object { members, .. }, Rule::Object(rules)) => {
                let is_given =
                    |rule: &outline::Member| members.iter().any(|one| one.name == rule.name);
                rules.iter().all(|rule| !rule.is_required || is_given(rule)).then_some(())?;
                members.iter().try_for_each(|member| {
                    let rule = rules.iter().find(|rule| rule.name == member.name)?;
                    self.value(&rule.rule, None, &member.value, demands)
                })
            }
            (Node::Expression(expression), _) => {
                demands.push(match (self.mode, kind) {
                    (Mode::Fallible, _) => None,
                    (Mode::Infallible, Some(kind)) => {
                        Some(self.demand(rule, kind, expression.is_constant)?)
                    }
                    (Mode::Infallible, None) => Some(nested(rule)?),
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

/// The same for what is within a nested value.
fn nested(rule: &Rule) -> Option<Demand> {
    match rule {
        Rule::Text { is_uri: false } => Some(Demand::Text),
        Rule::Boolean => Some(Demand::Boolean),
        _ => None,
    }
}
