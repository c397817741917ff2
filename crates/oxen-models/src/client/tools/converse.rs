//! Conversations in which the model calls tools.

use std::future::{Future, IntoFuture};
use std::pin::Pin;

use futures_util::future::join_all;
use oxen_hub::answers::FinishReason;
use oxen_hub::{CallOptions, Error};
use serde_json::Value;

use super::transcript::PendingCall;
use super::{ConverseError, ConverseReason, ToolError, Tools, Transcript};
use crate::client::outgoing::{Outgoing, refused, suggest};
use crate::client::send::{IntoCall, Prepared};
use crate::client::stream::ChatResponse;

/// The default maximum number of answers in a conversation.
const MAX_ROUNDS: u32 = 16;

/// A call that starts a conversation with tools when it is awaited, created by
/// [`Client::converse`](crate::Client::converse).
///
/// Timeouts and a deadline apply to each request.
#[must_use = "a conversation begins when it is awaited"]
#[derive(Debug)]
pub struct ConverseCall<'t> {
    hub: oxen_hub::Client,
    request: Prepared,
    tools: &'t Tools,
    options: CallOptions,
    max_rounds: u32,
    is_parallel: bool,
}

impl<'t> ConverseCall<'t> {
    pub(in crate::client) fn new<T>(hub: &oxen_hub::Client, request: &T, tools: &'t Tools) -> Self
    where
        T: IntoCall<Response: ChatResponse> + ?Sized,
    {
        Self {
            hub: hub.clone(),
            request: request.prepare(),
            tools,
            options: CallOptions::default(),
            max_rounds: MAX_ROUNDS,
            is_parallel: false,
        }
    }

    oxen_hub::call_options!(options);

    /// Sets the maximum number of answers of the model, 16 by default.
    pub fn max_rounds(mut self, rounds: u32) -> Self {
        self.max_rounds = rounds;
        self
    }

    /// Runs the calls of one answer concurrently instead of one after the other.
    pub fn parallel(mut self) -> Self {
        self.is_parallel = true;
        self
    }

    async fn run(self) -> Result<Transcript, ConverseError> {
        let mut outgoing = self.request.outgoing()?;
        add_tools(&mut outgoing, self.tools)?;
        let mut transcript = Transcript::of(match outgoing.parameters_mut().remove("messages") {
            Some(Value::Array(messages)) => messages,
            _ => Vec::new(),
        });
        for _ in 0..self.max_rounds {
            let messages = Value::Array(transcript.messages().to_vec());
            outgoing.parameters_mut().insert("messages".to_owned(), messages);
            let call = match outgoing.chat_call(&self.hub) {
                Ok(call) => call.options(self.options.clone()),
                Err(error) => return failed(error, transcript),
            };
            let answer = match call.await {
                Ok(answer) => answer,
                Err(error) => return failed(suggest(error), transcript),
            };
            let is_premature = answer.finish_reason().is_some_and(FinishReason::is_premature);
            let broken_off = is_premature.then(|| self.hub.truncated(&answer));
            let calls = transcript.answer_with(answer);
            if calls.is_empty() {
                return Ok(transcript);
            }
            // Truncated calls are not carried out.
            if let Some(error) = broken_off {
                return failed(error, transcript);
            }
            release_choice(&mut outgoing);
            if let Err(reason) = self.tools.answer(&calls, self.is_parallel, &mut transcript).await
            {
                return Err(ConverseError::new(reason, transcript));
            }
        }
        Err(ConverseError::new(ConverseReason::Rounds(self.max_rounds), transcript))
    }
}

impl Tools {
    /// Runs the calls of an answer, and adds their results.
    async fn answer(
        &self,
        calls: &[PendingCall],
        is_parallel: bool,
        transcript: &mut Transcript,
    ) -> Result<(), ConverseReason> {
        let run = |call: &PendingCall| self.call(&call.name, &call.arguments);
        if is_parallel {
            let results = join_all(calls.iter().map(run)).await;
            let mut outcome = Ok(());
            for (call, result) in calls.iter().zip(results) {
                // The results of the other calls are kept, even if one of them asks to stop.
                outcome = outcome.and(push_outcome(call, result, transcript));
            }
            return outcome;
        }
        for call in calls {
            push_outcome(call, run(call).await, transcript)?;
        }
        Ok(())
    }
}

/// Adds the result of a call for the model, even if it is an error, unless the error asks to stop.
fn push_outcome(
    call: &PendingCall,
    result: Result<String, ToolError>,
    transcript: &mut Transcript,
) -> Result<(), ConverseReason> {
    match result {
        Ok(text) => transcript.push_result(&call.id, &text),
        Err(error) if error.is_stop() => {
            return Err(ConverseReason::Stopped { tool: call.name.clone(), error });
        }
        Err(error) => transcript.push_result(&call.id, &format!("Error: {error}")),
    }
    Ok(())
}

/// Adds the tools to those of the request.
fn add_tools(outgoing: &mut Outgoing, tools: &Tools) -> Result<(), Error> {
    if !outgoing.takes("tools") {
        return Err(refused(format!("`{}` does not support tools", outgoing.model_id())));
    }
    let mut list = match outgoing.parameters_mut().remove("tools") {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    list.retain(|own| tools.definitions().all(|tool| own["function"]["name"] != tool.name()));
    list.extend(tools.definitions().map(|tool| tool.clone().into_value()));
    if !list.is_empty() {
        outgoing.parameters_mut().insert("tools".to_owned(), list.into());
    }
    Ok(())
}

/// Removes a forced tool choice after a call: a model that has to call a tool would never finish.
fn release_choice(outgoing: &mut Outgoing) {
    let choice = outgoing.parameters_mut().get("tool_choice");
    if choice.is_some_and(|choice| choice == "required" || choice.is_object()) {
        outgoing.parameters_mut().remove("tool_choice");
    }
}

fn failed(error: Error, transcript: Transcript) -> Result<Transcript, ConverseError> {
    Err(ConverseError::new(ConverseReason::Call(error), transcript))
}

impl<'t> IntoFuture for ConverseCall<'t> {
    type Output = Result<Transcript, ConverseError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 't>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
