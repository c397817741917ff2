//! Valid requests, and invalid values.

use oxen_models::{Endpoint, Kind, Model, Parameter};
use oxen_schema::schema::Schema;
use serde_json::{Map, Value, json};

/// Returns a value that the parameter accepts.
pub(crate) fn valid(model: &Model, parameter: &Parameter) -> Value {
    match of_chat(parameter.name()) {
        Some(value) if model.endpoint == Endpoint::ChatCompletions => value,
        _ => sample(&parameter.kind(), parameter.schema()),
    }
}

/// Returns a value of a chat parameter that contains every documented member.
fn of_chat(parameter: &str) -> Option<Value> {
    let call = json!({ "name": "moo", "arguments": "{}" });
    let link = json!({ "url": "https://example.com/ox" });
    Some(match parameter {
        "messages" => json!([
            { "role": "system", "content": "Say \"moo\".\n" },
            { "role": "user", "name": "a_drover", "content": [
                { "type": "image_url", "image_url": link },
                { "type": "video_url", "video_url": link },
                { "type": "audio_url", "audio_url": link },
                { "type": "file", "file": { "file_url": "https://example.com/ox.pdf" } },
                { "type": "file", "file": { "file_data": "data:,moo", "filename": "ox.pdf" } },
                { "type": "text", "text": "Hello" },
            ] },
            { "role": "assistant", "content": null, "tool_calls": [
                { "id": "1", "type": "function", "index": 0, "function": call },
            ] },
            { "role": "tool", "content": "moo", "tool_call_id": "1" },
        ]),
        "tools" => json!([{ "type": "function", "function": {
            "name": "moo",
            "description": "Says \"moo\".",
            "parameters": { "type": "object" },
            "strict": true,
        } }]),
        "tool_choice" => json!({ "type": "function", "function": { "name": "moo" } }),
        "response_format" => json!({ "type": "json_schema", "json_schema": {
            "name": "ox",
            "description": "An ox.",
            "schema": { "type": "object" },
            "strict": null,
        } }),
        _ => return None,
    })
}

fn sample(kind: &Kind, schema: &Schema) -> Value {
    match kind {
        Kind::String => json!("an \"ox\" at dawn \u{1F402}"),
        Kind::Media => json!("https://example.com/ox.png"),
        Kind::Integer | Kind::Number => {
            let range = schema.range();
            let bound = range.maximum.as_ref().or(range.minimum.as_ref());
            bound.map_or(json!(-3), |bound| json!(bound.value))
        }
        Kind::Boolean => json!(true),
        Kind::Enumeration(values) => values[values.len() - 1].clone(),
        Kind::List(items) => match schema.items() {
            Some(of_item) => json!([sample(items, of_item)]),
            None => json!([]),
        },
        _ if !schema.properties().is_empty() => {
            let properties = schema.properties().iter();
            let member = |name: &str, one: &Schema| (name.to_owned(), nested(one));
            properties.map(|one| member(one.name(), schema.property(one.name()).unwrap())).collect()
        }
        _ => json!({ "a": [null, -1.5] }),
    }
}

/// Returns a value within a nested one.
fn nested(schema: &Schema) -> Value {
    use oxen_schema::schema::JsonType;

    if let Some(values) = schema.values() {
        return values[0].clone();
    }
    let takes = |json_type| schema.types().contains(json_type);
    if takes(JsonType::String) {
        json!("https://example.com/ox.png")
    } else if takes(JsonType::Integer) {
        schema.range().minimum.as_ref().map_or(json!(1), |bound| json!(bound.value))
    } else if takes(JsonType::Boolean) {
        json!(true)
    } else if takes(JsonType::Array) {
        schema.items().map_or(json!([]), |items| json!([nested(items)]))
    } else {
        json!({})
    }
}

/// Returns a request with these parameters; without one of two that exclude each other.
pub(crate) fn body(model: &Model, is_wanted: impl Fn(&Parameter) -> bool) -> Map<String, Value> {
    let wanted = model.parameters().iter().filter(|parameter| is_wanted(parameter));
    let mut body: Map<_, _> =
        wanted.map(|parameter| (parameter.name().to_owned(), valid(model, parameter))).collect();
    let schema = model.request_schema().unwrap();
    for excluded in schema.exclusions() {
        if excluded.iter().all(|name| body.contains_key(name)) {
            body.remove(excluded.last().unwrap());
        }
    }
    body
}

/// Returns copies of the value that each differ in one place, in many ways.
pub(crate) fn mutations(value: &Value, schema: &Schema, names: &[String]) -> Vec<Value> {
    let mut all = suspects(schema);
    match value {
        Value::String(text) => all.push(json!(format!("{text}x"))),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                for mutation in mutations(item, schema, names) {
                    let mut items = items.clone();
                    items[index] = mutation;
                    all.push(Value::Array(items));
                }
            }
            all.extend(items.first().map(|first| json!([first, first])));
            let many = schema.item_count().maximum.unwrap_or(0).min(100);
            all.extend(
                items.first().map(|first| json!(vec![first; usize::try_from(many).unwrap() + 1])),
            );
        }
        Value::Object(members) => {
            for (name, member) in members {
                let mut fewer = members.clone();
                fewer.remove(name);
                all.push(Value::Object(fewer));
                for mutation in mutations(member, schema, names) {
                    let mut members = members.clone();
                    members.insert(name.clone(), mutation);
                    all.push(Value::Object(members));
                }
            }
            for name in names.iter().filter(|name| !members.contains_key(*name)) {
                let mut more = members.clone();
                more.insert(name.clone(), json!("https://example.com/ox"));
                all.push(Value::Object(more));
            }
        }
        _ => {}
    }
    all
}

/// Returns values of every type, and those next to the limits of the schema.
fn suspects(schema: &Schema) -> Vec<Value> {
    let mut values = vec![
        json!("no such value"),
        json!(7),
        json!(-0.5),
        json!(true),
        json!(null),
        json!([]),
        json!([[]]),
        json!({ "no_such": 1 }),
        json!(""),
    ];
    let range = schema.range();
    if let Some(bound) = &range.minimum {
        values.push(json!(bound.value.as_f64().unwrap() - 1.0));
        values.extend(bound.value.as_i64().map(|bound| json!(bound - 1)));
        values.push(json!(bound.value));
    }
    if let Some(bound) = &range.maximum {
        values.push(json!(bound.value.as_f64().unwrap() + 0.5));
        values.extend(bound.value.as_i64().map(|bound| json!(bound + 1)));
        values.push(json!(bound.value));
    }
    if let Some(Value::String(text)) = schema.values().and_then(<[Value]>::first) {
        values.push(json!(format!("{text}x")));
    }
    values
}
