//! Chat completions.

use serde::de::DeserializeOwned;

use super::open::{open_enum, open_struct};

open_struct! {
    /// The answer of a chat model.
    ChatCompletion {
        /// The id of the completion.
        id: String = "id",
        /// The type of the object: `chat.completion`.
        object: String = "object",
        /// The creation time, in seconds since 1970.
        created: u64 = "created",
        /// The model that answered.
        model: String = "model",
        /// The choices, usually one.
        choices: Vec<Choice> = "choices",
        /// The token counts.
        usage: Usage = "usage",
    }
    with meta meta
}

open_struct! {
    /// One answer of a chat model.
    Choice {
        /// The index of the choice, from 0.
        index: u64 = "index",
        /// The message of the model.
        message: AssistantMessage = "message",
        /// The reason why the model stopped.
        finish_reason: FinishReason = "finish_reason",
    }
}

open_struct! {
    /// A message of a model.
    AssistantMessage {
        /// The author of the message.
        role: Role = "role",
        /// The text; usually `None` if there are tool calls.
        content: String = "content",
        /// The explanation if the model declines to answer.
        refusal: String = "refusal",
        /// The functions that the model calls.
        tool_calls: Vec<ToolCall> = "tool_calls",
    }
}

open_struct! {
    /// A call of a function by a model.
    ToolCall {
        /// The id of the call, which the function's result refers to.
        id: String = "id",
        /// The index of the call in the message.
        index: u64 = "index",
        /// The type of the call: `function`.
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
        /// The arguments as JSON text, exactly as the model wrote them.
        arguments: String = "arguments",
    }
}

open_struct! {
    /// The token counts of a request and its answer.
    Usage {
        /// The tokens of the request.
        prompt_tokens: u64 = "prompt_tokens",
        /// The tokens of the answer.
        completion_tokens: u64 = "completion_tokens",
        /// The tokens of both together.
        total_tokens: u64 = "total_tokens",
    }
}

open_enum! {
    /// The reason why a model stopped. Providers behind the hub have further reasons of their own.
    FinishReason {
        /// The answer was complete, or a stop sequence was reached.
        Stop = "stop",
        /// The token limit was reached.
        Length = "length",
        /// The model calls tools.
        ToolCalls = "tool_calls",
        /// A content filter cut the answer off.
        ContentFilter = "content_filter",
        /// The provider ran out of resources.
        InsufficientSystemResource = "insufficient_system_resource",
    }
}

open_enum! {
    /// The author of a chat message.
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

impl ChatCompletion {
    /// Records the token counts in the span of the call.
    pub(crate) fn record_usage(&self, span: &tracing::Span) {
        let Some(usage) = &self.usage else { return };
        span.record("gen_ai.usage.input_tokens", usage.prompt_tokens);
        span.record("gen_ai.usage.output_tokens", usage.completion_tokens);
    }

    /// Returns the first choice's message.
    pub fn message(&self) -> Option<&AssistantMessage> {
        self.choices.as_ref()?.first()?.message.as_ref()
    }

    /// Returns the first choice's text; empty if there is none.
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

    /// Returns the first choice's tool calls.
    pub fn tool_calls(&self) -> &[ToolCall] {
        self.message().and_then(|message| message.tool_calls.as_deref()).unwrap_or_default()
    }

    /// Returns the reason why the first choice ended.
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        self.choices.as_ref()?.first()?.finish_reason.as_ref()
    }
}

impl FunctionCall {
    /// Parses the arguments as JSON; an empty text counts as `{}`.
    ///
    /// # Errors
    ///
    /// If the arguments are not JSON, or don't deserialize as a `T`.
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        let text = self.arguments.as_deref().unwrap_or_default();
        serde_json::from_str(if text.trim().is_empty() { "{}" } else { text })
    }
}
