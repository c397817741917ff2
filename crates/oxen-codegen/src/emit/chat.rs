//! The chat builder that models of one provider share.

use oxen_schema::surface::Argument;
use quote::quote;

use super::enumeration::enumerations;
use super::model::{closing_methods, for_macros, push_imports, required_trait, used_types};
use super::setter::{self, Provides};
use super::{ident, inner_docs};
use crate::format::FormatCache;
use crate::plan::ParameterPlan;
use crate::{Error, format};

/// Returns the text of a chat builder's module, without the line that marks it as generated.
pub(crate) fn text(
    title: &str,
    builders: &[(String, &[ParameterPlan<'_>])],
    cache: &FormatCache,
) -> Result<String, Error> {
    let mut text = inner_docs(title);
    text.push_str("\nuse std::marker::PhantomData;\n\n");
    let mut names = vec!["AnyRequest", "InvalidRequest", "Missing", "Provided", "RequestBuilder"];
    let mut chat_names: Vec<&str> = Vec::new();
    for (_, parameters) in builders {
        names.extend(used_types(parameters));
        for parameter in *parameters {
            if let Argument::Chat(part) = parameter.argument() {
                chat_names.extend(setter::chat_types(*part));
            }
        }
    }
    chat_names.sort_unstable();
    chat_names.dedup();
    text.push_str(&format!("use oxen_models::chat::{{{}}};\n", chat_names.join(", ")));
    push_imports(&mut text, names);
    text.push_str("\nuse super::super::required;\n");
    for (name, parameters) in builders {
        text.push('\n');
        text.push_str(&builder(name, parameters, cache)?);
        enumerations(&mut text, parameters.iter().map(|plan| &plan.surface), cache)?;
    }
    Ok(text)
}

fn builder(
    name: &str,
    parameters: &[ParameterPlan<'_>],
    cache: &FormatCache,
) -> Result<String, Error> {
    let builder = ident(name)?;
    let mut text = format::items(quote! {
        /// Sets the parameters of a chat request.
        #[derive(Clone, Debug)]
        #[must_use]
        pub struct #builder<Request, MessagesState = Missing> {
            request: RequestBuilder,
            wrap: fn(AnyRequest) -> Request,
            state: PhantomData<MessagesState>,
        }

        impl<Request, MessagesState> #builder<Request, MessagesState> {
            pub(super) fn new(request: RequestBuilder, wrap: fn(AnyRequest) -> Request) -> Self {
                Self { request, wrap, state: PhantomData }
            }
        }
    })?;
    text.push_str(&format!("\nimpl<Request, MessagesState> {name}<Request, MessagesState> {{\n"));
    let returns = quote! { #builder<Request, Provided> };
    let rebuilt =
        quote! { #builder { request: self.request, wrap: self.wrap, state: PhantomData } };
    let mut bound = quote! {};
    for parameter in parameters {
        let provides =
            parameter.is_required().then_some(Provides { returns: &returns, rebuilt: &rebuilt });
        if parameter.is_required() {
            let required = required_trait(parameter)?;
            bound = quote! { where MessagesState: required::#required };
        }
        text.push_str(&setter::text(parameter, provides, cache)?);
        text.push('\n');
    }
    let closing = closing_methods(
        &quote! { Request },
        &bound,
        &quote! { self.request.finish().map(self.wrap) },
    );
    text.push_str(&format::associated_items(&closing)?);
    text.push_str("}\n\n");
    let (generics, request) = (quote! { <Request, MessagesState> }, quote! { Request });
    let macros = for_macros(&generics, &builder, &request, &quote! { self.wrap });
    text.push_str(&format::items(macros)?);
    Ok(text)
}
