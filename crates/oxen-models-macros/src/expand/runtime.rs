//! Which expressions an infallible request may have, and what their types have to guarantee.

use oxen_schema::schema::{JsonType, RequestSchema, Step};
use oxen_schema::surface::{Element, ParameterSurface};
use serde_json::{Value, json};

use super::constant::{Comparison, Listed, example, must};
use super::known::Known;
use super::node::{Expression, Hole};
use super::reach::Reached;
use super::tokens::Writer;

/// What an expression has to be, so that its value is valid whatever it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Demand {
    /// A text.
    Text,
    /// A `Media`; anything that makes one where the schema asks for no URI.
    Media { is_uri: bool },
    /// A boolean.
    Boolean,
    /// An integer of at most 64 bits.
    Integer,
    /// A constant that the compiler compares with the range.
    Constant(Comparison),
    /// A constant that the compiler compares with the values of an enumeration, or that is of the generated enum.
    Listed(Listed),
    /// The generated enum.
    Choice,
    /// A list of these.
    List(Box<Self>),
}

impl Demand {
    /// Whether a function makes sure that a value meets it, not only the setter's own type.
    pub(crate) fn has_converter(&self) -> bool {
        matches!(
            self,
            Self::Media { is_uri: true } | Self::Integer | Self::Constant(_) | Self::Choice
        )
    }

    /// Writes the assertion on a constant, if it is one.
    pub(crate) fn write_assertion(&self, constant: &Expression, writer: &mut Writer<'_>) {
        match self {
            Self::Constant(comparison) => comparison.write_assertion(constant, writer),
            Self::Listed(listed) => listed.write_assertion(constant, writer),
            _ => {}
        }
    }
}

/// A demand, and values that stand for all that meet it.
pub(crate) struct Sure {
    pub(crate) demand: Demand,
    pub(crate) probes: Vec<Value>,
}

impl Sure {
    fn new(demand: Demand, probe: impl Into<Value>) -> Self {
        Self { demand, probes: vec![probe.into()] }
    }
}

/// What an expression at this place has to be; none if no type is guarantee enough.
pub(crate) fn demand(known: &Known, schema: &RequestSchema, hole: &Hole<'_>) -> Option<Sure> {
    let [Step::Property(name), within @ ..] = hole.path.as_slice() else { return None };
    let parameter = known.surface.parameter(name)?;
    let place = Place { known, schema, parameter };
    match (within, parameter.argument.items()) {
        ([], _) => place.whole(hole),
        ([Step::Item(_)], Some(element)) if element.is_scalar() => {
            place.demand(&hole.path, element, hole.expression.is_constant)
        }
        _ => nested(&Reached::at(schema, &hole.path)),
    }
}

/// A parameter that an expression is for.
struct Place<'a> {
    known: &'a Known,
    schema: &'a RequestSchema,
    parameter: &'a ParameterSurface,
}

impl Place<'_> {
    /// What an expression has to be that is the parameter's whole value.
    fn whole(&self, hole: &Hole<'_>) -> Option<Sure> {
        let argument = &self.parameter.argument;
        if let Some(element) = argument.value() {
            return self.demand(&hole.path, element, hole.expression.is_constant);
        }
        let element = argument.items().filter(|element| element.is_scalar())?;
        if !Reached::at(self.schema, &hole.path).takes_any_length() {
            return None;
        }
        let mut of_item = hole.path.clone();
        of_item.push(Step::Item(0));
        let item = self.demand(&of_item, element, false)?;
        let mut probes = vec![json!([])];
        probes.extend(item.probes.into_iter().map(|probe| json!([probe])));
        Some(Sure { demand: Demand::List(Box::new(item.demand)), probes })
    }

    fn demand(&self, path: &[Step], element: Element, is_constant: bool) -> Option<Sure> {
        let reached = Reached::at(self.schema, path);
        match element {
            Element::String if reached.takes_any_text(false) => Some(Sure::new(Demand::Text, "x")),
            Element::Media if reached.takes_any_text(false) => {
                Some(Sure::new(Demand::Media { is_uri: false }, "x"))
            }
            Element::Media if reached.takes_any_text(true) => {
                Some(Sure::new(Demand::Media { is_uri: true }, "https://example.com/x"))
            }
            Element::Boolean if reached.takes_any_boolean() => {
                Some(Sure::new(Demand::Boolean, true))
            }
            Element::Integer | Element::Number if is_constant => {
                let is_integer = element == Element::Integer;
                let schema = reached.only()?;
                let comparison = Comparison::of_schema(schema, is_integer, self.must())?;
                Some(Sure::new(Demand::Constant(comparison), example(schema, is_integer)?))
            }
            Element::Integer | Element::Number if reached.takes_any_integer() => {
                Some(Sure::new(Demand::Integer, 1))
            }
            Element::Enumeration(_) => {
                let values: Vec<_> =
                    self.parameter.variants.iter().map(|(value, _)| value.clone()).collect();
                let demand = if is_constant {
                    Demand::Listed(Listed::new(&values, self.must()))
                } else {
                    Demand::Choice
                };
                Some(Sure { demand, probes: values })
            }
            _ => None,
        }
    }

    /// What the parameter must be, as a sentence.
    fn must(&self) -> String {
        let name = &self.parameter.name;
        let parameter = self.schema.parameter(name);
        must(name, &parameter.map(|one| one.schema().to_string()).unwrap_or_default(), self.known)
    }
}

/// What an expression within a nested value has to be.
fn nested(reached: &Reached<'_>) -> Option<Sure> {
    if reached.takes(JsonType::String) {
        return reached.takes_any_text(false).then(|| Sure::new(Demand::Text, "x"));
    }
    if reached.takes(JsonType::Boolean) {
        return reached.takes_any_boolean().then(|| Sure::new(Demand::Boolean, true));
    }
    reached.takes_any_integer().then(|| Sure::new(Demand::Integer, 1))
}
