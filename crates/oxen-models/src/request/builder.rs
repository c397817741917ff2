//! The builder that every generated builder wraps.

use std::borrow::Cow;
use std::fmt;

use oxen_schema::schema::{JsonType, Schema};
use serde::Serialize;
use serde_json::Value;

use super::any::{AnyRequest, debug_request};
use super::argument::Argument;
use super::invalid::{InvalidRequest, Violation};
use super::optional::{Optional, OptionalList, Text};
use super::parameters::Parameters;
use super::rules;
use crate::chat::{Message, Messages, ResponseFormat, Tool, ToolChoice};
use crate::choice::{Choice, Literal};
use crate::media::Media;
use crate::model::Model;
use crate::not_representable::{self, NotRepresentable};
use crate::number::{Integer, Number};
use crate::object::Object;

/// The number of parameters that memory is reserved for.
const CAPACITY: usize = 8;

type Name = Cow<'static, str>;

/// Collects the parameters of a request by name, and checks them all at the end.
///
/// The generated builders wrap it, with a typed method for each parameter. With [`json`](Self::json), it also sets the
/// parameters of a model that is chosen at run time.
///
/// The last value of a parameter wins, but messages and tools are appended. An empty list is sent as
/// such. `None` leaves a parameter unchanged. A value that JSON can't represent, such as NaN, is a violation when the
/// request is built.
#[derive(Clone)]
pub struct RequestBuilder {
    model: &'static Model,
    parameters: Parameters,
    /// Parameters whose last value JSON can't represent.
    not_representable: Vec<(Name, NotRepresentable)>,
    /// Parameters set with [`extra`](Self::extra), which the schema need not list.
    extra: Vec<Name>,
    /// The ids of lifted rules of the documentation, which don't refuse this request.
    lifted: Vec<Name>,
}

impl RequestBuilder {
    /// Creates a builder for a request to `model`, without parameters.
    pub fn new(model: &'static Model) -> Self {
        Self::of(model, Parameters::with_capacity(CAPACITY))
    }

    fn of(model: &'static Model, parameters: Parameters) -> Self {
        let (not_representable, extra, lifted) = (Vec::new(), Vec::new(), Vec::new());
        Self { model, parameters, not_representable, extra, lifted }
    }

    /// Creates a builder with unchecked parameters. Stored ones that the schema doesn't know count as extra ones.
    pub(super) fn with_parameters(
        model: &'static Model,
        parameters: Parameters,
        is_stored: bool,
    ) -> Self {
        let mut builder = Self::of(model, parameters);
        let schema = model.request_schema().ok();
        let is_of_integers = |name: &str| {
            let parameter = schema.and_then(|schema| schema.parameter(name));
            parameter.is_some_and(|parameter| holds_integers(parameter.schema()))
        };
        let check = |name: &str, value: &Argument| match value {
            Argument::Json(json) if is_of_integers(name) => {
                value.check().and_then(|()| not_representable::check_integers(json))
            }
            value => value.check(),
        };
        let entries = builder.parameters.entries();
        builder.not_representable = entries
            .filter_map(|(name, value)| {
                Some((Cow::Owned(name.to_owned()), check(name, value).err()?))
            })
            .collect();
        if is_stored {
            builder.was_checked_before();
        }
        builder
    }

    /// Creates a builder with parameters that have been checked before.
    pub(super) fn from_checked(model: &'static Model, parameters: Parameters) -> Self {
        let mut builder = Self::of(model, parameters);
        builder.was_checked_before();
        builder
    }

    /// Counts parameters that the schema doesn't know as extra ones, and rules that are broken as lifted.
    fn was_checked_before(&mut self) {
        let Ok(checks) = self.model.checks() else { return };
        let lifted = rules::refusing(checks, &self.parameters);
        self.lifted = lifted.into_iter().map(|rule| Cow::Borrowed(rule.id())).collect();
        let names = self.parameters.names();
        let unknown = names.filter(|name| checks.schema.parameter(name).is_none());
        self.extra = unknown.map(|name| Cow::Owned(name.to_owned())).collect();
    }

    fn set(&mut self, name: impl Into<Name>, value: Result<Argument, NotRepresentable>) {
        let name = name.into();
        if !self.not_representable.is_empty() {
            self.not_representable.retain(|(other, _)| *other != name);
        }
        match value.and_then(|value| value.check().map(|()| value)) {
            Ok(value) => self.parameters.set(name, value),
            Err(reason) => {
                self.parameters.remove(&name);
                self.not_representable.push((name, reason));
            }
        }
    }

    /// Sets a scalar, whose depth needs no check.
    fn set_scalar(&mut self, name: &'static str, value: Argument) {
        let name = Cow::Borrowed(name);
        if !self.not_representable.is_empty() {
            self.not_representable.retain(|(other, _)| *other != name);
        }
        self.parameters.set(name, value);
    }

    fn set_json(&mut self, name: impl Into<Name>, value: Result<Value, NotRepresentable>) {
        self.set(name, value.map(Argument::from));
    }

    fn set_list<T>(
        &mut self,
        name: &'static str,
        values: Option<impl Iterator<Item = T>>,
        convert: impl Fn(T) -> Result<Value, NotRepresentable>,
    ) {
        if let Some(values) = values {
            self.set_json(name, values.map(convert).collect::<Result<_, _>>().map(Value::Array));
        }
    }

    /// Sets a string.
    #[doc(hidden)]
    pub fn string<K>(&mut self, name: &'static str, value: impl Optional<String, K>) {
        if let Some(text) = value.into_optional() {
            self.set_scalar(name, Argument::Text(Cow::Owned(text)));
        }
    }

    /// Sets a list of strings.
    #[doc(hidden)]
    pub fn strings<K>(&mut self, name: &'static str, values: impl OptionalList<Text, K>) {
        self.set_list(name, values.into_optional_list(), |text| {
            Ok(Value::String(text.0.into_owned()))
        });
    }

    /// Sets an image, video or audio.
    #[doc(hidden)]
    pub fn media<K>(&mut self, name: &'static str, value: impl Optional<Media, K>) {
        self.string(name, value.into_optional().map(Media::into_string));
    }

    /// Sets a list of images, videos or audio.
    #[doc(hidden)]
    pub fn media_list<K>(&mut self, name: &'static str, values: impl OptionalList<Media, K>) {
        self.set_list(name, values.into_optional_list(), |media| {
            Ok(Value::String(media.into_string()))
        });
    }

    /// Sets an integer.
    #[doc(hidden)]
    pub fn integer<K>(&mut self, name: &'static str, value: impl Optional<Integer, K>) {
        match value.into_optional().map(|value| value.0) {
            Some(Ok(number)) => self.set_scalar(name, number.into()),
            Some(Err(reason)) => self.set_json(name, Err(reason)),
            None => {}
        }
    }

    /// Sets a list of integers.
    #[doc(hidden)]
    pub fn integers<K>(&mut self, name: &'static str, values: impl OptionalList<Integer, K>) {
        self.set_list(name, values.into_optional_list(), |value| value.0);
    }

    /// Sets a number.
    #[doc(hidden)]
    pub fn number<K>(&mut self, name: &'static str, value: impl Optional<Number, K>) {
        match value.into_optional().map(|value| value.0) {
            Some(Ok(number)) => self.set_scalar(name, number.into()),
            Some(Err(reason)) => self.set_json(name, Err(reason)),
            None => {}
        }
    }

    /// Sets a list of numbers.
    #[doc(hidden)]
    pub fn numbers<K>(&mut self, name: &'static str, values: impl OptionalList<Number, K>) {
        self.set_list(name, values.into_optional_list(), |value| value.0);
    }

    /// Sets `true` or `false`.
    #[doc(hidden)]
    pub fn boolean<K>(&mut self, name: &'static str, value: impl Optional<bool, K>) {
        if let Some(value) = value.into_optional() {
            self.set_scalar(name, Argument::Json(Value::Bool(value)));
        }
    }

    /// Sets a list of `true` and `false`.
    #[doc(hidden)]
    pub fn booleans<K>(&mut self, name: &'static str, values: impl OptionalList<bool, K>) {
        self.set_list(name, values.into_optional_list(), |value| Ok(Value::Bool(value)));
    }

    /// Sets a value of a generated enum.
    #[doc(hidden)]
    pub fn choice<C: Choice, K>(&mut self, name: &'static str, value: impl Optional<C, K>) {
        if let Some(value) = value.into_optional() {
            match value.value().0 {
                Ok(value) => self.set_scalar(name, value),
                Err(reason) => self.set(name, Err(reason)),
            }
        }
    }

    /// Sets a list of values of a generated enum.
    #[doc(hidden)]
    pub fn choices<C: Choice, K>(&mut self, name: &'static str, values: impl OptionalList<C, K>) {
        self.set_list(name, values.into_optional_list(), |value| {
            value.value().0.map(Argument::into_value)
        });
    }

    /// Sets a value of an enumeration that mixes types.
    #[doc(hidden)]
    pub fn literal<K>(&mut self, name: &'static str, value: impl Optional<Literal, K>) {
        if let Some(value) = value.into_optional() {
            self.set(name, value.0);
        }
    }

    /// Sets a list of values of an enumeration that mixes types.
    #[doc(hidden)]
    pub fn literals<K>(&mut self, name: &'static str, values: impl OptionalList<Literal, K>) {
        self.set_list(name, values.into_optional_list(), |value| value.0.map(Argument::into_value));
    }

    /// Sets an object whose members the schema doesn't name.
    #[doc(hidden)]
    pub fn object<K>(&mut self, name: &'static str, value: impl Optional<Object, K>) {
        if let Some(value) = value.into_optional() {
            self.set_json(name, value.0.map(Value::Object));
        }
    }

    /// Sets a list of objects whose members the schema doesn't name.
    #[doc(hidden)]
    pub fn objects<K>(&mut self, name: &'static str, values: impl OptionalList<Object, K>) {
        self.set_list(name, values.into_optional_list(), |value| value.0.map(Value::Object));
    }

    /// Sets a structured value of a generated type.
    #[doc(hidden)]
    pub fn nested<T: Serialize, K>(&mut self, name: &'static str, value: impl Optional<T, K>) {
        if let Some(value) = value.into_optional() {
            self.set_json(name, not_representable::to_value_or_null(&value));
        }
    }

    /// Sets a list of structured values of a generated type.
    #[doc(hidden)]
    pub fn nested_list<T: Serialize, K>(
        &mut self,
        name: &'static str,
        values: impl OptionalList<T, K>,
    ) {
        self.set_list(name, values.into_optional_list(), |value| {
            not_representable::to_value_or_null(&value)
        });
    }

    /// Sets any value, even if the schema doesn't state its type. The `None` of an `Option` leaves the parameter
    /// unchanged; `null` is [`Value::Null`] or `()`.
    pub fn json(&mut self, name: &'static str, value: impl Serialize) {
        self.set_serialized(Cow::Borrowed(name), &value);
    }

    fn set_serialized(&mut self, name: Name, value: &impl Serialize) {
        match not_representable::to_value(value) {
            Ok(Some(value)) => self.set_json(name, Ok(value)),
            Ok(None) => {}
            Err(reason) => self.set_json(name, Err(reason)),
        }
    }

    /// Appends a chat message.
    #[doc(hidden)]
    pub fn message(&mut self, message: impl Into<Message>) {
        self.append_messages(std::iter::once(message.into()));
    }

    /// Appends chat messages; an empty list is sent as such, which the hub doesn't accept.
    #[doc(hidden)]
    pub fn messages(&mut self, messages: impl IntoIterator<Item = impl Into<Message>>) {
        self.append_messages(messages.into_iter().map(Into::into));
    }

    fn append_messages(&mut self, messages: impl Iterator<Item = Message>) {
        const NAME: &str = "messages";
        let mut reason = None;
        let messages = messages.inspect(|message| {
            if let Err(error) = message.check_depth() {
                reason = Some(error);
            }
        });
        match self.parameters.argument_mut(NAME) {
            Some(Argument::Messages(own)) => own.extend(messages),
            // The messages of a request that was read.
            Some(Argument::Json(Value::Array(items))) => {
                items.extend(messages.map(Message::into_value));
            }
            _ => {
                let messages = Argument::Messages(messages.collect::<Messages>());
                self.parameters.set(Cow::Borrowed(NAME), messages);
            }
        }
        self.not_representable.extend(reason.map(|reason| (Cow::Borrowed(NAME), reason)));
    }

    /// Appends a tool that a chat model may call.
    #[doc(hidden)]
    pub fn tool(&mut self, tool: impl Into<Tool>) {
        self.append_tools(std::iter::once(tool.into()));
    }

    /// Appends tools that a chat model may call; an empty list is sent as such.
    #[doc(hidden)]
    pub fn tools<K>(&mut self, tools: impl OptionalList<Tool, K>) {
        if let Some(tools) = tools.into_optional_list() {
            self.append_tools(tools);
        }
    }

    fn append_tools(&mut self, tools: impl Iterator<Item = Tool>) {
        let mut all = match self.parameters.remove("tools") {
            Some(Argument::Json(Value::Array(items))) => items,
            _ => Vec::new(),
        };
        all.extend(tools.map(Tool::into_value));
        self.set_json("tools", Ok(Value::Array(all)));
    }

    /// Sets which tool a chat model calls.
    #[doc(hidden)]
    pub fn tool_choice<K>(&mut self, choice: impl Optional<ToolChoice, K>) {
        if let Some(choice) = choice.into_optional() {
            self.set_json("tool_choice", Ok(choice.into_value()));
        }
    }

    /// Sets the form of a chat model's answer.
    #[doc(hidden)]
    pub fn response_format<K>(&mut self, format: impl Optional<ResponseFormat, K>) {
        if let Some(format) = format.into_optional() {
            self.set_json("response_format", Ok(format.into_value()));
        }
    }

    /// Sets a parameter that is newer than this version of the crate. A parameter that the schema lists is checked.
    pub fn extra(&mut self, name: impl Into<String>, value: impl Serialize) {
        let name = Cow::Owned(name.into());
        if !self.extra.contains(&name) {
            self.extra.push(name.clone());
        }
        self.set_serialized(name, &value);
    }

    /// Lifts the rule of the model's documentation with this id, which the rule's violation names. An unknown id has no
    /// effect, so that programs keep working when the rule is removed.
    pub fn without_rule(&mut self, id: impl Into<String>) {
        self.lifted.push(Cow::Owned(id.into()));
    }

    /// Returns whether a parameter is set.
    pub fn is_set(&self, name: &str) -> bool {
        self.parameters.contains(name)
    }

    /// Removes a parameter, so that the model uses its default.
    pub fn remove(&mut self, name: &str) {
        self.parameters.remove(name);
        self.not_representable.retain(|(other, _)| other != name);
    }

    /// Checks the whole request.
    ///
    /// # Errors
    ///
    /// Returns [`InvalidRequest`] with all violations.
    pub fn finish(self) -> Result<AnyRequest, InvalidRequest> {
        let Self { model, mut parameters, mut not_representable, extra, lifted } = self;
        let invalid = |violations| Err(InvalidRequest::new(model, violations));
        let checks = match model.checks() {
            Ok(checks) => checks,
            Err(error) => return invalid(vec![Violation::Unreadable(error)]),
        };
        let schema = &checks.schema;
        // The fast path: most requests are valid.
        if extra.is_empty()
            && not_representable.is_empty()
            && parameters.sort_and_accept(schema)
            && !parameters.contains("model")
            && rules::refusing(checks, &parameters).is_empty()
        {
            return Ok(AnyRequest::checked(model, parameters));
        }
        parameters.remove_replaced();
        let mut violations = Vec::new();
        if parameters.remove("model").is_some()
            || not_representable.iter().any(|(name, _)| name == "model")
        {
            violations.push(Violation::ModelParameter);
        }
        // Extra parameters that the schema doesn't know are sent unchecked.
        let unchecked = if extra.is_empty() {
            Parameters::default()
        } else {
            let is_extra = |name: &str| extra.iter().any(|other| other == name);
            parameters.extract(|name| is_extra(name) && schema.parameter(name).is_none())
        };
        parameters.sort(schema);
        let (unknown, broken) =
            parameters.as_members(|body| (schema.unknown_parameters(body), schema.check(body)));
        // One violation per parameter is enough: an unknown one is not also reported as not allowed, and one that JSON
        // can't represent is not also reported as missing.
        let is_reported = |parameter: &str| {
            unknown.iter().any(|violation| violation.parameter() == Some(parameter))
                || not_representable.iter().any(|(name, _)| name == parameter)
        };
        let broken =
            broken.into_iter().filter(|violation| !violation.parameter().is_some_and(is_reported));
        violations.extend(broken.map(Violation::Schema));
        violations.extend(unknown.iter().cloned().map(Violation::Schema));
        let documented = rules::refusing(checks, &parameters).into_iter().filter(|rule| {
            let is_known_wrong = |name: &&str| {
                violations.iter().any(|one| one.parameter() == Some(*name)) || is_reported(name)
            };
            !lifted.iter().any(|id| id == rule.id())
                && !rule.parameters().iter().any(is_known_wrong)
        });
        let documented: Vec<_> = documented.map(Violation::Documentation).collect();
        violations.extend(documented);
        not_representable.sort_by(|(one, _), (other, _)| one.cmp(other));
        violations.extend(not_representable.into_iter().map(|(name, reason)| {
            Violation::NotRepresentable { parameter: name.into_owned(), reason }
        }));
        if !violations.is_empty() {
            return invalid(violations);
        }
        if !unchecked.is_empty() {
            parameters.append(unchecked);
            parameters.sort(schema);
        }
        Ok(AnyRequest::checked(model, parameters))
    }

    /// Returns the request without a check, for the macros, which have checked it.
    pub(crate) fn finish_checked(self) -> AnyRequest {
        AnyRequest::checked_by_macro(self.model, self.parameters)
    }
}

/// Returns whether the numbers of a value, or of its items, must be integers.
fn holds_integers(schema: &Schema) -> bool {
    let types = schema.types();
    let is_integer = types.contains(JsonType::Integer) && !types.contains(JsonType::Number);
    is_integer || types.contains(JsonType::Array) && schema.items().is_some_and(holds_integers)
}

/// Shows the model's id and the parameters set so far, with long values truncated.
impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parameters = self.parameters.clone();
        parameters.remove_replaced();
        debug_request(f, "RequestBuilder", self.model, &parameters)
    }
}
