//! JSON values with expressions in them.

use proc_macro2::Delimiter;

use super::argument::{Context, private};
use super::emit::Emitter;
use super::node::{Expression, Node};
use super::runtime::Demand;
use super::tokens::Writer;

impl<'a> Emitter<'a, '_> {
    /// A JSON value. Enumerated items may be given as values of a generated enum.
    pub(super) fn json(&mut self, writer: &mut Writer<'a>, node: &Node, is_choice: bool) {
        if let Some(value) = node.literal() {
            private(writer, &["Json", "literal"]).parenthesised(|writer| {
                writer.text(&value.to_string());
            });
            return;
        }
        match node {
            Node::Array { items, .. } => {
                private(writer, &["Json", "array"]).parenthesised(|writer| {
                    writer.group(Delimiter::Bracket, |writer| {
                        for item in items {
                            self.json(writer, item, is_choice);
                            writer.punctuation(",");
                        }
                    });
                });
            }
            Node::Object { members, .. } => {
                private(writer, &["Json", "object"]).parenthesised(|writer| {
                    writer.group(Delimiter::Bracket, |writer| {
                        for member in members {
                            writer.parenthesised(|writer| {
                                writer.text(&member.name).punctuation(",");
                                self.json(writer, &member.value, false);
                            });
                            writer.punctuation(",");
                        }
                    });
                });
            }
            Node::Expression(expression) => {
                let demand = self.demand(expression);
                self.context.write_json(writer, expression, demand, is_choice);
            }
            Node::Literal { .. } => {}
        }
    }
}

impl Context<'_> {
    /// An expression as a JSON value.
    pub(super) fn write_json(
        &self,
        writer: &mut Writer<'_>,
        expression: &Expression,
        demand: Option<&Demand>,
        is_choice: bool,
    ) {
        let parenthesis = Delimiter::Parenthesis;
        let tokens = expression.tokens();
        match demand {
            Some(Demand::Listed(_)) => {
                private(writer, &["Json", "constant"]).punctuation("::<");
                self.write_enumeration(writer);
                writer.punctuation(">").enclose(parenthesis, tokens);
            }
            Some(Demand::Boolean) => {
                private(writer, &["Json", "boolean"]).enclose(parenthesis, tokens);
            }
            Some(Demand::Constant(comparison)) if !comparison.is_integer() => {
                private(writer, &["Json", "number"]).enclose(parenthesis, tokens);
            }
            Some(Demand::Integer | Demand::Constant(_)) => {
                private(writer, &["Json", "integer"]).enclose(parenthesis, tokens);
            }
            Some(Demand::Text) => {
                private(writer, &["Json", "text"]).enclose(parenthesis, tokens);
            }
            Some(Demand::Media { is_uri: false }) => {
                private(writer, &["Json", "of"]).parenthesised(|writer| {
                    private(writer, &["any_media"]).enclose(parenthesis, tokens);
                });
            }
            Some(demand @ (Demand::Media { .. } | Demand::Choice)) => {
                let function = if *demand == Demand::Choice { "choice" } else { "of" };
                private(writer, &["Json", function]).parenthesised(|writer| {
                    self.write_converter(writer, demand);
                    writer.enclose(parenthesis, tokens);
                });
            }
            None if is_choice => {
                private(writer, &["Json", "choice"]).enclose(parenthesis, tokens);
            }
            Some(Demand::List(_)) | None => {
                private(writer, &["Json", "of"]).parenthesised(|writer| {
                    writer.punctuation("&").enclose(parenthesis, tokens);
                });
            }
        }
    }
}
