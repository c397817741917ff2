//! Types of nested values.
//!
//! Their shapes and names are those of [`oxen_schema::nested`]. typify turns the shapes into Rust types: it is
//! [asked](ask) with keys of ours for every type, member and variant, so that it has no name to make up, and none to
//! change. What it answers is then [checked](types) against the shapes and [emitted](emit) with the names, the names
//! on the wire, the runtime's types for scalars, and documentation.

mod arguments;
mod ask;
mod emit;
mod quiet;
mod types;

use std::collections::BTreeSet;

use oxen_schema::nested::Nested;
use proc_macro2::{LexError, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::{Error, format};

/// The items that define the types of one parameter.
///
/// The error says why there are none.
pub(crate) fn items(nested: &Nested, parameter: &str) -> Result<TokenStream, String> {
    if nested.types.is_empty() {
        return Ok(TokenStream::new());
    }
    let answers = ask::ask(nested)?;
    let mut items = TokenStream::new();
    for (of_type, answer) in nested.types.iter().zip(&answers) {
        let emitted = emit::items(nested, parameter, of_type, answer);
        items.extend(emitted.map_err(|error| error.to_string())?);
    }
    // What doesn't parse must not cost the types of other parameters.
    syn::parse2::<syn::File>(items.clone()).map_err(|error| error.to_string())?;
    Ok(items)
}

/// The formatted module of the types of all parameters of a model, made of the text of their items.
pub(crate) fn module(items: &str) -> Result<String, Error> {
    let items: TokenStream = items.parse().map_err(|error: LexError| Error::Unparsable {
        model: String::new(),
        reason: error.to_string(),
    })?;
    let imports = imports(&items);
    format::items(quote! {
        /// The structured values that parameters take.
        #[allow(
            clippy::large_enum_variant,
            clippy::should_implement_trait,
            clippy::struct_excessive_bools,
            clippy::too_many_arguments,
            reason = "as the schema has it"
        )]
        pub mod types {
            #(#imports)*
            #items
        }
    })
}

/// The imports that the items need. No type of ours can have one of these names.
fn imports(items: &TokenStream) -> Vec<TokenStream> {
    let mut used = BTreeSet::new();
    collect_idents(items.clone(), &mut used);
    let paths = [
        (quote! { std::collections }, &["BTreeMap"][..]),
        (
            quote! { oxen_models },
            &["Choice", "Integer", "Literal", "Media", "Nullable", "Number", "Object"][..],
        ),
        (quote! { oxen_models::serde_json }, &["Map", "Value"][..]),
    ];
    let imports = paths.into_iter().filter_map(|(path, names)| {
        let names: Vec<_> = names.iter().filter(|name| used.contains(**name)).collect();
        let names = names.into_iter().map(|name| format_ident!("{name}")).collect::<Vec<_>>();
        match names.as_slice() {
            [] => None,
            [only] => Some(quote! { use #path::#only; }),
            several => Some(quote! { use #path::{#(#several),*}; }),
        }
    });
    imports.collect()
}

fn collect_idents(tokens: TokenStream, idents: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => drop(idents.insert(ident.to_string())),
            TokenTree::Group(group) => collect_idents(group.stream(), idents),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
