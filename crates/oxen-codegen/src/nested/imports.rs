//! The imports of the module of nested types. No generated type can have one of these names.

use std::collections::BTreeSet;

use oxen_schema::nested::{Content, Further, Shape, TypeForm};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::enumeration;

/// Adds the names that the items of a type mention.
pub(super) fn collect(form: &TypeForm, names: &mut BTreeSet<&'static str>) {
    match form {
        TypeForm::Struct { members, further } => {
            for member in members {
                if let Content::Shape(shape) = &member.content {
                    of_shape(shape, names);
                    if member.nullable && !member.required {
                        names.insert("Nullable");
                    }
                }
            }
            if let Further::Open(shape) = further {
                names.insert(if matches!(shape, Shape::Json(_)) { "Map" } else { "BTreeMap" });
                of_shape(shape, names);
            }
        }
        TypeForm::Enumeration(values) if enumeration::are_strings(values) => {}
        TypeForm::Enumeration(_) => names.extend(["Choice", "Literal"]),
        TypeForm::Union(variants) => {
            for variant in variants {
                of_shape(&variant.shape, names);
            }
        }
        TypeForm::Wrapper(shape) => of_shape(shape, names),
    }
}

fn of_shape(shape: &Shape, names: &mut BTreeSet<&'static str>) {
    let name = match shape {
        Shape::String | Shape::Boolean | Shape::Type(_) => return,
        Shape::List(inner) | Shape::Nullable(inner) => return of_shape(inner, names),
        Shape::Tuple(items) => {
            for item in items {
                of_shape(item, names);
            }
            return;
        }
        Shape::Map(values) => {
            of_shape(values, names);
            "BTreeMap"
        }
        Shape::Media => "Media",
        Shape::Integer => "Integer",
        Shape::Number => "Number",
        Shape::Object => "Object",
        Shape::Json(_) => "Value",
    };
    names.insert(name);
}

/// Returns the imports of these names.
pub(super) fn tokens(names: &BTreeSet<&'static str>) -> Vec<TokenStream> {
    let mut paths = [
        (quote! { std::collections }, Vec::new()),
        (quote! { oxen_models }, Vec::new()),
        (quote! { oxen_models::serde_json }, Vec::new()),
    ];
    for name in names {
        let path = match *name {
            "BTreeMap" => 0,
            "Map" | "Value" => 2,
            _ => 1,
        };
        paths[path].1.push(format_ident!("{name}"));
    }
    let imports = paths.into_iter().filter_map(|(path, names)| match names.as_slice() {
        [] => None,
        [only] => Some(quote! { use #path::#only; }),
        several => Some(quote! { use #path::{#(#several),*}; }),
    });
    imports.collect()
}
