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
pub(crate) fn tokens(plan: &EnumerationPlan) -> Result<TokenStream, Error> {
    let name = ident(&plan.type_name)?;
    let mut variants = Vec::new();
    let mut arms = Vec::new();
    let mut idents = Vec::new();
    for (variant, value) in &plan.variants {
        let variant = ident(variant)?;
        let shown = outer_docs(&docs::code(&value.to_string()));
        let literal = literal::runtime_literal(value).ok_or_else(|| Error::Schema {
            model: String::new(),
            reason: format!("`{}` has an enum value that is not a scalar", plan.parameter),
        })?;
        variants.push(quote! { #shown #variant });
        arms.push(quote! { Self::#variant => #literal });
        idents.push(variant);
    }
    Ok(quote! {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum #name { #(#variants),* }

        impl Choice for #name {
            const ALL: &'static [Self] = &[#(Self::#idents),*];

            fn value(self) -> Literal {
                match self { #(#arms),* }
            }
        }
    })
}
