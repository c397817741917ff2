//! `#[model(shared)]`: parameters that several requests have in common.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{DeriveInput, FieldsNamed};

use super::{convert, fields, types};
use crate::expand::emit::tokens::{CratePath, hygienic_span};
use crate::expand::errors::Errors;

/// Expands a struct that requests flatten. The requests check that their models have its parameters.
pub(super) fn expand(
    input: &DeriveInput,
    named: &FieldsNamed,
    root: &CratePath,
    errors: &mut Errors,
) -> Option<TokenStream> {
    let (entries, flattened) = fields::read(named, errors);
    fields::check_names(&entries, None, errors);
    for field in &flattened {
        errors.on(field.name, "only a request can flatten a struct; this one is shared itself");
    }
    if !errors.is_empty() {
        return None;
    }
    let name = &input.ident;
    let (generics, arguments, bounds) = input.generics.split_for_impl();
    let private = quote! { #root::__private };
    let parameters = entries.iter().map(|entry| {
        let parameter = &entry.member.name;
        let is_optional = entry.field.is_optional;
        let types = match entry.member.value.literal() {
            Some(_) => types::of_type(&syn::parse_quote!(_)),
            None => types::of_type(entry.field.value_type),
        };
        quote! {
            #private::SharedParameter { name: #parameter, is_optional: #is_optional, types: #types }
        }
    });
    let (value, request) = (convert::value_name(), convert::collected_name());
    let statements = entries.iter().map(|entry| {
        let (parameter, field) = (&entry.member.name, entry.field.name);
        if let Some(fixed) = entry.member.value.literal() {
            let text = fixed.to_string();
            return quote! {
                let () = self.#field;
                #request.json(#parameter, #private::Json::literal(#text));
            };
        }
        // At the field's type, where rustc then reports one that doesn't serialize.
        let span = hygienic_span(entry.field.value_type.span());
        let (pointers, private) =
            (entry.field.pointers, quote_spanned! { span=> #root::__private });
        // One more dereference, for the reference to the field itself.
        let pointers = (pointers > 0).then(|| {
            let each = std::iter::repeat_n(quote_spanned! { span=> * }, pointers + 1);
            quote_spanned! { span=> & #(#each)* }
        });
        let set = quote_spanned! { span=>
            #request.json(#parameter, #private::Sent(#pointers #value).to_json());
        };
        if entry.field.is_optional {
            quote! { if let ::core::option::Option::Some(#value) = &self.#field { #set } }
        } else {
            quote! { { let #value = &self.#field; #set } }
        }
    });
    Some(quote! {
        impl #generics #private::SharedParameters for #name #arguments #bounds {
            const PARAMETERS: &'static [#private::SharedParameter] = &[#(#parameters),*];

            fn add_to(&self, #request: &mut #private::RequestBuilder) {
                #[allow(unused_imports, reason = "a struct of generated enums only doesn't need it")]
                use #private::Serialized as _;
                #(#statements)*
            }
        }
    })
}
