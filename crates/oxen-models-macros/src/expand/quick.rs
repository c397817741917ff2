//! Deciding by the outline of a model, which most requests need no more than.

use oxen_schema::outline::Rule;
use oxen_schema::schema::Kind;

use super::known::Known;
use super::node::{Expression, Member, Node};
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
        value(parameter.rule.as_ref()?, &parameter.kind, &member.value, mode, &mut demands)?;
    }
    Some(demands)
}

fn value(
    rule: &Rule,
    kind: &Kind,
    node: &Node,
    mode: Mode,
    demands: &mut Vec<Option<Demand>>,
) -> Option<()> {
    match (node, rule, kind) {
        (Node::Literal { value, .. }, ..) => rule.accepts(value).then_some(()),
        (Node::Array { items, .. }, Rule::List(rule), Kind::List(kind)) => {
            items.iter().try_for_each(|item| value(rule, kind, item, mode, demands))
        }
        (Node::Expression(expression), ..) => {
            demands.push(match mode {
                Mode::Infallible => Some(demand(rule, kind, expression)?),
                Mode::Fallible => None,
            });
            Some(())
        }
        _ => None,
    }
}

/// What `runtime::demand` makes of a schema that says no more than the rule. Constants it may compare.
fn demand(rule: &Rule, kind: &Kind, expression: &Expression) -> Option<Demand> {
    match (rule, kind) {
        (Rule::Text { is_uri: false }, Kind::String) => Some(Demand::Text),
        (Rule::Text { is_uri }, Kind::Media) => Some(Demand::Media { is_uri: *is_uri }),
        (Rule::Boolean, _) => Some(Demand::Boolean),
        (Rule::Number { .. } | Rule::Listed(_), _) if expression.is_constant => None,
        (Rule::Number { range, .. }, _) if range.is_unbounded() => Some(Demand::Integer),
        (Rule::Listed(_), _) => Some(Demand::Choice),
        (Rule::List(rule), Kind::List(kind)) => {
            demand(rule, kind, expression).map(|item| Demand::List(Box::new(item)))
        }
        _ => None,
    }
}
