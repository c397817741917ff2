//! From a model and its schema to a plan.

use std::collections::HashMap;

use oxen_schema::Diagnostic;
use oxen_schema::model::Model;
use oxen_schema::names::ModelNames;
use oxen_schema::schema::RequestSchema;
use oxen_schema::surface::{Argument, ParameterSurface, Surface, Untyped};
use serde_json::Value;

use crate::nested::{self, NestedParameter, NestedTypes};
use crate::plan::{ModelPlan, ParameterPlan};

/// Plans the module of a model. Parameters that no nested type can be made for become JSON values.
pub(crate) fn plan<'a>(
    model: &'a Model,
    names: &ModelNames,
    schema: &'a RequestSchema,
    diagnostics: Vec<Diagnostic>,
) -> ModelPlan<'a> {
    let mut surface = Surface::new(model, schema, names);
    let planner = Planner { schema, surface: &surface };
    let (nested, mut reasons) = planner.nested();
    let parameters = std::mem::take(&mut surface.parameters).into_iter().filter_map(|mut one| {
        if let Some(reason) = one.nested_type().and_then(|type_name| reasons.remove(&type_name)) {
            one.argument = Argument::Json(Untyped::Unsupported(reason));
        }
        Some(ParameterPlan { parameter: schema.parameter(&one.name)?, surface: one })
    });
    let parameters = parameters.collect();
    ModelPlan::new(model.id.as_str(), surface, parameters, nested, diagnostics)
}

/// Parts of one part, and references, that lead to a list.
const MAX_WRAPPINGS: usize = 16;

struct Planner<'a, 's> {
    schema: &'a RequestSchema,
    surface: &'s Surface,
}

impl<'a> Planner<'a, '_> {
    /// The nested types of all parameters together, or the reasons of those that can't be typed.
    fn nested(&self) -> (NestedTypes, HashMap<String, String>) {
        let mut wanted: Vec<(String, &Value)> =
            self.surface.parameters.iter().filter_map(|one| self.wants_type(one)).collect();
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

    fn wants_type(&self, parameter: &ParameterSurface) -> Option<(String, &'a Value)> {
        let type_name = parameter.nested_type()?;
        let schema = self.schema.raw().get("properties")?.get(&parameter.name)?;
        let schema = match parameter.argument {
            Argument::Many(_) => self.items(schema)?,
            _ => schema,
        };
        Some((type_name, schema))
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
        let types = self.surface.parameters.iter().filter_map(ParameterSurface::nested_type);
        types
            .filter(|one| !wanted.iter().any(|(type_name, _)| type_name == one))
            .map(|type_name| (type_name, "its schema is in several parts".to_owned()))
            .collect()
    }
}
