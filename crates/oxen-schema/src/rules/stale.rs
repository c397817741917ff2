//! Finds rules that no longer fit the schema of their model.

use std::fmt;

use super::evaluate::{Fragment, parts};
use super::{Requirement, Rule};
use crate::schema::{Count, Range, RequestSchema, Schema};
use crate::text::excerpt;

/// A rule that no longer fits the schema of its model.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StaleRule<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The reason.
    pub reason: Stale,
}

/// The reason why a rule is stale.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Stale {
    /// The schema no longer has a parameter with this name.
    ParameterGone(String),
    /// The parameter no longer accepts a value that the rule names.
    ValueGone {
        /// The parameter.
        parameter: String,
        /// The value as JSON, truncated.
        value: String,
    },
    /// The schema states the rule itself.
    Stated,
}

impl fmt::Display for StaleRule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the rule `{}` is stale: ", self.rule.id())?;
        match &self.reason {
            Stale::ParameterGone(name) => {
                write!(f, "the schema has no parameter `{}`", excerpt(name))
            }
            Stale::ValueGone { parameter, value } => {
                write!(f, "`{}` no longer accepts {value}", excerpt(parameter))
            }
            Stale::Stated => f.write_str("the schema states it itself"),
        }
    }
}

pub(super) fn stale<'a>(rule: &'a Rule, schema: &RequestSchema) -> Option<StaleRule<'a>> {
    let reason = gone(rule, schema).or_else(|| is_stated(rule, schema).then_some(Stale::Stated))?;
    Some(StaleRule { rule, reason })
}

fn gone(rule: &Rule, schema: &RequestSchema) -> Option<Stale> {
    let gone = rule.parameters().into_iter().find(|name| schema.parameter(name).is_none());
    if let Some(name) = gone {
        return Some(Stale::ParameterGone(name.to_owned()));
    }
    let fragment = match rule.requirement() {
        Requirement::Body(fragment) => Some(fragment),
        Requirement::TotalItems { condition, .. } => condition.as_ref(),
        Requirement::Multiple { .. } => None,
    }?;
    let properties = parts(fragment.schema().root()).into_iter().flat_map(Schema::properties);
    let mut named = properties.flat_map(|property| {
        let values = property.schema().values().unwrap_or_default();
        values.iter().map(|value| (property.name(), value))
    });
    named.find_map(|(name, value)| {
        let mut body = serde_json::Map::new();
        body.insert(name.to_owned(), value.clone());
        let refused = schema.check(&body);
        // The body has this parameter alone, so violations elsewhere are ignored.
        refused.iter().any(|violation| violation.parameter() == Some(name)).then(|| {
            Stale::ValueGone { parameter: name.to_owned(), value: excerpt(&value.to_string()) }
        })
    })
}

/// Returns whether the schema limits a parameter at least as much as a rule about that parameter alone does.
fn is_stated(rule: &Rule, schema: &RequestSchema) -> bool {
    let Requirement::Body(fragment) = rule.requirement() else { return false };
    let Some((name, limits)) = only_property(fragment) else { return false };
    let Some(parameter) = schema.parameter(name) else { return false };
    let own = parameter.schema();
    let items_limited_otherwise = limits
        .items()
        .is_some_and(|items| has_other_limits(items) || items.item_count() != Count::default());
    !has_other_limits(limits)
        && limits.formats().is_empty()
        && !items_limited_otherwise
        && count_within(own.length(), limits.length())
        && count_within(own.item_count(), limits.item_count())
        && range_within(own.range(), limits.range())
        && items_within(own.items(), limits.items())
}

/// Returns whether a rule limits values in ways that are not compared with the schema.
fn has_other_limits(limits: &Schema) -> bool {
    limits.patterns().next().is_some()
        || !limits.multiple_of().is_empty()
        || limits.unique_items()
        || limits.contains().is_some()
        || !limits.prefix_items().is_empty()
        || limits.has_object_rules()
        || limits.is_composite()
}

/// Returns whether the schema requires each format of items that a rule requires.
fn items_within(own: Option<&Schema>, limits: Option<&Schema>) -> bool {
    let Some(limits) = limits else { return true };
    let formats = own.map(Schema::formats).unwrap_or_default();
    let is_held_to = |format| formats.contains(format);
    !limits.formats().is_empty() && limits.formats().iter().all(is_held_to)
}

/// Returns the parameter that a fragment is about, if it is the only one and no values are listed for it.
fn only_property(fragment: &Fragment) -> Option<(&str, &Schema)> {
    let root = fragment.schema().root();
    let [property] = root.properties() else { return None };
    let only = fragment.parameters().len() == 1 && root.required().is_empty();
    let composed = !root.none_of().is_empty() || root.condition().is_some();
    let limits = property.schema();
    (only && !composed && limits.values().is_none()).then_some((property.name(), limits))
}

fn count_within(own: Count, limits: Count) -> bool {
    let below = match (own.maximum, limits.maximum) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(own), Some(limit)) => own <= limit,
    };
    below && own.minimum >= limits.minimum
}

/// Returns whether a range lies within another, at each end that the other has.
fn range_within(own: &Range, limits: &Range) -> bool {
    let end_within =
        |own: Option<&crate::schema::Bound>, limit: Option<&crate::schema::Bound>| match (
            own, limit,
        ) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(own), Some(limit)) => {
                limits.contains(&own.value) || own.exclusive && own.value == limit.value
            }
        };
    end_within(own.minimum.as_ref(), limits.minimum.as_ref())
        && end_within(own.maximum.as_ref(), limits.maximum.as_ref())
}
