//! What the hub says about a model.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::answers::{open_enum, open_struct};
use crate::client::Answered;
use crate::error::Error;
use crate::key::ApiKey;

open_struct! {
    /// What the hub says about a model. Only its id is certain.
    ModelInfo {
        /// The name that a request uses. The second listing of the hub calls it `name`.
        id: String = "id",
        /// When the record was made, in seconds since 1970.
        created: u64 = "created",
        /// `oxen` for base models, else a namespace.
        owned_by: String = "owned_by",
        /// The name for people.
        display_name: String = "display_name",
        /// A description of some sentences.
        description: String = "description",
        /// A description of one sentence.
        summary: String = "summary",
        /// Whether it is a base model or a custom one.
        model_type: ModelType = "model_type",
        /// The endpoint that the hub states, which says less than [`capabilities`](Self::capabilities).
        endpoint: String = "endpoint",
        /// What goes in and what comes out.
        capabilities: Capabilities = "capabilities",
        /// What it costs.
        pricing: Pricing = "pricing",
        /// Its deployments; base models have none and need none.
        deployments: Vec<Deployment> = "deployments",
        /// Who made it.
        developer: Developer = "developer",
        /// The model that a custom one was made from.
        source_model: String = "source_model",
        /// A picture for it.
        image_url: String = "image_url",
        /// When its developer released it, as the hub writes it.
        released_at: String = "released_at",
        /// Whether the hub is about to withdraw it.
        deprecated: bool = "deprecated",
        /// The schema of its requests, without `model`.
        request_schema: Map<String, Value> = "request_schema",
        /// The same under its other name.
        json_request_schema: Map<String, Value> = "json_request_schema",
    }
    with meta meta
}

open_struct! {
    /// What goes into a model and what comes out: `text`, `image`, `video`, `audio`, `embeddings`.
    Capabilities {
        /// What a request may contain.
        input: Vec<String> = "input",
        /// What an answer contains.
        output: Vec<String> = "output",
    }
}

open_struct! {
    /// Who made a model.
    Developer {
        /// The name.
        name: String = "name",
        /// The URL of a logo.
        logo: String = "logo",
    }
}

open_struct! {
    /// A deployment of a custom model.
    Deployment {
        /// How far it is.
        status: DeploymentStatus = "status",
    }
}

open_struct! {
    /// What a model costs, in US dollars. What was charged is another thing, and decimal text.
    Pricing {
        /// What is counted.
        method: PricingMethod = "method",
        /// For a token of the request.
        input_cost_per_token: f64 = "input_cost_per_token",
        /// For a token of the answer.
        output_cost_per_token: f64 = "output_cost_per_token",
        /// For a second.
        cost_per_second: f64 = "cost_per_second",
        /// For an image.
        cost_per_image: f64 = "cost_per_image",
        /// For a second in high resolution.
        cost_per_second_high_res: f64 = "cost_per_second_high_res",
        /// For a second with audio.
        cost_per_second_with_audio: f64 = "cost_per_second_with_audio",
        /// For a second, by resolution such as `480p`.
        cost_per_second_by_resolution: BTreeMap<String, f64> = "cost_per_second_by_resolution",
        /// For an image, by quality and then by size.
        cost_per_image_grid: BTreeMap<String, BTreeMap<String, f64>> = "cost_per_image_grid",
    }
}

open_enum! {
    /// Whether a model is the hub's or somebody's own.
    ModelType {
        /// A model of the public catalog.
        Base = "base",
        /// A fine-tuned model.
        Custom = "custom",
    }
}

open_enum! {
    /// What is counted for the price.
    PricingMethod {
        /// Tokens.
        Token = "token",
        /// Time.
        Time = "time",
        /// Images.
        PerImage = "per_image",
        /// Seconds of video.
        PerVideoOutputSecond = "per_video_output_second",
    }
}

open_enum! {
    /// How far a deployment is.
    DeploymentStatus {
        /// It takes requests, and costs.
        Active = "active",
        /// It doesn't run.
        Inactive = "inactive",
        /// It starts, which takes minutes.
        Deploying = "deploying",
        /// It stops.
        Deactivating = "deactivating",
        /// It failed.
        Error = "error",
        /// The provider doesn't say.
        Unknown = "unknown",
    }
}

impl ModelInfo {
    pub(crate) fn read(answered: Answered, key: Option<&ApiKey>) -> Result<Self, Error> {
        let object = crate::answers::json::read_object(&answered, key)?;
        let mut info = Self::from_record(object, "", key)?;
        info.meta = answered.meta;
        Ok(info)
    }

    /// Reads one model of an answer; `path` is its place there.
    pub(crate) fn from_record(
        object: Map<String, Value>,
        path: &str,
        key: Option<&ApiKey>,
    ) -> Result<Self, Error> {
        let mut info = Self::from_map(object);
        if info.id.is_none() {
            info.id = crate::answers::json::take(&mut info.extra, "name");
        }
        if info.id.as_ref().is_none_or(String::is_empty) {
            let found = Value::Object(info.extra).to_string();
            let found = crate::answers::json::quote(found.as_bytes(), key);
            return Err(Error::malformed(
                format!("{path}/id"),
                format!("a model without id: {found}"),
            ));
        }
        Ok(info)
    }

    /// The id; empty only in a value that was not read from an answer.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// The name for people: the display name, or else the id.
    pub fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or_else(|| self.id())
    }

    /// The schema of its requests, if the hub states one.
    pub fn schema(&self) -> Option<&Map<String, Value>> {
        self.request_schema.as_ref().or(self.json_request_schema.as_ref())
    }

    /// How far its first deployment is; none for models that have none.
    pub fn deployment_status(&self) -> Option<&DeploymentStatus> {
        self.deployments.as_ref()?.first()?.status.as_ref()
    }
}
