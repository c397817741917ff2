//! Which expressions an infallible request may have, and what their types have to guarantee.

use oxen_schema::schema::{Bound, JsonType, Kind, RequestSchema, Schema, Step};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use serde_json::{Value, json};
use syn::Expr;
use syn::spanned::Spanned;

use super::known::Known;
use super::node::Hole;
use super::reach::Reached;

/// What an expression has to be, so that its value is valid whatever it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Demand {
    /// A text.
    Text,
    /// A `Media`; anything that makes one where the schema asks for no URI.
    Media { is_uri: bool },
    /// A boolean.
    Boolean,
    /// An integer of at most 64 bits.
    Integer,
    /// A constant that the compiler compares with the range.
    Constant(Comparison),
    /// The generated enum.
    Choice,
    /// A list of these.
    List(Box<Self>),
}

/// A demand, and values that stand for all that meet it.
pub(crate) struct Sure {
    pub(crate) demand: Demand,
    pub(crate) probes: Vec<Value>,
}

impl Sure {
    fn new(demand: Demand, probe: impl Into<Value>) -> Self {
        Self { demand, probes: vec![probe.into()] }
    }
}

/// What an expression at this place has to be; none if no type is guarantee enough.
pub(crate) fn demand(known: &Known, hole: &Hole<'_>) -> Option<Sure> {
    let schema = &known.schema;
    let [Step::Property(name), within @ ..] = hole.path.as_slice() else { return None };
    let kind = schema.parameter(name)?.kind();
    match (within, kind) {
        ([], kind) => of_kind(schema, &hole.path, &kind, Some(hole.expression)),
        ([Step::Item(_)], Kind::List(item)) if is_simple(&item) => {
            of_kind(schema, &hole.path, &item, None)
        }
        _ => nested(&Reached::at(schema, &hole.path)),
    }
}

/// Whether values have a type that is no JSON value.
pub(crate) fn is_simple(kind: &Kind) -> bool {
    match kind {
        Kind::Enumeration(values) => {
            !values.is_empty() && !values.iter().any(|value| value.is_array() || value.is_object())
        }
        Kind::String | Kind::Media | Kind::Integer | Kind::Number | Kind::Boolean => true,
        _ => false,
    }
}

fn of_kind(
    schema: &RequestSchema,
    path: &[Step],
    kind: &Kind,
    constant: Option<&Expr>,
) -> Option<Sure> {
    let reached = Reached::at(schema, path);
    match kind {
        Kind::String if reached.takes_any_text(false) => Some(Sure::new(Demand::Text, "x")),
        Kind::Media if reached.takes_any_text(false) => {
            Some(Sure::new(Demand::Media { is_uri: false }, "x"))
        }
        Kind::Media if reached.takes_any_text(true) => {
            Some(Sure::new(Demand::Media { is_uri: true }, "https://example.com/x"))
        }
        Kind::Boolean if reached.takes_any_boolean() => Some(Sure::new(Demand::Boolean, true)),
        Kind::Integer | Kind::Number if constant.is_some_and(is_constant) => {
            let comparison = Comparison::with(reached.only()?, *kind == Kind::Integer)?;
            let probe = comparison.example();
            Some(Sure::new(Demand::Constant(comparison), probe))
        }
        Kind::Integer | Kind::Number if reached.takes_any_integer() => {
            Some(Sure::new(Demand::Integer, 1))
        }
        Kind::Enumeration(values) if is_simple(kind) => {
            Some(Sure { demand: Demand::Choice, probes: values.clone() })
        }
        Kind::List(item) if is_simple(item) && reached.takes_any_length() => {
            let mut of_item = path.to_vec();
            of_item.push(Step::Item(0));
            let item = of_kind(schema, &of_item, item, None)?;
            let mut probes = vec![json!([])];
            probes.extend(item.probes.into_iter().map(|probe| json!([probe])));
            Some(Sure { demand: Demand::List(Box::new(item.demand)), probes })
        }
        _ => None,
    }
}

/// What an expression within a nested value has to be.
fn nested(reached: &Reached<'_>) -> Option<Sure> {
    if reached.takes(JsonType::String) {
        return reached.takes_any_text(false).then(|| Sure::new(Demand::Text, "x"));
    }
    if reached.takes(JsonType::Boolean) {
        return reached.takes_any_boolean().then(|| Sure::new(Demand::Boolean, true));
    }
    reached.takes_any_integer().then(|| Sure::new(Demand::Integer, 1))
}

/// Whether an expression is the path of a constant: `STEPS`, `config::STEPS`, `Self::STEPS`.
pub(crate) fn is_constant(expression: &Expr) -> bool {
    let Expr::Path(path) = expression else { return false };
    path.path.segments.last().is_some_and(|segment| {
        let name = segment.ident.to_string();
        name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
    })
}

/// A range, as the compiler compares a constant with it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Comparison {
    is_integer: bool,
    /// The bounds as Rust writes them, and whether they are outside.
    minimum: Option<(String, bool)>,
    maximum: Option<(String, bool)>,
    multiple_of: Vec<i64>,
    /// A number that it holds for.
    example: Value,
}

impl Comparison {
    fn with(schema: &Schema, is_integer: bool) -> Option<Self> {
        if schema.values().is_some() {
            return None;
        }
        let steps = schema.multiple_of().iter();
        let multiple_of: Vec<i64> =
            steps.map(|step| step.as_i64().filter(|_| is_integer)).collect::<Option<_>>()?;
        let bound = |bound: &Bound| {
            let value = &bound.value;
            let text = if is_integer {
                (value.is_i64() || value.is_u64()).then(|| value.to_string())?
            } else {
                format!("{:?}", value.as_f64()?)
            };
            Some((text, bound.exclusive))
        };
        let range = schema.range();
        let bounds = [&range.minimum, &range.maximum];
        let [minimum, maximum] = bounds.map(|one| one.as_ref().map(bound));
        let example = example(schema, is_integer)?;
        Some(Self {
            is_integer,
            minimum: transpose(minimum)?,
            maximum: transpose(maximum)?,
            multiple_of,
            example,
        })
    }

    /// A number that it holds for.
    fn example(&self) -> Value {
        self.example.clone()
    }

    /// Whether anything is compared at all.
    fn is_trivial(&self) -> bool {
        self.is_integer
            && self.minimum.is_none()
            && self.maximum.is_none()
            && self.multiple_of.is_empty()
    }

    /// Whether the parameter is an integer.
    pub(crate) fn is_integer(&self) -> bool {
        self.is_integer
    }

    /// A statement that compiles only if it holds for the constant.
    pub(crate) fn statement(&self, constant: &Expr, message: &str) -> TokenStream {
        if self.is_trivial() {
            return TokenStream::new();
        }
        let span = constant.span().resolved_at(Span::mixed_site());
        let literal = |text: &str| text.parse::<TokenStream>().unwrap_or_default();
        let bounds = [(&self.minimum, "> ", ">="), (&self.maximum, "< ", "<=")];
        let mut conditions: Vec<TokenStream> = Vec::new();
        for (bound, outside, inside) in bounds {
            let Some((bound, is_outside)) = bound else { continue };
            let operator = literal(if *is_outside { outside } else { inside });
            let bound = literal(bound);
            conditions.push(quote_spanned! { span=> value #operator #bound });
        }
        for step in &self.multiple_of {
            conditions.push(quote_spanned! { span=> value % (#step as i128) == 0 });
        }
        if !self.is_integer {
            // Neither NaN nor an infinity.
            conditions.push(quote_spanned! { span=> value - value == 0.0 });
        }
        let name = if self.is_integer { "i128" } else { "f64" };
        let number = Ident::new(name, span);
        let assertion = quote_spanned! { span=>
            ::core::assert!({ let value = #constant as #number; #(#conditions)&&* }, #message)
        };
        if is_of_self(constant) {
            return quote_spanned! { span=> const { #assertion }; };
        }
        quote_spanned! { span=> const _: () = #assertion; }
    }
}

/// An item can't name the `Self` around it.
fn is_of_self(constant: &Expr) -> bool {
    let Expr::Path(path) = constant else { return false };
    path.qself.is_some() || path.path.segments.first().is_some_and(|one| one.ident == "Self")
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
fn example(schema: &Schema, is_integer: bool) -> Option<Value> {
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
