//! The expansion of the macros of `oxen-models`, which documents them: requests checked at compile time.
//!
//! This file only has the entry points; the logic is in `expand`, based on `proc_macro2`, and tested without rustc.

mod expand;

use proc_macro::TokenStream;

use expand::{Mode, catch_panics};

/// Expands `#[derive(ModelRequest)]`.
#[proc_macro_derive(ModelRequest, attributes(model))]
pub fn derive_model_request(input: TokenStream) -> TokenStream {
    catch_panics(|| expand::derive(input.into())).into()
}

/// Expands `request!`: the path of `oxen-models` in parentheses, and a request.
#[proc_macro]
pub fn expand_request(input: TokenStream) -> TokenStream {
    catch_panics(|| expand::request(input.into(), Mode::Infallible)).into()
}

/// Expands `try_request!`: the path of `oxen-models` in parentheses, and a request.
#[proc_macro]
pub fn expand_try_request(input: TokenStream) -> TokenStream {
    catch_panics(|| expand::request(input.into(), Mode::Fallible)).into()
}

/// Expands `model_types!`: the path of `oxen-models` in parentheses, and that of a file.
#[cfg(feature = "model-types")]
#[proc_macro]
pub fn expand_model_types(input: TokenStream) -> TokenStream {
    catch_panics(|| expand::model_types(input.into())).into()
}
