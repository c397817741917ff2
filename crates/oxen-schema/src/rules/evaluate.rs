//! Decides whether a request meets a rule.

use std::collections::BTreeSet;

use serde_json::{Map, Number, Value};

use super::with_defaults::WithDefaults;
use crate::schema::{Instance, JsonType, Members, RequestSchema, Schema};

/// The requirement of a rule on a request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Requirement {
    /// The body fits a JSON Schema fragment.
    Body(Fragment),
    /// Some parameters have at most this many items in total; a value that isn't a list counts as one item.
    TotalItems {
        /// The parameters whose items are counted.
        parameters: Vec<String>,
        /// The maximum number of items.
        at_most: u64,
        /// The condition on a request under which the limit applies; `None` if it always does.
        condition: Option<Fragment>,
    },
    /// A number minus `offset` is a multiple of `of`.
    Multiple {
        /// The parameter.
        parameter: String,
        /// The divisor, at least 1.
        of: u64,
        /// The number that is subtracted first.
        offset: u64,
    },
}

impl Requirement {
    /// Returns whether a request, without `model`, meets the requirement; see [`Rules::broken`](super::Rules::broken).
    pub fn is_met(&self, defaults: &dyn Defaults, body: &dyn Members) -> bool {
        match self {
            Self::Body(fragment) => fragment.accepts(defaults, body),
            Self::TotalItems { parameters, at_most, condition } => {
                let concerned =
                    condition.as_ref().is_none_or(|condition| condition.accepts(defaults, body));
                !concerned || total_items(parameters, body) <= *at_most
            }
            Self::Multiple { parameter, of, offset } => {
                let default = || defaults.default_value(parameter);
                let number = match body.member(parameter) {
                    Some(Instance::Number(number)) => Some(number.clone()),
                    Some(_) => None,
                    None => default().and_then(|value| value.as_number().cloned()),
                };
                // A number that isn't an integer is left to the schema.
                number.and_then(|number| integer(&number)).is_none_or(|value| {
                    (value - i128::from(*offset)).rem_euclid(i128::from(*of)) == 0
                })
            }
        }
    }

    /// Returns the schemas in the requirement's fragment for the values of a parameter.
    pub fn value_schemas(&self, parameter: &str) -> Vec<&Schema> {
        let fragment = match self {
            Self::Body(fragment) => Some(fragment),
            Self::TotalItems { condition, .. } => condition.as_ref(),
            Self::Multiple { .. } => None,
        };
        let parts = fragment.map(|fragment| parts(fragment.schema.root())).unwrap_or_default();
        parts.into_iter().filter_map(|part| part.property(parameter)).collect()
    }

    pub(super) fn parameters(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        self.names().filter(|name| seen.insert(*name)).collect()
    }

    /// Returns whether a request has one of the parameters that the requirement looks at.
    pub(super) fn concerns(&self, body: &dyn Members) -> bool {
        self.names().any(|name| body.member(name).is_some())
    }

    /// Returns the names of the parameters that the requirement looks at, some of them more than once.
    fn names(&self) -> impl Iterator<Item = &str> {
        let (names, fragment) = match self {
            Self::Body(fragment) => (&[][..], Some(fragment)),
            Self::TotalItems { parameters, condition, .. } => {
                (parameters.as_slice(), condition.as_ref())
            }
            Self::Multiple { parameter, .. } => (std::slice::from_ref(parameter), None),
        };
        let of_fragment = fragment.map_or(&[][..], |fragment| fragment.names.as_slice());
        names.iter().chain(of_fragment).map(String::as_str)
    }
}

/// Returns the integer that a number equals, such as 8 for `8.0`.
fn integer(number: &Number) -> Option<i128> {
    if let Some(integer) = number.as_i128() {
        return Some(integer);
    }
    let value = number.as_f64()?;
    // Beyond 2^53 a float doesn't identify one integer, so whether it is a multiple can't be decided.
    #[expect(clippy::cast_possible_truncation, reason = "the value is integral and within 2^53")]
    (value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0).then_some(value as i128)
}

fn total_items(parameters: &[String], body: &dyn Members) -> u64 {
    let items = parameters.iter().map(|name| match body.member(name) {
        None | Some(Instance::Null) => 0,
        Some(Instance::Array(items)) => items.count() as u64,
        Some(_) => 1,
    });
    items.sum()
}

/// The values that a model assumes for absent parameters.
pub trait Defaults {
    /// Returns the value that is assumed if the parameter is absent, if there is one.
    fn default_value(&self, parameter: &str) -> Option<Value>;
}

/// The defaults that the schema states; an absent boolean without one is false.
impl Defaults for RequestSchema {
    fn default_value(&self, parameter: &str) -> Option<Value> {
        let parameter = self.parameter(parameter)?;
        let is_boolean = || parameter.schema().types().single() == Some(JsonType::Boolean);
        let default = parameter.default_value().cloned();
        default.or_else(|| is_boolean().then_some(Value::Bool(false)))
    }
}

impl Defaults for Map<String, Value> {
    fn default_value(&self, parameter: &str) -> Option<Value> {
        self.get(parameter).cloned()
    }
}

/// A JSON Schema over a request's body.
#[derive(Clone, Debug, PartialEq)]
pub struct Fragment {
    schema: RequestSchema,
    /// The parameters whose values the schema constrains; absent ones get their defaults.
    values: Vec<String>,
    /// All parameters that the schema names.
    names: Vec<String>,
}

impl Fragment {
    pub(super) fn new(schema: RequestSchema) -> Self {
        let (mut values, mut names) = (Vec::new(), Vec::new());
        for part in parts(schema.root()) {
            names.extend(part.required().iter().cloned());
            for (name, required) in part.dependent_required() {
                names.push(name.to_owned());
                names.extend(required.iter().cloned());
            }
            names.extend(part.dependent_schemas().map(|(name, _)| name.to_owned()));
            values.extend(part.properties().iter().map(|property| property.name().to_owned()));
        }
        names.extend(values.iter().cloned());
        for list in [&mut values, &mut names] {
            let mut seen = BTreeSet::new();
            list.retain(|name| seen.insert(name.clone()));
        }
        Self { schema, values, names }
    }

    /// Returns the fragment as it was read.
    pub fn schema(&self) -> &RequestSchema {
        &self.schema
    }

    pub(super) fn parameters(&self) -> impl ExactSizeIterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Returns whether it depends on parameters that it doesn't name.
    pub(super) fn depends_on_others(&self) -> bool {
        parts(self.schema.root()).into_iter().any(|part| {
            part.values().is_some()
                || part.reference().is_some()
                || part.pattern_properties().next().is_some()
                || part.additional_properties().is_some()
                || part.property_names().is_some()
                || !part.property_count().is_unbounded()
        })
    }

    fn accepts(&self, defaults: &dyn Defaults, body: &dyn Members) -> bool {
        let absent = self.values.iter().filter(|name| body.member(name).is_none());
        let filled = absent
            .filter_map(|name| Some((name.as_str(), defaults.default_value(name)?)))
            .collect();
        self.schema.check(&WithDefaults::new(body, filled)).is_empty()
    }
}

/// Returns a schema and all schemas that it applies to the same value, directly or indirectly.
pub(super) fn parts(root: &Schema) -> Vec<&Schema> {
    let mut parts = vec![root];
    let mut next = 0;
    while let Some(&schema) = parts.get(next) {
        for list in [schema.all_of(), schema.any_of(), schema.one_of(), schema.none_of()] {
            parts.extend(list);
        }
        parts.extend(schema.dependent_schemas().map(|(_, part)| part));
        if let Some((condition, then, otherwise)) = schema.condition() {
            parts.extend([condition, then, otherwise]);
        }
        next += 1;
    }
    parts
}
