//! `#[model(shared)]`: parameters that several requests have in common.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, FieldsNamed};

use super::{fields, types};
use crate::expand::emit::tokens::CratePath;
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
    let statements = entries.iter().map(|entry| {
        let (parameter, field) = (&entry.member.name, entry.field.name);
        if let Some(value) = entry.member.value.literal() {
            let text = value.to_string();
            return quote! {
                let () = self.#field;
                request.json(#parameter, #private::Json::literal(#text));
            };
        }
        let set = quote! { request.json(#parameter, #private::Sent(value).to_json()); };
        if entry.field.is_optional {
            quote! { if let ::core::option::Option::Some(value) = &self.#field { #set } }
        } else {
            quote! { { let value = &self.#field; #set } }
        }
    });
    Some(quote! {
        impl #generics #private::SharedParameters for #name #arguments #bounds {
            const PARAMETERS: &'static [#private::SharedParameter] = &[#(#parameters),*];

            fn add_to(&self, request: &mut #private::RequestBuilder) {
                #[allow(unused_imports, reason = "a struct of generated enums only doesn't need it")]
                use #private::Serialized as _;
                #(#statements)*
            }
        }
    })
}
