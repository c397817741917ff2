//! The base schemas: valid JSON Schema, and what the hub accepts for each kind of model.
//!
//! The `jsonschema` crate decides which requests are valid, here and for the checker of this project.

use std::collections::BTreeMap;

use jsonschema::{Draft, Validator};
use oxen_schema::catalog::BaseSchemas;
use oxen_schema::model::{Endpoint, Model};
use oxen_schema::schema::RequestSchema;
use serde_json::{Value, json};

/// Checks requests with both validators, which have to agree.
struct Judge {
    theirs: Validator,
    ours: RequestSchema,
}

impl Judge {
    fn new(schema: &Value) -> Self {
        assert!(jsonschema::draft202012::meta::is_valid(schema), "{schema:#}");
        let options = jsonschema::options().with_draft(Draft::Draft202012);
        let theirs = options.should_validate_formats(true).build(schema).unwrap();
        let (ours, diagnostics) = RequestSchema::read(schema).unwrap();
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        Self { theirs, ours }
    }

    fn chat(provider: &str) -> Self {
        let base = BaseSchemas::embedded().unwrap();
        Self::new(&base.effective_for(None, &Endpoint::ChatCompletions, Some(provider)).unwrap())
    }

    fn accepts(&self, body: &Value) -> bool {
        let theirs = self.theirs.is_valid(body);
        let ours = self.ours.check(body.as_object().unwrap());
        assert_eq!(ours.is_empty(), theirs, "{body}: {ours:?}");
        theirs
    }
}

fn parameters(schema: &Value) -> Vec<&str> {
    schema["properties"].as_object().unwrap().keys().map(String::as_str).collect()
}

fn model(record: Value) -> Model {
    Model::from_record(record).unwrap()
}

fn ask(key: &str, value: Value) -> Value {
    let mut body = json!({"messages": [{"role": "user", "content": "Hello, what can you do?"}]});
    body[key] = value;
    body
}

#[test]
fn the_documented_chat_requests_are_accepted() {
    let judge = Judge::chat("DeepSeek");
    let mut body = json!({"messages": [{"role": "user", "content": "Hello, what can you do?"}]});
    assert!(judge.accepts(&body));
    for (key, value) in [
        ("temperature", json!(0.7)),
        ("max_tokens", json!(1024)),
        ("stream", json!(false)),
        ("top_p", json!(1.0)),
    ] {
        body[key] = value;
        assert!(judge.accepts(&body), "{body}");
    }
}

#[test]
fn conversations_of_every_kind_are_accepted() {
    let judge = Judge::chat("OpenAI");
    let parts = json!([
        {"type": "image_url", "image_url": {"url": "https://example.com/ox.png"}},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}},
        {"type": "video_url", "video_url": {"url": "https://example.com/ox.mp4"}},
        {"type": "audio_url", "audio_url": {"url": "https://example.com/ox.mp3"}},
        {"type": "file", "file": {"filename": "ox.pdf", "file_data": "data:application/pdf;base64,JVBERi0="}},
        {"type": "file", "file": {"filename": "ox.pdf", "file_url": "https://example.com/ox.pdf"}},
        {"type": "text", "text": "What is it?"},
    ]);
    let call =
        json!({"id": "1", "type": "function", "function": {"name": "weather", "arguments": "{}"}});
    let messages = json!([
        {"role": "system", "content": "Answer in one line."},
        {"role": "user", "name": "Ada", "content": parts},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "assistant", "content": null, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "1", "content": "Rain."},
    ]);
    let parameters = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    let tool = json!({"type": "function", "function": {
        "name": "weather", "description": "Tells the weather.", "parameters": parameters, "strict": true,
    }});
    for (key, value) in [
        ("messages", messages),
        ("tools", json!([tool])),
        ("tools", json!([{"type": "function", "function": {"name": "now"}}])),
        ("tool_choice", json!("auto")),
        ("tool_choice", json!({"type": "function", "function": {"name": "weather"}})),
        ("parallel_tool_calls", json!(false)),
        ("response_format", json!({"type": "text"})),
        ("response_format", json!({"type": "json_object"})),
        (
            "response_format",
            json!({"type": "json_schema", "json_schema": {"name": "ox", "schema": parameters}}),
        ),
        ("frequency_penalty", json!(-2)),
        ("presence_penalty", json!(1.5)),
        ("temperature", json!(2)),
        ("max_tokens", json!(1)),
        ("stream", json!(true)),
    ] {
        let body = ask(key, value);
        assert!(judge.accepts(&body), "{body}");
    }
}

#[test]
fn wrong_conversations_are_refused() {
    let judge = Judge::chat("OpenAI");
    assert!(!judge.accepts(&json!({})));
    let part = |part: Value| json!([{"role": "user", "content": [part]}]);
    for (key, value) in [
        ("messages", json!([])),
        ("messages", json!("Hello")),
        ("messages", json!([{"content": "Hello"}])),
        ("messages", json!([{"role": "user"}])),
        ("messages", json!([{"role": "robot", "content": "Hello"}])),
        ("messages", json!([{"role": "user", "content": 7}])),
        ("messages", part(json!("Hello"))),
        ("messages", part(json!({"type": "text"}))),
        ("messages", part(json!({"type": "picture", "url": "https://example.com"}))),
        ("messages", part(json!({"type": "image_url", "image_url": "https://example.com"}))),
        ("messages", part(json!({"type": "image_url", "image_url": {"url": "ox.png"}}))),
        ("messages", part(json!({"type": "file", "file": {"filename": "ox.pdf"}}))),
        (
            "messages",
            part(
                json!({"type": "file", "file": {"file_data": "data:,", "file_url": "https://example.com/a"}}),
            ),
        ),
        ("temperature", json!(2.1)),
        ("temperature", json!(-0.1)),
        ("temperature", json!("hot")),
        ("top_p", json!(1.01)),
        ("max_tokens", json!(0)),
        ("max_tokens", json!(1.5)),
        ("frequency_penalty", json!(2.5)),
        ("presence_penalty", json!(-2.5)),
        ("stream", json!("yes")),
        ("tools", json!([{"type": "function"}])),
        ("tools", json!([{"type": "function", "function": {}}])),
        ("tool_choice", json!(true)),
        ("parallel_tool_calls", json!(1)),
        ("response_format", json!("json_object")),
        ("response_format", json!({"type": "yaml"})),
        ("response_format", json!({"type": "json_schema"})),
    ] {
        let body = ask(key, value);
        assert!(!judge.accepts(&body), "{body}");
    }
}

#[test]
fn penalties_are_absent_only_where_a_refusal_is_documented() {
    let base = BaseSchemas::embedded().unwrap();
    for (provider, takes) in [
        (Some("OpenAI"), true),
        (Some("Fireworks"), true),
        (Some("groq"), true),
        (Some("Cerebras"), true),
        (Some("Perplexity"), true),
        (Some("Anthropic"), false),
        (Some("Google"), false),
        (Some("google"), false),
        (Some("DeepSeek"), true),
        (Some("Qwen"), true),
        (Some("Z AI"), true),
        (None, true),
    ] {
        let schema = base.effective_for(None, &Endpoint::ChatCompletions, provider).unwrap();
        let names = parameters(&schema);
        for penalty in ["frequency_penalty", "presence_penalty"] {
            assert_eq!(names.contains(&penalty), takes, "{provider:?}");
        }
        assert!(names.contains(&"messages") && names.contains(&"top_p"));
    }
    // The provider determines it, if it is known.
    let hosted =
        model(json!({"id": "a", "developer": {"name": "Anthropic"}, "provider": {"name": "Groq"}}));
    assert!(parameters(&base.effective(&hosted).unwrap()).contains(&"presence_penalty"));
}

#[test]
fn anthropic_takes_temperature_or_top_p() {
    let body = |temperature: bool, top_p: bool| {
        let mut body = ask("max_tokens", json!(10));
        if temperature {
            body["temperature"] = json!(0.5);
        }
        if top_p {
            body["top_p"] = json!(0.5);
        }
        body
    };
    let (anthropic, google) = (Judge::chat("Anthropic"), Judge::chat("Google"));
    for (temperature, top_p) in [(false, false), (true, false), (false, true)] {
        assert!(anthropic.accepts(&body(temperature, top_p)));
    }
    assert!(!anthropic.accepts(&body(true, true)));
    assert!(google.accepts(&body(true, true)));
    let base = BaseSchemas::embedded().unwrap();
    let schema = base.effective_for(None, &Endpoint::ChatCompletions, Some("Anthropic")).unwrap();
    assert_eq!(schema["not"], json!({"required": ["temperature", "top_p"]}));
}

#[test]
fn media_endpoints_add_their_parameters() {
    let base = BaseSchemas::embedded().unwrap();
    let own = json!({"type": "object", "properties": {"prompt": {"type": "string", "x-order": 3}}});
    let media = ["response_format", "target_namespace"];
    let queue = Endpoint::QUEUE_PARAMETERS;
    for (endpoint, has_media, has_queue) in [
        ("/images/generate", true, true),
        ("/images/edit", true, true),
        ("/videos/generate", true, true),
        ("/audio/generate", true, false),
        ("/chat/completions", false, false),
        ("/audio/transcriptions", false, false),
    ] {
        let schema =
            base.effective_for(Some(&own), &Endpoint::from_path(endpoint).unwrap(), None).unwrap();
        let names = parameters(&schema);
        assert!(names.contains(&"prompt"), "{endpoint}");
        assert!(
            media.iter().all(|name| names.contains(name) == has_media),
            "{endpoint}: {names:?}"
        );
        assert_eq!(names.contains(&"save_to_workbench"), endpoint == "/audio/generate");
        assert!(
            queue.iter().all(|name| names.contains(name) == has_queue),
            "{endpoint}: {names:?}"
        );
        Judge::new(&schema);
    }
}

#[test]
fn values_of_added_parameters_are_checked() {
    let base = BaseSchemas::embedded().unwrap();
    let judge = Judge::new(
        &base.effective_for(Some(&json!({"type": "object"})), &Endpoint::ImagesEdit, None).unwrap(),
    );
    for (body, accepted) in [
        (json!({}), true),
        (json!({"response_format": "b64_json", "target_namespace": "ox"}), true),
        (json!({"response_format": "png"}), false),
        (json!({"num_generations": 1}), true),
        (json!({"num_generations": 12}), true),
        (json!({"num_generations": 0}), false),
        (json!({"num_generations": 13}), false),
        (json!({"target_repo": "herd", "target_directory": "out"}), true),
        (json!({"target_repo": 1}), false),
    ] {
        assert_eq!(judge.accepts(&body), accepted, "{body}");
    }
}

#[test]
fn a_parameter_of_the_model_takes_precedence() {
    let base = BaseSchemas::embedded().unwrap();
    let own = json!({"type": "object", "properties": {"num_generations": {"type": "string"}}});
    let schema = base.effective_for(Some(&own), &Endpoint::VideosGenerate, None).unwrap();
    assert_eq!(schema["properties"]["num_generations"], json!({"type": "string"}));
    let closed = json!({"type": "object", "properties": {}, "additionalProperties": false});
    let judge =
        Judge::new(&base.effective_for(Some(&closed), &Endpoint::VideosGenerate, None).unwrap());
    assert!(judge.accepts(&json!({"num_generations": 2})) && !judge.accepts(&json!({"x": 2})));
}

#[test]
fn added_parameters_come_after_the_models_own() {
    let base = BaseSchemas::embedded().unwrap();
    let added = [
        "response_format",
        "target_namespace",
        "num_generations",
        "target_repo",
        "target_directory",
    ];
    let order = |own: Value| {
        let own = json!({"type": "object", "properties": own});
        let schema = base.effective_for(Some(&own), &Endpoint::VideosGenerate, None).unwrap();
        let (schema, _) = RequestSchema::read(&schema).unwrap();
        let names = schema.parameters().iter().map(|parameter| parameter.name().to_owned());
        names.collect::<Vec<_>>()
    };
    let ordered = order(json!({"zoom": {"x-order": 7}, "area": {"x-order": 9.5}}));
    assert_eq!(ordered[..2], ["zoom", "area"]);
    assert_eq!(ordered[2..], added);
    // Without any order, parameters are sorted by name.
    let by_name = order(json!({"zoom": {}, "area": {}}));
    assert!(by_name.is_sorted() && by_name.len() == 7, "{by_name:?}");
}

#[test]
fn a_chat_model_with_a_schema_of_its_own_keeps_to_it() {
    let base = BaseSchemas::embedded().unwrap();
    let own = json!({"type": "object", "properties": {"question": {"type": "string"}}});
    let chat = model(json!({"id": "a", "request_schema": own}));
    assert_eq!(base.effective(&chat).unwrap(), own);
}

#[test]
fn effective_schemas_have_no_keywords_of_the_project() {
    let base = BaseSchemas::embedded().unwrap();
    for endpoint in [Endpoint::ChatCompletions, Endpoint::ImagesEdit, Endpoint::AudioGenerate] {
        for provider in [None, Some("Anthropic"), Some("OpenAI")] {
            let text = base.effective_for(None, &endpoint, provider).unwrap().to_string();
            for keyword in ["x-refused-by", "x-exclusive", "x-endpoints"] {
                assert!(!text.contains(keyword), "{text}");
            }
        }
    }
    // A model's own schema is not one of the base schemas: its keywords stay, whatever they mean.
    let own = json!({"type": "object", "properties": {"a": {"x-refused-by": ["OpenAI"]}}, "x-exclusive": 1});
    assert_eq!(base.effective_for(Some(&own), &Endpoint::ChatCompletions, None).unwrap(), own);
}

/// The files of base schemas, with texts in this order: chat completions, media endpoints, queue.
fn files(texts: [&str; 3]) -> BTreeMap<String, String> {
    let names = ["chat-completions", "media", "queue"].map(|name| format!("base/{name}.json"));
    names.into_iter().zip(texts.map(str::to_owned)).collect()
}

#[test]
fn several_exclusions_hold_together() {
    let chat = json!({
        "type": "object",
        "properties": {"a": {}, "b": {}, "c": {}},
        "not": {"required": ["d"]},
        "x-exclusive": [
            {"providers": ["Lab"], "parameters": ["a", "b", "c"]},
            {"providers": ["Other"], "parameters": ["a", "d"]},
        ],
    });
    let empty = json!({"properties": {}}).to_string();
    let base = BaseSchemas::from_files(&files([&chat.to_string(), &empty, &empty])).unwrap();
    let judge =
        Judge::new(&base.effective_for(None, &Endpoint::ChatCompletions, Some("lab")).unwrap());
    for (body, accepted) in [
        (json!({"a": 1}), true),
        (json!({"c": 1}), true),
        (json!({"a": 1, "b": 1}), false),
        (json!({"b": 1, "c": 1}), false),
        (json!({"a": 1, "c": 1}), false),
        (json!({"d": 1}), false),
    ] {
        assert_eq!(judge.accepts(&body), accepted, "{body}");
    }
}

#[test]
fn invalid_base_schemas_are_refused() {
    let good = json!({"properties": {}}).to_string();
    for (bad, message) in [
        ("", "nothing where JSON should be"),
        ("[]", "/properties should be"),
        (r#"{"properties": []}"#, "/properties should be"),
        (
            r#"{"properties": {"a": {"x-refused-by": "OpenAI"}}}"#,
            "/properties/a/x-refused-by should be",
        ),
        (
            r#"{"properties": {"a": {"x-endpoints": "/audio/generate"}}}"#,
            "/properties/a/x-endpoints should be",
        ),
        (r#"{"properties": {}, "x-exclusive": {}}"#, "/x-exclusive should be"),
        (r#"{"properties": {}, "x-exclusive": [{"parameters": ["a"]}]}"#, "/x-exclusive should be"),
    ] {
        let error = BaseSchemas::from_files(&files([&good, bad, &good])).unwrap_err().to_string();
        assert!(error.starts_with("base/media.json: ") && error.contains(message), "{error}");
    }
}

/// Every request contains the id of its model implicitly.
#[test]
fn no_parameter_is_called_model() {
    let base = BaseSchemas::embedded().unwrap();
    for own in [
        json!({
            "type": "object",
            "required": ["model", "prompt"],
            "properties": {"model": {"enum": ["a-1"]}, "prompt": {"type": "string"}},
        }),
        json!({
            "type": "object",
            "allOf": [{"required": ["model"], "properties": {"model": {"type": "string"}}}],
            "properties": {"prompt": {"type": "string"}},
        }),
    ] {
        let schema = base.effective_for(Some(&own), &Endpoint::ImagesGenerate, None).unwrap();
        let judge = Judge::new(&schema);
        assert!(judge.ours.parameter("model").is_none());
        assert!(judge.accepts(&json!({"prompt": "an ox"})));
    }
    // Below the root, `model` is a name like any other.
    let own = json!({"properties": {"a": {"properties": {"model": {}}, "required": ["model"]}}});
    let schema = base.effective_for(Some(&own), &Endpoint::ImagesGenerate, None).unwrap();
    assert!(!Judge::new(&schema).accepts(&json!({"a": {}})));
}

/// A required parameter that is not listed can be set like the others, and is accepted as before.
#[test]
fn required_properties_are_listed() {
    let base = BaseSchemas::embedded().unwrap();
    let effective =
        |own: &Value| base.effective_for(Some(own), &Endpoint::ImagesGenerate, None).unwrap();
    let own = json!({
        "type": "object",
        "required": ["prompt", "ghost"],
        "properties": {
            "prompt": {"type": "string"},
            "box": {"type": "object", "properties": {"x": {}}, "required": ["x", "spirit"]},
            "texts": {
                "type": "object",
                "properties": {"x": {"type": "string"}},
                "required": ["spirit"],
                "additionalProperties": {"type": "integer"},
            },
            "closed": {
                "type": "object",
                "properties": {"x": {}},
                "required": ["spirit"],
                "additionalProperties": false,
            },
        },
    });
    let schema = effective(&own);
    let judge = Judge::new(&schema);
    assert!(judge.ours.parameter("ghost").is_some_and(oxen_schema::schema::Parameter::is_required));
    let listed = |name: &str| schema["properties"][name]["properties"].get("spirit").cloned();
    assert_eq!(listed("box"), Some(json!({})));
    assert_eq!(listed("texts"), Some(json!({"type": "integer"})));
    assert_eq!(listed("closed"), None);
    let theirs = jsonschema::validator_for(&own).unwrap();
    for body in [
        json!({"prompt": "an ox"}),
        json!({"prompt": "an ox", "ghost": [7]}),
        json!({"prompt": "an ox", "ghost": 1, "box": {"x": 1}}),
        json!({"prompt": "an ox", "ghost": 1, "box": {"x": 1, "spirit": null}}),
        json!({"prompt": "an ox", "ghost": 1, "texts": {"spirit": "a"}}),
        json!({"prompt": "an ox", "ghost": 1, "texts": {"spirit": 1}}),
        json!({"prompt": "an ox", "ghost": 1, "closed": {"spirit": 1}}),
    ] {
        assert_eq!(judge.accepts(&body), theirs.is_valid(&body), "{body}");
    }
}
