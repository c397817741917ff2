//! The traits that name a missing required parameter in the compiler's message.

use std::collections::{BTreeMap, BTreeSet};

use oxen_schema::names;
use oxen_schema::surface::{Argument, ChatPart};
use oxen_schema::text::excerpt;
use proc_macro2::TokenStream;
use quote::quote;

use super::{ident, outer_docs};
use crate::plan::ParameterPlan;
use crate::{Error, docs};

/// A required parameter, shared by all models that have it.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct RequiredParameter {
    /// The trait's name.
    pub(crate) trait_name: String,
    /// The parameter's name.
    pub(crate) parameter: String,
    /// The methods that set it.
    pub(crate) setters: Vec<String>,
}

/// Returns the name of the trait for a required parameter that is set: injective, and the same for all models.
pub(super) fn trait_name(parameter: &str) -> String {
    let natural = names::value_type(parameter);
    // The natural name distinguishes parameters that are named like their setters; bytes distinguish the rest.
    if names::setter(parameter) == parameter {
        natural
    } else {
        let bytes: String = parameter.bytes().take(40).map(|byte| format!("{byte:02x}")).collect();
        format!("{}X{bytes}", natural.trim_end_matches('_'))
    }
}

/// Returns the required parameters by the name of their trait.
pub(crate) fn parameters<'a>(
    parameters: impl Iterator<Item = &'a ParameterPlan<'a>>,
) -> BTreeMap<String, RequiredParameter> {
    let mut all: BTreeMap<String, RequiredParameter> = BTreeMap::new();
    for parameter in parameters {
        let trait_name = trait_name(parameter.parameter.name());
        let setters = match parameter.argument() {
            Argument::Chat(ChatPart::Messages) => {
                ["user", "message", "messages"].map(str::to_owned).into()
            }
            _ => BTreeSet::from([parameter.setter().to_owned()]),
        };
        let required = all.entry(trait_name.clone()).or_insert_with(|| RequiredParameter {
            trait_name,
            parameter: parameter.parameter.name().to_owned(),
            setters: Vec::new(),
        });
        for setter in setters {
            if !required.setters.contains(&setter) {
                required.setters.push(setter);
            }
        }
    }
    all
}

/// Returns the trait of one required parameter.
pub(crate) fn tokens(required: &RequiredParameter) -> Result<TokenStream, Error> {
    let name = ident(&required.trait_name)?;
    let about = outer_docs(&format!(
        "A builder state in which the required parameter {} is set.",
        docs::code(&required.parameter)
    ));
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

/// Escapes a name for a compiler message, in which braces are placeholders; the name may have any characters.
fn message_text(name: &str) -> String {
    excerpt(name).replace('{', "{{").replace('}', "}}")
}

fn alternatives(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [word] => word.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}
