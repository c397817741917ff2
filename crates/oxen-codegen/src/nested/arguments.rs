//! The arguments of the methods of generated types, and their conversion into the values of fields.

use oxen_schema::nested::{Nested, Shape, TypeForm};
use proc_macro2::TokenStream;
use quote::quote;

use super::types::{RustType, plain_type};
use crate::Error;

/// An argument: its type, and the expression that converts it into the field's value.
pub(super) struct Argument {
    pub(super) takes: TokenStream,
    pub(super) value: TokenStream,
}

/// Returns the argument of this name for values of a shape.
pub(super) fn argument(
    nested: &Nested,
    shape: &Shape,
    rust_type: &RustType,
    name: &TokenStream,
) -> Result<Argument, Error> {
    let whole = &rust_type.tokens;
    let (takes, value) = match shape {
        Shape::Boolean | Shape::Tuple(_) => (whole.clone(), quote! { #name }),
        Shape::Type(index) if is_enumeration(nested, *index) => (whole.clone(), quote! { #name }),
        Shape::List(items) => {
            let item = plain_type(nested, items)?;
            match converted(nested, items)? {
                Some(takes) => (
                    quote! { impl IntoIterator<Item = #takes> },
                    quote! { #name.into_iter().map(Into::into).collect() },
                ),
                None => (
                    quote! { impl IntoIterator<Item = #item> },
                    quote! { #name.into_iter().collect() },
                ),
            }
        }
        Shape::Map(values) => {
            let inner = plain_type(nested, values)?;
            (
                quote! { impl IntoIterator<Item = (impl Into<String>, impl Into<#inner>)> },
                quote! {
                    #name.into_iter().map(|(name, value)| (name.into(), value.into())).collect()
                },
            )
        }
        _ => (quote! { impl Into<#whole> }, quote! { #name.into() }),
    };
    let value = if rust_type.is_boxed {
        quote! { Box::new(#value) }
    } else {
        value
    };
    Ok(Argument { takes, value })
}

/// Returns whether the type is an enum of values.
pub(super) fn is_enumeration(nested: &Nested, index: usize) -> bool {
    let of_type = nested.types.get(index);
    of_type.is_some_and(|of_type| matches!(of_type.form, TypeForm::Enumeration(_)))
}

/// Returns the type that an item of the shape is converted from; `None` if the item needs no conversion.
fn converted(nested: &Nested, shape: &Shape) -> Result<Option<TokenStream>, Error> {
    Ok(match shape {
        Shape::Boolean | Shape::Tuple(_) | Shape::Nullable(_) => None,
        Shape::Type(index) if is_enumeration(nested, *index) => None,
        shape => {
            let item = plain_type(nested, shape)?;
            Some(quote! { impl Into<#item> })
        }
    })
}
