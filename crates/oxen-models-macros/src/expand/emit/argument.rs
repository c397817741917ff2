//! The argument of a setter: a value of the Rust type that it takes.

use oxen_schema::surface::{Argument, ChatPart, Element, ParameterSurface};
use proc_macro2::{Delimiter, Ident, Literal, Span, TokenStream};
use quote::ToTokens;
use serde_json::{Number, Value};

use super::tokens::{CratePath, TokenWriter};
use crate::expand::catalog::ModelEntry;
use crate::expand::verify::requirement::TypeRequirement;

/// A parameter of a request.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) entry: &'a ModelEntry,
    /// The span of tokens that refer to the model.
    pub(crate) model: Span,
    pub(crate) parameter: &'a ParameterSurface,
    pub(crate) root: &'a CratePath,
}

/// Writes the path of an item that only macros use.
pub(crate) fn private<'w, 'a>(
    writer: &'w mut TokenWriter<'a>,
    segments: &[&str],
) -> &'w mut TokenWriter<'a> {
    writer.path(&["__private"]);
    for segment in segments {
        writer.punctuation("::").identifier(segment);
    }
    writer
}

impl Context<'_> {
    /// Returns whether a literal can be written as the setter's argument; null can't.
    pub(crate) fn has_literal(&self, value: &Value) -> bool {
        let argument = &self.parameter.argument;
        match (argument.items(), value) {
            (Some(item), Value::Array(items)) => {
                item.is_scalar()
                    && !items.is_empty()
                    && items.iter().all(|value| self.has_scalar(item, value))
            }
            _ => argument.value().is_some_and(|element| self.has_scalar(element, value)),
        }
    }

    /// Returns whether a value that is not a list can be written in the Rust type of the element.
    pub(crate) fn has_scalar(&self, element: Element, value: &Value) -> bool {
        match (element, value) {
            (Element::String | Element::Media, Value::String(_))
            | (Element::Boolean, Value::Bool(_))
            | (Element::Number, Value::Number(_)) => true,
            (Element::Integer, Value::Number(number)) => !number.is_f64(),
            (Element::Enumeration(_), value) => self.parameter.variant(value).is_some(),
            _ => false,
        }
    }

    /// Writes a literal that satisfies [`has_literal`](Self::has_literal).
    pub(crate) fn write_literal(&self, writer: &mut TokenWriter<'_>, value: &Value) {
        match (self.parameter.argument.items(), value) {
            (Some(item), Value::Array(items)) => {
                writer.group(Delimiter::Bracket, |writer| {
                    for value in items {
                        match (item, value) {
                            (Element::String | Element::Media, Value::String(text)) => {
                                writer.text(text);
                            }
                            (item, value) => self.write_item(writer, item, value),
                        }
                        writer.punctuation(",");
                    }
                });
            }
            (_, value) => self.write_scalar(writer, value),
        }
    }

    fn write_scalar(&self, writer: &mut TokenWriter<'_>, value: &Value) {
        match (value, self.parameter.variant(value)) {
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

    /// Writes an item that satisfies [`has_scalar`](Self::has_scalar); all items of a list get the same Rust type.
    pub(crate) fn write_item(&self, writer: &mut TokenWriter<'_>, element: Element, value: &Value) {
        let text = value.as_str().unwrap_or_default();
        write_uniform(writer, element, |writer| match element {
            Element::String | Element::Media => {
                writer.text(text);
            }
            _ => self.write_scalar(writer, value),
        });
    }

    /// Writes an item that is an expression, converted to the type of the literals beside it.
    pub(crate) fn write_item_expression(
        &self,
        writer: &mut TokenWriter<'_>,
        element: Element,
        expression: TokenStream,
        requirement: Option<&TypeRequirement>,
    ) {
        write_uniform(writer, element, |writer| match requirement {
            Some(requirement) if self.write_converter(writer, requirement) => {
                writer.enclose(Delimiter::Parenthesis, expression);
            }
            _ => {
                writer.tokens(expression);
            }
        });
    }

    /// Writes the path of the generated enum.
    pub(crate) fn write_enumeration(&self, writer: &mut TokenWriter<'_>) {
        if self.parameter.argument == Argument::MediaResponseFormat {
            writer.path(&["media", "ResponseFormat"]);
        } else {
            let name = self.parameter.type_name.as_deref().unwrap_or_default();
            // With the model's span, rustc reports a model whose cargo feature is off only once, and at the model.
            let here = writer.span();
            writer.at(self.model).path(&["models", self.entry.surface.module()]);
            writer.at(here).punctuation("::").identifier(name);
        }
    }

    /// Writes an expression whose type guarantees the requirement.
    pub(crate) fn write_guaranteed(
        &self,
        writer: &mut TokenWriter<'_>,
        expression: TokenStream,
        requirement: &TypeRequirement,
    ) {
        match requirement {
            TypeRequirement::Text
            | TypeRequirement::Boolean
            | TypeRequirement::Media { is_uri: false } => {
                writer.tokens(expression);
            }
            TypeRequirement::List(item) => {
                if !item.has_converter() {
                    writer.tokens(expression);
                    return;
                }
                // A closure whose item is at the expression: rustc would report a function three times, and at the key.
                let here = writer.span();
                let first = expression.clone().into_iter().next();
                let name = Ident::new("__item", first.map_or(here, |first| first.span()));
                // Functions, since traits may not be in scope.
                write_iter(writer, &["Iterator", "map"]).parenthesised(|writer| {
                    write_iter(writer, &["IntoIterator", "into_iter"])
                        .enclose(Delimiter::Parenthesis, expression)
                        .punctuation(",")
                        .punctuation("|")
                        .tokens(name.to_token_stream())
                        .punctuation("|");
                    self.write_converter(writer, item);
                    writer.enclose(Delimiter::Parenthesis, name.to_token_stream());
                });
            }
            requirement => {
                self.write_converter(writer, requirement);
                writer.enclose(Delimiter::Parenthesis, expression);
            }
        }
    }

    /// Returns the tokens of an expression whose type guarantees the requirement.
    pub(crate) fn guarantee(
        &self,
        expression: TokenStream,
        requirement: &TypeRequirement,
        span: Span,
    ) -> TokenStream {
        let mut writer = TokenWriter::new(self.root, span);
        self.write_guaranteed(&mut writer, expression, requirement);
        writer.finish()
    }

    /// Writes the function that only accepts values that meet the requirement; returns `false` if there is none.
    pub(crate) fn write_converter(
        &self,
        writer: &mut TokenWriter<'_>,
        requirement: &TypeRequirement,
    ) -> bool {
        if !requirement.has_converter() {
            return false;
        }
        match requirement {
            TypeRequirement::Media { .. } => private(writer, &["media"]),
            TypeRequirement::RangeConstant(comparison) if !comparison.is_integer() => {
                private(writer, &["number"])
            }
            TypeRequirement::Chat(part) => private(writer, &[of_chat(*part)]),
            TypeRequirement::ChatItem(ChatPart::Tools) => private(writer, &["tool"]),
            TypeRequirement::ChatItem(_) => private(writer, &["message"]),
            TypeRequirement::Choice => {
                private(writer, &["choice"]).punctuation("::<");
                self.write_enumeration(writer);
                writer.punctuation(">")
            }
            _ => private(writer, &["integer"]),
        };
        true
    }
}

/// Returns the function that accepts the runtime's type of a part of the chat body.
fn of_chat(part: ChatPart) -> &'static str {
    match part {
        ChatPart::Messages => "conversation",
        ChatPart::Tools => "tools",
        ChatPart::ToolChoice => "tool_choice",
        ChatPart::ResponseFormat => "response_format",
    }
}

/// Writes the path of an item of `core::iter`.
fn write_iter<'w, 'a>(
    writer: &'w mut TokenWriter<'a>,
    segments: &[&str],
) -> &'w mut TokenWriter<'a> {
    for segment in ["core", "iter"].iter().chain(segments) {
        writer.punctuation("::").identifier(segment);
    }
    writer
}

/// Writes an item of a list, converted to the type that all items have.
fn write_uniform(
    writer: &mut TokenWriter<'_>,
    element: Element,
    write: impl FnOnce(&mut TokenWriter<'_>),
) {
    // Functions, since `From` may not be in scope.
    let function = match element {
        Element::String => "text",
        Element::Media => "any_media",
        Element::Integer => "any_integer",
        Element::Number => "any_number",
        _ => return write(writer),
    };
    private(writer, &[function]).parenthesised(|writer| write(writer));
}

fn write_number(writer: &mut TokenWriter<'_>, number: &Number) {
    if number.as_f64().is_some_and(f64::is_sign_negative) {
        writer.punctuation("-");
    }
    if let Some(integer) = number.as_i64() {
        // The lowest `i64` has no positive counterpart.
        let literal = i64::try_from(integer.unsigned_abs())
            .map_or_else(|_| Literal::i128_suffixed(-i128::from(integer)), Literal::i64_suffixed);
        writer.literal(literal);
    } else if let Some(integer) = number.as_u64() {
        writer.literal(Literal::u64_suffixed(integer));
    } else {
        writer.literal(Literal::f64_suffixed(number.as_f64().unwrap_or_default().abs()));
    }
}
