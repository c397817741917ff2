//! The answers of the simulator against the schemas of the documented ones.

use jsonschema::Validator;
use oxen_hub_sim::{Answer, Hub, Origin, Outcome};
use serde_json::{Value, json};

use crate::support::{custom, get, listing, post, try_request};

fn validator(answer: Answer) -> Validator {
    jsonschema::options().should_validate_formats(true).build(&answer.schema()).unwrap()
}

fn check(answer: Answer, value: &Value) {
    let errors: Vec<_> = validator(answer)
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}: {errors:?} in {value:#}", answer.name());
}

#[test]
fn the_schemas_are_schemas_and_have_instances() {
    for answer in Answer::ALL {
        assert!(jsonschema::meta::is_valid(&answer.schema()), "{}", answer.name());
        let distinct: std::collections::HashSet<String> = (0..20)
            .map(|seed| {
                let value = answer.instance(seed);
                check(*answer, &value);
                value.to_string()
            })
            .collect();
        assert!(distinct.len() > 1 || *answer == Answer::Cancelled, "{}", answer.name());
    }
}

/// Loose instances contain every kind of deviation, and keep the properties that readers rely on.
#[test]
fn loose_instances_deviate_from_the_documentation() {
    for answer in Answer::ALL {
        let validator = validator(*answer);
        let values: Vec<Value> = (0..200).map(|seed| answer.loose_instance(seed)).collect();
        let odd = values.iter().filter(|value| !validator.is_valid(value)).count();
        assert!(odd > 10, "{}: {odd}", answer.name());
        let essential = answer.schema()["x-essential"].clone();
        for name in essential.as_array().unwrap() {
            assert!(values.iter().all(|value| !value[name.as_str().unwrap()].is_null()), "{name}");
        }
    }
    let text = |answer: Answer| {
        (0..400).map(|seed| answer.loose_instance(seed).to_string()).collect::<String>()
    };
    assert!(text(Answer::Generation).contains("unheard_of"));
    assert!(text(Answer::ChatCompletion).contains("x_new"));
}

#[tokio::test]
async fn all_answers_are_as_documented() {
    let hub =
        Hub::builder().listing(listing()).model(custom()).manual_queue().start().await.unwrap();
    for (path, answer) in [
        ("/models", Answer::Models),
        ("/models/search?search=e", Answer::Models),
        ("/models/featured", Answer::Models),
        ("/models/favorites", Answer::Models),
        ("/models/painter", Answer::Model),
        ("/models/talker?deployment_status=live", Answer::Model),
        ("/api/evaluations/models", Answer::EvaluationModels),
        ("/models/nobody", Answer::Error),
        ("/queue/nothing", Answer::Error),
        ("/generations/nothing", Answer::Error),
    ] {
        check(answer, &get(&hub, path).await.json());
    }
    let tuned = "/models/oxen%3Aox%2Ftuned";
    for path in
        ["/models/talker/favorite", &format!("{tuned}/activate"), &format!("{tuned}/deactivate")]
    {
        check(Answer::Model, &post(&hub, path, &json!({})).await.json());
    }
    check(Answer::Model, &try_request(&hub, "PUT", tuned, Some(&json!({}))).await.unwrap().json());

    let media = |model: &str, format: &str| {
        let mut body = json!({"model": model, "prompt": "ox", "response_format": format});
        if model == "org/editor" {
            body["input_image"] = json!("https://example.com/ox.png");
        }
        body
    };
    for format in ["url", "b64_json"] {
        for (path, model, answer) in [
            ("/images/generate", "painter", Answer::Images),
            ("/images/edit", "org/editor", Answer::Images),
            ("/videos/generate", "filmer", Answer::Videos),
            ("/audio/generate", "singer", Answer::Audios),
            ("/audio/speech", "singer", Answer::Audios),
        ] {
            check(answer, &post(&hub, path, &media(model, format)).await.json());
        }
    }

    let queued =
        json!({"model": "painter", "prompt": "ox", "num_generations": 4, "target_repo": "r"});
    let enqueued = post(&hub, "/queue", &queued).await.json();
    check(Answer::Enqueued, &enqueued);
    let ids: Vec<&str> = enqueued["generations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|generation| generation["generation_id"].as_str().unwrap())
        .collect();
    hub.begin(ids[0]);
    hub.finish(ids[1], &Outcome::Natural);
    hub.finish(ids[2], &Outcome::Failure("no luck".to_owned()));
    let path = format!("/queue/{}", ids[3]);
    check(Answer::Cancelled, &try_request(&hub, "DELETE", &path, None).await.unwrap().json());
    for id in ids {
        check(Answer::Generation, &get(&hub, &format!("/queue/{id}")).await.json());
        check(Answer::HistoryEntry, &get(&hub, &format!("/generations/{id}")).await.json());
    }
    for status in ["queued", "processing", "succeeded", "failed", "cancelled"] {
        check(Answer::Generations, &get(&hub, &format!("/queue?status={status}")).await.json());
    }
    check(Answer::Generations, &get(&hub, "/queue").await.json());
    check(Answer::History, &get(&hub, "/generations").await.json());
    assert_eq!(hub.requests().iter().filter(|request| request.origin == Origin::Files).count(), 0);
}

#[tokio::test]
async fn chat_answers_and_events_are_as_documented() {
    let hub = Hub::builder().listing(listing()).manual_queue().start().await.unwrap();
    let tools = json!([{"type": "function", "function": {"name": "weather"}}]);
    for text in ["hello ox", "the weather"] {
        let message = json!([{"role": "user", "content": text}]);
        let mut body = json!({"model": "talker", "messages": message, "tools": tools});
        check(Answer::ChatCompletion, &post(&hub, "/chat/completions", &body).await.json());
        body["stream"] = json!(true);
        body["stream_options"] = json!({"include_usage": true});
        let stream = post(&hub, "/chat/completions", &body).await.body;
        let data = std::str::from_utf8(&stream)
            .unwrap()
            .lines()
            .filter_map(|line| line.strip_prefix("data: "));
        for data in data.filter(|data| *data != "[DONE]") {
            check(Answer::ChatCompletionChunk, &serde_json::from_str(data).unwrap());
        }
    }
    let url = format!("{}/events", hub.base_url().trim_end_matches("/ai"));
    let mut events = crate::support::client().get(url).bearer_auth(hub.key()).send().await.unwrap();
    let body = json!({"model": "painter", "prompt": "ox", "num_generations": 2});
    let enqueued = post(&hub, "/queue", &body).await.json();
    let id =
        |index: usize| enqueued["generations"][index]["generation_id"].as_str().unwrap().to_owned();
    for outcome in [(id(0), Outcome::Natural), (id(1), Outcome::Failure("no luck".to_owned()))] {
        hub.finish(&outcome.0, &outcome.1);
        let event = String::from_utf8(events.chunk().await.unwrap().unwrap().to_vec()).unwrap();
        let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
        check(Answer::CompletionEvent, &serde_json::from_str(data).unwrap());
    }
}

#[test]
fn schemas_of_all_forms_have_instances() {
    for schema in [
        json!(true),
        json!({"oneOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {"type": "string"}, "b": {}}}),
        json!({"allOf": [{"$ref": "#/$defs/a"}, {"required": ["b"]}], "$defs": {"a": {"properties": {"b": {"const": 1}}}}}),
        json!({"type": ["integer", "null"], "exclusiveMinimum": 3, "maximum": 4}),
        json!({"type": "number", "minimum": 0.5, "multipleOf": 0.25}),
        json!({"type": "array", "items": {"enum": [1, "x"]}, "minItems": 5, "maxItems": 5}),
        json!({"type": "string", "minLength": 40, "maxLength": 40}),
        json!({"type": "object", "properties": {"self": {"$ref": "#"}}, "required": ["x"]}),
        json!({"anyOf": [{"type": "string", "format": "uri"}, {"type": "boolean"}], "title": "x"}),
        json!({"not": {"required": ["a"]}, "properties": {"a": {}, "b": {"type": "integer"}}, "required": ["b"]}),
    ] {
        for seed in 0..10 {
            let value = oxen_hub_sim::instance(&schema, seed);
            assert!(jsonschema::is_valid(&schema, &value.unwrap()), "{schema}");
        }
    }
    assert_eq!(
        oxen_hub_sim::instance(&json!({"type": "string", "pattern": "^[^a]{40}$"}), 1),
        None
    );
    assert_eq!(oxen_hub_sim::instance(&json!(false), 1), None);
}
