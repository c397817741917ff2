//! The messages of a conversation.

use serde::{Deserialize, Serialize};

use super::{Content, ToolCall};

/// Who a message is from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Role {
    /// The one who says what the conversation is about.
    System,
    /// The one who asks.
    User,
    /// The model.
    Assistant,
    /// A tool that the model called.
    Tool,
}

/// A message of a conversation.
///
/// A text is a message from the user, and a role with a text is one from that role:
///
/// ```
/// use oxen_models::chat::{Message, Role};
///
/// assert_eq!(Message::from("Hello"), Message::user("Hello"));
/// assert_eq!(Message::from((Role::Assistant, "Hi")), Message::assistant("Hi"));
/// ```
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Message {
    role: Role,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    content: Option<Content>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tool_calls: Option<Vec<ToolCall>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tool_call_id: Option<String>,
}

impl Message {
    /// A message from `role`.
    pub fn new(role: Role, content: impl Into<Content>) -> Self {
        Self {
            role,
            content: Some(content.into()),
            name: None,
            tool_calls: None,
            tool_call_id: None,
        }
    }

    /// A message that says what the conversation is about.
    pub fn system(content: impl Into<Content>) -> Self {
        Self::new(Role::System, content)
    }

    /// A message from the user.
    pub fn user(content: impl Into<Content>) -> Self {
        Self::new(Role::User, content)
    }

    /// A message from the model.
    pub fn assistant(content: impl Into<Content>) -> Self {
        Self::new(Role::Assistant, content)
    }

    /// A message from the model that calls tools and says nothing.
    ///
    /// Use [`with_tool_calls`](Self::with_tool_calls) if it says something as well.
    pub fn assistant_calls(calls: impl IntoIterator<Item = ToolCall>) -> Self {
        Self {
            role: Role::Assistant,
            content: None,
            name: None,
            tool_calls: Some(calls.into_iter().collect()),
            tool_call_id: None,
        }
    }

    /// What a tool answered to the call with this id.
    pub fn tool(tool_call_id: impl Into<String>, content: impl Into<Content>) -> Self {
        let mut message = Self::new(Role::Tool, content);
        message.tool_call_id = Some(tool_call_id.into());
        message
    }

    /// The same message from a named participant.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The same message with calls of tools.
    #[must_use]
    pub fn with_tool_calls(mut self, calls: impl IntoIterator<Item = ToolCall>) -> Self {
        self.tool_calls = Some(calls.into_iter().collect());
        self
    }

    /// Who it is from.
    pub fn role(&self) -> Role {
        self.role
    }

    /// What it says; nothing where the model only calls tools.
    pub fn content(&self) -> Option<&Content> {
        self.content.as_ref()
    }

    /// The participant's name.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The tools that the model calls.
    pub fn tool_calls(&self) -> &[ToolCall] {
        self.tool_calls.as_deref().unwrap_or_default()
    }

    /// The call that a tool answers.
    pub fn tool_call_id(&self) -> Option<&str> {
        self.tool_call_id.as_deref()
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
