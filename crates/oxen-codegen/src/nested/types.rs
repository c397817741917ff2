//! Types as generated source writes them: typify's, with the names that they are to have.

use oxen_schema::nested::{Nested, Shape};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{GenericArgument, PathArguments, PathSegment, Type};

use super::ask::type_key;
use crate::emit::ident;

/// A type, and whether it is in a box, as one that holds itself has to be.
#[derive(Clone, Debug)]
pub(super) struct RustType {
    /// The type, the box aside.
    pub(super) tokens: TokenStream,
    pub(super) is_boxed: bool,
}

impl RustType {
    /// The whole type.
    pub(super) fn whole(&self) -> TokenStream {
        let tokens = &self.tokens;
        if self.is_boxed {
            quote! { Box<#tokens> }
        } else {
            tokens.clone()
        }
    }
}

/// The type that typify gives a shape; `None` if it is of another shape.
pub(super) fn rust_type(nested: &Nested, shape: &Shape, answer: &Type) -> Option<RustType> {
    if let Some(inner) = argument(answer, "Box", 0, 1) {
        return Some(RustType { is_boxed: true, ..rust_type(nested, shape, inner)? });
    }
    let inside = |shape: &Shape, answer: &Type| Some(rust_type(nested, shape, answer)?.tokens);
    let tokens = match shape {
        Shape::String => named(answer, "String", quote! { String })?,
        Shape::Boolean => named(answer, "bool", quote! { bool })?,
        Shape::Media => named(answer, "Media", quote! { Media })?,
        Shape::Integer => named(answer, "Integer", quote! { Integer })?,
        Shape::Number => named(answer, "Number", quote! { Number })?,
        Shape::Object => named(answer, "Object", quote! { Object })?,
        Shape::Json(_) => named(answer, "Value", quote! { Value })?,
        Shape::List(items) => {
            let items = inside(items, argument(answer, "Vec", 0, 1)?)?;
            quote! { Vec<#items> }
        }
        Shape::Map(values) => {
            argument(answer, "BTreeMap", 0, 2).filter(|key| is_named(key, "String"))?;
            let values = inside(values, argument(answer, "BTreeMap", 1, 2)?)?;
            quote! { BTreeMap<String, #values> }
        }
        Shape::Tuple(shapes) => {
            let Type::Tuple(tuple) = answer else { return None };
            if tuple.elems.len() != shapes.len() {
                return None;
            }
            let items = shapes.iter().zip(&tuple.elems).map(|(shape, item)| inside(shape, item));
            let items = items.collect::<Option<Vec<_>>>()?;
            if let [only] = items.as_slice() {
                quote! { (#only,) }
            } else {
                quote! { (#(#items),*) }
            }
        }
        Shape::Nullable(inner) => {
            let inner = rust_type(nested, inner, argument(answer, "Option", 0, 1)?)?.whole();
            quote! { Option<#inner> }
        }
        Shape::Type(index) => {
            let name = ident(&nested.types.get(*index)?.name).ok()?;
            named(answer, &type_key(*index), quote! { #name })?
        }
    };
    Some(RustType { tokens, is_boxed: false })
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

fn named(ty: &Type, name: &str, tokens: TokenStream) -> Option<TokenStream> {
    is_named(ty, name).then_some(tokens)
}

/// The argument at that position of a generic type of that name and number of arguments.
fn argument<'a>(ty: &'a Type, name: &str, position: usize, count: usize) -> Option<&'a Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.iter().nth(position)? {
        GenericArgument::Type(inner) if arguments.args.len() == count => Some(inner),
        _ => None,
    }
}
