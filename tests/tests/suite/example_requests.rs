//! Requests to every model, checked by a validator from outside this project.

use oxen_models::rules::Rule;
use oxen_models::{AnyRequest, Kind, Model, ModelRequest};
use oxen_models_tests::snapshot;
use serde_json::{Map, Value, json};

/// Returns a value that the parameter's schema accepts.
fn sample(kind: &Kind, schema: &oxen_schema::schema::Schema, default: Option<&Value>) -> Value {
    if let Some(default) = default {
        return default.clone();
    }
    match kind {
        Kind::String => json!("an ox at dawn"),
        Kind::Media => json!("https://example.com/ox.png"),
        Kind::Integer | Kind::Number => {
            schema.range().minimum.as_ref().map_or(json!(1), |bound| json!(bound.value))
        }
        Kind::Boolean => json!(true),
        Kind::Enumeration(values) => values[0].clone(),
        Kind::List(items) => match schema.items() {
            Some(items_schema) => json!([sample(items, items_schema, None)]),
            None => json!([]),
        },
        _ => json!({}),
    }
}

/// Returns the value of a parameter of a chat request.
fn chat_sample(name: &str) -> Option<Value> {
    Some(match name {
        "messages" => json!([{ "role": "user", "content": "Hello" }]),
        "tools" => json!([{ "type": "function", "function": { "name": "f" } }]),
        "tool_choice" => json!("auto"),
        "response_format" => json!({ "type": "json_object" }),
        _ => return None,
    })
}

fn body(model: &Model, only_required: bool) -> Map<String, Value> {
    let mut body: Map<String, Value> = model
        .parameters()
        .iter()
        .filter(|parameter| parameter.is_required() || !only_required)
        .map(|parameter| {
            let name = parameter.name();
            let is_chat = model.endpoint == oxen_models::Endpoint::ChatCompletions;
            let value = is_chat.then(|| chat_sample(name)).flatten().unwrap_or_else(|| {
                sample(&parameter.kind(), parameter.schema(), parameter.default_value())
            });
            (name.to_owned(), value)
        })
        .collect();
    for excluded in model.request_schema().unwrap().exclusions() {
        if excluded.iter().all(|name| body.contains_key(name)) {
            body.remove(excluded.last().unwrap());
        }
    }
    body
}

/// A snapshot lists the models whose schemas these samples don't cover, for review.
#[test]
fn every_model_accepts_its_smallest_and_fullest_request() {
    let catalog = snapshot::catalog();
    let ids: Vec<&str> = catalog.models().iter().map(|model| model.id.as_str()).collect();
    assert_eq!(Model::all().iter().map(|model| model.id).collect::<Vec<_>>(), ids);
    let mut left_out = String::from("Models that accept no sample:\n");
    for model in Model::all() {
        let schema = model.request_schema().unwrap();
        let validator =
            jsonschema::options().should_validate_formats(true).build(schema.raw()).ok();
        for only_required in [true, false] {
            let body = body(model, only_required);
            let is_valid = validator.as_ref().map(|validator| validator.is_valid(&json!(body)));
            // The fullest request violates rules about combinations.
            let rules: Vec<&str> = model.rules().unwrap().iter().map(Rule::id).collect();
            let request = AnyRequest::new_without_rules(model.id, json!(body), &rules);
            if let Some(is_valid) = is_valid {
                assert_eq!(is_valid, request.is_ok(), "{}: {body:?} {request:?}", model.id);
            }
            let Ok(request) = request else {
                left_out += &format!("{}\n", model.id);
                continue;
            };
            let mut sent = request.to_json();
            assert_eq!(sent.as_object_mut().unwrap().remove("model"), Some(json!(model.id)));
            assert_eq!(sent, json!(body));
        }
    }
    insta::with_settings!({omit_expression => true}, {
        insta::assert_snapshot!("left_out", left_out);
    });
}

/// No model accepts a request without a required parameter, with an unknown one, or with null.
#[test]
fn every_model_refuses_invalid_requests() {
    let mut refused = 0;
    for model in Model::all() {
        let full = body(model, true);
        for parameter in model.parameters().iter().filter(|parameter| parameter.is_required()) {
            let mut without = full.clone();
            without.remove(parameter.name());
            let error = AnyRequest::new(model.id, json!(without)).unwrap_err().to_string();
            assert!(error.contains(parameter.name()), "{error}");
            refused += 1;
        }
        let mut more = full.clone();
        more.insert("prompd".to_owned(), json!("an ox"));
        let error = AnyRequest::new(model.id, json!(more)).unwrap_err().to_string();
        assert!(error.contains("prompd"), "{error}");
        refused += 1;
    }
    println!("{refused} requests refused");
}
