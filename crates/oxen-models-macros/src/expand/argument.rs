//! The argument of a setter: a value of the Rust type that it takes.

use oxen_schema::outline::ParameterOutline;
use oxen_schema::schema::Kind;
use proc_macro2::{Delimiter, Literal, Span, TokenStream};
use serde_json::{Number, Value};

use super::emit::variant;
use super::known::Known;
use super::runtime::{Demand, is_simple};
use super::tokens::{Root, Writer};

/// A parameter of a request.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) known: &'a Known,
    /// Where tokens go that are about the model.
    pub(crate) model: Span,
    pub(crate) parameter: &'a ParameterOutline,
    pub(crate) root: &'a Root,
}

/// The path of something that only macros use.
pub(crate) fn private<'w, 'a>(writer: &'w mut Writer<'a>, segments: &[&str]) -> &'w mut Writer<'a> {
    writer.path(&["__private"]);
    for segment in segments {
        writer.punctuation("::").identifier(segment);
    }
    writer
}

impl Context<'_> {
    /// Whether the setter has an argument for a literal; none such for null.
    pub(crate) fn has_literal(&self, kind: &Kind, value: &Value) -> bool {
        match (kind, value) {
            (Kind::List(item), Value::Array(items)) => {
                is_simple(item)
                    && !items.is_empty()
                    && items.iter().all(|value| self.has_scalar(item, value))
            }
            (kind, value) => self.has_scalar(kind, value),
        }
    }

    /// Whether a value that is no list has a Rust value of the kind.
    pub(crate) fn has_scalar(&self, kind: &Kind, value: &Value) -> bool {
        match (kind, value) {
            (Kind::String | Kind::Media, Value::String(_))
            | (Kind::Boolean, Value::Bool(_))
            | (Kind::Number, Value::Number(_)) => true,
            (Kind::Integer, Value::Number(number)) => !number.is_f64(),
            (Kind::Enumeration(_), value) => {
                is_simple(kind) && variant(self.parameter, value).is_some()
            }
            _ => false,
        }
    }

    /// A literal that [`has_literal`](Self::has_literal).
    pub(crate) fn write_literal(&self, writer: &mut Writer<'_>, kind: &Kind, value: &Value) {
        match (kind, value) {
            (Kind::List(item), Value::Array(items)) => {
                writer.group(Delimiter::Bracket, |writer| {
                    for value in items {
                        match (&**item, value) {
                            (Kind::String | Kind::Media, Value::String(text)) => {
                                writer.text(text);
                            }
                            (item, value) => self.write_item(writer, item, value),
                        }
                        writer.punctuation(",");
                    }
                });
            }
            (_, Value::String(text)) if matches!(kind, Kind::String | Kind::Media) => {
                writer.text(text);
            }
            (_, value) => self.write_scalar(writer, value),
        }
    }

    fn write_scalar(&self, writer: &mut Writer<'_>, value: &Value) {
        match (value, variant(self.parameter, value)) {
            (_, Some(variant)) => {
                self.write_enumeration(writer);
                writer.punctuation("::").identifier(variant);
            }
            (Value::Bool(value), None) => {
                writer.identifier(if *value { "true" } else { "false" });
            }
            (Value::Number(number), None) => write_number(writer, number),
            _ => {}
        }
    }

    /// An item of a list that [`has_scalar`](Self::has_scalar), of the same Rust type whichever literal it is.
    pub(crate) fn write_item(&self, writer: &mut Writer<'_>, kind: &Kind, value: &Value) {
        let text = value.as_str().unwrap_or_default();
        write_uniform(writer, kind, |writer| match kind {
            Kind::String | Kind::Media => {
                writer.text(text);
            }
            _ => self.write_scalar(writer, value),
        });
    }

    /// An item of a list that is an expression, of the type that literals beside it have.
    pub(crate) fn write_item_expression(
        &self,
        writer: &mut Writer<'_>,
        kind: &Kind,
        expression: TokenStream,
        demand: Option<&Demand>,
    ) {
        write_uniform(writer, kind, |writer| match demand {
            Some(demand) if self.write_converter(writer, demand) => {
                writer.enclose(Delimiter::Parenthesis, expression);
            }
            _ => {
                writer.tokens(expression);
            }
        });
    }

    /// The path of the generated enum.
    pub(crate) fn write_enumeration(&self, writer: &mut Writer<'_>) {
        if self.parameter.name == "response_format" && self.parameter.is_added {
            writer.path(&["media", "ResponseFormat"]);
        } else {
            let name = self.parameter.names.type_name.as_deref().unwrap_or_default();
            // The model is what is missing if its cargo feature is off, once for all of these paths.
            let here = writer.span();
            writer.at(self.model).path(&["models", &self.known.outline.module]);
            writer.at(here).punctuation("::").identifier(name);
        }
    }

    /// An expression whose type is guarantee enough.
    pub(crate) fn write_sure(
        &self,
        writer: &mut Writer<'_>,
        expression: TokenStream,
        demand: &Demand,
    ) {
        match demand {
            Demand::Text | Demand::Boolean | Demand::Media { is_uri: false } => {
                writer.tokens(expression);
            }
            Demand::List(item) => {
                if !item.has_converter() {
                    writer.tokens(expression);
                    return;
                }
                writer
                    .punctuation("::")
                    .identifier("core")
                    .punctuation("::")
                    .identifier("iter")
                    .punctuation("::")
                    .identifier("IntoIterator")
                    .punctuation("::")
                    .identifier("into_iter")
                    .enclose(Delimiter::Parenthesis, expression)
                    .punctuation(".")
                    .identifier("map")
                    .parenthesised(|writer| {
                        self.write_converter(writer, item);
                    });
            }
            demand => {
                self.write_converter(writer, demand);
                writer.enclose(Delimiter::Parenthesis, expression);
            }
        }
    }

    /// An expression whose type is guarantee enough, on its own.
    pub(crate) fn sure(&self, expression: TokenStream, demand: &Demand, span: Span) -> TokenStream {
        let mut writer = Writer::new(self.root, span);
        self.write_sure(&mut writer, expression, demand);
        writer.finish()
    }

    /// The function that only takes what meets the demand; false if there is none.
    pub(crate) fn write_converter(&self, writer: &mut Writer<'_>, demand: &Demand) -> bool {
        if !demand.has_converter() {
            return false;
        }
        match demand {
            Demand::Media { .. } => private(writer, &["media"]),
            Demand::Constant(comparison) if !comparison.is_integer() => {
                private(writer, &["number"])
            }
            Demand::Choice => {
                private(writer, &["choice"]).punctuation("::<");
                self.write_enumeration(writer);
                writer.punctuation(">")
            }
            _ => private(writer, &["integer"]),
        };
        true
    }
}

/// A value of a list, in the type that all of its values have.
fn write_uniform(writer: &mut Writer<'_>, kind: &Kind, write: impl FnOnce(&mut Writer<'_>)) {
    // Functions, since `From` may not be in scope.
    let function = match kind {
        Kind::String => "text",
        Kind::Media => "any_media",
        Kind::Integer => "any_integer",
        Kind::Number => "any_number",
        _ => return write(writer),
    };
    private(writer, &[function]).parenthesised(|writer| write(writer));
}

fn write_number(writer: &mut Writer<'_>, number: &Number) {
    if number.as_f64().is_some_and(f64::is_sign_negative) {
        writer.punctuation("-");
    }
    if let Some(integer) = number.as_i64() {
        // No `i64` is the opposite of the lowest one, so that it stands unsuffixed behind its minus.
        let literal = i64::try_from(integer.unsigned_abs())
            .map_or_else(|_| Literal::i128_unsuffixed(-i128::from(integer)), Literal::i64_suffixed);
        writer.literal(literal);
    } else if let Some(integer) = number.as_u64() {
        writer.literal(Literal::u64_suffixed(integer));
    } else {
        writer.literal(Literal::f64_suffixed(number.as_f64().unwrap_or_default().abs()));
    }
}
