//! One generation of the queue.

use serde_json::{Map, Value, json};

use super::money::decimal;
use crate::media::Medium;
use crate::settings::USER;

/// The state of a generation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Status {
    /// Waiting.
    Queued,
    /// Running.
    Processing,
    /// Ended with a result.
    Succeeded,
    /// Ended with an error.
    Failed,
    /// Ended by a user.
    Cancelled,
}

impl Status {
    /// Returns the status on the wire, such as `queued`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Returns whether the status may still change.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Queued | Self::Processing)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Generation {
    pub(crate) id: String,
    pub(crate) model: String,
    pub(crate) medium: Medium,
    pub(crate) status: Status,
    /// The submitted parameters, without those of the queue itself.
    pub(crate) parameters: Map<String, Value>,
    pub(crate) namespace: String,
    pub(crate) repo: Option<String>,
    pub(crate) directory: Option<String>,
    pub(crate) enqueued_at: u64,
    pub(crate) started_at: Option<u64>,
    pub(crate) completed_at: Option<u64>,
    pub(crate) error: Option<String>,
    /// The cost in millionths of a dollar, once charged.
    pub(crate) cost: Option<u64>,
}

impl Generation {
    /// Returns the path of the result, which is the same on either origin.
    pub(crate) fn file_path(&self) -> String {
        file_path(&self.namespace, &self.id, self.medium)
    }

    /// Returns the generation as the queue shows it, with a link to its result.
    pub(crate) fn to_json(&self, link: impl FnOnce(&str) -> String) -> Value {
        let url = (self.status == Status::Succeeded).then(|| link(&self.file_path()));
        let mut object = self.parameters.clone();
        // A field replaces a parameter of the same name, even if the field is null.
        let fields = json!({
            "generation_id": self.id,
            "model_name": self.model,
            "media_type": self.medium.kind.name(),
            "status": self.status.name(),
            "result_url": url,
            "error_message": self.error,
            "enqueued_at": self.enqueued_at,
            "started_at": self.started_at,
            "completed_at": self.completed_at,
            "target_namespace": self.namespace,
            "target_repo": self.repo,
            "target_directory": self.directory,
        });
        if let Value::Object(fields) = fields {
            object.extend(fields);
        }
        Value::Object(object)
    }

    /// Returns the generation as the history shows it.
    pub(crate) fn to_history(&self, link: impl FnOnce(&str) -> String) -> Value {
        let mut object = self.to_json(link);
        object["cost"] = self.cost.map_or(Value::Null, |cost| json!(decimal(cost)));
        object["user_id"] = json!("7f1dc1f0-3c1e-4b6a-9d7a-0b8f2f6f1a11");
        object["username"] = json!(USER);
        object["user_image"] = Value::Null;
        object
    }
}

/// Returns the path of a result.
pub(crate) fn file_path(namespace: &str, id: &str, medium: Medium) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let namespace: String = namespace.chars().map(plain).collect();
    format!("/api/repos/{namespace}/generations/files/main/{id}.{}", medium.kind.extension())
}
