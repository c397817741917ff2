//! The hub's record of a model.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::answers::{open_enum, open_struct};
use crate::client::Answered;
use crate::error::Error;
use crate::key::ApiKey;

open_struct! {
    /// The hub's record of a model. Only the id is always there.
    ModelInfo {
        /// The name that a request uses. The second listing of the hub calls it `name`.
        id: String = "id",
        /// The creation time of the record, in seconds since 1970.
        created: u64 = "created",
        /// `oxen` for base models, else a namespace.
        owned_by: String = "owned_by",
        /// The name for people.
        display_name: String = "display_name",
        /// A description of some sentences.
        description: String = "description",
        /// A description of one sentence.
        summary: String = "summary",
        /// The type of the model: a base model or a custom one.
        model_type: ModelType = "model_type",
        /// The endpoint that the hub states, which is less precise than [`capabilities`](Self::capabilities).
        endpoint: String = "endpoint",
        /// The modalities of requests and answers.
        capabilities: Capabilities = "capabilities",
        /// The price.
        pricing: Pricing = "pricing",
        /// The deployments; base models have none and need none.
        deployments: Vec<Deployment> = "deployments",
        /// The developer.
        developer: Developer = "developer",
        /// The model that a custom one was made from.
        source_model: String = "source_model",
        /// The URL of a picture.
        image_url: String = "image_url",
        /// The release date, as the hub writes it.
        released_at: String = "released_at",
        /// Whether the hub is about to withdraw the model.
        deprecated: bool = "deprecated",
        /// The schema of requests, without `model`.
        request_schema: Map<String, Value> = "request_schema",
        /// The schema of requests under its other name.
        json_request_schema: Map<String, Value> = "json_request_schema",
    }
    with meta meta
}

open_struct! {
    /// The modalities of a model's requests and answers: `text`, `image`, `video`, `audio`, `embeddings`.
    Capabilities {
        /// The modalities of requests.
        input: Vec<String> = "input",
        /// The modalities of answers.
        output: Vec<String> = "output",
    }
}

open_struct! {
    /// The developer of a model.
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
        /// The status.
        status: DeploymentStatus = "status",
    }
}

open_struct! {
    /// The price of a model, in US dollars. The charged amount of a generation is separate, as decimal text.
    Pricing {
        /// The unit of the price.
        method: PricingMethod = "method",
        /// The price per token of the request.
        input_cost_per_token: f64 = "input_cost_per_token",
        /// The price per token of the answer.
        output_cost_per_token: f64 = "output_cost_per_token",
        /// The price per second.
        cost_per_second: f64 = "cost_per_second",
        /// The price per image.
        cost_per_image: f64 = "cost_per_image",
        /// The price per second in high resolution.
        cost_per_second_high_res: f64 = "cost_per_second_high_res",
        /// The price per second with audio.
        cost_per_second_with_audio: f64 = "cost_per_second_with_audio",
        /// The price per second, by resolution such as `480p`.
        cost_per_second_by_resolution: BTreeMap<String, f64> = "cost_per_second_by_resolution",
        /// The price per image, by quality and then by size.
        cost_per_image_grid: BTreeMap<String, BTreeMap<String, f64>> = "cost_per_image_grid",
    }
}

open_enum! {
    /// The type of a model.
    ModelType {
        /// A model of the public catalog.
        Base = "base",
        /// A fine-tuned model.
        Custom = "custom",
    }
}

open_enum! {
    /// The unit of a price.
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
    /// The status of a deployment.
    DeploymentStatus {
        /// The deployment accepts requests, and is charged.
        Active = "active",
        /// The deployment doesn't run.
        Inactive = "inactive",
        /// The deployment is starting, which takes minutes.
        Deploying = "deploying",
        /// The deployment is stopping.
        Deactivating = "deactivating",
        /// The deployment failed.
        Error = "error",
        /// The provider doesn't report the status.
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

    /// Reads one model of an answer; `path` is its JSON pointer, for errors.
    pub(crate) fn from_record(
        object: Map<String, Value>,
        path: &str,
        key: Option<&ApiKey>,
    ) -> Result<Self, Error> {
        let mut info = Self::from_map(object);
        if info.id.is_none() {
            info.id = crate::answers::lenient::take(&mut info.extra, "name");
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

    /// Returns the id; empty only in a value that was not read from an answer.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_default()
    }

    /// Returns the name for people: the display name, or else the id.
    pub fn name(&self) -> &str {
        self.display_name.as_deref().unwrap_or_else(|| self.id())
    }

    /// Returns the schema of requests, if the hub states one.
    pub fn schema(&self) -> Option<&Map<String, Value>> {
        self.request_schema.as_ref().or(self.json_request_schema.as_ref())
    }

    /// Returns the status of the first deployment; `None` for a model without deployments.
    pub fn deployment_status(&self) -> Option<&DeploymentStatus> {
        self.deployments.as_ref()?.first()?.status.as_ref()
    }
}
