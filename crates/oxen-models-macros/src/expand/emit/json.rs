//! JSON values with expressions in them.

use proc_macro2::Delimiter;
use serde_json::Value;

use super::argument::{Context, private};
use super::emitter::Emitter;
use super::tokens::TokenWriter;
use crate::expand::parse::node::{Expression, Node};
use crate::expand::verify::requirement::TypeRequirement;

impl<'a> Emitter<'a, '_> {
    /// Writes a JSON value. Enumerated items may be given as values of a generated enum.
    pub(super) fn json(&mut self, writer: &mut TokenWriter<'a>, node: &Node, is_choice: bool) {
        if let Some(value) = node.literal() {
            private(writer, &["Json", "literal"]).parenthesised(|writer| {
                writer.text(&text(&value));
            });
            return;
        }
        if let Node::Expression(expression) = node {
            let requirement = self.requirement(expression);
            self.context.write_json(writer, expression, requirement, is_choice);
            return;
        }
        let mut expressions = Vec::new();
        let text = text(&template(node, &mut expressions));
        private(writer, &["Json", "with"]).parenthesised(|writer| {
            writer.text(&text).punctuation(",").group(Delimiter::Bracket, |writer| {
                for expression in expressions {
                    let requirement = self.requirement(expression);
                    self.context.write_json(writer, expression, requirement, is_choice);
                    writer.punctuation(",");
                }
            });
        });
    }
}

/// Returns the value as text. In a debug build, its `Display` takes much longer.
fn text(value: &Value) -> String {
    // Serialization only fails for maps with keys that are not strings, and there are none.
    serde_json::to_string(value).unwrap_or_default()
}

/// Returns the value with the runtime's placeholders in place of expressions, which are collected in order.
fn template<'n>(node: &'n Node, expressions: &mut Vec<&'n Expression>) -> Value {
    match node {
        Node::Literal { value: Value::String(text), .. } if text.starts_with('\0') => {
            Value::String(format!("\0{text}"))
        }
        Node::Literal { value, .. } => value.clone(),
        Node::Array { items, .. } => items.iter().map(|item| template(item, expressions)).collect(),
        Node::Object { members, .. } => members
            .iter()
            .map(|member| (member.name.clone(), template(&member.value, expressions)))
            .collect(),
        Node::Expression(expression) => {
            expressions.push(expression);
            Value::String(format!("\0{}", expressions.len() - 1))
        }
    }
}

impl Context<'_> {
    /// Writes an expression as a JSON value.
    pub(super) fn write_json(
        &self,
        writer: &mut TokenWriter<'_>,
        expression: &Expression,
        requirement: Option<&TypeRequirement>,
        is_choice: bool,
    ) {
        let parenthesis = Delimiter::Parenthesis;
        let tokens = expression.tokens();
        match requirement {
            Some(TypeRequirement::EnumConstant(_)) => {
                private(writer, &["Json", "constant"]).punctuation("::<");
                self.write_enumeration(writer);
                writer.punctuation(">").enclose(parenthesis, tokens);
            }
            Some(TypeRequirement::Boolean) => {
                private(writer, &["Json", "boolean"]).enclose(parenthesis, tokens);
            }
            Some(TypeRequirement::RangeConstant(comparison)) if !comparison.is_integer() => {
                private(writer, &["Json", "number"]).enclose(parenthesis, tokens);
            }
            Some(TypeRequirement::Integer | TypeRequirement::RangeConstant(_)) => {
                private(writer, &["Json", "integer"]).enclose(parenthesis, tokens);
            }
            Some(TypeRequirement::Text) => {
                private(writer, &["Json", "text"]).enclose(parenthesis, tokens);
            }
            Some(TypeRequirement::Media { is_uri: false }) => {
                private(writer, &["Json", "of"]).parenthesised(|writer| {
                    private(writer, &["any_media"]).enclose(parenthesis, tokens);
                });
            }
            Some(
                requirement @ (TypeRequirement::Media { .. }
                | TypeRequirement::Choice
                | TypeRequirement::Chat(_)
                | TypeRequirement::ChatItem(_)),
            ) => {
                let function =
                    if *requirement == TypeRequirement::Choice { "choice" } else { "of" };
                private(writer, &["Json", function]).parenthesised(|writer| {
                    self.write_converter(writer, requirement);
                    writer.enclose(parenthesis, tokens);
                });
            }
            None if is_choice => {
                private(writer, &["Json", "choice"]).enclose(parenthesis, tokens);
            }
            Some(TypeRequirement::List(_)) | None => {
                private(writer, &["Json", "of"]).parenthesised(|writer| {
                    writer.punctuation("&").enclose(parenthesis, tokens);
                });
            }
        }
    }
}
