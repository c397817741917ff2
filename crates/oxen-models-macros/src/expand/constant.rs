//! Constants that the compiler itself compares with what a parameter may be.

use oxen_schema::schema::{Bound, Range, Schema};
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote_spanned;
use serde_json::{Number, Value, json};

use super::emit::quiet;
use super::known::Known;
use super::node::Expression;
use super::tokens::Writer;

/// A range, as the compiler compares a constant with it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comparison {
    is_integer: bool,
    /// The bounds as Rust writes them, and whether they are outside.
    minimum: Option<(String, bool)>,
    maximum: Option<(String, bool)>,
    multiple_of: Vec<i64>,
    /// What the constant must be, as a sentence.
    must: String,
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

    /// The comparison with a range; none if a bound can't be written.
    pub(crate) fn of_range(range: &Range, is_integer: bool, must: String) -> Option<Self> {
        let bound = |bound: &Bound| {
            let value = &bound.value;
            let text = if is_integer {
                (value.is_i64() || value.is_u64()).then(|| value.to_string())?
            } else {
                format!("{:?}", value.as_f64()?)
            };
            Some((text, bound.exclusive))
        };
        let bounds = [&range.minimum, &range.maximum];
        let [minimum, maximum] = bounds.map(|one| one.as_ref().map(bound));
        let (minimum, maximum) = (transpose(minimum)?, transpose(maximum)?);
        Some(Self { is_integer, minimum, maximum, multiple_of: Vec::new(), must })
    }

    /// Whether anything is compared at all.
    fn is_trivial(&self) -> bool {
        self.is_integer
            && self.minimum.is_none()
            && self.maximum.is_none()
            && self.multiple_of.is_empty()
    }

    /// Whether it is an integer that is compared.
    pub(crate) fn is_integer(&self) -> bool {
        self.is_integer
    }

    /// Writes a statement that compiles only if it holds for the constant.
    pub(crate) fn write_assertion(&self, constant: &Expression, writer: &mut Writer<'_>) {
        if self.is_trivial() {
            return;
        }
        let span = quiet(constant.span());
        let literal = |text: &str| text.parse::<TokenStream>().unwrap_or_default();
        let bounds = [(&self.minimum, "> ", ">="), (&self.maximum, "< ", "<=")];
        let mut conditions: Vec<TokenStream> = Vec::new();
        for (bound, outside, inside) in bounds {
            let Some((bound, is_outside)) = bound else { continue };
            let operator = literal(if *is_outside { outside } else { inside });
            let bound = literal(bound);
            conditions.push(quote_spanned! { span=> __value #operator #bound });
        }
        for step in self.multiple_of.iter().map(|step| Literal::i64_unsuffixed(*step)) {
            conditions.push(quote_spanned! { span=> __value % #step == 0 });
        }
        if !self.is_integer {
            // Neither NaN nor an infinity.
            conditions.push(quote_spanned! { span=> __value - __value == 0.0 });
        }
        let name = if self.is_integer { "i128" } else { "f64" };
        let number = Ident::new(name, span);
        let condition = quote_spanned! { span=>
            {
                let __constant = #constant;
                let __value = __constant as ::core::primitive::#number;
                #(#conditions)&&*
            }
        };
        write_assertion(constant, &condition, &self.must, writer);
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
        let integer = |number: &Number| {
            number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from))
        };
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
        let span = quiet(constant.span());
        let (root, texts) = (writer.root(), &self.texts);
        let integers = self.integers.iter().map(|value| Literal::i128_unsuffixed(value.abs()));
        let integers = integers.zip(&self.integers).map(|(literal, value)| {
            if *value < 0 {
                quote_spanned! { span=> -#literal }
            } else {
                quote_spanned! { span=> #literal }
            }
        });
        let fractions = &self.fractions;
        let condition = quote_spanned! { span=>
            #root::__private::Constant(#constant)
                .is_listed(&[#(#texts),*], &[#(#integers),*], &[#(#fractions),*])
        };
        write_assertion(constant, &condition, &self.must, writer);
    }
}

/// What a parameter must be, as a sentence. No constant is null.
pub(crate) fn must(parameter: &str, summary: &str, known: &Known) -> String {
    let summary = summary.strip_suffix(", or null").unwrap_or(summary);
    format!("`{parameter}` must be {summary} ({})", known.id)
}

fn write_assertion(
    constant: &Expression,
    condition: &TokenStream,
    must: &str,
    writer: &mut Writer<'_>,
) {
    let span = quiet(constant.span());
    let assertion = quote_spanned! { span=> ::core::assert!(#condition, #must) };
    writer.tokens(if constant.is_local {
        // An item can't name what is around it.
        quote_spanned! { span=> const { #assertion }; }
    } else {
        quote_spanned! { span=> const _: () = #assertion; }
    });
}

#[allow(clippy::option_option, reason = "an absent bound is no failure")]
fn transpose<T>(value: Option<Option<T>>) -> Option<Option<T>> {
    match value {
        Some(None) => None,
        Some(Some(value)) => Some(Some(value)),
        None => Some(None),
    }
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
