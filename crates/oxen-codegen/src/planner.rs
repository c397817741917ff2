//! From a model and its schema to a plan.

use std::collections::HashMap;

use oxen_schema::Diagnostic;
use oxen_schema::model::Model;
use oxen_schema::names::{ModelNames, ParameterNames};
use oxen_schema::nested::{JsonPart, Nested, Shape};
use oxen_schema::schema::{Kind, Parameter, RequestSchema};
use serde_json::Value;

use crate::nested::NestedTypes;
use crate::output::UntypedParameter;
use crate::plan::{
    ChatPart, EnumerationPlan, Form, ModelPlan, ParameterPlan, enumeration_form, list_form,
};

/// Decides the Rust form of every parameter of a model.
pub(crate) fn plan<'a>(
    model: &'a Model,
    names: &ModelNames,
    schema: &'a RequestSchema,
    diagnostics: Vec<Diagnostic>,
) -> ModelPlan<'a> {
    let planner = Planner {
        schema,
        names,
        is_chat_base: crate::emit::model::shares_chat_builder(model),
        adds_response_format: model.endpoint().is_media()
            && own_property(model, "response_format").is_none(),
    };
    let (nested, reasons) = planner.nested();
    let parameters: Vec<ParameterPlan<'_>> =
        schema.parameters().iter().filter_map(|one| planner.parameter(one, &reasons)).collect();
    let parts = |of: fn(&Nested) -> &[JsonPart]| {
        let typed = parameters.iter().filter(|plan| !matches!(plan.form, Form::Json { .. }));
        let parts = typed.filter_map(|plan| {
            let name = plan.parameter.name();
            let nested = names.parameter(name)?.nested.as_ref()?;
            Some(of(nested).iter().map(move |part| UntypedParameter {
                name: part.path_in(name),
                reason: part.reason.clone(),
            }))
        });
        parts.flatten().collect::<Vec<_>>()
    };
    let untyped_parts = parts(|nested| &nested.json);
    let narrowed_parts = parts(|nested| &nested.narrowed);
    ModelPlan {
        id: model.id.as_str(),
        module: names.module.clone(),
        type_name: names.type_name.clone(),
        builder_name: names.builder(),
        parameters,
        nested,
        untyped_parts,
        narrowed_parts,
        diagnostics,
    }
}

fn own_property<'a>(model: &'a Model, name: &str) -> Option<&'a Value> {
    model.request_schema.as_ref()?.get("properties")?.get(name)
}

struct Planner<'a, 'n> {
    schema: &'a RequestSchema,
    names: &'n ModelNames,
    is_chat_base: bool,
    adds_response_format: bool,
}

impl<'a> Planner<'a, '_> {
    fn parameter(
        &self,
        parameter: &'a Parameter,
        reasons: &HashMap<String, String>,
    ) -> Option<ParameterPlan<'a>> {
        let names = self.names.parameter(parameter.name())?;
        let form = self.form(parameter, names, reasons);
        Some(ParameterPlan { parameter, setter: names.setter.clone(), form })
    }

    fn form(
        &self,
        parameter: &Parameter,
        names: &ParameterNames,
        reasons: &HashMap<String, String>,
    ) -> Form {
        if self.is_chat_base
            && let Some(part) = ChatPart::named(parameter.name())
        {
            return Form::Chat(part);
        }
        if self.adds_response_format && parameter.name() == "response_format" {
            return Form::MediaResponseFormat;
        }
        let json = |reason: &str| Form::Json { reason: reason.to_owned() };
        if let Some(nested) = &names.nested {
            return match reasons.get(parameter.name()) {
                Some(reason) => json(reason),
                None => nested_form(nested),
            };
        }
        match (parameter.kind(), &names.type_name) {
            (Kind::String, _) => Form::String,
            (Kind::Media, _) => Form::Media,
            (Kind::Integer, _) => Form::Integer,
            (Kind::Number, _) => Form::Number,
            (Kind::Boolean, _) => Form::Boolean,
            (Kind::Object, _) => Form::Object,
            (Kind::Enumeration(values), Some(type_name)) if are_scalars(&values) => {
                enumeration_form(&values, enumeration(parameter, names, type_name))
            }
            (Kind::List(items), type_name) => match (*items, type_name) {
                (Kind::Enumeration(values), Some(type_name)) if are_scalars(&values) => {
                    let plan = enumeration(parameter, names, type_name);
                    match enumeration_form(&values, plan) {
                        Form::Choice(plan) => Form::Choices(plan),
                        Form::IntegerChoice(plan)
                        | Form::NumberChoice(plan)
                        | Form::LiteralChoice(plan) => Form::LiteralChoices(plan),
                        other => other,
                    }
                }
                (items, _) => list_form(&items)
                    .unwrap_or_else(|| json("the schema states no type for its items")),
            },
            (Kind::Enumeration(_), _) => json("its enum holds lists or objects"),
            _ => json("the schema states no type"),
        }
    }

    /// All nested types, and why parameters have none.
    fn nested(&self) -> (NestedTypes, HashMap<String, String>) {
        let (mut types, mut reasons) = (NestedTypes::default(), HashMap::new());
        for parameter in self.schema.parameters() {
            let name = parameter.name();
            if self.is_chat_base && ChatPart::named(name).is_some() {
                continue;
            }
            let names = self.names.parameter(name);
            let Some(nested) = names.and_then(|names| names.nested.as_ref()) else { continue };
            if let Err(reason) = types.add(nested, name) {
                reasons.insert(name.to_owned(), reason);
            }
        }
        (types, reasons)
    }
}

/// The form of a parameter of that shape.
fn nested_form(nested: &Nested) -> Form {
    let name = |index: &usize| match nested.types.get(*index) {
        Some(of_type) => of_type.name.clone(),
        None => String::new(),
    };
    let json = |reason: &str| Form::Json { reason: reason.to_owned() };
    match &nested.shape {
        Shape::String => Form::String,
        Shape::Media => Form::Media,
        Shape::Integer => Form::Integer,
        Shape::Number => Form::Number,
        Shape::Boolean => Form::Boolean,
        Shape::Object => Form::Object,
        Shape::Json(reason) => json(reason),
        Shape::Type(index) => Form::Nested { type_name: name(index) },
        Shape::List(items) => match &**items {
            Shape::String => Form::Strings,
            Shape::Media => Form::MediaList,
            Shape::Integer => Form::Integers,
            Shape::Number => Form::Numbers,
            Shape::Boolean => Form::Booleans,
            Shape::Object => Form::Objects,
            Shape::Type(index) => Form::NestedList { type_name: name(index) },
            _ => json("its items have no name"),
        },
        Shape::Map(_) | Shape::Tuple(_) | Shape::Nullable(_) => json("it has no name"),
    }
}

fn are_scalars(values: &[Value]) -> bool {
    !values.is_empty() && !values.iter().any(|value| value.is_array() || value.is_object())
}

fn enumeration(parameter: &Parameter, names: &ParameterNames, type_name: &str) -> EnumerationPlan {
    EnumerationPlan {
        type_name: type_name.to_owned(),
        parameter: parameter.name().to_owned(),
        variants: names
            .variants
            .iter()
            .map(|(value, name)| (name.clone(), value.clone()))
            .collect(),
    }
}
