//! Checks of constants, which the compiler compares with the allowed values.

use oxen_schema::schema::{Bound, Range, Schema};
use serde_json::{Number, Value, json};

use crate::expand::catalog::ModelEntry;

/// A range that the compiler compares a constant with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RangeCheck {
    pub(crate) bounds: Bounds,
    pub(crate) multiple_of: Vec<i64>,
    /// The requirement on the constant, as a sentence.
    pub(crate) message: String,
}

/// The minimum and the maximum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Bounds {
    Integers(i128, i128),
    Numbers(f64, f64),
}

impl RangeCheck {
    /// Creates the check of a number by its schema; `None` if the schema has constraints that the check can't express.
    pub(crate) fn of_schema(schema: &Schema, is_integer: bool, message: String) -> Option<Self> {
        if schema.values().is_some() {
            return None;
        }
        let steps = schema.multiple_of().iter();
        let multiple_of: Vec<i64> =
            steps.map(|step| step.as_i64().filter(|_| is_integer)).collect::<Option<_>>()?;
        Some(Self { multiple_of, ..Self::of_range(schema.range(), is_integer, message)? })
    }

    /// Creates the check of a range; `None` if the check can't express a bound exactly.
    pub(crate) fn of_range(range: &Range, is_integer: bool, message: String) -> Option<Self> {
        let (minimum, maximum) = (range.minimum.as_ref(), range.maximum.as_ref());
        let bounds = if is_integer {
            let bound = |bound: &Bound| integer(&bound.value).filter(|_| !bound.exclusive);
            // An integer of at most 64 bits can be sent.
            Bounds::Integers(
                minimum.map_or(Some(i64::MIN.into()), bound)?,
                maximum.map_or(Some(u64::MAX.into()), bound)?,
            )
        } else {
            let bound = |bound: &Bound, inside: fn(f64) -> f64| {
                let value = exact(&bound.value);
                if bound.exclusive { value.map(inside) } else { value }
            };
            Bounds::Numbers(
                minimum.map_or(Some(f64::MIN), |one| bound(one, f64::next_up))?,
                maximum.map_or(Some(f64::MAX), |one| bound(one, f64::next_down))?,
            )
        };
        Some(Self { bounds, multiple_of: Vec::new(), message })
    }

    /// Returns whether the check compares integers.
    pub(crate) fn is_integer(&self) -> bool {
        matches!(self.bounds, Bounds::Integers(..))
    }
}

fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// Returns the number as an `f64`, if the conversion is exact.
fn exact(number: &Number) -> Option<f64> {
    let is_exact = integer(number).is_none_or(|integer| integer.unsigned_abs() <= 1 << 53);
    number.as_f64().filter(|_| is_exact)
}

/// The values of an enumeration that the compiler compares a constant with.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct EnumCheck {
    pub(crate) texts: Vec<String>,
    pub(crate) integers: Vec<i128>,
    pub(crate) fractions: Vec<f64>,
    /// The requirement on the constant, as a sentence.
    pub(crate) message: String,
}

impl EnumCheck {
    pub(crate) fn new(values: &[Value], message: String) -> Self {
        let numbers = || values.iter().filter_map(Value::as_number);
        let fraction = |number: &Number| number.as_f64().filter(|_| number.is_f64());
        Self {
            texts: values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            integers: numbers().filter_map(integer).collect(),
            fractions: numbers().filter_map(fraction).collect(),
            message,
        }
    }
}

/// Returns the requirement on a constant parameter as a sentence, without null: no constant is null.
pub(crate) fn requirement_message(parameter: &str, summary: &str, entry: &ModelEntry) -> String {
    let summary = summary.strip_suffix(", or null").unwrap_or(summary);
    format!("`{parameter}` must be {summary} ({})", entry.id)
}

/// Returns a number within the schema's range, chosen from the default, the bounds and a few others.
pub(crate) fn example(schema: &Schema, is_integer: bool) -> Option<Value> {
    let range = schema.range();
    let bounds = [&range.minimum, &range.maximum].into_iter().flatten();
    let mut candidates: Vec<Value> = schema.default_value().into_iter().cloned().collect();
    candidates.extend(bounds.map(|bound| Value::Number(bound.value.clone())));
    candidates.extend([json!(0), json!(1)]);
    if !is_integer {
        candidates.push(json!(0.5));
    }
    candidates.into_iter().find(|candidate| {
        let Value::Number(number) = candidate else { return false };
        range.contains(number) && (!is_integer || !number.is_f64())
    })
}

#[cfg(test)]
mod tests {
    use oxen_schema::schema::RequestSchema;

    use super::*;

    fn bounds(minimum: &Value) -> Option<Bounds> {
        let number = json!({ "type": "number", "minimum": minimum });
        let schema = json!({ "type": "object", "properties": { "x": number } });
        let (schema, _) = RequestSchema::read(&schema).unwrap();
        let comparison =
            RangeCheck::of_schema(schema.parameter("x")?.schema(), false, String::new());
        comparison.map(|comparison| comparison.bounds)
    }

    #[test]
    fn a_bound_that_no_float_equals_is_left_to_the_run_time() {
        assert_eq!(
            bounds(&json!(1_i64 << 53)),
            Some(Bounds::Numbers(9_007_199_254_740_992.0, f64::MAX))
        );
        assert_eq!(bounds(&json!((1_i64 << 53) + 1)), None);
    }
}
