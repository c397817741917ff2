//! The answers of a simulated chat model.

use serde_json::{Map, Value, json};

use super::text::{text_of, words};
use super::tools::{self, Call};
use crate::instance::instance;

/// An answer in the form from which both a whole and a streamed answer are made.
#[derive(Clone, Debug)]
pub(crate) struct Completion {
    pub(crate) id: String,
    pub(crate) created: u64,
    pub(crate) model: String,
    pub(crate) content: Option<String>,
    pub(crate) calls: Vec<Call>,
    pub(crate) finish_reason: &'static str,
    pub(crate) prompt_tokens: usize,
}

impl Completion {
    /// Answers a request: with a tool call if it asks for one, with JSON if its format requires it, else with its last
    /// text.
    ///
    /// # Errors
    ///
    /// If there is no value that a requested schema accepts, or a chosen tool is missing.
    pub(crate) fn new(
        body: &Map<String, Value>,
        id: String,
        created: u64,
        seed: u64,
    ) -> Result<Self, String> {
        let messages: &[Value] =
            body.get("messages").and_then(Value::as_array).map_or(&[], Vec::as_slice);
        let calls = tools::calls(body, messages, seed)?;
        let mut answer = Self {
            id,
            created,
            model: body.get("model").and_then(Value::as_str).unwrap_or_default().to_owned(),
            content: None,
            finish_reason: if calls.is_empty() { "stop" } else { "tool_calls" },
            calls,
            prompt_tokens: messages.iter().map(|message| words(&text_of(message)).count()).sum(),
        };
        if answer.calls.is_empty() {
            let text = formatted(body, &echo(messages), seed)?;
            let limit =
                ["max_tokens", "max_completion_tokens"].iter().find_map(|name| body.get(*name));
            answer.content = Some(match limit.and_then(Value::as_u64) {
                Some(limit) => cut(&text, limit, &mut answer.finish_reason),
                None => text,
            });
        }
        Ok(answer)
    }

    pub(crate) fn usage(&self) -> Value {
        let calls = self.calls.iter().map(|call| call.arguments.as_str());
        let texts = self.content.as_deref().into_iter().chain(calls);
        let completion: usize = texts.map(|text| words(text).count()).sum();
        json!({
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": completion,
            "total_tokens": self.prompt_tokens + completion,
        })
    }

    /// Returns the whole answer.
    pub(crate) fn to_json(&self) -> Value {
        let mut message = json!({"role": "assistant", "content": self.content});
        if !self.calls.is_empty() {
            message["tool_calls"] = self.calls.iter().map(Call::to_json).collect();
        }
        json!({
            "id": self.id,
            "object": "chat.completion",
            "created": self.created,
            "model": self.model,
            "choices": [{"index": 0, "message": message, "finish_reason": self.finish_reason}],
            "usage": self.usage(),
        })
    }
}

fn cut(text: &str, limit: u64, finish_reason: &mut &'static str) -> String {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    if words(text).nth(limit).is_some() {
        *finish_reason = "length";
    }
    words(text).take(limit).collect()
}

/// Returns the text of the last message, or that of all tool results at the end.
fn echo(messages: &[Value]) -> String {
    let is_result = |message: &&Value| message["role"] == "tool";
    let mut results: Vec<_> = messages.iter().rev().take_while(is_result).map(text_of).collect();
    results.reverse();
    if results.is_empty() {
        messages.last().map(text_of).unwrap_or_default()
    } else {
        results.join("\n")
    }
}

fn formatted(body: &Map<String, Value>, echo: &str, seed: u64) -> Result<String, String> {
    let Some(format) = body.get("response_format") else { return Ok(echo.to_owned()) };
    match format["type"].as_str() {
        Some("json_schema") if !format["json_schema"]["schema"].is_null() => {
            let schema = &format["json_schema"]["schema"];
            let value = instance(schema, seed)
                .ok_or("/response_format: the simulator finds no value that the schema accepts")?;
            Ok(value.to_string())
        }
        Some("json_object" | "json_schema") => Ok(json!({"echo": echo}).to_string()),
        _ => Ok(echo.to_owned()),
    }
}
