//! The builder of every chat model without a request schema of its own.

use std::marker::PhantomData;

use oxen_models::chat::{Content, Message, ResponseFormat, Tool, ToolChoice};
use oxen_models::{
    AnyRequest, Integer, InvalidRequest, Missing, Number, Optional, OptionalList, Provided,
    RequestBuilder, Serialize,
};

use super::required;

/// Sets the parameters of a chat request.
#[derive(Clone, Debug)]
#[must_use]
pub struct ChatBuilder<Request, MessagesState = Missing> {
    request: RequestBuilder,
    wrap: fn(AnyRequest) -> Request,
    state: PhantomData<MessagesState>,
}

impl<Request, MessagesState> ChatBuilder<Request, MessagesState> {
    pub(super) fn new(request: RequestBuilder, wrap: fn(AnyRequest) -> Request) -> Self {
        Self { request, wrap, state: PhantomData }
    }
}

impl<Request, MessagesState> ChatBuilder<Request, MessagesState> {
    /// Appends a message that says what the conversation is about.
    pub fn system(self, content: impl Into<Content>) -> ChatBuilder<Request, Provided> {
        self.message(Message::system(content))
    }

    /// Appends a message from the user.
    pub fn user(self, content: impl Into<Content>) -> ChatBuilder<Request, Provided> {
        self.message(Message::user(content))
    }

    /// Appends a message from the model.
    pub fn assistant(self, content: impl Into<Content>) -> ChatBuilder<Request, Provided> {
        self.message(Message::assistant(content))
    }

    /// Appends what a tool answered to the call with this id.
    pub fn tool_result(
        self,
        tool_call_id: impl Into<String>,
        content: impl Into<Content>,
    ) -> ChatBuilder<Request, Provided> {
        self.message(Message::tool(tool_call_id, content))
    }

    /// Appends a message.
    pub fn message(mut self, message: impl Into<Message>) -> ChatBuilder<Request, Provided> {
        self.request.message(message);
        ChatBuilder { request: self.request, wrap: self.wrap, state: PhantomData }
    }

    /// Appends messages, such as the conversation so far.
    pub fn messages(
        mut self,
        messages: impl IntoIterator<Item = impl Into<Message>>,
    ) -> ChatBuilder<Request, Provided> {
        self.request.messages(messages);
        ChatBuilder { request: self.request, wrap: self.wrap, state: PhantomData }
    }

    /// From 0 to 2.
    pub fn temperature<K>(mut self, value: impl Optional<Number, K>) -> Self {
        self.request.number("temperature", value);
        self
    }

    /// From 0 to 1.
    pub fn top_p<K>(mut self, value: impl Optional<Number, K>) -> Self {
        self.request.number("top_p", value);
        self
    }

    /// At least 1.
    pub fn max_tokens<K>(mut self, value: impl Optional<Integer, K>) -> Self {
        self.request.integer("max_tokens", value);
        self
    }

    /// Whether the answer comes in pieces.
    pub fn stream<K>(mut self, value: impl Optional<bool, K>) -> Self {
        self.request.boolean("stream", value);
        self
    }

    /// Appends a function that the model may call.
    pub fn tool(mut self, tool: impl Into<Tool>) -> Self {
        self.request.tool(tool);
        self
    }

    /// Appends functions that the model may call.
    pub fn tools<K>(mut self, tools: impl OptionalList<Tool, K>) -> Self {
        self.request.tools(tools);
        self
    }

    /// Which tool the model calls.
    pub fn tool_choice<K>(mut self, choice: impl Optional<ToolChoice, K>) -> Self {
        self.request.tool_choice(choice);
        self
    }

    /// The form of the answer.
    pub fn response_format<K>(mut self, format: impl Optional<ResponseFormat, K>) -> Self {
        self.request.response_format(format);
        self
    }

    /// Sends a parameter newer than this version of the crate.
    pub fn extra(mut self, name: impl Into<String>, value: impl Serialize) -> Self {
        self.request.extra(name, value);
        self
    }

    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`] with every violation.
    pub fn build(self) -> Result<Request, InvalidRequest>
    where
        MessagesState: required::Messages,
    {
        self.request.finish().map(self.wrap)
    }
}
