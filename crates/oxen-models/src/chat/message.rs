//! The messages of a conversation.

use oxen_schema::schema::Instance;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::object::{self, Extra, array, json_array, json_object, text};
use super::{Content, ToolCall};
use crate::not_representable::{MAX_DEPTH, NotRepresentable, check_members};

/// The author of a message.
#[derive(
    Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, serde::Serialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// The instructions for the model.
    System,
    /// The name of [`System`](Self::System) with newer models of OpenAI.
    Developer,
    /// The user.
    User,
    /// The model.
    Assistant,
    /// A tool that the model called.
    Tool,
}

impl Role {
    /// Returns the name that is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Developer => "developer",
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::Tool => "tool",
        }
    }
}

/// A message of a conversation.
///
/// A string converts into a message from the user, and a role with a string into a message from that role:
///
/// ```
/// use oxen_models::chat::{Message, Role};
///
/// assert_eq!(Message::from("Hello"), Message::user("Hello"));
/// assert_eq!(Message::from((Role::Assistant, "Hi")), Message::assistant("Hi"));
/// ```
///
/// A message that was read, such as a model's answer, keeps the members that this version of the crate doesn't know,
/// and is sent with them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Message {
    role: Role,
    content: Option<Content>,
    /// Members that most messages don't have.
    rest: Option<Box<Rest>>,
}

#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Rest {
    name: Option<String>,
    tool_calls: Option<ToolCalls>,
    tool_call_id: Option<String>,
    extra: Extra,
}

#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(transparent)]
struct ToolCalls(Vec<ToolCall>);

json_array!(ToolCalls);

json_object!(
    Message: |message| [
        "role" => text(message.role.as_str()),
        "content" => message.content.as_ref().map(Content::as_instance),
        "name" => message.name().and_then(text),
        "tool_calls" => message.rest().and_then(|rest| array(rest.tool_calls.as_ref()?)),
        "tool_call_id" => message.tool_call_id().and_then(text),
    ],
    message.rest().map(|rest| &rest.extra)
);

impl Message {
    fn rest(&self) -> Option<&Rest> {
        self.rest.as_deref()
    }

    fn rest_mut(&mut self) -> &mut Rest {
        self.rest.get_or_insert_default()
    }

    pub(crate) fn into_value(self) -> Value {
        object::to_value(Instance::Object(&self))
    }

    /// Checks that a message is not nested more deeply than JSON can be read.
    pub(crate) fn check_depth(&self) -> Result<(), NotRepresentable> {
        if let Some(content) = &self.content {
            content.check_depth()?;
        }
        let Some(rest) = self.rest() else { return Ok(()) };
        check_members(&rest.extra, 2)?;
        self.tool_calls().iter().try_for_each(|call| call.check_depth(4))
    }

    /// Creates a message from `role`.
    pub fn new(role: Role, content: impl Into<Content>) -> Self {
        Self { role, content: Some(content.into()), rest: None }
    }

    /// Creates a system message, which gives the model its instructions.
    pub fn system(content: impl Into<Content>) -> Self {
        Self::new(Role::System, content)
    }

    /// Creates a developer message, which is the system message of newer models of OpenAI.
    pub fn developer(content: impl Into<Content>) -> Self {
        Self::new(Role::Developer, content)
    }

    /// Creates a message from the user.
    pub fn user(content: impl Into<Content>) -> Self {
        Self::new(Role::User, content)
    }

    /// Creates a message from the model.
    pub fn assistant(content: impl Into<Content>) -> Self {
        Self::new(Role::Assistant, content)
    }

    /// Creates a message from the model that calls tools and has no content.
    ///
    /// Use [`with_tool_calls`](Self::with_tool_calls) for a message with content.
    pub fn assistant_calls(calls: impl IntoIterator<Item = ToolCall>) -> Self {
        Self { role: Role::Assistant, content: None, rest: None }.with_tool_calls(calls)
    }

    /// Creates the answer of a tool to the call with this id.
    pub fn tool(tool_call_id: impl Into<String>, content: impl Into<Content>) -> Self {
        let mut message = Self::new(Role::Tool, content);
        message.rest_mut().tool_call_id = Some(tool_call_id.into());
        message
    }

    /// Sets the name of the participant.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.rest_mut().name = Some(name.into());
        self
    }

    /// Sets the tool calls.
    #[must_use]
    pub fn with_tool_calls(mut self, calls: impl IntoIterator<Item = ToolCall>) -> Self {
        self.rest_mut().tool_calls = Some(ToolCalls(calls.into_iter().collect()));
        self
    }

    /// Returns the author.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Returns the content; `None` if the model only calls tools.
    pub fn content(&self) -> Option<&Content> {
        self.content.as_ref().filter(|content| !content.is_null())
    }

    /// Returns the participant's name.
    pub fn name(&self) -> Option<&str> {
        self.rest()?.name.as_deref()
    }

    /// Returns the tools that the model calls.
    pub fn tool_calls(&self) -> &[ToolCall] {
        self.rest().and_then(|rest| rest.tool_calls.as_ref()).map_or(&[], |calls| &calls.0)
    }

    /// Returns the id of the call that a tool answers.
    pub fn tool_call_id(&self) -> Option<&str> {
        self.rest()?.tool_call_id.as_deref()
    }

    /// Returns a member that this version of the crate doesn't know, such as `reasoning_content`.
    pub fn extra(&self, name: &str) -> Option<&Value> {
        self.rest()?.extra.get(name)
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Read {
            role: Role,
            #[serde(default, deserialize_with = "present")]
            content: Option<Content>,
            name: Option<String>,
            tool_calls: Option<ToolCalls>,
            tool_call_id: Option<String>,
            #[serde(flatten)]
            extra: Extra,
        }

        /// Distinguishes `null` from an absent member.
        fn present<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Option<Content>, D::Error> {
            Content::deserialize(deserializer).map(Some)
        }

        let Read { role, content, name, tool_calls, tool_call_id, extra } =
            Read::deserialize(deserializer)?;
        let rest = Rest { name, tool_calls, tool_call_id, extra };
        let rest = (rest != Rest::default()).then(|| Box::new(rest));
        Ok(Self { role, content, rest })
    }
}

/// Messages as a JSON array.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Messages(pub(super) Vec<Message>);

json_array!(Messages, {
    fn free_text(&self) -> Option<&'static str> {
        Some("content")
    }

    /// Returns the role as the kind of a message that only has a role and a text, as most do.
    fn kind(&self, index: usize) -> Option<u8> {
        let message = self.0.get(index).filter(|message| message.rest.is_none())?;
        message.content.as_ref()?.is_text().then_some(message.role as u8)
    }
});

impl Messages {
    pub(crate) fn into_value(self) -> Value {
        object::to_value(Instance::Array(&self))
    }

    /// Checks that no message is nested more deeply than JSON can be read.
    pub(crate) fn check_depth(&self) -> Result<(), NotRepresentable> {
        const { assert!(MAX_DEPTH > 5, "messages without unknown members are never too deep") };
        self.0.iter().try_for_each(Message::check_depth)
    }

    pub(crate) fn extend(&mut self, messages: impl Iterator<Item = Message>) {
        self.0.extend(messages);
    }
}

impl FromIterator<Message> for Messages {
    fn from_iter<I: IntoIterator<Item = Message>>(messages: I) -> Self {
        Self(messages.into_iter().collect())
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::user(text)
    }
}

impl From<&String> for Message {
    fn from(text: &String) -> Self {
        Self::user(text)
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::user(text)
    }
}

impl<C: Into<Content>> From<(Role, C)> for Message {
    fn from((role, content): (Role, C)) -> Self {
        Self::new(role, content)
    }
}

impl From<&Message> for Message {
    fn from(message: &Message) -> Self {
        message.clone()
    }
}
