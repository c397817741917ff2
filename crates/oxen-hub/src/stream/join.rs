//! The joining of chunks into a whole answer.

use std::collections::BTreeMap;

use super::calls::Calls;
use super::merge::{ENTRY, Texts, extend, merge, set};
use crate::answers::{AssistantMessage, ChatCompletion, Choice, Chunk, ChunkChoice, Delta};

/// The received part of an answer.
#[derive(Clone, Debug, Default)]
pub(super) struct Joined {
    /// The answer without its choices.
    answer: ChatCompletion,
    choices: BTreeMap<u64, JoinedChoice>,
    size: u64,
}

#[derive(Clone, Debug, Default)]
struct JoinedChoice {
    choice: Choice,
    message: AssistantMessage,
    calls: Calls,
}

impl Joined {
    /// Adds a chunk and returns how much memory the answer takes, roughly.
    pub(super) fn add(&mut self, chunk: &Chunk) -> u64 {
        let answer = &mut self.answer;
        set(&mut answer.id, chunk.id.as_ref());
        set(&mut answer.created, chunk.created.as_ref());
        set(&mut answer.model, chunk.model.as_ref());
        if chunk.usage.is_some() {
            answer.usage.clone_from(&chunk.usage);
        }
        self.size += merge(&mut answer.extra, &chunk.extra, Texts::Replace);
        for (position, new) in chunk.choices.iter().flatten().enumerate() {
            let index = new.index.unwrap_or(position as u64);
            let choice = self.choices.entry(index).or_insert_with(|| {
                self.size += ENTRY;
                let choice = Choice { index: Some(index), ..Choice::default() };
                JoinedChoice { choice, ..JoinedChoice::default() }
            });
            self.size += choice.add(new);
        }
        self.size
    }

    /// Returns whether there are choices, and all have a finish reason.
    pub(super) fn is_finished(&self) -> bool {
        let mut choices = self.choices.values();
        !self.choices.is_empty() && choices.all(|joined| joined.choice.finish_reason.is_some())
    }

    /// Records the token counts in the span of the call.
    pub(super) fn record_usage(&self, span: &tracing::Span) {
        self.answer.record_usage(span);
    }

    pub(super) fn into_completion(self) -> ChatCompletion {
        let choices = self.choices.into_values().map(JoinedChoice::into_choice).collect();
        let object = Some("chat.completion".to_owned());
        ChatCompletion { object, choices: Some(choices), ..self.answer }
    }
}

impl JoinedChoice {
    fn add(&mut self, new: &ChunkChoice) -> u64 {
        if let Some(reason) =
            new.finish_reason.as_ref().filter(|reason| !reason.as_str().is_empty())
        {
            self.choice.finish_reason = Some(reason.clone());
        }
        let growth = merge(&mut self.choice.extra, &new.extra, Texts::Replace);
        growth + new.delta.as_ref().map_or(0, |delta| self.add_delta(delta))
    }

    fn add_delta(&mut self, delta: &Delta) -> u64 {
        let message = &mut self.message;
        set(&mut message.role, delta.role.as_ref());
        let mut growth = 0;
        growth += extend(&mut message.content, delta.content.as_deref());
        growth += extend(&mut message.refusal, delta.refusal.as_deref());
        growth += merge(&mut message.extra, &delta.extra, Texts::Continue);
        growth + self.calls.add(delta.tool_calls.as_deref().unwrap_or_default())
    }

    fn into_choice(self) -> Choice {
        let tool_calls = self.calls.into_list();
        let tool_calls = (!tool_calls.is_empty()).then_some(tool_calls);
        Choice { message: Some(AssistantMessage { tool_calls, ..self.message }), ..self.choice }
    }
}
