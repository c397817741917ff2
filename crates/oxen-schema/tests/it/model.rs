//! Models: ids, endpoints, and facts in any shape in which the hub states them.

use oxen_schema::model::{
    Endpoint, Modality, Model, ModelId, ModelIdRule, ParameterCount, RecordError,
};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn ids_of_the_hub_are_ids() {
    for id in [
        "flux-2-pro",
        "happyhorse-1.0-i2v",
        "ltx-2-3-pro-22b-IC-LoRA-Union-Control",
        "o1",
        "7b",
        "a_b",
        "console",
        "com",
        "com10",
        "lpt-1",
        "my-catalog",
        "Qwen/Qwen-Image",
        "oxen:ox-busy-scarlet-beaver",
        "oxen:tutorials/cyberpunkart-ft_img_gen_12345",
        "team/catalog",
        "team/con",
        &"a".repeat(128),
    ] {
        assert_eq!(ModelId::new(id).unwrap().as_str(), id);
    }
}

#[test]
fn invalid_ids_are_refused_with_the_reason() {
    for (id, rule) in [
        ("", ModelIdRule::Empty),
        ("../../x", ModelIdRule::Start { found: '.' }),
        ("/etc/passwd", ModelIdRule::EmptyPart),
        ("a//b", ModelIdRule::EmptyPart),
        ("a/", ModelIdRule::EmptyPart),
        (":", ModelIdRule::EmptyPart),
        ("a/-b", ModelIdRule::Start { found: '-' }),
        ("a/./b", ModelIdRule::Start { found: '.' }),
        ("a+b", ModelIdRule::Character { found: '+' }),
        ("a@b", ModelIdRule::Character { found: '@' }),
        ("a\\b", ModelIdRule::Character { found: '\\' }),
        ("a b", ModelIdRule::Character { found: ' ' }),
        ("a\0", ModelIdRule::Character { found: '\0' }),
        ("größe", ModelIdRule::Character { found: 'ö' }),
        ("a..b", ModelIdRule::ParentFolder),
        (".a", ModelIdRule::Start { found: '.' }),
        ("-rf", ModelIdRule::Start { found: '-' }),
        ("_", ModelIdRule::Start { found: '_' }),
        ("CON", ModelIdRule::Device),
        ("con.json", ModelIdRule::Device),
        ("nul", ModelIdRule::Device),
        ("Com1", ModelIdRule::Device),
        ("lpt9.tar.gz", ModelIdRule::Device),
        ("con.a/b", ModelIdRule::Device),
        ("Catalog", ModelIdRule::OwnFile),
    ] {
        let error = ModelId::new(id).unwrap_err();
        assert_eq!(error.rule, rule, "{id:?}");
        let message = error.to_string();
        assert!(message.contains("1 to 128 ASCII letters"), "{message}");
        assert!(message.lines().count() == 1 && message.len() < 420, "{message:?}");
    }
    let long = "x".repeat(10_000);
    let error = ModelId::new(&*long).unwrap_err();
    assert_eq!(error.rule, ModelIdRule::Length { bytes: 10_000 });
    assert!(error.to_string().len() < 400);
}

proptest! {
    #[test]
    fn an_id_has_a_plain_file_name_of_its_own(id in "[ -~é\u{202e}]{0,12}|[ab]{1,2}([/:+@.][ab]{0,2}){1,4}") {
        if let Ok(id) = ModelId::from_file_name(&id) {
            prop_assert!(ModelId::new(id.as_str()).is_ok());
        }
        let Ok(id) = ModelId::new(id) else { return Ok(()) };
        prop_assert_eq!(&ModelId::from_file_name(&id.file_name()).unwrap(), &id);
        let file = format!("{}.json", id.file_name());
        let path = std::path::Path::new(&file);
        let components: Vec<_> = path.components().collect();
        prop_assert_eq!(components, [std::path::Component::Normal(path.as_os_str())]);
        let url = id.documentation_url();
        let segment = url.strip_prefix("https://docs.oxen.ai/inference-api/reference/models/");
        let segment = segment.unwrap().replace("%2F", "/").replace("%3A", ":");
        prop_assert_eq!(segment, id.as_str());
    }
}

#[test]
fn media_in_the_output_decide_the_endpoint() {
    use Modality::{Audio, Image, Text, Video};
    for (stated, input, output, expected) in [
        (None, vec![Text], vec![Text], "/chat/completions"),
        (None, vec![], vec![], "/chat/completions"),
        (None, vec![Text, Image], vec![Text], "/chat/completions"),
        (None, vec![Text], vec![Image], "/images/generate"),
        (None, vec![Text, Image], vec![Image], "/images/edit"),
        (None, vec![Text, Image], vec![Image, Video], "/videos/generate"),
        (None, vec![Text], vec![Audio, Text], "/audio/generate"),
        (Some("/images/generate"), vec![Text, Image], vec![Image], "/images/edit"),
        (Some("/chat/completions"), vec![Text], vec![Video], "/videos/generate"),
        (Some("/audio/speech"), vec![Text], vec![Audio], "/audio/generate"),
        (Some("/audio/transcriptions"), vec![Audio], vec![Text], "/audio/transcriptions"),
        (Some("/images/edit"), vec![], vec![], "/images/edit"),
        (Some("https://evil.example/"), vec![], vec![], "/chat/completions"),
    ] {
        let endpoint = Endpoint::serving(stated, &input, &output);
        assert_eq!(endpoint.path(), expected, "{stated:?} {input:?} {output:?}");
        assert_eq!(Endpoint::from_path(endpoint.path()), Some(endpoint));
    }
}

#[test]
fn only_plain_paths_are_endpoints() {
    let long = format!("/{}", "a".repeat(200));
    for path in
        ["", "/", "chat", "//host", "/a/../b", "/a b", "/a?b", "/ä", "http://a", long.as_str()]
    {
        assert_eq!(Endpoint::from_path(path), None, "{path}");
    }
    let other = Endpoint::from_path("/audio/transcriptions").unwrap();
    assert!(!other.is_media() && !other.is_queueable());
    assert!(Endpoint::AudioGenerate.is_media() && !Endpoint::AudioGenerate.is_queueable());
    assert!(Endpoint::ImagesEdit.is_queueable() && !Endpoint::ChatCompletions.is_media());
}

#[test]
fn sizes_count_where_they_are_plain() {
    for (text, count) in [
        ("284 billion", Some(284_000_000_000)),
        ("13 billion", Some(13_000_000_000)),
        ("5.1 billion", Some(5_100_000_000)),
        ("1.6 trillion", Some(1_600_000_000_000)),
        ("848 million", Some(848_000_000)),
        ("2.8 Trillion parameters", Some(2_800_000_000_000)),
        ("22B", Some(22_000_000_000)),
        ("1,048,576", Some(1_048_576)),
        ("7", Some(7)),
        ("450 million (base); up to 8 billion (enterprise scaling)", None),
        ("about 7 billion", None),
        ("7 to 8 billion", None),
        ("1,5 billion", None),
        ("1.2.3 billion", None),
        ("3.", None),
        (".5 billion", None),
        ("1.5", None),
        ("-7 billion", None),
        ("", None),
        ("billion", None),
        ("99999999999999 trillion", None),
    ] {
        let size = ParameterCount::new(text);
        assert_eq!((size.text(), size.count()), (text, count));
    }
}

#[test]
fn only_the_id_is_needed() {
    for value in [
        json!({"id": "o1"}),
        json!({"name": "o1"}),
        json!({"id": "o1", "developer": null, "capabilities": null, "request_schema": null, "pricing": null}),
    ] {
        let (model, diagnostics) = Model::from_hub(value).unwrap();
        assert_eq!(model.name(), "o1");
        assert!(diagnostics.is_empty() && model.other.is_empty() && model.request_schema.is_none());
        assert_eq!(model.to_record(), json!({"id": "o1"}));
    }
}

#[test]
fn either_key_holds_the_schema() {
    let schema = json!({"type": "object"});
    for key in ["request_schema", "json_request_schema"] {
        let (model, _) = Model::from_hub(json!({"id": "a", key: schema})).unwrap();
        assert_eq!(model.request_schema.as_ref(), Some(&schema));
    }
    let both = json!({"id": "a", "request_schema": null, "json_request_schema": schema});
    assert_eq!(Model::from_hub(both).unwrap().0.request_schema, Some(schema.clone()));
    let differing = json!({"id": "a", "request_schema": schema, "json_request_schema": {}});
    let (model, diagnostics) = Model::from_hub(differing).unwrap();
    assert_eq!(model.request_schema, Some(schema));
    assert_eq!(diagnostics[0].path, "/json_request_schema");
}

#[test]
fn other_values_are_refused_with_the_reason() {
    for (value, message) in [
        (json!([]), "a JSON object"),
        (json!({}), "no id"),
        (json!({"id": null}), "no id"),
        (json!({"id": 7}), "should be a string, but is a number"),
        (json!({"id": "a b"}), "`a b` is not a usable model id"),
        (
            json!({"id": "a", "request_schema": "{}"}),
            "`a` should be a JSON object or null, but is a string",
        ),
        (json!({"id": "a", "json_request_schema": []}), "but is an array"),
        (json!({"id": "a", "json_request_schema": false}), "but is a boolean"),
    ] {
        let error = Model::from_hub(value.clone()).unwrap_err().to_string();
        assert!(error.contains(message), "{value}: {error}");
    }
}

#[test]
fn facts_are_typed_and_nothing_is_lost() {
    let value = json!({
        "id": "deepseek-v4-flash",
        "object": "model",
        "created": 1_754_000_000,
        "display_name": "DeepSeek V4 Flash",
        "developer": {"name": "DeepSeek", "logo": "https://example.com/logo.png"},
        "provider": {"name": "Fireworks", "region": null},
        "capabilities": {"input": ["text", "document"], "output": ["text"], "streams": true},
        "context_length": 1_048_576,
        "parameter_count": "284 billion",
        "active_parameters": 13_000_000_000u64,
        "mixture_of_experts": true,
        "tool_use": true,
        "pricing": {"method": "token", "input_cost_per_token": 1.4e-7},
        "deployments": [{"status": "active"}],
    });
    let (model, diagnostics) = Model::from_hub(value).unwrap();
    let paths: Vec<&str> = diagnostics.iter().map(|found| found.path.as_str()).collect();
    assert_eq!(paths, ["/capabilities/input"], "`document` is not a known word");
    assert_eq!(model.name(), "DeepSeek V4 Flash");
    assert_eq!(model.effective_provider(), Some("Fireworks"));
    assert_eq!(model.developer.as_deref(), Some("DeepSeek"));
    assert_eq!(model.input, [Modality::Text, Modality::Other("document".to_owned())]);
    assert_eq!(model.context_length, Some(1_048_576));
    assert_eq!(model.parameter_count.as_ref().unwrap().count(), Some(284_000_000_000));
    assert_eq!(model.active_parameters.as_ref().unwrap().count(), Some(13_000_000_000));
    assert_eq!((model.tool_use, model.multilingual), (Some(true), None));
    assert_eq!(
        Value::Object(model.other.clone()),
        json!({
            "developer": {"logo": "https://example.com/logo.png"},
            "capabilities": {"streams": true},
            "deployments": [{"status": "active"}],
        })
    );
    let record = model.to_record();
    assert_eq!(record["developer"]["name"], "DeepSeek");
    assert_eq!(record["developer"]["logo"], "https://example.com/logo.png");
    assert_eq!(record["pricing"]["input_cost_per_token"], json!(1.4e-7));
    assert_eq!(Model::from_record(record).unwrap(), model);
}

#[test]
fn a_fact_in_a_strange_shape_is_kept_and_reported() {
    let value = json!({
        "id": "a",
        "display_name": ["A"],
        "developer": 7,
        "capabilities": {"input": "text", "output": [1]},
        "context_length": "long",
        "tool_use": "yes",
        "endpoint": "https://hub.oxen.ai/api/ai/queue",
        "pricing": "free",
        "rust_names": {"module": "stolen", "type": "Stolen"},
    });
    let (model, diagnostics) = Model::from_hub(value.clone()).unwrap();
    let mut paths: Vec<&str> = diagnostics.iter().map(|found| found.path.as_str()).collect();
    paths.sort_unstable();
    let expected = [
        "/capabilities/input",
        "/capabilities/output",
        "/context_length",
        "/developer",
        "/display_name",
        "/endpoint",
        "/pricing",
        "/rust_names",
        "/tool_use",
    ];
    assert_eq!(paths, expected);
    assert!(model.names.is_none() && model.input.is_empty() && model.developer.is_none());
    let mut without_names = value;
    without_names.as_object_mut().unwrap().remove("rust_names");
    assert_eq!(model.to_record(), without_names);
}

#[test]
fn details_add_to_a_listing_and_remove_nothing() {
    let (mut model, _) =
        Model::from_hub(json!({"id": "a", "summary": "Short.", "created": 1, "x": 1})).unwrap();
    let details =
        json!({"id": "a", "summary": null, "created": 2, "request_schema": {"type": "object"}});
    model.merge(&Model::from_hub(details).unwrap().0).unwrap();
    assert_eq!(
        model.to_record(),
        json!({"id": "a", "summary": "Short.", "created": 2, "x": 1, "request_schema": {"type": "object"}})
    );
    let other = Model::from_hub(json!({"id": "b"})).unwrap().0;
    assert!(matches!(model.merge(&other), Err(RecordError::OtherModel { .. })));
}

#[test]
fn the_public_catalog_leaves_some_out() {
    for (facts, public) in [
        (json!({}), true),
        (json!({"model_type": "base", "deprecated": false, "can_run_inference": true}), true),
        (json!({"model_type": "custom"}), false),
        (json!({"deprecated": true}), false),
        (json!({"can_run_inference": false}), false),
        (json!({"capabilities": {"output": ["embeddings"]}}), false),
    ] {
        let mut value = facts.clone();
        value["id"] = json!("a");
        assert_eq!(Model::from_hub(value).unwrap().0.is_public(), public, "{facts}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let plain = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    plain.prop_recursive(3, 12, 3, |inner| {
        let keys = prop::sample::select(vec!["name", "input", "output", "logo", "x"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((keys, inner), 0..3).prop_map(|entries| {
                Value::Object(
                    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
                )
            }),
        ]
    })
}

proptest! {
    #[test]
    fn records_round_trip(
        entries in prop::collection::vec(
            (
                prop::sample::select(vec![
                    "name", "object", "developer", "provider", "capabilities", "endpoint", "created",
                    "parameter_count", "tool_use", "pricing", "released_at", "summary", "other",
                ]),
                any_json(),
            ),
            0..8,
        ),
    ) {
        let mut value = json!({"id": "a"});
        for (key, fact) in entries {
            value[key] = fact;
        }
        let (model, _) = Model::from_hub(value).unwrap();
        let record = model.to_record();
        let again = Model::from_record(record.clone()).unwrap();
        prop_assert_eq!(again.to_record(), record);
        prop_assert_eq!(again, model);
    }
}
