//! The transcript of a conversation with tools.

use oxen_hub::answers::{AssistantMessage, ChatCompletion, FunctionCall};
use serde::Deserialize as _;
use serde_json::{Value, json};

use crate::chat::{Conversation, Message};

/// The messages and the answers of a conversation with tools.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transcript {
    messages: Vec<Value>,
    answers: Vec<ChatCompletion>,
}

/// A call that a model made.
pub(super) struct PendingCall {
    pub(super) id: String,
    pub(super) name: String,
    /// JSON text, as the model wrote it.
    pub(super) arguments: String,
}

impl Transcript {
    /// Creates a transcript that begins with the messages of a request.
    pub(super) fn of(messages: Vec<Value>) -> Self {
        Self { messages, answers: Vec::new() }
    }

    /// Adds an answer, and returns the calls in it.
    pub(super) fn answer_with(&mut self, answer: ChatCompletion) -> Vec<PendingCall> {
        let round = self.answers.len();
        let (message, calls) =
            answer.message().map_or_else(Default::default, |message| as_sent(message, round));
        if !message.is_null() {
            self.messages.push(message);
        }
        self.answers.push(answer);
        calls
    }

    /// Adds the result of a call.
    pub(super) fn push_result(&mut self, id: &str, text: &str) {
        self.messages.push(json!({"role": "tool", "tool_call_id": id, "content": text}));
    }

    /// Returns all messages as they are sent: those of the request, those of the model, and the results of its calls.
    pub fn messages(&self) -> &[Value] {
        &self.messages
    }

    /// Returns the typed messages, to continue the conversation; `None` if there are no messages, or one has an unknown
    /// role.
    pub fn conversation(&self) -> Option<Conversation> {
        let typed = self.messages.iter().map(Message::deserialize);
        Conversation::try_from(typed.collect::<Result<Vec<_>, _>>().ok()?).ok()
    }

    /// Returns the answers of the model, one per round.
    pub fn answers(&self) -> &[ChatCompletion] {
        &self.answers
    }

    /// Returns the last answer.
    pub fn answer(&self) -> Option<&ChatCompletion> {
        self.answers.last()
    }

    /// Returns the text of the last answer; empty if there is none.
    pub fn text(&self) -> &str {
        self.answer().map_or("", ChatCompletion::text)
    }
}

/// Returns a message of the model as it is sent back, and the calls in it.
///
/// It is sent back as received, with the members that a hub or a provider may have omitted: the role, the content, and
/// in each call the id, which its result refers to, the type, the name and the arguments.
fn as_sent(message: &AssistantMessage, round: usize) -> (Value, Vec<PendingCall>) {
    let mut message = message.clone();
    let mut calls = Vec::new();
    for (index, call) in message.tool_calls.iter_mut().flatten().enumerate() {
        let id = call.id.get_or_insert_with(|| format!("call_{round}_{index}")).clone();
        call.kind.get_or_insert_with(|| "function".to_owned());
        let FunctionCall { name, arguments, .. } = call.function.get_or_insert_default();
        calls.push(PendingCall {
            id,
            name: name.get_or_insert_default().clone(),
            arguments: arguments.get_or_insert_default().clone(),
        });
    }
    // An object of texts and JSON values always has a JSON form.
    let mut sent = serde_json::to_value(&message).unwrap_or_default();
    if sent["role"].is_null() {
        sent["role"] = "assistant".into();
    }
    if sent["content"].is_null() {
        sent["content"] = if calls.is_empty() { "".into() } else { Value::Null };
    }
    (sent, calls)
}
