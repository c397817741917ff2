//! Chunks of streamed chat completions.

use super::chat::{AssistantMessage, ChatCompletion, Choice, FinishReason, Role, ToolCall, Usage};
use super::open_struct;

open_struct! {
    /// A chunk of a streamed chat answer, as the hub sent it.
    Chunk {
        /// The id of the answer.
        id: String = "id",
        /// The type of the object: `chat.completion.chunk`.
        object: String = "object",
        /// The time when the answer began, in seconds since 1970.
        created: u64 = "created",
        /// The model that answers.
        model: String = "model",
        /// The new part of each choice; empty in a chunk that carries something else, such as the usage.
        choices: Vec<ChunkChoice> = "choices",
        /// The token counts, if the provider sends them, usually in the last chunk.
        usage: Usage = "usage",
    }
}

open_struct! {
    /// The new part of one choice.
    ChunkChoice {
        /// The index of the choice, from 0.
        index: u64 = "index",
        /// The new part of the message.
        delta: Delta = "delta",
        /// The reason why the model stopped, in the last chunk of the choice.
        finish_reason: FinishReason = "finish_reason",
    }
}

open_struct! {
    /// The new part of a message.
    Delta {
        /// The author of the message, usually in the first chunk only.
        role: Role = "role",
        /// The continuation of the text.
        content: String = "content",
        /// The continuation of the explanation if the model declines to answer.
        refusal: String = "refusal",
        /// The continuation of the tool calls: the id and name of each come first, then pieces of its arguments.
        tool_calls: Vec<ToolCall> = "tool_calls",
    }
}

impl Chunk {
    /// Returns the new text of the first choice; empty if there is none.
    ///
    /// ```
    /// use oxen_hub::answers::Chunk;
    ///
    /// let chunk: Chunk = serde_json::from_str(r#"{"choices": [{"delta": {"content": "Hel"}}]}"#)?;
    /// assert_eq!(chunk.text(), "Hel");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn text(&self) -> &str {
        let mut choices = self.choices.iter().flatten();
        let first = choices.find(|choice| choice.index.unwrap_or(0) == 0);
        first.and_then(|choice| choice.delta.as_ref()?.content.as_deref()).unwrap_or_default()
    }

    /// Returns the new text of the first choice without a copy.
    pub(crate) fn into_text(self) -> String {
        let mut choices = self.choices.into_iter().flatten();
        let first = choices.find(|choice| choice.index.unwrap_or(0) == 0);
        first.and_then(|choice| choice.delta?.content).unwrap_or_default()
    }
}

/// Converts a whole answer into a single chunk.
impl From<ChatCompletion> for Chunk {
    fn from(answer: ChatCompletion) -> Self {
        let ChatCompletion { id, object, created, model, choices, usage, extra, meta: _ } = answer;
        let choices = choices.map(|choices| choices.into_iter().map(ChunkChoice::from).collect());
        Self { id, object, created, model, choices, usage, extra }
    }
}

impl From<Choice> for ChunkChoice {
    fn from(choice: Choice) -> Self {
        let Choice { index, message, finish_reason, extra } = choice;
        Self { index, delta: message.map(Delta::from), finish_reason, extra }
    }
}

impl From<AssistantMessage> for Delta {
    fn from(message: AssistantMessage) -> Self {
        let AssistantMessage { role, content, refusal, tool_calls, extra } = message;
        Self { role, content, refusal, tool_calls, extra }
    }
}
