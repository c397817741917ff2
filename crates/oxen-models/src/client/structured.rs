//! Structured answers.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

use oxen_hub::answers::ChatCompletion;
use oxen_hub::{CallOptions, Error};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::outgoing::{Outgoing, suggest};
use super::send::{IntoCall, Prepared};
use super::stream::ChatResponse;
use crate::chat::ResponseFormat;

/// A value that a model has written, and the answer that contains it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Structured<T> {
    /// The value.
    pub value: T,
    /// The answer, with its usage and its finish reason.
    pub answer: ChatCompletion,
}

/// A call that requests a value when it is awaited, created by [`Client::structured`](super::Client::structured).
#[must_use = "a request is sent when it is awaited"]
pub struct StructuredCall<T> {
    hub: oxen_hub::Client,
    request: Prepared,
    options: CallOptions,
    value: PhantomData<fn() -> T>,
}

impl<T: JsonSchema + DeserializeOwned> StructuredCall<T> {
    pub(super) fn new<R>(hub: &oxen_hub::Client, request: &R) -> Self
    where
        R: IntoCall<Response: ChatResponse> + ?Sized,
    {
        let (hub, options) = (hub.clone(), CallOptions::default());
        Self { hub, request: request.prepare(), options, value: PhantomData }
    }

    oxen_hub::call_options!(options);

    async fn send(self) -> Result<Structured<T>, Error> {
        let mut outgoing = self.request.outgoing()?;
        ask_for::<T>(&mut outgoing);
        let call = outgoing.chat_call(&self.hub)?.options(self.options);
        let answer = call.await.map_err(suggest)?;
        let value = self.hub.parse(&answer)?;
        Ok(Structured { value, answer })
    }
}

/// Asks for a value of the type: by its schema, or in words if the model is known not to support that.
fn ask_for<T: JsonSchema>(outgoing: &mut Outgoing) {
    let takes_format = outgoing.takes("response_format");
    let format = if outgoing.structured_outputs() == Some(false) || !takes_format {
        ask_in_words(outgoing.parameters_mut(), &schemars::schema_for!(T).into());
        ResponseFormat::JsonObject
    } else {
        ResponseFormat::of::<T>()
    };
    if takes_format {
        outgoing.parameters_mut().insert("response_format".to_owned(), format.into_value());
    }
}

fn ask_in_words(parameters: &mut Map<String, Value>, schema: &Value) {
    let Some(Value::Array(messages)) = parameters.get_mut("messages") else { return };
    let words = format!(
        "Answer with JSON alone, without any text around it, that fits this schema:\n{schema}"
    );
    let first = messages.first_mut().filter(|message| message["role"] == "system");
    match first.map(|message| &mut message["content"]) {
        Some(Value::String(text)) => text.push_str(&format!("\n\n{words}")),
        Some(Value::Array(parts)) => parts.push(json!({"type": "text", "text": words})),
        _ => messages.insert(0, json!({"role": "system", "content": words})),
    }
}

impl<T: JsonSchema + DeserializeOwned + 'static> IntoFuture for StructuredCall<T> {
    type Output = Result<Structured<T>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<T> fmt::Debug for StructuredCall<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StructuredCall")
            .field("request", &self.request)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
