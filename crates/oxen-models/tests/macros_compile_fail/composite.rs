use oxen_models::request;

fn main() {
    let _ = request!({
        "model": "deepseek-v4-flash",
        "messages": [{ "role": "user", "content": "Hi" }],
        "tool_choice": 7,
        "response_format": { "type": "yaml" },
    });
}
