//! Conversations.

use std::ops::Deref;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use super::Message;

/// The messages of a conversation, at least one.
///
/// It is valid as the `messages` of a request, except that URIs of images and members that were deserialized are checked
/// only when the request is built or sent.
///
/// ```
/// use oxen_models::chat::{Conversation, Message};
///
/// let mut conversation = Conversation::new(Message::system("Answer in one line."));
/// conversation.push("What can you do?");
/// conversation.push(Message::assistant("I pull carts."));
/// assert_eq!(conversation.len(), 3);
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Conversation(Vec<Message>);

/// The error of a conversation without messages.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("a conversation must have at least one message")]
#[non_exhaustive]
pub struct EmptyConversation;

impl Conversation {
    /// Creates a conversation that begins with this message; a string becomes a message from the user.
    pub fn new(first: impl Into<Message>) -> Self {
        Self(vec![first.into()])
    }

    /// Appends a message; a string becomes a message from the user.
    pub fn push(&mut self, message: impl Into<Message>) {
        self.0.push(message.into());
    }

    /// Returns the last message.
    pub fn last(&self) -> &Message {
        &self.0[self.0.len() - 1]
    }
}

impl Deref for Conversation {
    type Target = [Message];

    fn deref(&self) -> &[Message] {
        &self.0
    }
}

impl<M: Into<Message>> Extend<M> for Conversation {
    fn extend<I: IntoIterator<Item = M>>(&mut self, messages: I) {
        self.0.extend(messages.into_iter().map(Into::into));
    }
}

impl IntoIterator for Conversation {
    type Item = Message;
    type IntoIter = std::vec::IntoIter<Message>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Conversation {
    type Item = &'a Message;
    type IntoIter = std::slice::Iter<'a, Message>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl From<Message> for Conversation {
    fn from(first: Message) -> Self {
        Self::new(first)
    }
}

impl TryFrom<Vec<Message>> for Conversation {
    type Error = EmptyConversation;

    fn try_from(messages: Vec<Message>) -> Result<Self, EmptyConversation> {
        if messages.is_empty() { Err(EmptyConversation) } else { Ok(Self(messages)) }
    }
}

impl From<Conversation> for Vec<Message> {
    fn from(conversation: Conversation) -> Self {
        conversation.0
    }
}

impl<'de> Deserialize<'de> for Conversation {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer)?.try_into().map_err(D::Error::custom)
    }
}
