//! The requirements on the expressions of an infallible request, derived from its schema.

use oxen_schema::schema::{JsonType, RequestSchema, Step};
use oxen_schema::surface::{Argument, Element, ParameterSurface};
use serde_json::json;

use super::applicable::ApplicableSchemas;
use super::constant::{EnumCheck, RangeCheck, example, requirement_message};
use super::requirement::{Guarantee, TypeRequirement};
use crate::expand::catalog::ModelEntry;
use crate::expand::parse::node::ExprSlot;

/// Returns the requirement on an expression at this place; `None` if no type guarantees its validity.
pub(crate) fn guarantee(
    entry: &ModelEntry,
    schema: &RequestSchema,
    slot: &ExprSlot<'_>,
) -> Option<Guarantee> {
    let [Step::Property(name), within @ ..] = slot.path.as_slice() else { return None };
    let parameter = entry.surface.parameter(name)?;
    let place = Place { entry, schema, parameter };
    if let Argument::Chat(part) = parameter.argument {
        match within {
            [] => return Some(Guarantee::chat(part)),
            [Step::Item(_)] => return Guarantee::chat_item(part),
            _ => {}
        }
    }
    match (within, parameter.argument.items()) {
        ([], _) => place.whole(slot),
        ([Step::Item(_)], Some(element)) if element.is_scalar() => {
            place.guarantee(&slot.path, element, slot.expression.is_constant)
        }
        _ => nested(&ApplicableSchemas::at(schema, &slot.path)),
    }
}

/// A parameter that an expression is for.
struct Place<'a> {
    entry: &'a ModelEntry,
    schema: &'a RequestSchema,
    parameter: &'a ParameterSurface,
}

impl Place<'_> {
    /// Returns the requirement on an expression that is the parameter's whole value.
    fn whole(&self, slot: &ExprSlot<'_>) -> Option<Guarantee> {
        let argument = &self.parameter.argument;
        if let Some(element) = argument.value() {
            return self.guarantee(&slot.path, element, slot.expression.is_constant);
        }
        let element = argument.items().filter(|element| element.is_scalar())?;
        if !ApplicableSchemas::at(self.schema, &slot.path).accepts_any_length() {
            return None;
        }
        let mut of_item = slot.path.clone();
        of_item.push(Step::Item(0));
        let item = self.guarantee(&of_item, element, false)?;
        let mut samples = vec![json!([])];
        samples.extend(item.samples.into_iter().map(|sample| json!([sample])));
        Some(Guarantee { requirement: TypeRequirement::List(Box::new(item.requirement)), samples })
    }

    fn guarantee(&self, path: &[Step], element: Element, is_constant: bool) -> Option<Guarantee> {
        let applicable = ApplicableSchemas::at(self.schema, path);
        match element {
            Element::String if applicable.accepts_any_string(false) => {
                Some(Guarantee::new(TypeRequirement::Text, "x"))
            }
            Element::Media if applicable.accepts_any_string(false) => {
                Some(Guarantee::new(TypeRequirement::Media { is_uri: false }, "x"))
            }
            Element::Media if applicable.accepts_any_string(true) => Some(Guarantee::new(
                TypeRequirement::Media { is_uri: true },
                "https://example.com/x",
            )),
            Element::Boolean if applicable.accepts_any_boolean() => {
                Some(Guarantee::new(TypeRequirement::Boolean, true))
            }
            Element::Integer | Element::Number if is_constant => {
                let is_integer = element == Element::Integer;
                let schema = applicable.only()?;
                let comparison =
                    RangeCheck::of_schema(schema, is_integer, self.requirement_message())?;
                Some(Guarantee::new(
                    TypeRequirement::RangeConstant(comparison),
                    example(schema, is_integer)?,
                ))
            }
            Element::Integer | Element::Number if applicable.accepts_any_integer() => {
                Some(Guarantee::new(TypeRequirement::Integer, 1))
            }
            Element::Enumeration(_) => {
                let values: Vec<_> =
                    self.parameter.variants.iter().map(|(value, _)| value.clone()).collect();
                let requirement = if is_constant {
                    TypeRequirement::EnumConstant(EnumCheck::new(
                        &values,
                        self.requirement_message(),
                    ))
                } else {
                    TypeRequirement::Choice
                };
                Some(Guarantee { requirement, samples: values })
            }
            Element::Nested if applicable.accepts(JsonType::String) => {
                let is_any = applicable.accepts_any_string(false);
                is_any.then(|| Guarantee::new(TypeRequirement::Text, "x"))
            }
            _ => None,
        }
    }

    /// Returns the requirement on the parameter, as a sentence.
    fn requirement_message(&self) -> String {
        let name = &self.parameter.name;
        let parameter = self.schema.parameter(name);
        requirement_message(
            name,
            &parameter.map(|one| one.schema().to_string()).unwrap_or_default(),
            self.entry,
        )
    }
}

/// Returns the requirement on an expression within a nested value.
fn nested(applicable: &ApplicableSchemas<'_>) -> Option<Guarantee> {
    if applicable.accepts(JsonType::String) {
        return applicable
            .accepts_any_string(false)
            .then(|| Guarantee::new(TypeRequirement::Text, "x"));
    }
    if applicable.accepts(JsonType::Boolean) {
        return applicable
            .accepts_any_boolean()
            .then(|| Guarantee::new(TypeRequirement::Boolean, true));
    }
    applicable.accepts_any_integer().then(|| Guarantee::new(TypeRequirement::Integer, 1))
}
