//! Enums of a parameter's values.

use proc_macro2::TokenStream;
use quote::quote;

use super::{ident, literal, outer_docs, outer_docs_text};
use crate::format::{self, Pieces};
use crate::plan::EnumerationPlan;
use crate::{Error, docs};

/// The formatted enum of a parameter's values.
pub(crate) fn text(plan: &EnumerationPlan, pieces: &mut Pieces) -> Result<String, Error> {
    let key = format!("enum\0{plan:?}");
    let about = format!("Values of {}.", docs::code(&plan.parameter));
    let text =
        pieces.get(key, || Ok(outer_docs_text(&about, "") + &format::items(tokens(plan)?)?))?;
    Ok(text.to_owned())
}

/// The enum of a parameter's values, and its link to the values that are sent.
fn tokens(plan: &EnumerationPlan) -> Result<TokenStream, Error> {
    let name = ident(&plan.type_name)?;
    let (mut variants, mut idents, mut literals) = (Vec::new(), Vec::new(), Vec::new());
    for (variant, value) in &plan.variants {
        let variant = ident(variant)?;
        let shown = outer_docs(&docs::code(&value.to_string()));
        variants.push(quote! { #shown #variant });
        idents.push(variant);
        literals.push(literal::runtime_literal(value).ok_or_else(|| Error::Schema {
            model: String::new(),
            reason: format!("`{}` has an enum value that is not a scalar", plan.parameter),
        })?);
    }
    let traits = quote! { oxen_models::__private::choice_traits! };
    let implementation = if plan.is_of_texts() {
        let texts = plan.variants.iter().map(|(_, value)| value.as_str());
        quote! { #traits { #name { #(#idents = #texts),* } } }
    } else {
        quote! {
            impl Choice for #name {
                const ALL: &'static [Self] = &[#(Self::#idents),*];

                fn value(self) -> Literal {
                    match self { #(Self::#idents => #literals),* }
                }
            }

            #traits { #name }
        }
    };
    Ok(quote! {
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum #name { #(#variants),* }

        #implementation
    })
}
