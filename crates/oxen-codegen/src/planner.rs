//! From a model and its schema to a plan.

use std::collections::HashMap;

use oxen_schema::Diagnostic;
use oxen_schema::model::Model;
use oxen_schema::names::{ModelNames, ParameterNames};
use oxen_schema::schema::{Kind, Parameter, RequestSchema};
use serde_json::Value;

use crate::nested::{self, NestedParameter, NestedTypes};
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
    let parameters =
        schema.parameters().iter().filter_map(|one| planner.parameter(one, &reasons)).collect();
    ModelPlan {
        id: model.id.as_str(),
        module: names.module.clone(),
        type_name: names.type_name.clone(),
        builder_name: names.builder(),
        parameters,
        nested,
        diagnostics,
    }
}

fn own_property<'a>(model: &'a Model, name: &str) -> Option<&'a Value> {
    model.request_schema.as_ref()?.get("properties")?.get(name)
}

/// Parts of one part, and references, that lead to a list.
const MAX_WRAPPINGS: usize = 16;

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
            (Kind::Nested, Some(type_name)) => match reasons.get(type_name) {
                None => Form::Nested { type_name: type_name.clone() },
                Some(reason) => json(reason),
            },
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
                (Kind::Nested, Some(type_name)) => match reasons.get(&item_type(type_name)) {
                    None => Form::NestedList { type_name: item_type(type_name) },
                    Some(reason) => json(reason),
                },
                (items, _) => list_form(&items)
                    .unwrap_or_else(|| json("the schema states no type for its items")),
            },
            (Kind::Enumeration(_), _) => json("its enum holds lists or objects"),
            _ => json("the schema states no type"),
        }
    }

    /// The nested types of all parameters together, or the reasons of those that can't be typed.
    fn nested(&self) -> (NestedTypes, HashMap<String, String>) {
        let mut wanted: Vec<(String, &Value)> =
            self.schema.parameters().iter().filter_map(|one| self.wants_type(one)).collect();
        let mut reasons = self.unreachable(&wanted);
        loop {
            let parameters: Vec<_> = wanted
                .iter()
                .map(|(type_name, schema)| NestedParameter { type_name, schema })
                .collect();
            match nested::types(self.schema.raw(), &parameters) {
                Ok(types) => return (types, reasons),
                Err(error) => {
                    let before = wanted.len();
                    wanted.retain(|(type_name, _)| *type_name != error.type_name);
                    if wanted.len() == before {
                        wanted.clear();
                    }
                    reasons.insert(error.type_name, error.reason);
                }
            }
        }
    }

    fn wants_type(&self, parameter: &Parameter) -> Option<(String, &'a Value)> {
        if self.is_chat_base && ChatPart::named(parameter.name()).is_some() {
            return None;
        }
        let type_name = self.names.parameter(parameter.name())?.type_name.as_ref()?;
        let schema = self.schema.raw().get("properties")?.get(parameter.name())?;
        match parameter.kind() {
            Kind::Nested => Some((type_name.clone(), schema)),
            Kind::List(items) if *items == Kind::Nested => {
                Some((item_type(type_name), self.items(schema)?))
            }
            _ => None,
        }
    }

    /// The schema of a list's items: its own, or that of the one part that the list is.
    fn items(&self, list: &'a Value) -> Option<&'a Value> {
        let mut list = list;
        for _ in 0..MAX_WRAPPINGS {
            if let Some(items) = list.get("items") {
                return Some(items);
            }
            let target = list.get("$ref").and_then(Value::as_str);
            list = match target.and_then(|target| target.strip_prefix('#')) {
                Some(pointer) => self.schema.raw().pointer(pointer)?,
                None => nested::single_part(list.as_object()?)?,
            };
        }
        None
    }

    /// The types of nested parameters whose schemas are not where types are made from.
    fn unreachable(&self, wanted: &[(String, &Value)]) -> HashMap<String, String> {
        let types = self.schema.parameters().iter().filter_map(|parameter| {
            let type_name = self.names.parameter(parameter.name())?.type_name.as_deref()?;
            match parameter.kind() {
                Kind::Nested => Some(type_name.to_owned()),
                Kind::List(items) if *items == Kind::Nested => Some(item_type(type_name)),
                _ => None,
            }
        });
        types
            .filter(|one| !wanted.iter().any(|(type_name, _)| type_name == one))
            .map(|type_name| (type_name, "its schema is in several parts".to_owned()))
            .collect()
    }
}

fn item_type(type_name: &str) -> String {
    format!("{type_name}Item")
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
