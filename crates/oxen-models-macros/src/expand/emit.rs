//! The tokens that a valid request expands into.

use oxen_schema::surface::{Argument, Element};
use proc_macro2::{Delimiter, Span, TokenStream};

use super::argument::Context;
use super::known::Known;
use super::node::{Expression, Member, Node};
use super::request::{Mode, Request};
use super::runtime::Demand;
use super::tokens::{Root, Writer};

/// The path of a model's request type.
pub(crate) fn request_type(root: &Root, known: &Known, span: Span) -> TokenStream {
    let mut writer = Writer::new(root, quiet(span));
    write_request_type(&mut writer, known);
    writer.finish()
}

fn write_request_type(writer: &mut Writer<'_>, known: &Known) {
    writer.path(&["models", &known.surface.module, &known.surface.type_name]);
}

/// The names of the parameters in the order of the schema, each after a character that none of them has; nothing if
/// they are given in it. A text, since rustc takes longer for a list.
pub(crate) fn order(known: &Known, members: &[Member]) -> String {
    let given = || members.iter().map(|member| member.name.as_str());
    let parameters = known.surface.parameters.iter().map(|parameter| parameter.name.as_str());
    let ordered: Vec<&str> =
        parameters.filter(|name| given().any(|given| given == *name)).collect();
    if given().eq(ordered.iter().copied()) {
        return String::new();
    }
    let is_in_none = |mark: &char| !ordered.iter().any(|name| name.contains(*mark));
    let mark = (' '..=char::MAX).find(is_in_none).unwrap_or_default();
    ordered.iter().flat_map(|name| [mark.to_string(), (*name).to_owned()]).collect()
}

/// The place of a token of the user's, for tokens that are not: lints are about the user's own.
pub(crate) fn quiet(span: Span) -> Span {
    span.resolved_at(Span::mixed_site())
}

impl Request<'_> {
    /// The whole expression.
    pub(crate) fn expand(&self, root: &Root) -> TokenStream {
        let span = quiet(self.model);
        let mut statements = Writer::new(root, span);
        let mut builder = Writer::new(root, span);
        write_request_type(&mut builder, &self.known);
        builder.punctuation("::").identifier("builder").parenthesised(|_| {});
        let mut demands = self.demands.iter();
        for member in self.members {
            let Some(parameter) = self.known.surface.parameter(&member.name) else { continue };
            builder.at(quiet(member.span));
            let mut emitter = Emitter {
                context: Context { known: &self.known, model: span, parameter, root },
                mode: self.mode,
                demands: &mut demands,
                statements: &mut statements,
            };
            emitter.call(member, &mut builder);
        }
        builder.at(span).punctuation(".");
        match self.mode {
            Mode::Fallible => builder.identifier("__tried").parenthesised(|_| {}),
            Mode::Infallible => builder.identifier("__checked").parenthesised(|writer| {
                writer.text(&order(&self.known, self.members));
            }),
        };
        if statements.is_empty() {
            return builder.finish();
        }
        statements.at(span).tokens(builder.finish());
        let expression = statements.finish();
        let mut whole = Writer::new(root, span);
        whole.enclose(Delimiter::Brace, expression);
        whole.finish()
    }
}

pub(super) struct Emitter<'a, 'd> {
    pub(super) context: Context<'a>,
    mode: Mode,
    demands: &'d mut std::slice::Iter<'a, Option<Demand>>,
    /// What has to hold before.
    statements: &'d mut Writer<'a>,
}

impl<'a> Emitter<'a, '_> {
    /// What the next expression has to be. If it is a constant, this is asserted.
    pub(super) fn demand(&mut self, expression: &Expression) -> Option<&'a Demand> {
        let demand = self.demands.next().and_then(Option::as_ref);
        if let Some(demand) = demand {
            demand.write_assertion(expression, self.statements);
        }
        demand
    }

    /// The call that sets the parameter.
    fn call(&mut self, member: &Member, writer: &mut Writer<'a>) {
        let parameter = self.context.parameter;
        let (argument, setter) = (&parameter.argument, parameter.setter.as_str());
        let demand = match &member.value {
            Node::Expression(expression) => self.demand(expression),
            _ => None,
        };
        writer.punctuation(".");
        match &member.value {
            Node::Expression(expression) => match demand {
                Some(demand @ Demand::Listed(_)) => self.extra(writer, |emitter, writer| {
                    emitter.context.write_json(writer, expression, Some(demand), false);
                }),
                Some(demand) => {
                    let context = &self.context;
                    writer.identifier(setter).parenthesised(|writer| {
                        context.write_sure(writer, expression.tokens(), demand);
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
    fn extra(&mut self, writer: &mut Writer<'a>, write: impl FnOnce(&mut Self, &mut Writer<'a>)) {
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
        let mut demands = self.demands.as_slice().iter();
        element.is_scalar()
            && !is_open_choice
            && items.iter().all(|node| match node {
                // There is no value of the generated enum for such a constant.
                Node::Expression(_) => !matches!(demands.next(), Some(Some(Demand::Listed(_)))),
                node => {
                    node.literal().is_some_and(|value| self.context.has_scalar(element, &value))
                }
            })
    }

    fn list(&mut self, writer: &mut Writer<'a>, value: &Node) {
        let element = self.context.parameter.argument.items();
        let (Some(element), Node::Array { items, .. }) = (element, value) else { return };
        writer.parenthesised(|writer| {
            writer.group(Delimiter::Bracket, |writer| {
                for node in items {
                    if let Node::Expression(expression) = node {
                        let demand = self.demand(expression);
                        let tokens = expression.tokens();
                        self.context.write_item_expression(writer, element, tokens, demand);
                    } else if let Some(value) = node.literal() {
                        self.context.write_item(writer, element, &value);
                    }
                    writer.punctuation(",");
                }
            });
        });
    }
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
