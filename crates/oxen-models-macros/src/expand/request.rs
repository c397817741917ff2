//! `request!` and `try_request!`.

use proc_macro2::{Ident, TokenStream};
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
    let (body, start) = parse::body(&input, &mut errors);
    let request = verify(&body, start, mode, &mut errors);
    if errors.is_empty()
        && let Some(request) = &request
    {
        return emit::request(request, root);
    }
    let request_type =
        request.map(|request| emit::request_type(root, request.entry, request.model));
    let completions = request_type.as_ref().map(|name| completions(&body, name));
    let result = request_type.map(|name| match mode {
        Mode::Infallible => name,
        Mode::Fallible => quote! { ::core::result::Result<#name, #root::InvalidRequest> },
    });
    refused(&body, root, result, &completions.unwrap_or_default(), errors)
}

/// Returns the keys as methods of the builder, so that rust-analyzer completes those without quotes. rustc never sees
/// them. The block has to come first: rust-analyzer compares offsets with those of an expansion for another key, and
/// the messages contain the key.
fn completions(body: &Body, request_type: &TokenStream) -> TokenStream {
    let keys = body.members.iter().filter_map(|member| {
        let mut key: Ident = syn::parse_str(&member.name).ok()?;
        key.set_span(member.span);
        Some(key)
    });
    quote! {
        #[allow(unexpected_cfgs)]
        {
            #[cfg(rust_analyzer)]
            { #(#request_type::builder().#keys;)* }
        }
    }
}

/// Returns the errors, and with them the parts that an editor needs to continue: the expressions, and a value of the
/// result's type if that is known.
fn refused(
    body: &Body,
    root: &CratePath,
    result: Option<TokenStream>,
    completions: &TokenStream,
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
        #completions
        #(#errors)*
        #(let _ = #expressions;)*
        #result
    } }
}

#[cfg(all(test, frozen_catalog))]
mod tests {
    use super::*;

    #[test]
    fn an_editor_finds_every_key_on_the_builder_before_the_messages() {
        let input = r#"(oxen) { "model": "flux-2-pro", prompt: "an ox", guid, "no key": 1 }"#;
        let expanded = request(input.parse().unwrap(), Mode::Infallible).to_string();
        let builder = "oxen :: models :: flux_2_pro :: Flux2Pro :: builder ()";
        let keys = format!("{{ {builder} . prompt ; {builder} . guid ; }}");
        let (before, after) = expanded.split_once(&keys).unwrap();
        assert!(before.ends_with("# [cfg (rust_analyzer)] "), "{before}");
        assert!(
            !before.contains("guid") && after.contains("did you mean `guidance`?"),
            "{expanded}"
        );
    }
}
