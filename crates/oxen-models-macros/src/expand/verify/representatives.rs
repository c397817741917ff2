//! Values that represent all values of an expression, as far as a rule can distinguish them.

use oxen_schema::rules::Requirement;
use oxen_schema::schema::{Format, Schema};
use oxen_schema::surface::{Constraint, ParameterSurface};
use serde_json::{Number, Value};

use crate::expand::catalog::ModelEntry;
use crate::expand::parse::node::{Member, Node};

/// The maximum number of items or characters of a value; a rule with a higher limit is checked at run time.
const MAX_LENGTH: u64 = 100_000;

/// A URI that represents all URIs.
const URI: &str = "https://example.com/x";

/// The presence of an expression's value.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Presence {
    Given,
    /// It may be `None`.
    Optional,
}

/// Returns the values, with `None` for an absent parameter; `None` if the rule may distinguish more values than these.
pub(super) fn representatives(
    entry: &ModelEntry,
    requirement: &Requirement,
    member: &Member,
    presence: Presence,
) -> Option<Vec<Option<Value>>> {
    let schemas = requirement.value_schemas(&member.name);
    let mut values: Vec<Option<Value>> = match &member.value {
        Node::Expression(_) => {
            let parameter = entry.surface.parameter(&member.name)?;
            let of_expression = of_expression(parameter, requirement, &schemas)?;
            of_expression.into_iter().map(Some).collect()
        }
        node => vec![Some(of_container(node, &schemas)?)],
    };
    if presence == Presence::Optional {
        values.push(None);
    }
    Some(values)
}

/// Returns a value for an array or object with expressions in it; `None` if a rule looks at more than its size.
fn of_container(node: &Node, schemas: &[&Schema]) -> Option<Value> {
    let looks_inside = |schema: &&Schema| looks_inside(schema) || schema.values().is_some();
    let is_object = matches!(node, Node::Object { .. });
    if schemas.iter().any(looks_inside) || is_object && !schemas.is_empty() {
        return None;
    }
    Some(node.to_json(&mut || Value::from(URI)))
}

fn of_expression(
    parameter: &ParameterSurface,
    requirement: &Requirement,
    schemas: &[&Schema],
) -> Option<Vec<Value>> {
    let name = parameter.name.as_str();
    let total = match requirement {
        Requirement::TotalItems { parameters, at_most, .. }
            if parameters.iter().any(|one| one == name) =>
        {
            Some(*at_most)
        }
        _ => None,
    };
    let multiple = match requirement {
        Requirement::Multiple { parameter, of, offset } if parameter == name => {
            Some((*of, *offset))
        }
        _ => None,
    };
    if schemas.is_empty() && total.is_none() && multiple.is_none() {
        // Only the presence of the parameter counts.
        return Some(vec![Value::Bool(true)]);
    }
    if schemas.iter().any(|schema| looks_inside(schema)) {
        return None;
    }
    let listed = schemas.iter().flat_map(|schema| schema.values().unwrap_or_default()).cloned();
    match parameter.constraint.as_ref() {
        Some(Constraint::Boolean) => Some(vec![Value::Bool(true), Value::Bool(false)]),
        Some(Constraint::Listed(values)) => Some(values.clone()),
        Some(constraint @ (Constraint::Integer(_) | Constraint::Number(_))) => {
            let limits = schemas.iter().flat_map(|schema| {
                let range = schema.range();
                let bounds = range.minimum.iter().chain(&range.maximum).map(|bound| &bound.value);
                let listed =
                    schema.values().unwrap_or_default().iter().filter_map(Value::as_number);
                bounds.chain(listed)
            });
            let mut values = numbers(limits, multiple);
            values.retain(|value| constraint.accepts(value));
            (!values.is_empty()).then_some(values)
        }
        Some(Constraint::String | Constraint::Uri) if total.is_none() => {
            let lengths = schemas.iter().map(|schema| schema.length());
            let lengths = sizes(lengths.flat_map(|length| [Some(length.minimum), length.maximum]))?;
            let texts = lengths.into_iter().map(|length| Value::from("x".repeat(length)));
            Some(texts.chain(listed).collect())
        }
        // A single value counts as one item.
        Some(Constraint::String | Constraint::Uri) if schemas.is_empty() => {
            Some(vec![Value::from("x")])
        }
        Some(Constraint::List { .. }) => {
            let counts = schemas.iter().map(|schema| schema.item_count());
            let counts = counts.flat_map(|count| [Some(count.minimum), count.maximum]);
            let counts = sizes(counts.chain([total]))?;
            Some(counts.into_iter().map(|count| Value::from(vec![URI; count])).collect())
        }
        _ => None,
    }
}

/// Returns whether a schema looks at more than listed values, a range, a length, or a number of items.
fn looks_inside(schema: &Schema) -> bool {
    let lists = [schema.all_of(), schema.any_of(), schema.one_of(), schema.none_of()];
    lists.iter().any(|list| !list.is_empty())
        || schema.condition().is_some()
        || schema.reference().is_some()
        || schema.items().is_some_and(|items| !is_any_uri(items))
        || !schema.prefix_items().is_empty()
        || schema.contains().is_some()
        || schema.unique_items()
        || schema.patterns().next().is_some()
        || !schema.formats().is_empty()
        || !schema.multiple_of().is_empty()
        || !schema.properties().is_empty()
}

/// Returns whether a rule requires the items of a list to be URIs.
pub(super) fn asks_for_uris(requirement: &Requirement, parameter: &str) -> bool {
    let schemas = requirement.value_schemas(parameter);
    schemas.iter().any(|schema| schema.items().is_some_and(is_any_uri))
}

/// Returns whether a schema requires a URI, and nothing else.
fn is_any_uri(schema: &Schema) -> bool {
    let is_free = schema.values().is_none()
        && schema.length().is_unbounded()
        && schema.patterns().next().is_none();
    schema.formats() == [Format::Uri] && is_free
}

/// Returns the sizes to try: 0, 1, each limit, one less and one more; `None` if a limit is too large.
fn sizes(limits: impl Iterator<Item = Option<u64>>) -> Option<Vec<usize>> {
    let mut sizes = vec![0, 1];
    for limit in limits.flatten() {
        if limit > MAX_LENGTH {
            return None;
        }
        let limit = usize::try_from(limit).ok()?;
        sizes.extend([limit.saturating_sub(1), limit, limit + 1]);
    }
    sizes.sort_unstable();
    sizes.dedup();
    Some(sizes)
}

/// Returns each limit, numbers on both sides of it, and numbers with and without a remainder.
fn numbers<'a>(
    limits: impl Iterator<Item = &'a Number>,
    multiple: Option<(u64, u64)>,
) -> Vec<Value> {
    let mut values = Vec::new();
    for limit in limits {
        values.push(Value::Number(limit.clone()));
        if let Some(limit) = limit.as_i64() {
            values.extend(
                [limit.checked_sub(1), limit.checked_add(1)].into_iter().flatten().map(Value::from),
            );
        }
        if let Some(limit) = limit.as_f64() {
            values.extend([limit - 0.5, limit + 0.5].map(Value::from));
        }
    }
    if let Some((of, offset)) = multiple {
        values.push(Value::from(offset.saturating_add(of)));
        if of > 1 {
            values.push(Value::from(offset.saturating_add(of).saturating_add(1)));
        }
    }
    values
}
