//! `DeepSeek` V4 Flash.

use oxen_models::{AnyRequest, Endpoint, Modality, Model, Provided, RequestBuilder};

use super::chat::ChatBuilder;

/// A request to `DeepSeek` V4 Flash.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct DeepseekV4Flash(AnyRequest);

impl DeepseekV4Flash {
    /// Facts about the model.
    pub const MODEL: &'static Model = &Model {
        display_name: "DeepSeek V4 Flash",
        developer: Some("DeepSeek"),
        endpoint: Endpoint::ChatCompletions,
        input: &[Modality::Text],
        output: &[Modality::Text],
        context_length: Some(1_048_576),
        parameter_count: Some(284_000_000_000),
        active_parameters: Some(13_000_000_000),
        mixture_of_experts: Some(true),
        multilingual: Some(true),
        tool_use: Some(true),
        structured_outputs: Some(true),
        ..Model::new("deepseek-v4-flash")
    };

    /// Starts a request.
    pub fn builder() -> ChatBuilder<Self> {
        ChatBuilder::new(RequestBuilder::new(Self::MODEL), Self)
    }

    /// Opens the request again, to change parameters.
    pub fn to_builder(&self) -> ChatBuilder<Self, Provided> {
        ChatBuilder::new(self.0.to_builder(), Self)
    }
}

oxen_models::__private::request_traits!(DeepseekV4Flash, oxen_models::answers::ChatCompletion);
