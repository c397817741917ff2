//! `DeepSeek` V4 Flash.

use oxen_models::{AnyRequest, Endpoint, Modality, Model, ModelRequest};

use super::chat::ChatBuilder;

/// A request to `DeepSeek` V4 Flash.
#[derive(Clone, Debug, PartialEq)]
pub struct DeepseekV4Flash(AnyRequest);

impl DeepseekV4Flash {
    /// What is known about the model.
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
        ChatBuilder::new(Self::MODEL, Self)
    }
}

impl ModelRequest for DeepseekV4Flash {
    type Response = oxen_models::answers::ChatCompletion;

    fn as_any(&self) -> &AnyRequest {
        &self.0
    }
}
