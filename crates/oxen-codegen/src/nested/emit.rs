//! The items of one type: its definition, its constructors and its serialization.

use std::collections::HashSet;

use oxen_schema::nested::{Content, Further, Member, Nested, NestedType, Shape, TypeForm, Variant};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;
use syn::Type;

use super::arguments::{argument, is_enumeration};
use super::ask::Answer;
use super::types::{RustType, plain_type, rust_type};
use crate::emit::{capitalised, enumeration, ident, is_implied_by_type, outer_docs, shown};
use crate::{Error, docs};

/// Returns the items that define a type.
pub(super) fn items(
    nested: &Nested,
    parameter: &str,
    of_type: &NestedType,
    answer: &Answer,
) -> Result<TokenStream, Error> {
    let emitter = Emitter { nested, parameter, of_type, answer, name: ident(&of_type.name)? };
    match &of_type.form {
        TypeForm::Struct { members, further } => emitter.structure(members, further),
        TypeForm::Enumeration(values) => emitter.enumeration(values),
        TypeForm::Union(variants) => emitter.union(variants),
        TypeForm::Wrapper(shape) => emitter.wrapper(shape),
    }
}

struct Emitter<'a> {
    nested: &'a Nested,
    parameter: &'a str,
    of_type: &'a NestedType,
    answer: &'a Answer,
    name: Ident,
}

/// A member that has a field.
struct FieldPlan<'a> {
    member: &'a Member,
    shape: &'a Shape,
    rust_type: RustType,
    ident: Ident,
}

impl FieldPlan<'_> {
    /// Returns whether `new` has an argument for the member, because it is required. A nullable member starts as null.
    fn is_argument(&self) -> bool {
        self.member.required && !self.member.nullable
    }

    fn field_type(&self) -> TokenStream {
        let whole = self.rust_type.whole();
        match (self.member.required, self.member.nullable) {
            (true, false) => whole,
            (true, true) | (false, false) => quote! { Option<#whole> },
            (false, true) => quote! { Option<Nullable<#whole>> },
        }
    }
}

impl Emitter<'_> {
    fn rust_type(&self, shape: &Shape, position: usize) -> Result<RustType, Error> {
        self.checked_against(shape, self.answer.parts.get(position))
    }

    /// Returns the type of a shape, or an error if typify's type differs from it.
    fn checked_against(&self, shape: &Shape, answer: Option<&Type>) -> Result<RustType, Error> {
        let ours = answer.map(|answer| rust_type(self.nested, shape, answer)).transpose()?;
        ours.flatten().ok_or_else(|| Error::Schema {
            model: String::new(),
            reason: format!("typify gives a part of `{}` another type", self.of_type.name),
        })
    }

    fn docs(&self) -> TokenStream {
        let about = &self.of_type.docs;
        let text = match sentence(about.description.as_deref()) {
            Some(text) => text,
            None if self.of_type.docs.accepted.is_empty() => {
                format!("Values within {}.", docs::code(self.parameter))
            }
            None => {
                let accepted = docs::phrase(&about.accepted);
                format!("A value within {}: {accepted}.", docs::code(self.parameter))
            }
        };
        outer_docs(&text)
    }

    fn structure(&self, members: &[Member], further: &Further) -> Result<TokenStream, Error> {
        let fields = self.fields(members)?;
        let name = &self.name;
        let about = self.docs();
        let declared = fields.iter().map(|field| {
            let (about, ident, ty) = (member_docs(field.member), &field.ident, field.field_type());
            quote! { #about pub #ident: #ty }
        });
        let extra = self.further_type(further)?;
        let extra_field = extra.as_ref().map(|(ty, _)| {
            quote! {
                /// Members that the schema doesn't list, by name.
                pub extra: #ty
            }
        });
        let declared = declared.chain(extra_field);
        let methods = self.methods(&fields, extra.as_ref())?;
        let default = fields.iter().all(|field| !field.is_argument()).then(|| {
            quote! {
                impl Default for #name {
                    fn default() -> Self {
                        Self::new()
                    }
                }
            }
        });
        let wire = fields.iter().map(|field| {
            let (ident, wire) = (&field.ident, &field.member.name);
            let mode = if field.member.required {
                quote! { required }
            } else {
                quote! { optional }
            };
            quote! { #mode #ident = #wire; }
        });
        let constants = members.iter().filter_map(|member| match &member.content {
            Content::Constant(value) => {
                let (wire, value) = (&member.name, literal(value));
                Some(quote! { #wire = #value; })
            }
            Content::Shape(_) => None,
        });
        let open = if extra.is_some() {
            quote! { open }
        } else {
            quote! { closed }
        };
        Ok(quote! {
            #about
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub struct #name { #(#declared),* }

            impl #name { #methods }

            #default

            oxen_models::__nested_struct! {
                #open #name { #(#wire)* } { #(#constants)* }
            }
        })
    }

    fn fields<'a>(&self, members: &'a [Member]) -> Result<Vec<FieldPlan<'a>>, Error> {
        let mut fields = Vec::new();
        for member in members {
            if let Content::Shape(shape) = &member.content {
                let rust_type = self.rust_type(shape, fields.len())?;
                fields.push(FieldPlan {
                    member,
                    shape,
                    rust_type,
                    ident: ident(&member.rust_name)?,
                });
            }
        }
        Ok(fields)
    }

    /// Returns the type of the field for further members, and that of their values.
    fn further_type(&self, further: &Further) -> Result<Option<(TokenStream, TokenStream)>, Error> {
        let Further::Open(shape) = further else { return Ok(None) };
        let value = plain_type(self.nested, shape)?;
        let whole = match (shape, &self.answer.further) {
            (Shape::Json(_), _) => quote! { Map<String, #value> },
            (shape, answer) => {
                let map = Shape::Map(Box::new(shape.clone()));
                self.checked_against(&map, answer.as_ref())?.whole()
            }
        };
        Ok(Some((whole, value)))
    }

    fn methods(
        &self,
        fields: &[FieldPlan<'_>],
        extra: Option<&(TokenStream, TokenStream)>,
    ) -> Result<TokenStream, Error> {
        let mut arguments = Vec::new();
        let mut initial = Vec::new();
        let mut setters = TokenStream::new();
        for field in fields {
            let FieldPlan { member, shape, rust_type, ident } = field;
            if field.is_argument() {
                let made = argument(self.nested, shape, rust_type, &quote! { #ident })?;
                let (takes, value) = (made.takes, made.value);
                arguments.push(quote! { #ident: #takes });
                let shorthand = *ident == value.to_string();
                initial.push(if shorthand {
                    quote! { #ident }
                } else {
                    quote! { #ident: #value }
                });
                continue;
            }
            initial.push(quote! { #ident: None });
            let made = argument(self.nested, shape, rust_type, &quote! { value })?;
            let (takes, mut value) = (made.takes, made.value);
            if !member.required && member.nullable {
                value = quote! { Nullable::Value(#value) };
            }
            let about = member_docs(member);
            setters.extend(quote! {
                #about
                #[must_use]
                pub fn #ident(mut self, value: #takes) -> Self {
                    self.#ident = Some(#value);
                    self
                }
            });
        }
        if let Some((ty, value)) = extra {
            let is_map = ty.to_string().starts_with("Map");
            let start = if is_map {
                quote! { Map }
            } else {
                quote! { BTreeMap }
            };
            initial.push(quote! { extra: #start::new() });
            setters.extend(quote! {
                /// Adds a member that the schema doesn't list.
                #[must_use]
                pub fn extra(mut self, name: impl Into<String>, value: impl Into<#value>) -> Self {
                    self.extra.insert(name.into(), value.into());
                    self
                }
            });
        }
        let article = if self.of_type.name.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
        let state = if arguments.is_empty() { "nothing set" } else { "its required members" };
        let about = format!(" Creates {article} `{}` with {state}.", self.name);
        Ok(quote! {
            #[doc = #about]
            #[must_use]
            pub fn new(#(#arguments),*) -> Self {
                Self { #(#initial),* }
            }

            #setters
        })
    }

    fn enumeration(&self, values: &[(Value, String)]) -> Result<TokenStream, Error> {
        let items = enumeration::tokens(self.parameter, &self.of_type.name, values)?;
        let about = self.docs();
        Ok(quote! {
            #about
            #items
        })
    }

    fn union(&self, variants: &[Variant]) -> Result<TokenStream, Error> {
        let name = &self.name;
        let (about, mut declared, mut idents) = (self.docs(), Vec::new(), Vec::new());
        let mut conversions = TokenStream::new();
        let mut converted = HashSet::new();
        for (position, variant) in variants.iter().enumerate() {
            let (ident, rust_type) =
                (ident(&variant.name)?, self.rust_type(&variant.shape, position)?);
            let whole = rust_type.whole();
            let about = outer_docs(&variant_docs(self.nested, variant));
            declared.push(quote! { #about #ident(#whole) });
            let inner = &rust_type.tokens;
            let wrap = |value: TokenStream| {
                if rust_type.is_boxed {
                    quote! { Self::#ident(Box::new(#value)) }
                } else {
                    quote! { Self::#ident(#value) }
                }
            };
            let own = wrap(quote! { value });
            let mut from = vec![(inner.clone(), own)];
            let into = wrap(quote! { value.into() });
            for other in also_from(&variant.shape) {
                from.push((other, into.clone()));
            }
            for (ty, value) in from {
                if converted.insert(ty.to_string()) {
                    conversions.extend(quote! {
                        impl From<#ty> for #name {
                            fn from(value: #ty) -> Self {
                                #value
                            }
                        }
                    });
                }
            }
            idents.push(ident);
        }
        Ok(quote! {
            #about
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #name { #(#declared),* }

            #conversions

            oxen_models::__nested_union! { #name { #(#idents)* } }
        })
    }

    fn wrapper(&self, shape: &Shape) -> Result<TokenStream, Error> {
        let (name, about) = (&self.name, self.docs());
        let rust_type = self.rust_type(shape, 0)?;
        let whole = rust_type.whole();
        let list = self.is_list_of_lists(shape).then(|| quote! { list });
        let conversion = match shape {
            Shape::List(items) => {
                let item = plain_type(self.nested, items)?;
                quote! {
                    impl<I> From<I> for #name
                    where
                        I: IntoIterator,
                        I::Item: Into<#item>,
                    {
                        fn from(items: I) -> Self {
                            Self(items.into_iter().map(Into::into).collect())
                        }
                    }
                }
            }
            Shape::Map(values) => {
                let value = plain_type(self.nested, values)?;
                quote! {
                    impl<I, K, V> From<I> for #name
                    where
                        I: IntoIterator<Item = (K, V)>,
                        K: Into<String>,
                        V: Into<#value>,
                    {
                        fn from(members: I) -> Self {
                            let members = members.into_iter();
                            Self(members.map(|(name, value)| (name.into(), value.into())).collect())
                        }
                    }
                }
            }
            _ => quote! {
                impl From<#whole> for #name {
                    fn from(value: #whole) -> Self {
                        Self(value)
                    }
                }
            },
        };
        Ok(quote! {
            #about
            #[derive(Clone, Debug, PartialEq)]
            pub struct #name(pub #whole);

            #conversion

            oxen_models::__nested_wrapper!(#list #name);
        })
    }

    /// Returns whether a type is a list whose items are lists too.
    fn is_list_of_lists(&self, shape: &Shape) -> bool {
        let Shape::List(items) = shape else { return false };
        match **items {
            Shape::List(_) => true,
            Shape::Type(index) => self
                .nested
                .types
                .get(index)
                .is_some_and(|item| matches!(item.form, TypeForm::Wrapper(Shape::List(_)))),
            _ => false,
        }
    }
}

/// Returns the types that convert into a variant besides its own, so that plain values need no type of the runtime.
fn also_from(shape: &Shape) -> Vec<TokenStream> {
    match shape {
        Shape::String => vec![quote! { &str }],
        Shape::Media => vec![quote! { &str }, quote! { String }],
        Shape::Integer => vec![quote! { i32 }, quote! { i64 }, quote! { u32 }, quote! { u64 }],
        Shape::Number => vec![quote! { f64 }, quote! { i32 }, quote! { i64 }],
        _ => Vec::new(),
    }
}

/// Documents a member: its description, the accepted values, and the default.
fn member_docs(member: &Member) -> TokenStream {
    let about = &member.docs;
    let first = sentence(about.description.as_deref());
    let mut text = first.unwrap_or_else(|| format!("The member {}.", docs::code(&member.name)));
    let mut rules = String::new();
    // A generated type documents its own form.
    let needs_rules = !is_implied_by_type(&about.accepted)
        && !matches!(member.content, Content::Shape(Shape::Type(_)));
    if needs_rules {
        rules = capitalised(&docs::phrase(&about.accepted)) + ".";
    }
    if let Some(default) = &about.default {
        rules.push_str(&format!(" Default: {}.", docs::code(&shown(default))));
    }
    if !rules.is_empty() {
        text.push_str("\n\n");
        text.push_str(rules.trim_start());
    }
    outer_docs(&text)
}

fn variant_docs(nested: &Nested, variant: &Variant) -> String {
    let text = match &variant.shape {
        Shape::Type(index) if is_enumeration(nested, *index) => "One of the listed values.",
        Shape::String => "Any string.",
        Shape::Media => "A URL or `data:` URI.",
        Shape::Integer => "An integer.",
        Shape::Number => "A number.",
        Shape::Boolean => "True or false.",
        Shape::Object | Shape::Map(_) => "An object.",
        Shape::List(_) | Shape::Tuple(_) => "A list.",
        Shape::Json(_) => "Any JSON value.",
        Shape::Nullable(_) | Shape::Type(_) => {
            let about = sentence(variant.docs.description.as_deref());
            return about.unwrap_or_else(|| match variant.shape {
                Shape::Type(_) => format!("The shape {}.", docs::code(&variant.name)),
                _ => "A value or null.".to_owned(),
            });
        }
    };
    text.to_owned()
}

/// Returns a description as a sentence; `None` if there is none.
fn sentence(description: Option<&str>) -> Option<String> {
    let text = docs::prose(description?);
    (!text.is_empty()).then(|| crate::emit::sentence(&text))
}

/// Returns the expression of a constant's value.
fn literal(value: &Value) -> TokenStream {
    match value {
        Value::String(text) => quote! { #text },
        Value::Bool(value) => quote! { #value },
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(value), ..) => quote! { #value },
            (_, Some(value), _) => quote! { #value },
            (.., value) => {
                let value = value.unwrap_or_default();
                quote! { #value }
            }
        },
        // Listed values with parts make no constant.
        _ => quote! { "" },
    }
}
