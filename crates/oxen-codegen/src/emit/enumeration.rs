//! Enums of a parameter's values.

use std::sync::Arc;

use oxen_schema::surface::ParameterSurface;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

use super::{ident, literal, outer_docs, outer_docs_text};
use crate::format::{self, FormatCache};
use crate::{Error, docs};

/// Adds the formatted enums of the parameters' values, each after an empty line.
pub(super) fn enumerations<'a>(
    text: &mut String,
    parameters: impl Iterator<Item = &'a ParameterSurface>,
    cache: &FormatCache,
) -> Result<(), Error> {
    for parameter in parameters {
        if let Some(type_name) = parameter.enumeration() {
            text.push('\n');
            text.push_str(&enumeration(parameter, type_name, cache)?);
        }
    }
    Ok(())
}

/// Returns the formatted enum of a parameter's values.
fn enumeration(
    parameter: &ParameterSurface,
    type_name: &str,
    cache: &FormatCache,
) -> Result<Arc<str>, Error> {
    let key = format!("enum\0{type_name}\0{}\0{:?}", parameter.name, parameter.variants);
    let about = format!("Values of {}.", docs::code(&parameter.name));
    let tokens = || tokens(&parameter.name, type_name, &parameter.variants);
    cache.get(key, || Ok(outer_docs_text(&about, "") + &format::items(tokens()?)?))
}

/// Returns the enum of values of a parameter, and its link to the values that are sent.
pub(crate) fn tokens(
    parameter: &str,
    type_name: &str,
    values: &[(Value, String)],
) -> Result<TokenStream, Error> {
    let name = ident(type_name)?;
    let (mut variants, mut idents, mut literals) = (Vec::new(), Vec::new(), Vec::new());
    for (value, variant) in values {
        let variant = ident(variant)?;
        let shown = outer_docs(&docs::code(&value.to_string()));
        variants.push(quote! { #shown #variant });
        idents.push(variant);
        literals.push(literal::runtime_literal(value).ok_or_else(|| Error::Schema {
            model: String::new(),
            reason: format!("`{parameter}` has an enum value that is not a scalar"),
        })?);
    }
    let traits = quote! { oxen_models::__private::choice_traits! };
    let implementation = if are_strings(values) {
        let texts = values.iter().map(|(value, _)| value.as_str());
        quote! { #traits { #name { #(#idents = #texts),* } } }
    } else {
        quote! {
            impl Choice for #name {
                const ALL: &'static [Self] = &[#(Self::#idents),*];

                fn value(self) -> Literal {
                    match self { #(Self::#idents => #literals),* }
                }
            }

            #traits { #name }
        }
    };
    Ok(quote! {
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum #name { #(#variants),* }

        #implementation
    })
}

/// Returns whether all values are strings.
pub(super) fn has_string_values(surface: &ParameterSurface) -> bool {
    are_strings(&surface.variants)
}

/// Returns whether every value is a string; the enum of other values refers to `Choice` and `Literal`.
pub(crate) fn are_strings(values: &[(Value, String)]) -> bool {
    values.iter().all(|(value, _)| value.is_string())
}
