//! `request!` and `try_request!`.

use proc_macro2::TokenStream;
use quote::quote;

use super::emit;
use super::emit::tokens::CratePath;
use super::errors::Errors;
use super::parse::{self, Body, node};
use super::verify::{Mode, verify};

/// Expands `request!` or `try_request!`.
pub(crate) fn request(input: TokenStream, mode: Mode) -> TokenStream {
    let (root, input) = CratePath::split(input);
    let root = &root;
    let mut errors = Errors::default();
    let (body, start) = parse::body(input, &mut errors);
    let request = verify(&body, start, mode, &mut errors);
    if errors.is_empty()
        && let Some(request) = &request
    {
        return emit::request(request, root);
    }
    let result = request.map(|request| {
        let result = emit::request_type(root, &request.entry, request.model);
        match mode {
            Mode::Infallible => result,
            Mode::Fallible => quote! { ::core::result::Result<#result, #root::InvalidRequest> },
        }
    });
    refused(&body, root, result, errors)
}

/// Returns the errors, and with them the parts that an editor needs to continue: the expressions, and a value of the
/// result's type if that is known.
fn refused(
    body: &Body,
    root: &CratePath,
    result: Option<TokenStream>,
    mut errors: Errors,
) -> TokenStream {
    let members = [body.model.as_slice(), &body.members, &body.repeated];
    let slots = members.iter().flat_map(|members| node::slots(members));
    let mut expressions: Vec<_> = slots.map(|slot| slot.expression).collect();
    expressions.retain(|expression| {
        // An expression that rustc can't parse would hide the other errors.
        if expression.is_unreadable() {
            return false;
        }
        let parsed = parse::whole_expression(expression.tokens()).and_then(|parsed| parsed);
        parsed.map_err(|error| errors.push(error)).is_ok()
    });
    let mut errors: Vec<_> = errors.each_as_compile_error().collect();
    let result = match result {
        Some(result) => quote! { #root::__private::refused::<#result>() },
        // An error in place of the value tells rustc that its type is unknown.
        None => errors.pop().unwrap_or_default(),
    };
    quote! { {
        #(#errors)*
        #(let _ = #expressions;)*
        #result
    } }
}
