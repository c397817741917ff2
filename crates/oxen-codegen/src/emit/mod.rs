//! Tokens and text of a model's module.

pub(crate) mod chat;
pub(crate) mod enumeration;
mod example;
mod facts;
mod literal;
pub(crate) mod model;
mod parameter_docs;
pub(crate) mod required;
mod setter;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

pub(crate) use parameter_docs::{capitalised, is_implied_by_type, sentence, shown};

use crate::{Error, docs};

/// Parses an identifier, and returns an error instead of panicking if the text isn't one.
pub(crate) fn ident(text: &str) -> Result<Ident, Error> {
    syn::parse_str(text).map_err(|_| Error::Unparsable {
        model: String::new(),
        reason: format!("`{text}` is not an identifier"),
    })
}

/// Returns outer documentation, with one attribute per line.
pub(crate) fn outer_docs(text: &str) -> TokenStream {
    let text = docs::wrapped(text);
    let lines = text.lines().map(doc_line);
    quote! { #(#[doc = #lines])* }
}

/// Returns outer documentation as text to put before its item, which is much faster than tokens.
pub(crate) fn outer_docs_text(text: &str, indentation: &str) -> String {
    docs::wrapped(text)
        .lines()
        .map(|line| format!("{indentation}///{}\n", doc_line(line)))
        .collect()
}

fn doc_line(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!(" {line}") }
}

/// Returns inner documentation as text.
pub(crate) fn inner_docs(text: &str) -> String {
    text.lines()
        .map(|line| if line.is_empty() { "//!\n".to_owned() } else { format!("//! {line}\n") })
        .collect()
}
