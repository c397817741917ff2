//! The tokens that a valid request expands into.

use oxen_schema::names::ParameterNames;
use oxen_schema::schema::{Kind, Parameter};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use serde_json::Value;

use super::known::Known;
use super::node::{Member, Node};
use super::request::{Mode, Request};
use super::runtime::{Demand, is_simple};

/// The path of a model's request type.
pub(crate) fn request_type(known: &Known, span: Span) -> TokenStream {
    let span = quiet(span);
    let (module, name) =
        (Ident::new(&known.names.module, span), Ident::new(&known.names.type_name, span));
    quote_spanned! { span=> ::oxen_models::models::#module::#name }
}

/// The type of the whole expression.
pub(crate) fn outcome(request: &TokenStream, mode: Mode) -> TokenStream {
    match mode {
        Mode::Infallible => request.clone(),
        Mode::Fallible => {
            quote! { ::core::result::Result<#request, ::oxen_models::InvalidRequest> }
        }
    }
}

/// The tokens, unless the model's cargo feature is off: then an error that names it.
pub(crate) fn with_feature(known: &Known, span: Span, tokens: &TokenStream) -> TokenStream {
    let name = format!("__feature_{}", known.feature.replace('-', "_"));
    let name = Ident::new(&name, span);
    let id = known.model.id.as_str();
    quote_spanned! { span=> ::oxen_models::#name! { #id #tokens } }
}

/// The names of the parameters that are given, in the order of the schema.
pub(crate) fn order<'a>(
    known: &'a Known,
    members: &'a [Member],
) -> impl Iterator<Item = &'a str> + Clone {
    let parameters = known.schema.parameters().iter().map(Parameter::name);
    parameters.filter(|name| members.iter().any(|member| member.name == *name))
}

/// The place of a token of the user's, for tokens that are not: lints are about the user's own.
fn quiet(span: Span) -> Span {
    span.resolved_at(Span::mixed_site())
}

impl Request {
    /// The whole expression.
    pub(crate) fn expand(&self) -> TokenStream {
        let request = request_type(&self.known, self.model);
        let mut emitter = Emitter { request: self, demands: self.demands.iter() };
        let (mut statements, mut calls) = (TokenStream::new(), TokenStream::new());
        for member in &self.members {
            let (statement, call) = emitter.member(member);
            statements.extend(statement);
            calls.extend(call);
        }
        let span = quiet(self.model);
        let builder = quote_spanned! { span=> #request::builder() #calls };
        let result = match self.mode {
            Mode::Fallible => quote_spanned! { span=>
                ::oxen_models::__private::try_request::<#request>(#builder)
            },
            Mode::Infallible => {
                let order = order(&self.known, &self.members);
                quote_spanned! { span=>
                    ::oxen_models::__private::request::<#request>(#builder, &[#(#order),*])
                }
            }
        };
        with_feature(&self.known, self.model, &quote! { { #statements #result } })
    }
}

struct Emitter<'a, I> {
    request: &'a Request,
    demands: I,
}

impl<'a, I: Iterator<Item = &'a Option<Demand>>> Emitter<'a, I> {
    /// What has to hold before, and the call that sets the parameter.
    fn member(&mut self, member: &Member) -> (TokenStream, TokenStream) {
        let known = &self.request.known;
        let (Some(parameter), Some(names)) =
            (known.schema.parameter(&member.name), known.names.parameter(&member.name))
        else {
            return Default::default();
        };
        let context = Context { known, parameter, names, span: quiet(member.span) };
        let kind = parameter.kind();
        let mut statement = TokenStream::new();
        let argument = match &member.value {
            Node::Expression(expression) => {
                let demand = self.demands.next().and_then(Option::as_ref);
                if let Some(Demand::Constant(comparison)) = demand {
                    let summary = parameter.schema().to_string();
                    let message =
                        format!("`{}` must be {summary} ({})", member.name, known.model.id);
                    statement = comparison.statement(expression, &message);
                }
                context.whole(&kind, expression, demand)
            }
            value => match value.literal() {
                Some(json) => context.literal(&kind, &json),
                None => self.list(&context, &kind, value),
            },
        };
        let name = &member.name;
        let (span, setter) = (context.span, Ident::new(&names.setter, context.span));
        let call = if let Some(argument) = argument {
            quote_spanned! { span=> .#setter(#argument) }
        } else {
            let json = match &member.value {
                Node::Expression(expression) => {
                    if let Some(method) = choices(&kind) {
                        let method = Ident::new(method, span);
                        quote_spanned! { span=> ::oxen_models::__private::Json::#method(#expression) }
                    } else {
                        quote! { #expression }
                    }
                }
                value => self.json(value, is_list_of_choices(&kind), span),
            };
            quote_spanned! { span=> .extra(#name, #json) }
        };
        (statement, call)
    }

    /// A list with expressions among its items; none if it is no list of simple values.
    fn list(&mut self, context: &Context<'_>, kind: &Kind, value: &Node) -> Option<TokenStream> {
        let (Kind::List(item), Node::Array { items, .. }) = (kind, value) else { return None };
        let is_open_choice =
            matches!(**item, Kind::Enumeration(_)) && self.request.mode == Mode::Fallible;
        if !is_simple(item) || is_open_choice {
            return None;
        }
        // An item that has no Rust value of the kind leaves the list to JSON.
        let literals: Option<Vec<_>> = items
            .iter()
            .map(|node| match node {
                Node::Expression(_) => Some(None),
                node => Some(Some(context.item(item, &node.literal()?)?)),
            })
            .collect();
        let items: Vec<TokenStream> = items
            .iter()
            .zip(literals?)
            .map(|(node, literal)| match (node, literal) {
                (Node::Expression(expression), _) => {
                    let demand = self.demands.next().and_then(Option::as_ref);
                    context.item_expression(item, expression, demand)
                }
                (_, literal) => literal.unwrap_or_default(),
            })
            .collect();
        let span = context.span;
        Some(quote_spanned! { span=> [#(#items),*] })
    }

    /// A JSON value. Enumerated items may be given as values of a generated enum.
    fn json(&mut self, node: &Node, is_choice: bool, span: Span) -> TokenStream {
        let json = quote_spanned! { span=> ::oxen_models::__private::Json };
        if let Some(value) = node.literal() {
            let text = value.to_string();
            return quote_spanned! { span=> #json::literal(#text) };
        }
        match node {
            Node::Array { items, .. } => {
                let items = items.iter().map(|item| self.json(item, is_choice, span));
                let items: Vec<_> = items.collect();
                quote_spanned! { span=> #json::array([#(#items),*]) }
            }
            Node::Object { members, .. } => {
                let members: Vec<_> = members
                    .iter()
                    .map(|member| {
                        let (name, value) = (&member.name, self.json(&member.value, false, span));
                        quote_spanned! { span=> (#name, #value) }
                    })
                    .collect();
                quote_spanned! { span=> #json::object([#(#members),*]) }
            }
            Node::Expression(expression) => {
                let private = quote_spanned! { span=> ::oxen_models::__private };
                match self.demands.next().and_then(Option::as_ref) {
                    Some(Demand::Text) => {
                        quote_spanned! { span=> #json::of(#private::text(#expression)) }
                    }
                    Some(Demand::Boolean) => {
                        quote_spanned! { span=> #json::of::<bool>(#expression) }
                    }
                    Some(Demand::Integer) => {
                        quote_spanned! { span=> #json::integer(#expression) }
                    }
                    _ if is_choice => quote_spanned! { span=> #json::choice(#expression) },
                    _ => quote_spanned! { span=> #json::of(&(#expression)) },
                }
            }
            Node::Literal { .. } => TokenStream::new(),
        }
    }
}

/// How a run-time value of an enumeration becomes JSON, generated enum or not.
fn choices(kind: &Kind) -> Option<&'static str> {
    match kind {
        Kind::Enumeration(_) if is_simple(kind) => Some("choice"),
        kind if is_list_of_choices(kind) => Some("choices"),
        _ => None,
    }
}

fn is_list_of_choices(kind: &Kind) -> bool {
    matches!(kind, Kind::List(item) if matches!(**item, Kind::Enumeration(_)) && is_simple(item))
}

/// A parameter, and where it is set.
pub(crate) struct Context<'a> {
    pub(crate) known: &'a Known,
    pub(crate) parameter: &'a Parameter,
    pub(crate) names: &'a ParameterNames,
    pub(crate) span: Span,
}

impl Context<'_> {
    /// The setter's argument for a literal; none if it takes none such, as for null.
    fn literal(&self, kind: &Kind, value: &Value) -> Option<TokenStream> {
        let span = self.span;
        match (kind, value) {
            (Kind::String | Kind::Media, Value::String(text)) => {
                Some(quote_spanned! { span=> #text })
            }
            (Kind::List(item), Value::Array(items)) if is_simple(item) && !items.is_empty() => {
                let items: Vec<_> =
                    items.iter().map(|value| self.item(item, value)).collect::<Option<_>>()?;
                Some(quote_spanned! { span=> [#(#items),*] })
            }
            (kind, value) => self.scalar(kind, value),
        }
    }

    fn scalar(&self, kind: &Kind, value: &Value) -> Option<TokenStream> {
        let span = self.span;
        match (kind, value) {
            (Kind::Boolean, Value::Bool(value)) => Some(quote_spanned! { span=> #value }),
            (Kind::Integer, Value::Number(number)) if !number.is_f64() => self.number(number),
            (Kind::Number, Value::Number(number)) => self.number(number),
            (Kind::Enumeration(_), value) if is_simple(kind) => self.variant(value),
            _ => None,
        }
    }

    /// An item of a list, of the same Rust type whichever literal it is.
    fn item(&self, kind: &Kind, value: &Value) -> Option<TokenStream> {
        let span = self.span;
        match (kind, value) {
            (Kind::String, Value::String(text)) => {
                Some(quote_spanned! { span=> ::oxen_models::__private::text(#text) })
            }
            (Kind::Media, Value::String(text)) => {
                Some(quote_spanned! { span=> ::oxen_models::Media::from(#text) })
            }
            (Kind::Integer, value) => {
                let value = self.scalar(kind, value)?;
                Some(quote_spanned! { span=> ::oxen_models::Integer::from(#value) })
            }
            (Kind::Number, value) => {
                let value = self.scalar(kind, value)?;
                Some(quote_spanned! { span=> ::oxen_models::Number::from(#value) })
            }
            (kind, value) => self.scalar(kind, value),
        }
    }

    fn number(&self, number: &serde_json::Number) -> Option<TokenStream> {
        let text = if let Some(integer) = number.as_i64() {
            format!("{}i64", integer.unsigned_abs())
        } else if let Some(integer) = number.as_u64() {
            format!("{integer}u64")
        } else {
            format!("{:?}f64", number.as_f64()?.abs())
        };
        let mut literal: Literal = text.parse().ok()?;
        literal.set_span(self.span);
        let is_negative = number.as_f64()?.is_sign_negative();
        let span = self.span;
        Some(if is_negative {
            quote_spanned! { span=> -#literal }
        } else {
            literal.into_token_stream()
        })
    }

    /// The variant that sends exactly this.
    fn variant(&self, value: &Value) -> Option<TokenStream> {
        let mut variants = self.names.variants.iter();
        let (_, variant) = variants.find(|(other, _)| other == value)?;
        let (path, variant) = (self.enumeration()?, Ident::new(variant, self.span));
        let span = self.span;
        Some(quote_spanned! { span=> #path::#variant })
    }

    /// The path of the generated enum.
    fn enumeration(&self) -> Option<TokenStream> {
        let span = self.span;
        if self.parameter.name() == "response_format" && self.known.is_added("response_format") {
            return Some(quote_spanned! { span=> ::oxen_models::media::ResponseFormat });
        }
        let module = Ident::new(&self.known.names.module, span);
        let name = Ident::new(self.names.type_name.as_ref()?, span);
        Some(quote_spanned! { span=> ::oxen_models::models::#module::#name })
    }

    /// The setter's argument for an expression; none if it goes to the request as JSON.
    fn whole(
        &self,
        kind: &Kind,
        expression: &syn::Expr,
        demand: Option<&Demand>,
    ) -> Option<TokenStream> {
        let span = self.span;
        if let Some(demand) = demand {
            return Some(self.sure(expression, demand));
        }
        match kind {
            Kind::List(item) if matches!(**item, Kind::Enumeration(_)) || !is_simple(item) => None,
            Kind::Enumeration(_) | Kind::Nested | Kind::Any => None,
            _ => Some(quote_spanned! { span=> #expression }),
        }
    }

    /// An expression whose type is guarantee enough.
    pub(crate) fn sure(&self, expression: &syn::Expr, demand: &Demand) -> TokenStream {
        let span = self.span;
        let private = quote_spanned! { span=> ::oxen_models::__private };
        match demand {
            Demand::Text | Demand::Boolean | Demand::Media { is_uri: false } => {
                quote! { #expression }
            }
            Demand::List(item) => {
                if let Some(converter) = self.converter(item) {
                    quote_spanned! { span=>
                        ::core::iter::IntoIterator::into_iter(#expression).map(#converter)
                    }
                } else {
                    quote! { #expression }
                }
            }
            demand => {
                if let Some(converter) = self.converter(demand) {
                    quote_spanned! { span=> #converter(#expression) }
                } else {
                    quote_spanned! { span=> #private::text(#expression) }
                }
            }
        }
    }

    /// The function that only takes what meets the demand.
    fn converter(&self, demand: &Demand) -> Option<TokenStream> {
        let span = self.span;
        let private = quote_spanned! { span=> ::oxen_models::__private };
        match demand {
            Demand::Media { is_uri: true } => Some(quote_spanned! { span=> #private::media }),
            Demand::Integer => Some(quote_spanned! { span=> #private::integer }),
            Demand::Constant(comparison) if comparison.is_integer() => {
                Some(quote_spanned! { span=> #private::integer })
            }
            Demand::Constant(_) => Some(quote_spanned! { span=> #private::number }),
            Demand::Choice => {
                let path = self.enumeration()?;
                Some(quote_spanned! { span=> #private::choice::<#path> })
            }
            _ => None,
        }
    }

    /// An item of a list that is an expression, of the type that literals beside it have.
    fn item_expression(
        &self,
        kind: &Kind,
        expression: &syn::Expr,
        demand: Option<&Demand>,
    ) -> TokenStream {
        let span = self.span;
        let converted = if let Some(converter) = demand.and_then(|demand| self.converter(demand)) {
            quote_spanned! { span=> #converter(#expression) }
        } else {
            quote! { #expression }
        };
        match kind {
            Kind::String => quote_spanned! { span=> ::oxen_models::__private::text(#converted) },
            Kind::Media => quote_spanned! { span=> ::oxen_models::Media::from(#converted) },
            Kind::Integer => quote_spanned! { span=> ::oxen_models::Integer::from(#converted) },
            Kind::Number => quote_spanned! { span=> ::oxen_models::Number::from(#converted) },
            _ => converted,
        }
    }
}
