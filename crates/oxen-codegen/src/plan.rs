//! Decides, before anything is emitted, which Rust form every parameter of a model takes.

use oxen_schema::Diagnostic;
use oxen_schema::schema::{Kind, Parameter};
use serde_json::Value;

use crate::nested::NestedTypes;
use crate::output::UntypedParameter;

/// A model's module, decided.
#[derive(Debug)]
pub(crate) struct ModelPlan<'a> {
    pub(crate) id: &'a str,
    pub(crate) module: String,
    pub(crate) type_name: String,
    pub(crate) builder_name: String,
    pub(crate) parameters: Vec<ParameterPlan<'a>>,
    pub(crate) nested: NestedTypes,
    /// The parts of typed parameters that are JSON.
    pub(crate) untyped_parts: Vec<UntypedParameter>,
    /// The parts of typed parameters whose types hold less than the schema accepts.
    pub(crate) narrowed_parts: Vec<UntypedParameter>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> ModelPlan<'a> {
    /// The parameters that every request has to set, in display order.
    pub(crate) fn required(&self) -> impl Iterator<Item = &ParameterPlan<'a>> {
        self.parameters.iter().filter(|parameter| parameter.is_required())
    }

    /// The parameters that stayed JSON values.
    pub(crate) fn untyped(&self) -> Vec<UntypedParameter> {
        self.parameters
            .iter()
            .filter_map(|plan| match &plan.form {
                Form::Json { reason } => Some(UntypedParameter {
                    name: plan.parameter.name().to_owned(),
                    reason: reason.clone(),
                }),
                _ => None,
            })
            .collect()
    }
}

/// A parameter, its setter decided.
#[derive(Debug)]
pub(crate) struct ParameterPlan<'a> {
    pub(crate) parameter: &'a Parameter,
    pub(crate) setter: String,
    pub(crate) form: Form,
}

impl ParameterPlan<'_> {
    pub(crate) fn is_required(&self) -> bool {
        self.parameter.is_required()
    }

    /// The enum that the parameter's values are variants of, where there is one.
    pub(crate) fn enumeration(&self) -> Option<&EnumerationPlan> {
        match &self.form {
            Form::Choice(plan)
            | Form::IntegerChoice(plan)
            | Form::NumberChoice(plan)
            | Form::LiteralChoice(plan)
            | Form::Choices(plan)
            | Form::LiteralChoices(plan) => Some(plan),
            _ => None,
        }
    }
}

/// What a setter takes.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    String,
    Media,
    Integer,
    Number,
    Boolean,
    Object,
    /// The generated enum.
    Choice(EnumerationPlan),
    /// The generated enum, or any integer that is checked when the request is built.
    IntegerChoice(EnumerationPlan),
    /// The generated enum, or any number.
    NumberChoice(EnumerationPlan),
    /// The generated enum, or a string, integer or number.
    LiteralChoice(EnumerationPlan),
    Strings,
    MediaList,
    Integers,
    Numbers,
    Booleans,
    Objects,
    Choices(EnumerationPlan),
    LiteralChoices(EnumerationPlan),
    /// `response_format` of the media endpoints: one enum for all models.
    MediaResponseFormat,
    /// A type in the module `types`.
    Nested {
        type_name: String,
    },
    NestedList {
        type_name: String,
    },
    /// A part of the chat body that has a type of its own in the runtime.
    Chat(ChatPart),
    /// Any JSON value.
    Json {
        reason: String,
    },
}

/// The parts of the chat body that have hand-written types.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum ChatPart {
    Messages,
    Tools,
    ToolChoice,
    ResponseFormat,
}

impl ChatPart {
    /// The types of the runtime's chat module that its setters mention.
    pub(crate) fn types(self) -> &'static [&'static str] {
        match self {
            Self::Messages => &["Content", "Message"],
            Self::Tools => &["Tool"],
            Self::ToolChoice => &["ToolChoice"],
            Self::ResponseFormat => &["ResponseFormat"],
        }
    }

    /// The part that a parameter of the base chat schema is.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "messages" => Some(Self::Messages),
            "tools" => Some(Self::Tools),
            "tool_choice" => Some(Self::ToolChoice),
            "response_format" => Some(Self::ResponseFormat),
            _ => None,
        }
    }
}

/// An enum and its variants.
#[derive(Clone, Debug)]
pub(crate) struct EnumerationPlan {
    pub(crate) type_name: String,
    pub(crate) parameter: String,
    pub(crate) variants: Vec<(String, Value)>,
}

/// What sort of enumeration a list of values is.
pub(crate) fn enumeration_form(values: &[Value], plan: EnumerationPlan) -> Form {
    let integer = |value: &Value| value.is_i64() || value.is_u64();
    if values.iter().all(Value::is_string) {
        Form::Choice(plan)
    } else if values.iter().all(integer) {
        Form::IntegerChoice(plan)
    } else if values.iter().all(Value::is_number) {
        Form::NumberChoice(plan)
    } else {
        Form::LiteralChoice(plan)
    }
}

/// The form of a list whose items are of this kind and need no type of their own.
pub(crate) fn list_form(items: &Kind) -> Option<Form> {
    match items {
        Kind::String => Some(Form::Strings),
        Kind::Media => Some(Form::MediaList),
        Kind::Integer => Some(Form::Integers),
        Kind::Number => Some(Form::Numbers),
        Kind::Boolean => Some(Form::Booleans),
        Kind::Object => Some(Form::Objects),
        _ => None,
    }
}
