//! Constants that the compiler itself compares with what a parameter may be.

use oxen_schema::schema::{Bound, Range, Schema};
use proc_macro2::{Delimiter, Literal};
use serde_json::{Number, Value, json};

use super::emit::quiet;
use super::known::Known;
use super::node::Expression;
use super::tokens::Writer;

/// A range, as the compiler compares a constant with it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comparison {
    bounds: Bounds,
    multiple_of: Vec<i64>,
    /// What the constant must be, as a sentence.
    must: String,
}

/// The lowest and the highest number.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Bounds {
    Integers(i128, i128),
    Numbers(f64, f64),
}

impl Comparison {
    /// The comparison with what a schema says of numbers; none if it says more than there are operators for.
    pub(crate) fn of_schema(schema: &Schema, is_integer: bool, must: String) -> Option<Self> {
        if schema.values().is_some() {
            return None;
        }
        let steps = schema.multiple_of().iter();
        let multiple_of: Vec<i64> =
            steps.map(|step| step.as_i64().filter(|_| is_integer)).collect::<Option<_>>()?;
        Some(Self { multiple_of, ..Self::of_range(schema.range(), is_integer, must)? })
    }

    /// The comparison with a range; none if a bound is no such number.
    pub(crate) fn of_range(range: &Range, is_integer: bool, must: String) -> Option<Self> {
        let (minimum, maximum) = (range.minimum.as_ref(), range.maximum.as_ref());
        let bounds = if is_integer {
            let bound = |bound: &Bound| integer(&bound.value).filter(|_| !bound.exclusive);
            // What 64 bits hold is sent.
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
        Some(Self { bounds, multiple_of: Vec::new(), must })
    }

    /// Whether it is an integer that is compared.
    pub(crate) fn is_integer(&self) -> bool {
        matches!(self.bounds, Bounds::Integers(..))
    }

    /// Writes statements that compile only if it holds for the constant.
    pub(crate) fn write_assertion(&self, constant: &Expression, writer: &mut Writer<'_>) {
        match self.bounds {
            Bounds::Integers(minimum, maximum) => {
                let is_trivial = minimum == i64::MIN.into() && maximum == u64::MAX.into();
                if !is_trivial {
                    write_assertion(constant, "check_integer", &self.must, writer, |writer| {
                        write_cast(constant, "i128", writer);
                        for bound in [minimum, maximum] {
                            write_integer(bound, writer);
                            writer.punctuation(",");
                        }
                    });
                }
            }
            Bounds::Numbers(minimum, maximum) => {
                write_assertion(constant, "check_number", &self.must, writer, |writer| {
                    write_cast(constant, "f64", writer);
                    for bound in [minimum, maximum] {
                        write_number(bound, writer);
                        writer.punctuation(",");
                    }
                });
            }
        }
        for step in &self.multiple_of {
            write_assertion(constant, "check_multiple", &self.must, writer, |writer| {
                write_cast(constant, "i128", writer);
                write_integer((*step).into(), writer);
                writer.punctuation(",");
            });
        }
    }
}

fn integer(number: &Number) -> Option<i128> {
    number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
}

/// The number as an `f64`, if that is the same one.
fn exact(number: &Number) -> Option<f64> {
    let is_exact = integer(number).is_none_or(|integer| integer.unsigned_abs() <= 1 << 53);
    number.as_f64().filter(|_| is_exact)
}

/// The constant as a number of one type, and a comma.
fn write_cast(constant: &Expression, number: &str, writer: &mut Writer<'_>) {
    // What is more than a name may have operators in it.
    writer.enclose(Delimiter::Parenthesis, constant.tokens()).identifier("as");
    for segment in ["core", "primitive", number] {
        writer.punctuation("::").identifier(segment);
    }
    writer.punctuation(",");
}

fn write_integer(value: i128, writer: &mut Writer<'_>) {
    if value < 0 {
        writer.punctuation("-");
    }
    writer.literal(Literal::u128_unsuffixed(value.unsigned_abs()));
}

fn write_number(value: f64, writer: &mut Writer<'_>) {
    if value.is_sign_negative() {
        writer.punctuation("-");
    }
    // With an exponent, since the highest one has 309 digits.
    if let Ok(literal) = format!("{:e}", value.abs()).parse() {
        writer.literal(literal);
    }
}

/// The values of an enumeration, as the compiler compares a constant with them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Listed {
    texts: Vec<String>,
    integers: Vec<i128>,
    fractions: Vec<f64>,
    /// What the constant must be, as a sentence.
    must: String,
}

impl Listed {
    pub(crate) fn new(values: &[Value], must: String) -> Self {
        let numbers = || values.iter().filter_map(Value::as_number);
        let fraction = |number: &Number| number.as_f64().filter(|_| number.is_f64());
        Self {
            texts: values.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            integers: numbers().filter_map(integer).collect(),
            fractions: numbers().filter_map(fraction).collect(),
            must,
        }
    }

    /// Writes a statement that compiles only if the constant is one of the values, or of a generated enum.
    pub(crate) fn write_assertion(&self, constant: &Expression, writer: &mut Writer<'_>) {
        write_assertion(constant, "check", &self.must, writer, |writer| {
            writer
                .path(&["__private", "Constant"])
                .enclose(Delimiter::Parenthesis, constant.tokens())
                .punctuation(".")
                .identifier("is_listed")
                .parenthesised(|writer| {
                    write_list(&self.texts, writer, |text, writer| {
                        writer.text(text);
                    });
                    write_list(&self.integers, writer, |value, writer| {
                        write_integer(*value, writer);
                    });
                    write_list(&self.fractions, writer, |value, writer| {
                        write_number(*value, writer);
                    });
                })
                .punctuation(",");
        });
    }
}

fn write_list<T>(list: &[T], writer: &mut Writer<'_>, write: impl Fn(&T, &mut Writer<'_>)) {
    writer.punctuation("&").group(Delimiter::Bracket, |writer| {
        for item in list {
            write(item, writer);
            writer.punctuation(",");
        }
    });
    writer.punctuation(",");
}

/// What a parameter must be, as a sentence. No constant is null.
pub(crate) fn must(parameter: &str, summary: &str, known: &Known) -> String {
    let summary = summary.strip_suffix(", or null").unwrap_or(summary);
    format!("`{parameter}` must be {summary} ({})", known.id)
}

/// Writes a call of a function that panics while compiling; `must` is its last argument.
fn write_assertion(
    constant: &Expression,
    function: &str,
    must: &str,
    writer: &mut Writer<'_>,
    write_arguments: impl FnOnce(&mut Writer<'_>),
) {
    let before = writer.span();
    let call = |writer: &mut Writer<'_>| {
        writer.path(&["__private", function]).parenthesised(|writer| {
            write_arguments(writer);
            writer.text(must);
        });
    };
    writer.at(quiet(constant.span())).identifier("const");
    if constant.is_local {
        // An item can't name what is around it.
        writer.group(Delimiter::Brace, call);
    } else {
        writer.identifier("_").punctuation(":").parenthesised(|_| {}).punctuation("=");
        call(writer);
    }
    writer.punctuation(";").at(before);
}

/// A number that the schema accepts, among those that are at hand.
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
            Comparison::of_schema(schema.parameter("x")?.schema(), false, String::new());
        comparison.map(|comparison| comparison.bounds)
    }

    #[test]
    fn a_bound_that_is_no_float_is_left_to_the_run_time() {
        assert_eq!(
            bounds(&json!(1_i64 << 53)),
            Some(Bounds::Numbers(9_007_199_254_740_992.0, f64::MAX))
        );
        assert_eq!(bounds(&json!((1_i64 << 53) + 1)), None);
    }
}
