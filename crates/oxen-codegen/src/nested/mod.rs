//! Types for nested and composite schemas, made by typify.
//!
//! A schema is first [simplified](simplify) to what decides a type: the constraints are checked when a request is
//! built, so typify need not know them. What it emits is then [refined](refine): only the types stay, they serialize
//! an explicitly empty list, and they can grow without breaking their users.

mod refine;
mod simplify;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use oxen_schema::names::Scope;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::{Map, Value, json};

use crate::format;
use simplify::Definitions;
pub(crate) use simplify::single_part;

/// The nested types of a model, and how to get more of them.
#[derive(Debug, Default)]
pub(crate) struct NestedTypes {
    text: String,
}

impl NestedTypes {
    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The formatted module of the types.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }
}

/// A parameter whose values get a type here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NestedParameter<'a> {
    pub(crate) type_name: &'a str,
    /// The parameter's schema, or that of its items.
    pub(crate) schema: &'a Value,
}

/// Makes the types of all nested parameters of a model; the error says which of them can't be typed, and why.
pub(crate) fn types(
    root: &Value,
    parameters: &[NestedParameter<'_>],
) -> Result<NestedTypes, NestedError> {
    if parameters.is_empty() {
        return Ok(NestedTypes::default());
    }
    let mut definitions = Definitions::new(root, parameters.iter().map(|one| one.type_name));
    for parameter in parameters {
        definitions
            .add(parameter.type_name, parameter.schema)
            .map_err(|reason| NestedError { type_name: parameter.type_name.to_owned(), reason })?;
    }
    let simplified = definitions.finish();
    let tokens = typify(&simplified.definitions).map_err(|reason| NestedError {
        type_name: parameters.first().map(|one| one.type_name.to_owned()).unwrap_or_default(),
        reason,
    })?;
    let items = refine::refine(tokens, &simplified.names).map_err(|reason| NestedError {
        type_name: parameters.first().map(|one| one.type_name.to_owned()).unwrap_or_default(),
        reason,
    })?;
    let module = quote! {
        /// The structured values that parameters take.
        pub mod types { #(#items)* }
    };
    let text = format::items(module).map_err(|error| NestedError {
        type_name: parameters.first().map(|one| one.type_name.to_owned()).unwrap_or_default(),
        reason: error.to_string(),
    })?;
    Ok(NestedTypes { text })
}

/// Why a parameter stays a JSON value.
#[derive(Clone, Debug)]
pub(crate) struct NestedError {
    pub(crate) type_name: String,
    pub(crate) reason: String,
}

/// A name of the scope that was not given before: the same wish twice gets two names.
fn fresh(scope: &mut Scope, wishes: &mut HashSet<String>, wish: &str) -> String {
    let numbered = (2_usize..).map(|number| format!("{wish} {number}"));
    let mut all = std::iter::once(wish.to_owned()).chain(numbered);
    let unused = all.find(|one| wishes.insert(one.clone())).unwrap_or_default();
    scope.assign(&unused)
}

/// typify panics on some schemas; that is no reason for us to.
fn typify(definitions: &Map<String, Value>) -> Result<TokenStream, String> {
    let root = json!({ "definitions": definitions });
    let root: schemars08::schema::RootSchema =
        serde_json::from_value(root).map_err(|error| format!("typify can't read it: {error}"))?;
    catch_unwind(AssertUnwindSafe(|| {
        let mut settings = typify::TypeSpaceSettings::default();
        settings.with_replacement(simplify::MEDIA, "oxen_models::Media", std::iter::empty());
        let mut space = typify::TypeSpace::new(&settings);
        space.add_root_schema(root).map_err(|error| format!("typify can't type it: {error}"))?;
        Ok(space.to_stream())
    }))
    .unwrap_or_else(|_| Err("typify panics on it".to_owned()))
}
