//! Plans a model's module from the model and its schema.

use std::collections::HashMap;

use oxen_schema::Diagnostic;
use oxen_schema::model::Model;
use oxen_schema::names::ModelNames;
use oxen_schema::nested::{JsonPart, Nested};
use oxen_schema::rules::{Certainty, Rule, Rules};
use oxen_schema::schema::RequestSchema;
use oxen_schema::surface::{Argument, Surface, Untyped};

use crate::docs;
use crate::nested::NestedTypes;
use crate::output::UntypedParameter;
use crate::plan::{MAX_STATES, ModelPlan, ParameterPlan};

/// Plans the module of a model. Parameters for which no nested type can be generated become JSON values.
pub(crate) fn plan<'a>(
    model: &'a Model,
    names: &ModelNames,
    schema: &'a RequestSchema,
    rules: &Rules,
    diagnostics: Vec<Diagnostic>,
) -> ModelPlan<'a> {
    let mut surface = Surface::new(model, schema, names).with_rules(rules, schema);
    let (nested, mut reasons) = nested_types(&surface, names);
    let mut required = 0;
    let parameters = std::mem::take(&mut surface.parameters).into_iter().filter_map(|mut one| {
        if let Some(reason) = reasons.remove(&one.name) {
            one.argument = Argument::Json(Untyped::Unsupported(reason));
        }
        let rules = docs_of_rules(
            rules.iter().filter(|rule| rule.parameters().contains(&one.name.as_str())),
        );
        let parameter = schema.parameter(&one.name)?;
        required += usize::from(one.is_required);
        let is_in_type = one.is_required && required <= MAX_STATES;
        Some(ParameterPlan { parameter, surface: one, is_in_type, rules })
    });
    let parameters: Vec<_> = parameters.collect();
    let untyped_parts = parts(&parameters, names, |nested| &nested.json);
    let narrowed_parts = parts(&parameters, names, |nested| &nested.narrowed);
    let plan = ModelPlan::new(model.id.as_str(), surface, parameters, nested, diagnostics);
    ModelPlan { untyped_parts, narrowed_parts, ..plan }
}

/// Renders rules as a paragraph of documentation; empty without rules.
fn docs_of_rules<'a>(rules: impl Iterator<Item = &'a Rule>) -> String {
    let sentences = rules.map(|rule| {
        let sentence = docs::sentence_with_code(rule.sentence());
        match rule.certainty() {
            Certainty::Stated => sentence,
            Certainty::Interpreted => format!("Not checked: {sentence}"),
            Certainty::Advice => format!("Advice: {sentence}"),
        }
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// Returns all nested types, and the reasons why parameters have none.
fn nested_types(surface: &Surface, names: &ModelNames) -> (NestedTypes, HashMap<String, String>) {
    let (mut types, mut reasons) = (NestedTypes::default(), HashMap::new());
    for parameter in surface.parameters.iter().filter(|one| one.argument.is_nested()) {
        let names = names.parameter(&parameter.name);
        let Some(nested) = names.and_then(|names| names.nested.as_ref()) else { continue };
        if let Err(reason) = types.add(nested, &parameter.name) {
            reasons.insert(parameter.name.clone(), reason);
        }
    }
    (types, reasons)
}

/// Returns the parts of typed parameters that `of` selects.
fn parts(
    parameters: &[ParameterPlan<'_>],
    names: &ModelNames,
    of: fn(&Nested) -> &[JsonPart],
) -> Vec<UntypedParameter> {
    let typed = parameters.iter().filter(|plan| plan.argument().is_nested());
    let parts = typed.filter_map(|plan| {
        let name = plan.parameter.name();
        let nested = names.parameter(name)?.nested.as_ref()?;
        Some(of(nested).iter().map(move |part| UntypedParameter {
            name: part.path_in(name),
            reason: part.reason.clone(),
        }))
    });
    parts.flatten().collect()
}
