//! The choice of the tools that a simulated model calls.

use serde_json::{Map, Value, json};

use super::text::text_of;
use crate::instance::instance;

/// A call of a function.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) id: String,
    pub(crate) name: String,
    /// JSON text.
    pub(crate) arguments: String,
}

impl Call {
    pub(super) fn to_json(&self) -> Value {
        let function = json!({"name": self.name, "arguments": self.arguments});
        json!({"id": self.id, "type": "function", "function": function})
    }
}

/// Returns the calls that answer a request.
///
/// With `auto`, these are the tools that the last message of the user names; with `required`, at least the first tool;
/// with a chosen function, that one; with `none`, or after a tool's result, there are none.
///
/// # Errors
///
/// If a chosen function is not among the tools, or there are no arguments that its schema accepts.
pub(super) fn calls(
    body: &Map<String, Value>,
    messages: &[Value],
    seed: u64,
) -> Result<Vec<Call>, String> {
    let tools: Vec<&Value> = body
        .get("tools")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|tool| &tool["function"])
        .collect();
    let choice = body.get("tool_choice").unwrap_or(&Value::Null);
    let chosen = choice["function"]["name"].as_str();
    let last = messages.last().filter(|message| message["role"] == "user").map(text_of);
    let named = |tool: &&&Value| {
        let name = tool["name"].as_str().unwrap_or_default();
        last.as_deref().is_some_and(|text| !name.is_empty() && text.contains(name))
    };
    let mut called: Vec<&Value> = match (choice.as_str(), chosen) {
        (_, Some(name)) => {
            let tool = tools.iter().find(|tool| tool["name"] == name);
            vec![tool.ok_or_else(|| format!("/tool_choice: there is no tool `{name}`"))?]
        }
        (Some("none"), _) => Vec::new(),
        (Some("required"), _) => {
            let named: Vec<_> = tools.iter().filter(named).copied().collect();
            if named.is_empty() { tools.first().copied().into_iter().collect() } else { named }
        }
        _ => tools.iter().filter(named).copied().collect(),
    };
    if body.get("parallel_tool_calls") == Some(&Value::Bool(false)) {
        called.truncate(1);
    }
    called.iter().enumerate().map(|(index, tool)| call(tool, index, seed)).collect()
}

fn call(tool: &Value, index: usize, seed: u64) -> Result<Call, String> {
    let name = tool["name"].as_str().unwrap_or_default().to_owned();
    let arguments = match &tool["parameters"] {
        Value::Null => json!({}),
        schema => instance(schema, seed).ok_or_else(|| {
            format!("/tools: the simulator finds no arguments that the schema of `{name}` accepts")
        })?,
    };
    let id = format!("call_{:08x}_{index}", seed & 0xffff_ffff);
    Ok(Call { id, name, arguments: arguments.to_string() })
}
