//! Types as generated source writes them, compared with those that typify makes.

use oxen_schema::nested::{Nested, Shape};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericArgument, PathArguments, PathSegment, Type};

use super::definitions::type_key;
use crate::Error;
use crate::emit::ident;

/// A type, and whether it is boxed, as a recursive one has to be.
#[derive(Clone, Debug)]
pub(super) struct RustType {
    /// The type without the box.
    pub(super) tokens: TokenStream,
    pub(super) is_boxed: bool,
}

impl RustType {
    /// Returns the whole type, the box included.
    pub(super) fn whole(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.is_boxed {
            quote! { Box<#tokens> }
        } else {
            tokens.clone()
        }
    }
}

/// Returns the type that typify gives a shape; `None` if it is of another shape.
pub(super) fn rust_type(
    nested: &Nested,
    shape: &Shape,
    answer: &Type,
) -> Result<Option<RustType>, Error> {
    if !is_of_shape(shape, answer) {
        return Ok(None);
    }
    let is_boxed = argument(answer, "Box", 0, 1).is_some();
    Ok(Some(RustType { tokens: plain_type(nested, shape)?, is_boxed }))
}

/// Returns the type of values of a shape within a list or map, where nothing is boxed.
pub(super) fn plain_type(nested: &Nested, shape: &Shape) -> Result<TokenStream, Error> {
    Ok(match shape {
        Shape::String => quote! { String },
        Shape::Boolean => quote! { bool },
        Shape::Media => quote! { Media },
        Shape::Integer => quote! { Integer },
        Shape::Number => quote! { Number },
        Shape::Object => quote! { Object },
        Shape::Json(_) => quote! { Value },
        Shape::List(items) => {
            let items = plain_type(nested, items)?;
            quote! { Vec<#items> }
        }
        Shape::Map(values) => {
            let values = plain_type(nested, values)?;
            quote! { BTreeMap<String, #values> }
        }
        Shape::Tuple(items) => {
            let items: Vec<_> =
                items.iter().map(|item| plain_type(nested, item)).collect::<Result<_, _>>()?;
            if let [only] = items.as_slice() {
                quote! { (#only,) }
            } else {
                quote! { (#(#items),*) }
            }
        }
        Shape::Nullable(inner) => {
            let inner = plain_type(nested, inner)?;
            quote! { Option<#inner> }
        }
        Shape::Type(index) => {
            let name = nested.types.get(*index).map(|of_type| of_type.name.as_str());
            let name = ident(name.unwrap_or_default())?;
            quote! { #name }
        }
    })
}

/// Returns whether the type is that of the shape. Boxes are ignored, as lists and maps hold their items elsewhere.
fn is_of_shape(shape: &Shape, answer: &Type) -> bool {
    let answer = argument(answer, "Box", 0, 1).unwrap_or(answer);
    let has = |inner: &Shape, answer: Option<&Type>| {
        answer.is_some_and(|answer| is_of_shape(inner, answer))
    };
    match shape {
        Shape::String => is_named(answer, "String"),
        Shape::Boolean => is_named(answer, "bool"),
        Shape::Media => is_named(answer, "Media"),
        Shape::Integer => is_named(answer, "Integer"),
        Shape::Number => is_named(answer, "Number"),
        Shape::Object => is_named(answer, "Object"),
        Shape::Json(_) => is_named(answer, "Value"),
        Shape::Type(index) => is_named(answer, &type_key(*index)),
        Shape::List(items) => has(items, argument(answer, "Vec", 0, 1)),
        Shape::Nullable(inner) => has(inner, argument(answer, "Option", 0, 1)),
        Shape::Map(values) => {
            has(&Shape::String, argument(answer, "BTreeMap", 0, 2))
                && has(values, argument(answer, "BTreeMap", 1, 2))
        }
        Shape::Tuple(shapes) => match answer {
            Type::Tuple(tuple) => {
                tuple.elems.len() == shapes.len()
                    && shapes.iter().zip(&tuple.elems).all(|(shape, item)| is_of_shape(shape, item))
            }
            _ => false,
        },
    }
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
}

fn is_named(ty: &Type, name: &str) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == name && segment.arguments.is_empty())
}

/// Returns the argument at `position` of a generic type with this name and number of arguments.
fn argument<'a>(ty: &'a Type, name: &str, position: usize, count: usize) -> Option<&'a Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.iter().nth(position)? {
        GenericArgument::Type(inner) if arguments.args.len() == count => Some(inner),
        _ => None,
    }
}
