//! The builder inside every generated builder.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::any::debug_request;
use super::{AnyRequest, InvalidRequest, Violation};
use crate::chat::{Message, ResponseFormat, Tool, ToolChoice};
use crate::choice::{Choice, Literal};
use crate::media::Media;
use crate::model::Model;
use crate::not_representable::{self, JsonResult, NotRepresentable};
use crate::number::{Integer, Number};
use crate::object::Object;

/// Collects the parameters of a request by name, and checks them all at the end.
///
/// This is what the generated builders are made of; they give each parameter its own method and its own
/// type. For a model chosen at run time see [`AnyRequest`].
///
/// The last value of a parameter wins; messages and tools are appended instead. An empty list is sent as
/// such. A value that JSON can't carry, such as NaN, is a violation when the request is built.
#[derive(Clone)]
pub struct RequestBuilder {
    model: &'static Model,
    parameters: Map<String, Value>,
    /// Parameters whose last value can't be sent.
    not_representable: BTreeMap<String, NotRepresentable>,
    /// Parameters that came through [`extra`](Self::extra), which the schema needn't know.
    extra: BTreeSet<String>,
}

impl RequestBuilder {
    /// A request for `model` without any parameter.
    pub fn new(model: &'static Model) -> Self {
        Self::with_parameters(model, Map::new())
    }

    pub(super) fn with_parameters(model: &'static Model, parameters: Map<String, Value>) -> Self {
        let not_representable = parameters
            .iter()
            .filter_map(|(name, value)| {
                Some((name.clone(), not_representable::check(value).err()?))
            })
            .collect();
        Self { model, parameters, not_representable, extra: BTreeSet::new() }
    }

    /// Parameters that have been checked before, so that those the schema doesn't know are extra ones.
    pub(super) fn from_checked(model: &'static Model, parameters: Map<String, Value>) -> Self {
        let extra = parameters.keys().cloned().collect();
        Self { model, parameters, not_representable: BTreeMap::new(), extra }
    }

    fn set(&mut self, name: impl Into<String>, value: JsonResult) {
        let name = name.into();
        // Values may be nested in each other before they get here.
        match value.and_then(|value| not_representable::check(&value).map(|()| value)) {
            Ok(value) => {
                self.not_representable.remove(&name);
                self.parameters.insert(name, value);
            }
            Err(reason) => {
                self.parameters.shift_remove(&name);
                self.not_representable.insert(name, reason);
            }
        }
    }

    fn set_list(&mut self, name: &'static str, values: impl Iterator<Item = JsonResult>) {
        self.set(name, values.collect::<Result<Vec<_>, _>>().map(Value::Array));
    }

    /// Appends to a list parameter.
    fn append(&mut self, name: &'static str, value: JsonResult) {
        match value {
            Ok(value) => {
                let list = self.parameters.entry(name).or_insert_with(|| Value::Array(Vec::new()));
                match list {
                    Value::Array(list) => list.push(value),
                    // Only `extra` can have put something else there.
                    other => *other = Value::Array(vec![value]),
                }
            }
            Err(reason) => drop(self.not_representable.insert(name.to_owned(), reason)),
        }
    }

    /// A string.
    pub fn string(&mut self, name: &'static str, value: impl Into<String>) {
        self.set(name, Ok(Value::String(value.into())));
    }

    /// A list of strings.
    pub fn strings(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl AsRef<str>>,
    ) {
        self.set_list(name, values.into_iter().map(|value| Ok(Value::from(value.as_ref()))));
    }

    /// A picture, video or sound.
    pub fn media(&mut self, name: &'static str, value: impl Into<Media>) {
        self.string(name, value.into().into_string());
    }

    /// A list of pictures, videos or sounds.
    pub fn media_list(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Into<Media>>,
    ) {
        let uris = values.into_iter().map(|value| Ok(Value::String(value.into().into_string())));
        self.set_list(name, uris);
    }

    /// An integer.
    pub fn integer(&mut self, name: &'static str, value: impl Into<Integer>) {
        self.set(name, value.into().0);
    }

    /// A list of integers.
    pub fn integers(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Into<Integer>>,
    ) {
        self.set_list(name, values.into_iter().map(|value| value.into().0));
    }

    /// A number.
    pub fn number(&mut self, name: &'static str, value: impl Into<Number>) {
        self.set(name, value.into().0);
    }

    /// A list of numbers.
    pub fn numbers(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Into<Number>>,
    ) {
        self.set_list(name, values.into_iter().map(|value| value.into().0));
    }

    /// `true` or `false`.
    pub fn boolean(&mut self, name: &'static str, value: bool) {
        self.set(name, Ok(Value::Bool(value)));
    }

    /// A list of `true` and `false`.
    pub fn booleans(&mut self, name: &'static str, values: impl IntoIterator<Item = bool>) {
        self.set_list(name, values.into_iter().map(|value| Ok(Value::Bool(value))));
    }

    /// A value of a generated enum.
    pub fn choice(&mut self, name: &'static str, value: impl Choice) {
        self.set(name, value.value().0);
    }

    /// A list of values of a generated enum.
    pub fn choices(&mut self, name: &'static str, values: impl IntoIterator<Item = impl Choice>) {
        self.set_list(name, values.into_iter().map(|value| value.value().0));
    }

    /// A value of an enumeration that mixes types.
    pub fn literal(&mut self, name: &'static str, value: impl Into<Literal>) {
        self.set(name, value.into().0);
    }

    /// A list of values of an enumeration that mixes types.
    pub fn literals(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Into<Literal>>,
    ) {
        self.set_list(name, values.into_iter().map(|value| value.into().0));
    }

    /// An object whose members the schema doesn't name.
    pub fn object(&mut self, name: &'static str, value: impl Into<Object>) {
        self.set(name, value.into().0.map(Value::Object));
    }

    /// A list of objects whose members the schema doesn't name.
    pub fn objects(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Into<Object>>,
    ) {
        self.set_list(name, values.into_iter().map(|value| value.into().0.map(Value::Object)));
    }

    /// A structured value of a generated type.
    pub fn nested<T: Serialize>(&mut self, name: &'static str, value: impl Into<T>) {
        self.json(name, value.into());
    }

    /// A list of structured values of a generated type.
    pub fn nested_list<T: Serialize>(
        &mut self,
        name: &'static str,
        values: impl IntoIterator<Item = impl Into<T>>,
    ) {
        self.set_list(
            name,
            values.into_iter().map(|value| not_representable::to_value(&value.into())),
        );
    }

    /// Anything: a value of which the schema states no type.
    pub fn json(&mut self, name: &'static str, value: impl Serialize) {
        self.set(name, not_representable::to_value(&value));
    }

    /// Appends a chat message.
    pub fn message(&mut self, message: impl Into<Message>) {
        self.append("messages", not_representable::to_value(&message.into()));
    }

    /// Appends chat messages; with none at all the list is empty, which the hub doesn't take.
    pub fn messages(&mut self, messages: impl IntoIterator<Item = impl Into<Message>>) {
        self.parameters.entry("messages").or_insert_with(|| Value::Array(Vec::new()));
        messages.into_iter().for_each(|message| self.message(message));
    }

    /// Appends a tool that a chat model may call.
    pub fn tool(&mut self, tool: impl Into<Tool>) {
        self.append("tools", not_representable::to_value(&tool.into()));
    }

    /// Appends tools that a chat model may call; with none at all the list is empty.
    pub fn tools(&mut self, tools: impl IntoIterator<Item = impl Into<Tool>>) {
        self.parameters.entry("tools").or_insert_with(|| Value::Array(Vec::new()));
        tools.into_iter().for_each(|tool| self.tool(tool));
    }

    /// Which tool a chat model is to call.
    pub fn tool_choice(&mut self, choice: impl Into<ToolChoice>) {
        self.json("tool_choice", choice.into());
    }

    /// The form of a chat model's answer.
    pub fn response_format(&mut self, format: impl Into<ResponseFormat>) {
        self.json("response_format", format.into());
    }

    /// A parameter that is newer than this version of the crate. One that the schema does know is checked.
    pub fn extra(&mut self, name: impl Into<String>, value: impl Serialize) {
        let name = name.into();
        self.extra.insert(name.clone());
        self.set(name, not_representable::to_value(&value));
    }

    /// Checks everything.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`] with every violation there is.
    pub fn finish(self) -> Result<AnyRequest, InvalidRequest> {
        let model = self.model;
        let invalid = |violations| Err(InvalidRequest::new(model, violations));
        let schema = match model.request_schema() {
            Ok(schema) => schema,
            Err(error) => return invalid(vec![Violation::Unreadable(error)]),
        };

        let mut parameters = self.parameters;
        let mut violations = Vec::new();
        if parameters.shift_remove("model").is_some()
            || self.not_representable.contains_key("model")
        {
            violations.push(Violation::ModelParameter);
        }
        // Extra parameters that the schema doesn't know are sent unchecked.
        let unchecked: Map<_, _> = self
            .extra
            .into_iter()
            .filter(|name| schema.parameter(name).is_none())
            .filter_map(|name| parameters.shift_remove_entry(&name))
            .collect();
        let mut ordered = Map::with_capacity(parameters.len());
        for parameter in schema.parameters() {
            if let Some((name, value)) = parameters.shift_remove_entry(parameter.name()) {
                ordered.insert(name, value);
            }
        }
        ordered.extend(parameters);

        let unknown = schema.unknown_parameters(&ordered);
        // What is said about a parameter already isn't said again: that an unknown one isn't allowed, or that
        // one that can't be sent is missing.
        let said: BTreeSet<&str> = unknown
            .iter()
            .filter_map(|violation| violation.parameter())
            .chain(self.not_representable.keys().map(String::as_str))
            .collect();
        let broken = schema.check(&ordered).into_iter().filter(|violation| {
            violation.parameter().is_none_or(|parameter| !said.contains(parameter))
        });
        violations.extend(broken.map(Violation::Schema));
        violations.extend(unknown.iter().cloned().map(Violation::Schema));
        violations.extend(
            self.not_representable
                .into_iter()
                .map(|(parameter, reason)| Violation::NotRepresentable { parameter, reason }),
        );
        if !violations.is_empty() {
            return invalid(violations);
        }
        ordered.extend(unchecked);
        Ok(AnyRequest::checked(model, ordered))
    }

    /// The request, for the macros: they have checked it, and say in which order the parameters go, each after one
    /// and the same character, unless they are in order.
    pub(crate) fn finish_checked(mut self, order: &str) -> AnyRequest {
        let mut names = order.chars();
        let Some(mark) = names.next() else {
            return AnyRequest::checked(self.model, self.parameters);
        };
        let names = names.as_str().split(mark);
        let ordered = names.filter_map(|name| self.parameters.shift_remove_entry(name));
        AnyRequest::checked(self.model, ordered.collect())
    }
}

/// The model's id and the parameters so far, long values cut short.
impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        debug_request(f, "RequestBuilder", self.model, &self.parameters)
    }
}
