//! The call that sets a parameter.

use oxen_schema::surface::{Argument, Element};
use proc_macro2::Delimiter;
use serde_json::Value;

use super::emitter::Emitter;
use super::tokens::TokenWriter;
use crate::expand::parse::node::{Member, Node};
use crate::expand::verify::Mode;
use crate::expand::verify::requirement::TypeRequirement;

impl<'a> Emitter<'a, '_> {
    /// Writes the call that sets the parameter.
    pub(super) fn call(&mut self, member: &Member, writer: &mut TokenWriter<'a>) {
        let parameter = self.context.parameter;
        let (argument, setter) = (&parameter.argument, parameter.setter.as_str());
        let requirement = match &member.value {
            Node::Expression(expression) => self.requirement(expression),
            _ => None,
        };
        writer.punctuation(".");
        match &member.value {
            Node::Expression(expression) => match requirement {
                Some(requirement) if is_json(argument, requirement) => {
                    self.extra(writer, |emitter, writer| {
                        emitter.context.write_json(writer, expression, Some(requirement), false);
                    });
                }
                Some(requirement) => {
                    let context = &self.context;
                    writer.identifier(setter).parenthesised(|writer| {
                        context.write_guaranteed(writer, expression.tokens(), requirement);
                    });
                }
                None if is_passed_unchanged(argument) => {
                    writer.identifier(setter).enclose(Delimiter::Parenthesis, expression.tokens());
                }
                None => self.extra(writer, |_, writer| match choices(argument) {
                    Some(method) => {
                        writer.path(&["__private", "Json", method]);
                        writer.enclose(Delimiter::Parenthesis, expression.tokens());
                    }
                    None => {
                        writer.tokens(expression.tokens());
                    }
                }),
            },
            Node::Literal { value: Value::String(_), tokens } if is_text(argument) => {
                // The user's own literal, which takes less time than a new one.
                let literal = tokens.literal.clone();
                writer.identifier(setter).parenthesised(|writer| {
                    writer.token(literal);
                });
            }
            value => {
                let literal = value.literal();
                let context = &self.context;
                match &literal {
                    Some(literal) if context.has_literal(literal) => {
                        writer
                            .identifier(setter)
                            .parenthesised(|writer| context.write_literal(writer, literal));
                    }
                    None if self.is_list(value) => {
                        writer.identifier(setter);
                        self.list(writer, value);
                    }
                    _ => {
                        let is_choice = is_choice(argument.items());
                        self.extra(writer, |emitter, writer| {
                            emitter.json(writer, value, is_choice);
                        });
                    }
                }
            }
        }
    }

    /// Writes the call that sends a JSON value under the parameter's name.
    fn extra(
        &mut self,
        writer: &mut TokenWriter<'a>,
        write: impl FnOnce(&mut Self, &mut TokenWriter<'a>),
    ) {
        let name = self.context.parameter.name.as_str();
        writer.identifier("extra").parenthesised(|writer| {
            writer.text(name).punctuation(",");
            write(self, writer);
        });
    }

    /// Returns whether the value is a list whose literals and expressions can all be written as the setter's items.
    fn is_list(&self, value: &Node) -> bool {
        let element = self.context.parameter.argument.items();
        let (Some(element), Node::Array { items, .. }) = (element, value) else { return false };
        let is_open_choice = is_choice(Some(element)) && self.mode == Mode::Fallible;
        let mut requirements = self.requirements.as_slice().iter();
        element.is_scalar()
            && !is_open_choice
            && items.iter().all(|node| match node {
                // Such a constant is not necessarily a value of the generated enum.
                Node::Expression(_) => {
                    !matches!(requirements.next(), Some(Some(TypeRequirement::EnumConstant(_))))
                }
                node => {
                    node.literal().is_some_and(|value| self.context.has_scalar(element, &value))
                }
            })
    }

    fn list(&mut self, writer: &mut TokenWriter<'a>, value: &Node) {
        let element = self.context.parameter.argument.items();
        let (Some(element), Node::Array { items, .. }) = (element, value) else { return };
        writer.parenthesised(|writer| {
            writer.group(Delimiter::Bracket, |writer| {
                for node in items {
                    if let Node::Expression(expression) = node {
                        let requirement = self.requirement(expression);
                        let tokens = expression.tokens();
                        self.context.write_item_expression(writer, element, tokens, requirement);
                    } else if let Some(value) = node.literal() {
                        self.context.write_item(writer, element, &value);
                    }
                    writer.punctuation(",");
                }
            });
        });
    }
}

/// Returns whether a value that meets the requirement is sent as JSON because the setter doesn't accept it: a constant
/// of an enumeration, or a string for a parameter of a nested generated type.
fn is_json(argument: &Argument, requirement: &TypeRequirement) -> bool {
    matches!(requirement, TypeRequirement::EnumConstant(_)) || argument.is_nested()
}

/// Returns whether the setter accepts a string literal unchanged.
fn is_text(argument: &Argument) -> bool {
    matches!(argument.value(), Some(Element::String | Element::Media))
}

/// Returns whether the setter accepts any expression unchanged, which is then checked at run time.
fn is_passed_unchanged(argument: &Argument) -> bool {
    match (argument.value(), argument.items()) {
        (Some(element), _) => !matches!(element, Element::Enumeration(_) | Element::Nested),
        (_, Some(element)) => element.is_scalar() && !is_choice(Some(element)),
        _ => false,
    }
}

/// Returns the method that converts a run-time value of an enumeration to JSON, whether or not it is of the generated
/// enum.
fn choices(argument: &Argument) -> Option<&'static str> {
    match argument {
        argument if is_choice(argument.value()) => Some("choice"),
        argument if is_choice(argument.items()) => Some("choices"),
        _ => None,
    }
}

fn is_choice(element: Option<Element>) -> bool {
    matches!(element, Some(Element::Enumeration(_)))
}
