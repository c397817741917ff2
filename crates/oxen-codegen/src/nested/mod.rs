//! Types of nested values.
//!
//! The shapes and names come from [`oxen_schema::nested`]. typify turns the shapes into Rust types: it is [asked](ask)
//! for [definitions] with the project's own keys for all types, members and variants, so that it neither invents nor
//! changes names. Its answers are then [checked](types) against the shapes and [emitted](emit) with the names, the
//! names on the wire, the runtime's types for scalars, and documentation.

mod arguments;
mod ask;
mod definitions;
mod emit;
mod imports;
mod quiet;
mod types;

use std::collections::BTreeSet;

use oxen_schema::nested::Nested;
use proc_macro2::{LexError, TokenStream};
use quote::quote;

use crate::{Error, format};

/// The types of the nested values of a model.
#[derive(Clone, Debug, Default)]
pub(crate) struct NestedTypes {
    /// Their items, as text.
    items: String,
    /// Their imports.
    imports: BTreeSet<&'static str>,
}

impl NestedTypes {
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Adds the types of one parameter.
    ///
    /// The error is the reason why it has none.
    pub(crate) fn add(&mut self, nested: &Nested, parameter: &str) -> Result<(), String> {
        if nested.types.is_empty() {
            return Ok(());
        }
        let answers = ask::ask(nested)?;
        let mut items = TokenStream::new();
        for (of_type, answer) in nested.types.iter().zip(&answers) {
            let emitted = emit::items(nested, parameter, of_type, answer);
            items.extend(emitted.map_err(|error| error.to_string())?);
        }
        // Items that don't parse must not affect the types of other parameters.
        syn::parse2::<syn::File>(items.clone()).map_err(|error| error.to_string())?;
        self.items.push_str(&items.to_string());
        self.items.push('\n');
        for of_type in &nested.types {
            imports::collect(&of_type.form, &mut self.imports);
        }
        Ok(())
    }

    /// Returns the formatted module.
    pub(crate) fn module(&self) -> Result<String, Error> {
        let unparsable = |reason: String| Error::Unparsable { model: String::new(), reason };
        let items: TokenStream =
            self.items.parse().map_err(|error: LexError| unparsable(error.to_string()))?;
        let imports = imports::tokens(&self.imports);
        format::items(quote! {
            /// Types of the structured values that parameters accept.
            #[allow(
                clippy::large_enum_variant,
                clippy::should_implement_trait,
                clippy::struct_excessive_bools,
                clippy::too_many_arguments,
                reason = "as the schema has it"
            )]
            pub mod types {
                #(#imports)*
                #items
            }
        })
    }
}
