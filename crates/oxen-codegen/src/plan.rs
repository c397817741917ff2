//! The plan of a model's module, decided before anything is emitted.

use oxen_schema::Diagnostic;
use oxen_schema::schema::Parameter;
use oxen_schema::surface::{Argument, ParameterSurface, Surface};

use crate::nested::NestedTypes;
use crate::output::UntypedParameter;

/// The maximum number of required parameters that the type of a builder keeps track of.
pub(crate) const MAX_STATES: usize = 32;

/// The plan of a model's module.
#[derive(Debug)]
pub(crate) struct ModelPlan<'a> {
    pub(crate) id: &'a str,
    pub(crate) module: String,
    pub(crate) type_name: String,
    pub(crate) builder_name: String,
    /// Whether the model shares its builder with other chat models.
    pub(crate) is_chat: bool,
    pub(crate) parameters: Vec<ParameterPlan<'a>>,
    pub(crate) nested: NestedTypes,
    /// The parts of typed parameters that are JSON.
    pub(crate) untyped_parts: Vec<UntypedParameter>,
    /// The parts of typed parameters whose types hold fewer values than the schema accepts.
    pub(crate) narrowed_parts: Vec<UntypedParameter>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> ModelPlan<'a> {
    /// Creates the plan of a surface, with the plans of its parameters.
    pub(crate) fn new(
        id: &'a str,
        surface: Surface,
        parameters: Vec<ParameterPlan<'a>>,
        nested: NestedTypes,
        diagnostics: Vec<Diagnostic>,
    ) -> Self {
        let (builder_name, is_chat) = (surface.builder_name(), surface.is_chat());
        let Surface { module, type_name, .. } = surface;
        let (untyped_parts, narrowed_parts) = (Vec::new(), Vec::new());
        Self {
            id,
            module,
            type_name,
            builder_name,
            is_chat,
            parameters,
            nested,
            untyped_parts,
            narrowed_parts,
            diagnostics,
        }
    }

    /// Returns the parameters that every request has to set, in display order.
    pub(crate) fn required(&self) -> impl Iterator<Item = &ParameterPlan<'a>> {
        self.parameters.iter().filter(|parameter| parameter.is_required())
    }

    /// Returns the required parameters that the builder's type keeps track of. `build` checks the rest, if there are
    /// more: every setter names the state of each, so the source would grow with the square of their number.
    pub(crate) fn required_by_type(&self) -> impl Iterator<Item = &ParameterPlan<'a>> {
        self.parameters.iter().filter(|parameter| parameter.is_in_type)
    }

    /// Returns the parameters that stayed JSON values.
    pub(crate) fn untyped(&self) -> Vec<UntypedParameter> {
        self.parameters
            .iter()
            .filter_map(|plan| match plan.argument() {
                Argument::Json(reason) => Some(UntypedParameter {
                    name: plan.parameter.name().to_owned(),
                    reason: reason.to_string(),
                }),
                _ => None,
            })
            .collect()
    }
}

/// The plan of a parameter: its schema and its Rust form.
#[derive(Debug)]
pub(crate) struct ParameterPlan<'a> {
    pub(crate) parameter: &'a Parameter,
    pub(crate) surface: ParameterSurface,
    /// Whether the builder's type states that it is set.
    pub(crate) is_in_type: bool,
    /// The documented rules about it, as a paragraph of documentation; empty if there are none.
    pub(crate) rules: String,
}

impl ParameterPlan<'_> {
    pub(crate) fn is_required(&self) -> bool {
        self.surface.is_required
    }

    /// Returns the name of the method that sets it.
    pub(crate) fn setter(&self) -> &str {
        &self.surface.setter
    }

    /// Returns the argument that its setter accepts.
    pub(crate) fn argument(&self) -> &Argument {
        &self.surface.argument
    }
}
