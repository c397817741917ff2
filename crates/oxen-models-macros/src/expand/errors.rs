//! All errors of one macro call.

use std::collections::HashSet;
use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The position of an error in a request, as an index per level; empty, and so first, for the request as a whole.
pub(crate) type Position = Vec<usize>;

/// The errors found so far.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    all: Vec<(Position, syn::Error)>,
    /// The spans and messages of the reported errors, so that none is reported twice.
    reported: HashSet<(String, String)>,
    /// Whether a member could not be read, so that a parameter that seems to be missing may be there.
    pub(crate) is_incomplete: bool,
}

impl Errors {
    /// Reports an error at a token.
    pub(crate) fn at(&mut self, span: Span, message: impl Display) {
        self.push(syn::Error::new(span, message));
    }

    /// Reports an error at some tokens.
    pub(crate) fn on(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.push_in_order(Position::new(), error);
    }

    /// Reports an error in the order of the request's tokens, which is not the order in which violations are found.
    pub(crate) fn push_in_order(&mut self, position: Position, error: syn::Error) {
        if self.reported.insert((format!("{:?}", error.span()), error.to_string())) {
            let index = self.all.partition_point(|(other, _)| *other <= position);
            self.all.insert(index, (position, error));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Returns a `compile_error!` for each of the errors.
    pub(crate) fn to_compile_errors(&self) -> TokenStream {
        self.each_as_compile_error().collect()
    }

    /// Returns an iterator over a `compile_error!` for each of the errors.
    pub(crate) fn each_as_compile_error(&self) -> impl Iterator<Item = TokenStream> {
        self.all.iter().map(|(_, error)| error.to_compile_error())
    }

    #[cfg(all(test, frozen_catalog))]
    pub(crate) fn into_vec(self) -> Vec<syn::Error> {
        self.all.into_iter().map(|(_, error)| error).collect()
    }
}
