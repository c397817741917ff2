//! The call that sets a parameter.

use oxen_schema::surface::{Argument, Element};
use proc_macro2::Delimiter;

use super::emitter::Emitter;
use super::tokens::TokenWriter;
use crate::expand::parse::node::{Member, Node};
use crate::expand::verify::Mode;
use crate::expand::verify::requirement::TypeRequirement;

impl<'a> Emitter<'a, '_> {
    /// The call that sets the parameter.
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
                None if is_given_as_it_is(argument) => {
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

    /// The call that sends a JSON value under the parameter's name.
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

    /// Whether this is a list of simple values with expressions among them, each literal with a Rust value.
    fn is_list(&self, value: &Node) -> bool {
        let element = self.context.parameter.argument.items();
        let (Some(element), Node::Array { items, .. }) = (element, value) else { return false };
        let is_open_choice = is_choice(Some(element)) && self.mode == Mode::Fallible;
        let mut requirements = self.requirements.as_slice().iter();
        element.is_scalar()
            && !is_open_choice
            && items.iter().all(|node| match node {
                // There is no value of the generated enum for such a constant.
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

/// Whether what meets a requirement is no argument of the setter: a constant of an enumeration, or a string where a
/// type of the model's own is taken.
fn is_json(argument: &Argument, requirement: &TypeRequirement) -> bool {
    matches!(requirement, TypeRequirement::EnumConstant(_)) || argument.is_nested()
}

/// Whether the setter takes whatever expression there is, to be checked at run time.
fn is_given_as_it_is(argument: &Argument) -> bool {
    match (argument.value(), argument.items()) {
        (Some(element), _) => !matches!(element, Element::Enumeration(_) | Element::Nested),
        (_, Some(element)) => element.is_scalar() && !is_choice(Some(element)),
        _ => false,
    }
}

/// How a run-time value of an enumeration becomes JSON, generated enum or not.
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
