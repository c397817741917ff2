//! Small catalogs, and a hub that serves one.

use serde_json::{Value, json};

use super::server::{Received, Reply, Server};
use super::workspace::TestWorkspace;

/// Returns an image model with a schema.
pub(crate) fn image_model(id: &str, steps: u64) -> Value {
    json!({
        "id": id,
        "object": "model",
        "display_name": id.to_uppercase(),
        "owned_by": "oxen",
        "model_type": "base",
        "developer": {"name": "Example Labs"},
        "endpoint": "/images/generate",
        "capabilities": {"input": ["text"], "output": ["image"]},
        "json_request_schema": {
            "type": "object",
            "required": ["prompt"],
            "properties": {
                "prompt": {"type": "string", "x-order": 0, "description": "What to show."},
                "steps": {"type": "integer", "minimum": 1, "maximum": steps, "x-order": 1},
                "aspect_ratio": {"type": "string", "enum": ["1:1", "16:9"], "default": "1:1", "x-order": 2}
            }
        }
    })
}

/// Returns a chat model, which has no schema.
pub(crate) fn chat_model(id: &str) -> Value {
    json!({
        "id": id,
        "object": "model",
        "display_name": id.to_uppercase(),
        "developer": {"name": "Sample"},
        "endpoint": "/chat/completions",
        "capabilities": {"input": ["text"], "output": ["text"]},
        "json_request_schema": null
    })
}

/// Returns three models of two developers.
pub(crate) fn three_models() -> Vec<Value> {
    vec![image_model("alpha-image", 50), image_model("beta-image", 30), chat_model("gamma-chat")]
}

/// Returns the models a week later: one changed, one withdrawn, one new.
pub(crate) fn a_week_later() -> Vec<Value> {
    vec![image_model("alpha-image", 40), chat_model("gamma-chat"), image_model("delta-image", 20)]
}

/// Returns the answer to GET `/models`.
pub(crate) fn listing(models: &[Value]) -> String {
    json!({"object": "list", "data": models}).to_string()
}

/// Answers like a well-behaved hub: a listing without schemas, and details with them.
pub(crate) fn serve(models: &[Value], request: &Received) -> Reply {
    let Some(path) = request.path.strip_prefix("/api/ai/models") else { return not_found() };
    if path.is_empty() {
        let mut brief = models.to_vec();
        for model in &mut brief {
            model.as_object_mut().unwrap().remove("json_request_schema");
        }
        return Reply::json(listing(&brief));
    }
    let found = models.iter().find(|model| path.strip_prefix('/') == model["id"].as_str());
    found.map_or_else(not_found, |model| Reply::json(model.to_string()))
}

pub(crate) fn not_found() -> Reply {
    Reply::status(
        404,
        r#"{"error":{"type":"resource_not_found","title":"Model not found"},"status":"error"}"#,
    )
}

/// Starts a well-behaved hub with these models.
pub(crate) fn hub(models: Vec<Value>) -> Server {
    Server::start(move |request, _| serve(&models, request))
}

/// Returns the content of `catalog.json`.
pub(crate) fn read_catalog(workspace: &TestWorkspace) -> Value {
    serde_json::from_str(&workspace.read("schemas/catalog.json")).unwrap()
}

/// Returns the ids in `catalog.json`.
pub(crate) fn ids(workspace: &TestWorkspace) -> Vec<String> {
    let catalog = read_catalog(workspace);
    let models = catalog["models"].as_array().unwrap();
    models.iter().map(|model| model["id"].as_str().unwrap().to_owned()).collect()
}
