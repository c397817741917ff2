//! Models and the facts about them.

mod diagnostics;
mod endpoint;
mod facts;
mod id;
mod modality;
mod parameter_count;
mod record;

use serde_json::{Map, Value};

pub use endpoint::Endpoint;
pub(crate) use facts::IdKey;
pub use id::{ModelId, ModelIdError, ModelIdRule, is_device};
pub use modality::Modality;
pub use parameter_count::ParameterCount;
pub use record::RecordError;

use crate::names::PublishedNames;

/// One model of the hub: the facts that the hub states about it, typed where this crate knows them.
///
/// Only the id is certain. A fact that the hub states in an unexpected shape is not lost: it stays in
/// [`other`](Self::other) under its own key, and reading reports it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Model {
    /// The id that a request names.
    pub id: ModelId,
    /// The display name, such as `FLUX.2 Pro`.
    pub display_name: Option<String>,
    /// The company that made the model.
    pub developer: Option<String>,
    /// The company that runs it for the hub; see [`Model::effective_provider`].
    pub provider: Option<String>,
    /// The namespace that owns it: `oxen` for models of the public catalog.
    pub owned_by: Option<String>,
    /// `base` or `custom`.
    pub model_type: Option<String>,
    /// The endpoint as the hub states it; [`Model::endpoint`] is the one that serves the model.
    pub stated_endpoint: Option<String>,
    /// The modalities that a request may contain.
    pub input: Vec<Modality>,
    /// The modalities that an answer contains.
    pub output: Vec<Modality>,
    /// A description of some sentences.
    pub description: Option<String>,
    /// A description of one sentence.
    pub summary: Option<String>,
    /// The longest conversation, in tokens.
    pub context_length: Option<u64>,
    /// The number of parameters (weights) of the model.
    pub parameter_count: Option<ParameterCount>,
    /// The number of parameters that are active for each token, if not all of them are.
    pub active_parameters: Option<ParameterCount>,
    /// Whether it is a mixture of experts.
    pub mixture_of_experts: Option<bool>,
    /// Whether it supports more than one language.
    pub multilingual: Option<bool>,
    /// Whether it can call tools.
    pub tool_use: Option<bool>,
    /// Whether it supports answers that conform to a given JSON schema.
    pub structured_outputs: Option<bool>,
    /// Whether the hub is about to withdraw it.
    pub deprecated: Option<bool>,
    /// Whether the hub runs requests on it at all.
    pub can_run_inference: Option<bool>,
    /// The time at which the hub created the record, in seconds since 1970.
    pub created: Option<u64>,
    /// The time of the developer's release, as the hub states it.
    pub released_at: Option<Value>,
    /// The prices, as the hub states them.
    pub pricing: Option<Map<String, Value>>,
    /// Everything else that the hub states.
    pub other: Map<String, Value>,
    /// The model's own request schema, a JSON object exactly as the hub states it.
    pub request_schema: Option<Value>,
    /// The Rust names under which this project has published it; absent on what comes from the hub.
    pub names: Option<PublishedNames>,
}

impl Model {
    /// Returns the display name, or else the id.
    pub fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or(self.id.as_str())
    }

    /// Returns the endpoint that serves the model: the one that the hub states, refined by what goes in and out.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint::serving(self.stated_endpoint.as_deref(), &self.input, &self.output)
    }

    /// Returns the company that runs the model: its provider if the hub names one, else its developer.
    pub fn effective_provider(&self) -> Option<&str> {
        self.provider.as_deref().or(self.developer.as_deref())
    }

    /// Returns whether the model has a request schema of its own, beside the parameters that its endpoint adds.
    pub fn has_own_schema(&self) -> bool {
        self.request_schema.is_some()
    }

    /// Returns whether the model's own request schema lists a parameter.
    pub fn has_own_parameter(&self, name: &str) -> bool {
        let own = self.request_schema.as_ref().and_then(|schema| schema.get("properties"));
        own.is_some_and(|properties| properties.get(name).is_some())
    }

    /// Returns the URL of the model's page in Oxen's reference.
    pub fn documentation_url(&self) -> String {
        self.id.documentation_url()
    }

    /// Returns whether the model belongs to the public catalog: not `custom`, not deprecated, able to run, and
    /// not made for embeddings. A fact that the hub doesn't state never excludes a model.
    pub fn is_public(&self) -> bool {
        self.model_type.as_deref() != Some("custom")
            && self.deprecated != Some(true)
            && self.can_run_inference != Some(false)
            && !self.output.contains(&Modality::Embeddings)
    }
}
