//! A module for one model that is not in the catalog.

use std::fmt::Display;

use oxen_schema::canonical;
use oxen_schema::catalog::BaseSchemas;
use oxen_schema::model::Model;
use oxen_schema::names::ModelNames;
use oxen_schema::rules::Rules;
use oxen_schema::schema::RequestSchema;
use quote::quote;
use serde_json::Value;

use crate::emit::model::{self, ModuleSource};
use crate::emit::required;
use crate::format::FormatCache;
use crate::{Error, format, planner};

/// Generates the module of a model that is not in the catalog, such as a private or fine-tuned one, for any crate
/// that depends on `oxen-models`.
///
/// `model` is the hub's object: it has an id, and the request schema if the model has one of its
/// own; `base` has the parameters that its endpoint adds. The result is the text of one public module.
///
/// # Errors
///
/// Returns [`Error::Schema`] if the object is not a model, or its request schema can't be used at all.
pub fn generate_model(model: Value, base: &BaseSchemas) -> Result<String, Error> {
    let (model, mut diagnostics) =
        Model::from_hub(model).map_err(|error| unusable("the model", error))?;
    let id = model.id.as_str().to_owned();
    let (schema, of_schema) = base
        .effective(&model)
        .and_then(RequestSchema::read_owned)
        .map_err(|error| unusable(&id, error))?;
    diagnostics.extend(of_schema);
    let names = ModelNames::new(&model, &schema).map_err(|error| unusable(&id, error))?;
    let plan = planner::plan(&model, &names, &schema, &Rules::default(), diagnostics);
    let record = canonical::to_text(&model.to_record());
    let source = ModuleSource {
        model: &model,
        plan: &plan,
        schema: &schema,
        record: quote! { #record },
        rules: None,
        chat_builder: None,
        is_private: true,
    };
    let text = model::text(&source, &FormatCache::default()).map_err(|error| error.of(&id))?;
    let traits = required::parameters(plan.required_by_type());
    let mut required_text = String::new();
    for parameter in traits.values() {
        let tokens = required::tokens(parameter).map_err(|error| error.of(&id))?;
        required_text.push_str(&format::items(tokens).map_err(|error| error.of(&id))?);
    }
    if !required_text.is_empty() {
        required_text = format!(
            "/// Required parameters, as the compiler names them when they are missing.\n\
             #[doc(hidden)]\npub mod required {{\nuse oxen_models::Provided;\n{required_text}}}\n"
        );
    }
    // Lints that clippy reports in a macro's expansion too.
    let lints = "#[allow(clippy::approx_constant, clippy::iter_not_returning_iterator)]";
    Ok(format!("{lints}\npub mod {} {{\n{text}{required_text}}}\n", plan.module))
}

fn unusable(model: &str, reason: impl Display) -> Error {
    Error::Schema { model: model.to_owned(), reason: reason.to_string() }
}
