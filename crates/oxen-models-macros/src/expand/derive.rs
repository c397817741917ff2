//! `#[derive(ModelRequest)]`.

use oxen_schema::schema::{Kind, Parameter};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Expr, Field, Fields, GenericArgument, LitStr, PathArguments, Type};

use super::check::Written;
use super::emit::{self, Context};
use super::errors::Errors;
use super::known::Known;
use super::node::{self, Member, Node};
use super::parse;
use super::request::{Mode, check};
use super::runtime::{Demand, demand, is_simple};

/// Expands the derive.
pub(crate) fn derive(input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let expanded = match syn::parse2::<DeriveInput>(input) {
        Ok(input) => expand(&input, &mut errors),
        Err(error) => {
            errors.push(error);
            None
        }
    };
    let errors = errors.to_compile_errors();
    match expanded {
        Some(expanded) if errors.is_empty() => expanded,
        _ => errors,
    }
}

/// A field that is a parameter.
struct Entry<'a> {
    member: Member,
    field: &'a Ident,
    /// The type of the value, without the `Option` around it.
    value_type: &'a Type,
    is_optional: bool,
}

fn expand(input: &DeriveInput, errors: &mut Errors) -> Option<TokenStream> {
    let id = model_id(input, errors)?;
    let Data::Struct(data) = &input.data else {
        errors.on(&input.ident, "only a struct can be a request");
        return None;
    };
    let Fields::Named(fields) = &data.fields else {
        errors.on(&input.ident, "a request is a struct with named fields");
        return None;
    };
    let known = Known::find(&id.value()).map_err(|message| errors.on(&id, message)).ok()?;
    let entries: Vec<_> = fields.named.iter().filter_map(|field| entry(field, errors)).collect();
    check_names(&entries, &known, errors);
    if !errors.is_empty() {
        return None;
    }
    let (entries, members) = split(entries);
    let (mode, demands) = conversion(&known, &entries, &members, id.span(), errors);
    let derived = Derived { input, known: &known, model: id.span(), mode };
    Some(derived.tokens(&entries, &members, &demands))
}

/// What is left of an entry beside its member.
struct Source<'a> {
    field: &'a Ident,
    value_type: &'a Type,
    is_optional: bool,
}

fn split(entries: Vec<Entry<'_>>) -> (Vec<Source<'_>>, Vec<Member>) {
    let split = |entry| {
        let Entry { member, field, value_type, is_optional } = entry;
        (Source { field, value_type, is_optional }, member)
    };
    entries.into_iter().map(split).unzip()
}

fn model_id(input: &DeriveInput, errors: &mut Errors) -> Option<LitStr> {
    let mut attributes = input.attrs.iter().filter(|attribute| attribute.path().is_ident("model"));
    let Some(attribute) = attributes.next() else {
        errors.on(&input.ident, "the model is missing: `#[model(\"flux-2-pro\")]`");
        return None;
    };
    if let Some(second) = attributes.next() {
        errors.on(second, "a request has one model");
    }
    let id = attribute.parse_args::<LitStr>().ok();
    if id.is_none() {
        errors.on(attribute, "expected the id of a model: `#[model(\"flux-2-pro\")]`");
    }
    id
}

fn entry<'a>(field: &'a Field, errors: &mut Errors) -> Option<Entry<'a>> {
    let name = field.ident.as_ref()?;
    let (mut parameter, mut fixed) =
        ((syn::ext::IdentExt::unraw(name).to_string(), name.span()), None);
    for attribute in field.attrs.iter().filter(|attribute| attribute.path().is_ident("model")) {
        let parsed = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("rename") {
                let text: LitStr = meta.value()?.parse()?;
                parameter = (text.value(), text.span());
                return Ok(());
            }
            if meta.path.is_ident("value") {
                fixed = Some(parse::value(meta.value()?, errors)?);
                return Ok(());
            }
            Err(meta.error("expected `rename = \"…\"` or `value = …`"))
        });
        if let Err(error) = parsed {
            errors.push(error);
        }
    }
    let inner = option(&field.ty);
    let value = match fixed {
        Some(node) => {
            if node.literal().is_none() {
                errors.on(name, "a fixed value has to be JSON, without expressions");
            }
            if field.ty.to_token_stream().to_string() != "()" {
                errors.on(&field.ty, "a field with a fixed value has the type `()`");
            }
            node
        }
        None => Node::Expression(Box::new(syn::parse_quote!(#name))),
    };
    let (name_of, span) = parameter;
    Some(Entry {
        member: Member { name: name_of, span, value },
        field: name,
        value_type: inner.unwrap_or(&field.ty),
        is_optional: inner.is_some(),
    })
}

/// The type in an `Option`.
fn option(of: &Type) -> Option<&Type> {
    argument_of(of, "Option")
}

fn argument_of<'a>(of: &'a Type, name: &str) -> Option<&'a Type> {
    let segment = last_segment(of).filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(argument)) => Some(argument),
        _ => None,
    }
}

fn last_segment(of: &Type) -> Option<&syn::PathSegment> {
    match of {
        Type::Path(path) => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}

fn check_names(entries: &[Entry<'_>], known: &Known, errors: &mut Errors) {
    let mut seen = std::collections::HashSet::new();
    for Entry { member, is_optional, .. } in entries {
        let name = &member.name;
        if !seen.insert(name) {
            errors.at(member.span, format!("`{name}` is given twice"));
        }
        let is_required = known.schema.parameter(name).is_some_and(Parameter::is_required);
        if is_required && *is_optional {
            let id = &known.model.id;
            errors.at(
                member.span,
                format!("`{name}` is required, so that it can't be an `Option` ({id})"),
            );
        }
    }
}

/// Whether every value of the fields' types is valid, and what to demand of them then.
fn conversion(
    known: &Known,
    sources: &[Source<'_>],
    members: &[Member],
    model: Span,
    errors: &mut Errors,
) -> (Mode, Vec<Option<Demand>>) {
    let written = |mode, errors: &mut Errors| {
        let Written { known, members, model } = Written { known, members, model };
        check(known, members, model, mode, errors)
    };
    let fits = sources.iter().zip(members).all(|(source, member)| fits(known, source, member));
    // With rules on what goes together, what is left out at run time counts as well.
    let is_simple = known.has_simple_root() || !sources.iter().any(|source| source.is_optional);
    let mut attempt = Errors::default();
    if fits && is_simple {
        let demands = written(Mode::Infallible, &mut attempt);
        if attempt.is_empty() {
            return (Mode::Infallible, demands);
        }
    }
    (Mode::Fallible, written(Mode::Fallible, errors))
}

fn fits(known: &Known, source: &Source<'_>, member: &Member) -> bool {
    let holes = node::holes(std::slice::from_ref(member));
    holes.iter().all(|hole| {
        let sure = demand(known, hole);
        let type_name =
            known.names.parameter(&member.name).and_then(|names| names.type_name.as_deref());
        sure.is_some_and(|sure| meets(source.value_type, &sure.demand, type_name))
    })
}

/// Whether a type looks like one that meets a demand. If it turns out to be another, rustc says so.
fn meets(value_type: &Type, demand: &Demand, choice: Option<&str>) -> bool {
    let is = |names: &[&str]| {
        last_segment(value_type)
            .is_some_and(|segment| names.iter().any(|name| segment.ident == name))
    };
    match demand {
        Demand::Text | Demand::Boolean | Demand::Media { is_uri: false } => true,
        Demand::Media { is_uri: true } => is(&["Media"]),
        Demand::Integer => {
            is(&["i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize"])
        }
        Demand::Choice => choice.is_some_and(|choice| is(&[choice])),
        Demand::Constant(_) => false,
        Demand::List(item) => {
            argument_of(value_type, "Vec").is_some_and(|inner| meets(inner, item, choice))
        }
    }
}

struct Derived<'a> {
    input: &'a DeriveInput,
    known: &'a Known,
    model: Span,
    mode: Mode,
}

impl Derived<'_> {
    fn tokens(
        &self,
        sources: &[Source<'_>],
        members: &[Member],
        demands: &[Option<Demand>],
    ) -> TokenStream {
        let request = emit::request_type(self.known, self.model);
        let name = &self.input.ident;
        let (generics, arguments, bounds) = self.input.generics.split_for_impl();
        let mut demands = demands.iter();
        let statements = sources.iter().zip(members).map(|(source, member)| {
            let demand = match member.value {
                Node::Expression(_) => demands.next().and_then(Option::as_ref),
                _ => None,
            };
            self.statement(source, member, demand)
        });
        let statements: Vec<_> = statements.collect();
        let conversion = self.conversion(&request, members);
        let private = quote! { ::oxen_models::__private };
        let (value, collected) = (value_name(), collected_name());
        let tokens = quote! {
            const _: () = {
                fn collect #generics (#value: &#name #arguments) -> #private::RequestBuilder #bounds {
                    let mut #collected = #private::RequestBuilder::new(#request::MODEL);
                    #(#statements)*
                    #collected
                }

                impl #generics ::oxen_models::ToRequest for #name #arguments #bounds {
                    type Request = #request;

                    fn to_request(&self) -> ::core::result::Result<
                        ::std::borrow::Cow<'_, ::oxen_models::AnyRequest>,
                        ::oxen_models::InvalidRequest,
                    > {
                        collect(self).finish().map(::std::borrow::Cow::Owned)
                    }
                }

                #conversion
            };
        };
        emit::with_feature(self.known, self.model, &tokens)
    }

    fn conversion(&self, request: &TokenStream, members: &[Member]) -> TokenStream {
        let name = &self.input.ident;
        let (generics, arguments, bounds) = self.input.generics.split_for_impl();
        let private = quote! { ::oxen_models::__private };
        match self.mode {
            Mode::Infallible => {
                let order = emit::order(self.known, members);
                quote! {
                    impl #generics ::core::convert::From<#name #arguments> for #request #bounds {
                        fn from(value: #name #arguments) -> Self {
                            #private::request::<#request>(collect(&value), &[#(#order),*])
                        }
                    }
                }
            }
            Mode::Fallible => quote! {
                impl #generics ::core::convert::TryFrom<#name #arguments> for #request #bounds {
                    type Error = ::oxen_models::InvalidRequest;

                    fn try_from(
                        value: #name #arguments,
                    ) -> ::core::result::Result<Self, ::oxen_models::InvalidRequest> {
                        #private::try_request::<#request>(collect(&value))
                    }
                }
            },
        }
    }

    /// Sets one parameter.
    fn statement(
        &self,
        source: &Source<'_>,
        member: &Member,
        demand: Option<&Demand>,
    ) -> TokenStream {
        let (parameter, field, collected) = (&member.name, source.field, collected_name());
        let Some(known) = self.known.schema.parameter(parameter) else { return TokenStream::new() };
        let Some(names) = self.known.names.parameter(parameter) else { return TokenStream::new() };
        if let Some(value) = member.value.literal() {
            let text = value.to_string();
            let value = value_name();
            // Read, so that it isn't called unused.
            return quote! {
                let () = #value.#field;
                #collected.json(#parameter, ::oxen_models::__private::Json::literal(#text));
            };
        }
        let span = source.value_type.span().resolved_at(Span::mixed_site());
        let context = Context { known: self.known, parameter: known, names, span };
        let value = value_name();
        let cloned: Expr = syn::parse_quote_spanned! { span=> ::core::clone::Clone::clone(#value) };
        let sent = match demand {
            Some(demand) => context.sure(&cloned, demand),
            None => cloned.to_token_stream(),
        };
        let method = format_ident!("{}", method(&known.kind()), span = span);
        let set = quote_spanned! { span=> #collected.#method(#parameter, #sent); };
        if source.is_optional {
            quote_spanned! { span=>
                if let ::core::option::Option::Some(#value) = &#value.#field { #set }
            }
        } else {
            quote_spanned! { span=> { let #value = &#value.#field; #set } }
        }
    }
}

/// The struct, and then each value in it. What the user calls `value` is another.
fn value_name() -> Ident {
    Ident::new("value", Span::mixed_site())
}

/// The parameters so far.
fn collected_name() -> Ident {
    Ident::new("request", Span::mixed_site())
}

/// The runtime's method that takes values of a kind.
fn method(kind: &Kind) -> &'static str {
    match kind {
        Kind::String => "string",
        Kind::Media => "media",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Object => "object",
        Kind::Enumeration(_) if is_simple(kind) => "literal",
        Kind::List(item) => match &**item {
            Kind::String => "strings",
            Kind::Media => "media_list",
            Kind::Integer => "integers",
            Kind::Number => "numbers",
            Kind::Boolean => "booleans",
            Kind::Object => "objects",
            item @ Kind::Enumeration(_) if is_simple(item) => "literals",
            _ => "json",
        },
        _ => "json",
    }
}
