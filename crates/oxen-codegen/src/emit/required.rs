//! The traits that name a missing required parameter in the compiler's message.

use proc_macro2::TokenStream;
use quote::quote;

use super::{ident, outer_docs};
use crate::{Error, docs};

/// One required parameter, whichever models have it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct RequiredParameter {
    /// The trait's name.
    pub(crate) trait_name: String,
    /// The parameter's name.
    pub(crate) parameter: String,
    /// The methods that set it.
    pub(crate) setters: Vec<String>,
}

/// The trait of one required parameter.
pub(crate) fn tokens(required: &RequiredParameter) -> Result<TokenStream, Error> {
    let name = ident(&required.trait_name)?;
    let about =
        outer_docs(&format!("The required parameter {} is set.", docs::code(&required.parameter)));
    let parameter = message_text(&required.parameter);
    let message = format!("the required parameter `{parameter}` is not set");
    let setters: Vec<_> =
        required.setters.iter().map(|setter| format!("`.{setter}(..)`")).collect();
    let label = format!("call {} before `.build()`", alternatives(&setters));
    Ok(quote! {
        #about
        #[diagnostic::on_unimplemented(message = #message, label = #label)]
        pub trait #name {}

        #[diagnostic::do_not_recommend]
        impl #name for Provided {}
    })
}

/// A name within a compiler message, whose braces are placeholders and whose characters may be anything.
fn message_text(name: &str) -> String {
    name.escape_debug().to_string().replace('{', "{{").replace('}', "}}")
}

fn alternatives(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
