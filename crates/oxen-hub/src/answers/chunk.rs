//! Chat completions in pieces.

use super::chat::{AssistantMessage, ChatCompletion, Choice, FinishReason, Role, ToolCall, Usage};
use super::open_struct;

open_struct! {
    /// A piece of a streamed chat answer, as it came.
    Chunk {
        /// The id of the answer.
        id: String = "id",
        /// What it is: `chat.completion.chunk`.
        object: String = "object",
        /// When the answer was begun, in seconds since 1970.
        created: u64 = "created",
        /// The model that answers.
        model: String = "model",
        /// What is new of each answer; empty where a chunk has something else to say, such as the usage.
        choices: Vec<ChunkChoice> = "choices",
        /// How many tokens went in and came out, if the provider says so, mostly at the end.
        usage: Usage = "usage",
    }
}

open_struct! {
    /// What is new of one answer.
    ChunkChoice {
        /// Its place among the choices, from 0.
        index: u64 = "index",
        /// What is new.
        delta: Delta = "delta",
        /// Why the model stopped, at the end.
        finish_reason: FinishReason = "finish_reason",
    }
}

open_struct! {
    /// What is new of a message.
    Delta {
        /// Who speaks, mostly at the beginning only.
        role: Role = "role",
        /// More text.
        content: String = "content",
        /// More of why the model declines to answer.
        refusal: String = "refusal",
        /// More of the calls: ids and names at the beginning of each, then pieces of the arguments.
        tool_calls: Vec<ToolCall> = "tool_calls",
    }
}

impl Chunk {
    /// The new text of the first choice; empty if there is none.
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

    /// The same without a copy.
    pub(crate) fn into_text(self) -> String {
        let mut choices = self.choices.into_iter().flatten();
        let first = choices.find(|choice| choice.index.unwrap_or(0) == 0);
        first.and_then(|choice| choice.delta?.content).unwrap_or_default()
    }
}

/// A whole answer as its only piece.
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
