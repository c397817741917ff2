//! The conversions of a struct into a request to its model.

use oxen_schema::schema::RequestSchema;
use oxen_schema::surface::{Argument, Element};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, GenericParam, Type};

use super::fields::Field;
use super::types;
use crate::expand::catalog::ModelEntry;
use crate::expand::emit;
use crate::expand::emit::argument::Context;
use crate::expand::emit::tokens::{CratePath, hygienic_span};
use crate::expand::parse::node::{Member, Node};
use crate::expand::verify::Mode;
use crate::expand::verify::requirement::TypeRequirement;

pub(super) struct Derived<'a> {
    pub(super) input: &'a DeriveInput,
    pub(super) entry: &'a ModelEntry,
    pub(super) schema: &'a RequestSchema,
    pub(super) root: &'a CratePath,
    /// The ids of the rules of documentation that are lifted.
    pub(super) lifted: &'a [String],
    pub(super) model: Span,
    pub(super) mode: Mode,
    /// Fields of shared structs.
    pub(super) flattened: &'a [Field<'a>],
}

impl Derived<'_> {
    pub(super) fn tokens(
        &self,
        fields: &[Field<'_>],
        members: &[Member],
        requirements: &[Option<TypeRequirement>],
    ) -> TokenStream {
        let root = self.root;
        let request = emit::request_type(root, self.entry, self.model);
        let name = &self.input.ident;
        let (generics, arguments, bounds) = self.input.generics.split_for_impl();
        let mut requirements = requirements.iter();
        let statements = fields.iter().zip(members).map(|(field, member)| {
            let requirement = match member.value {
                Node::Expression(_) => requirements.next().and_then(Option::as_ref),
                _ => None,
            };
            self.statement(field, member, requirement)
        });
        let mut statements: Vec<_> = statements.collect();
        statements.extend(self.flattened.iter().map(|field| self.add_shared(field)));
        let private = quote! { #root::__private };
        let convert = match self.mode {
            Mode::Infallible => {
                let order = emit::order(self.entry, members);
                quote! { #private::request::<#request>(collect(&__value), #order) }
            }
            Mode::Fallible => quote! { #private::try_request::<#request>(collect(&__value)) },
        };
        let collect = quote! { collect(self).finish().map(::std::borrow::Cow::Owned) };
        let conversions = self.conversions(&collect, &convert);
        let (value, collected) = (value_name(), collected_name());
        let lifted = self.lifted;
        let check = self.check(members);
        let (outside, inside) = if self.is_generic() { (None, check) } else { (check, None) };
        quote! {
            const _: () = {
                #outside

                fn collect #generics (#value: &#name #arguments) -> #private::RequestBuilder #bounds {
                    #inside
                    let mut #collected = #private::RequestBuilder::new(#request::MODEL);
                    #(#statements)*
                    #(#collected.without_rule(#lifted);)*
                    #collected
                }

                #conversions
            };
        }
    }

    /// Returns placeholder conversions after errors have been reported, so that rustc reports no further ones.
    pub(super) fn refused(&self) -> TokenStream {
        let root = self.root;
        let refused = quote! { #root::__private::refused() };
        self.conversions(&refused, &quote! { let _ = __value; #refused })
    }

    /// Returns the conversions, given the bodies that convert `self` and `value`.
    fn conversions(&self, to_request: &TokenStream, convert: &TokenStream) -> TokenStream {
        let (name, root) = (&self.input.ident, self.root);
        let (generics, arguments, bounds) = self.input.generics.split_for_impl();
        let request = emit::request_type(root, self.entry, self.model);
        let conversion = match self.mode {
            Mode::Infallible => quote! {
                impl #generics ::core::convert::From<#name #arguments> for #request #bounds {
                    fn from(__value: #name #arguments) -> Self { #convert }
                }
            },
            Mode::Fallible => quote! {
                impl #generics ::core::convert::TryFrom<#name #arguments> for #request #bounds {
                    type Error = #root::InvalidRequest;

                    fn try_from(
                        __value: #name #arguments,
                    ) -> ::core::result::Result<Self, #root::InvalidRequest> { #convert }
                }
            },
        };
        quote! {
            impl #generics #root::ToRequest for #name #arguments #bounds {
                type Request = #request;

                fn to_request(&self) -> ::core::result::Result<
                    ::std::borrow::Cow<'_, #root::AnyRequest>,
                    #root::InvalidRequest,
                > { #to_request }
            }

            #conversion
        }
    }

    /// Returns the statement that sets one parameter.
    fn statement(
        &self,
        field: &Field<'_>,
        member: &Member,
        requirement: Option<&TypeRequirement>,
    ) -> TokenStream {
        let (name, collected, root) = (&member.name, collected_name(), self.root);
        let (source, value) = (field.name, value_name());
        let Some(parameter) = self.entry.surface.parameter(name) else {
            return emit::damaged(member);
        };
        if let Some(literal) = member.value.literal() {
            let text = literal.to_string();
            // Reads the field, so that rustc doesn't report it as unused.
            return quote! {
                let () = #value.#source;
                #collected.json(#name, #root::__private::Json::literal(#text));
            };
        }
        let span = hygienic_span(field.value_type.span());
        let context =
            Context { entry: self.entry, model: hygienic_span(self.model), parameter, root };
        let pointers = std::iter::repeat_n(quote_spanned! { span=> * }, field.pointers);
        let reference = if field.pointers == 0 {
            quote_spanned! { span=> #value }
        } else {
            // One more dereference, for the reference to the field itself.
            quote_spanned! { span=> &* #(#pointers)* #value }
        };
        if requirement.is_none() && is_choice(&parameter.argument) {
            let set = quote_spanned! { span=>
                #collected.json(#name, #root::__private::enumerated(#reference));
            };
            return Self::set(field, &set);
        }
        let cloned = if types::is_unsized(field.value_type) && field.pointers > 0 {
            reference
        } else {
            quote_spanned! { span=> ::core::clone::Clone::clone(#reference) }
        };
        let sent = match requirement {
            Some(requirement) => context.guarantee(cloned, requirement, span),
            None => cloned,
        };
        let method = format_ident!("{}", method(&parameter.argument), span = span);
        let set = quote_spanned! { span=> #collected.#method(#name, #sent); };
        Self::set(field, &set)
    }

    /// Binds the field's value for a statement, which is skipped if the value is `None`.
    fn set(field: &Field<'_>, set: &TokenStream) -> TokenStream {
        let (source, value, span) =
            (field.name, value_name(), hygienic_span(field.value_type.span()));
        if field.is_optional {
            quote_spanned! { span=>
                if let ::core::option::Option::Some(#value) = &#value.#source { #set }
            }
        } else {
            quote_spanned! { span=> { let #value = &#value.#source; #set } }
        }
    }

    /// Adds the parameters of a shared struct.
    fn add_shared(&self, field: &Field<'_>) -> TokenStream {
        let span = hygienic_span(field.value_type.span());
        let (mut value, collected, root) = (value_name(), collected_name(), self.root.at(span));
        value.set_span(span);
        let add = quote_spanned! { span=>
            #(#root)*::__private::SharedParameters::add_to(#value, &mut #collected);
        };
        Self::set(field, &add)
    }

    /// Returns assertions that the shared structs have only parameters of the model, and all required ones. They have
    /// the user's own spans, because rustc would report their failures at the macro otherwise.
    fn check(&self, members: &[Member]) -> Option<TokenStream> {
        if self.flattened.is_empty() {
            return None;
        }
        let parameters = parameters(self.entry, self.schema, members, self.root);
        let all: Vec<_> = self
            .flattened
            .iter()
            .map(|field| {
                let (of, is_optional) = (static_lifetimes(field.value_type), field.is_optional);
                let span = field.value_type.span();
                let root = self.root.at(span);
                let title = field.value_type.to_token_stream().to_string();
                quote_spanned! { span=> #(#root)*::__private::SharedStruct {
                    name: #title,
                    is_optional: #is_optional,
                    parameters: <#of as #(#root)*::__private::SharedParameters>::PARAMETERS,
                } }
            })
            .collect();
        let each = self.flattened.iter().zip(&all).map(|(field, one)| {
            let span = field.value_type.span();
            let root = self.root.at(span);
            self.assertion(
                &quote_spanned! { span=>
                    #(#root)*::__private::check_shared(#parameters, &#one)
                },
                span,
            )
        });
        let span = self.model;
        let root = self.root.at(span);
        let whole = self.assertion(
            &quote_spanned! { span=>
                #(#root)*::__private::check_complete(#parameters, &[#(#all),*])
            },
            span,
        );
        Some(quote! { #(#each)* #whole })
    }

    fn assertion(&self, check: &TokenStream, span: Span) -> TokenStream {
        if self.is_generic() {
            quote_spanned! { span=> const { #check }; }
        } else {
            quote_spanned! { span=> const _: () = #check; }
        }
    }

    /// Returns whether the struct has generic types or constants, which an inner item can't name.
    fn is_generic(&self) -> bool {
        let mut parameters = self.input.generics.params.iter();
        parameters.any(|parameter| !matches!(parameter, GenericParam::Lifetime(_)))
    }
}

/// Returns the type with every lifetime replaced by `'static`, so that an item can name it.
fn static_lifetimes(of: &Type) -> TokenStream {
    fn replace(tokens: TokenStream) -> TokenStream {
        let mut is_lifetime = false;
        let tree = |tree: proc_macro2::TokenTree| match tree {
            proc_macro2::TokenTree::Group(group) => {
                let mut copy = proc_macro2::Group::new(group.delimiter(), replace(group.stream()));
                copy.set_span(group.span());
                copy.into()
            }
            proc_macro2::TokenTree::Ident(name) if is_lifetime => {
                is_lifetime = false;
                Ident::new("static", name.span()).into()
            }
            tree => {
                is_lifetime = matches!(&tree,
                    proc_macro2::TokenTree::Punct(punct) if punct.as_char() == '\'');
                tree
            }
        };
        tokens.into_iter().map(tree).collect()
    }
    replace(of.to_token_stream())
}

/// Returns the hygienic name of the struct and of each value in it. Hygiene alone doesn't distinguish it from a constant
/// of the user's.
pub(super) fn value_name() -> Ident {
    Ident::new("__value", hygienic_call_site())
}

/// Returns the hygienic name of the builder that collects the parameters.
pub(super) fn collected_name() -> Ident {
    Ident::new("__request", hygienic_call_site())
}

/// Returns whether a parameter's values, or the items of its list, are enumerated.
fn is_choice(argument: &Argument) -> bool {
    matches!(argument.value().or(argument.items()), Some(Element::Enumeration(_)))
}

/// Returns the runtime's method that sets a parameter; an enumerated value may be of another type than the generated
/// enum.
fn method(argument: &Argument) -> &'static str {
    if let Some(element) = argument.value() {
        return match element {
            Element::String => "string",
            Element::Media => "media",
            Element::Integer => "integer",
            Element::Number => "number",
            Element::Boolean => "boolean",
            Element::Object => "object",
            Element::Enumeration(_) => "literal",
            Element::Nested => "json",
        };
    }
    match argument.items() {
        Some(Element::String) => "strings",
        Some(Element::Media) => "media_list",
        Some(Element::Integer) => "integers",
        Some(Element::Number) => "numbers",
        Some(Element::Boolean) => "booleans",
        Some(Element::Object) => "objects",
        Some(Element::Enumeration(_)) => "literals",
        Some(Element::Nested) | None => "json",
    }
}

/// Returns the id and the parameters of a model, as the check of a shared struct takes them.
fn parameters(
    entry: &ModelEntry,
    schema: &RequestSchema,
    members: &[Member],
    root: &CratePath,
) -> TokenStream {
    let listed = schema.parameters().iter().map(|parameter| {
        let (name, is_required) = (parameter.name(), parameter.is_required());
        let types = types::of_schema(parameter.schema());
        let is_given = members.iter().any(|member| member.name == name);
        quote! {
            #root::__private::ModelParameter {
                name: #name, is_required: #is_required, is_given: #is_given, types: #types
            }
        }
    });
    let id = entry.id;
    quote! { (#id, &[#(#listed),*]) }
}

/// Returns a hygienic span for tokens without a counterpart in the user's code.
fn hygienic_call_site() -> Span {
    Span::mixed_site()
}
