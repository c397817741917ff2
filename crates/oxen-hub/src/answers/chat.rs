//! Chat completions.

use std::time::Duration;

use serde::de::DeserializeOwned;

use super::{Answer, open_enum, open_struct, sealed};
use crate::client::{Answered, Client, Timeouts};
use crate::error::Error;

open_struct! {
    /// The answer of a chat model.
    ChatCompletion {
        /// Its id.
        id: String = "id",
        /// What it is: `chat.completion`.
        object: String = "object",
        /// When it was made, in seconds since 1970.
        created: u64 = "created",
        /// The model that answered.
        model: String = "model",
        /// The answers, mostly one.
        choices: Vec<Choice> = "choices",
        /// How many tokens went in and came out.
        usage: Usage = "usage",
    }
    with meta meta
}

open_struct! {
    /// One answer of a chat model.
    Choice {
        /// Its place among the choices, from 0.
        index: u64 = "index",
        /// What the model says.
        message: AssistantMessage = "message",
        /// Why it stopped.
        finish_reason: FinishReason = "finish_reason",
    }
}

open_struct! {
    /// What a model says.
    AssistantMessage {
        /// Who speaks.
        role: Role = "role",
        /// The text; none beside tool calls.
        content: String = "content",
        /// Why the model declines to answer.
        refusal: String = "refusal",
        /// The functions that the model calls.
        tool_calls: Vec<ToolCall> = "tool_calls",
    }
}

open_struct! {
    /// A call of a function by a model.
    ToolCall {
        /// Its id, which the function's result names.
        id: String = "id",
        /// Its place among the calls of the message.
        index: u64 = "index",
        /// What is called: `function`.
        kind: String = "type",
        /// The function and its arguments.
        function: FunctionCall = "function",
    }
}

open_struct! {
    /// A function and its arguments.
    FunctionCall {
        /// The function's name.
        name: String = "name",
        /// Its arguments as JSON text, as the model wrote them.
        arguments: String = "arguments",
    }
}

open_struct! {
    /// How many tokens went in and came out.
    Usage {
        /// Of the request.
        prompt_tokens: u64 = "prompt_tokens",
        /// Of the answer.
        completion_tokens: u64 = "completion_tokens",
        /// Of both.
        total_tokens: u64 = "total_tokens",
    }
}

open_enum! {
    /// Why a model stopped. Providers behind the hub have reasons of their own.
    FinishReason {
        /// It had said everything, or came to a stop text.
        Stop = "stop",
        /// It came to the limit of tokens.
        Length = "length",
        /// It calls tools.
        ToolCalls = "tool_calls",
        /// A filter cut it off.
        ContentFilter = "content_filter",
        /// The provider ran out of resources.
        InsufficientSystemResource = "insufficient_system_resource",
    }
}

open_enum! {
    /// Who speaks in a chat.
    Role {
        /// The program.
        System = "system",
        /// The user.
        User = "user",
        /// The model.
        Assistant = "assistant",
        /// A function that the model called.
        Tool = "tool",
    }
}

impl FinishReason {
    /// Returns whether the model was stopped before it was done: by the limit of tokens, a filter, or a lack of
    /// resources.
    pub fn is_premature(&self) -> bool {
        matches!(self, Self::Length | Self::ContentFilter | Self::InsufficientSystemResource)
    }
}

impl sealed::Sealed for ChatCompletion {}

impl Answer for ChatCompletion {
    const IS_MEDIA: bool = false;
    const FROM_STREAM: Option<fn(Self) -> Self> = Some(|answer| answer);

    fn silence(timeouts: &Timeouts) -> Duration {
        timeouts.chat
    }

    fn read(answered: Answered, client: &Client) -> Result<Self, Error> {
        let key = client.inner.key.as_ref();
        let object = super::json::read_object(&answered, key)?;
        let mut completion = Self::from_map(object);
        if completion.choices.is_none() {
            let found = completion.extra.get("choices").map_or_else(
                || "no choices".to_owned(),
                |found| super::json::quote(found.to_string().as_bytes(), key),
            );
            return Err(Error::malformed("/choices", found));
        }
        completion.meta = answered.meta;
        completion.record_usage(&tracing::Span::current());
        Ok(completion)
    }
}

impl ChatCompletion {
    /// Notes the tokens in the span of the call.
    pub(crate) fn record_usage(&self, span: &tracing::Span) {
        let Some(usage) = &self.usage else { return };
        span.record("gen_ai.usage.input_tokens", usage.prompt_tokens);
        span.record("gen_ai.usage.output_tokens", usage.completion_tokens);
    }

    /// The first choice's message.
    pub fn message(&self) -> Option<&AssistantMessage> {
        self.choices.as_ref()?.first()?.message.as_ref()
    }

    /// The first choice's text; empty if there is none.
    ///
    /// ```
    /// use oxen_hub::answers::ChatCompletion;
    ///
    /// let answer: ChatCompletion = serde_json::from_str(
    ///     r#"{"choices": [{"message": {"role": "assistant", "content": "Hello!"}}]}"#,
    /// )?;
    /// assert_eq!(answer.text(), "Hello!");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn text(&self) -> &str {
        self.message().and_then(|message| message.content.as_deref()).unwrap_or_default()
    }

    /// The first choice's tool calls.
    pub fn tool_calls(&self) -> &[ToolCall] {
        self.message().and_then(|message| message.tool_calls.as_deref()).unwrap_or_default()
    }

    /// Why the first choice ended.
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        self.choices.as_ref()?.first()?.finish_reason.as_ref()
    }
}

impl FunctionCall {
    /// Reads the arguments; an empty text counts as `{}`.
    ///
    /// # Errors
    ///
    /// If they are not JSON, or not what `T` is made of.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        let text = self.arguments.as_deref().unwrap_or_default();
        serde_json::from_str(if text.trim().is_empty() { "{}" } else { text })
    }
}
