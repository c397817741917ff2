//! Models chosen at run time.

use oxen_models::media::ResponseFormat;
use oxen_models::{
    AnyRequest, AnyRequestError, Choice, Endpoint, Model, ModelRequest, ModelSchemaError, Violation,
};
use serde_json::json;

use crate::models::deepseek_v4_flash::DeepseekV4Flash;
use crate::models::ox_painter::{AspectRatio, OxPainter};

#[test]
fn equals_the_typed_request() {
    let body = json!({"seed": 7, "aspect_ratio": "1:1", "prompt": "an ox", "model": "ox-painter"});
    let any = AnyRequest::for_model(OxPainter::MODEL, body).unwrap();
    let typed = OxPainter::builder()
        .prompt("an ox")
        .aspect_ratio(AspectRatio::Ratio1x1)
        .seed(7)
        .build()
        .unwrap();
    assert_eq!(&any, typed.as_any());
    assert_eq!(any.to_json().to_string(), typed.to_json().to_string());
    assert_eq!(any.to_curl(), typed.to_curl());
}

#[test]
fn a_parameter_of_the_queue_shows_the_call_of_the_queue() {
    let body = json!({"prompt": "an ox", "aspect_ratio": "1:1"});
    let direct = AnyRequest::for_model(OxPainter::MODEL, body).unwrap();
    let queued = direct.clone().extra("num_generations", 2).unwrap();
    for (request, path) in [(direct, "/api/ai/images/edit"), (queued, "/api/ai/queue")] {
        for shown in [request.to_curl(), request.to_python()] {
            assert!(shown.contains(path), "{shown}");
        }
    }
}

#[test]
fn unknown_parameters_are_refused_with_the_nearest_name() {
    let body = json!({"prompt": "an ox", "aspect_raito": "1:1", "seed": 1});
    let error = AnyRequest::for_model(OxPainter::MODEL, body).unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid request for `ox-painter`:\n\
         - `aspect_ratio` is required\n\
         - `aspect_raito` is not a known parameter; did you mean `aspect_ratio`?"
    );
}

/// `serde_json` reads such numbers as floating-point numbers, which would be other integers.
#[test]
fn integers_beyond_64_bits_are_refused_instead_of_rounded() {
    let text = r#"{"prompt": "an ox", "aspect_ratio": "1:1", "seed": 18446744073709551616}"#;
    let error = serde_json::from_str::<OxPainter>(text).unwrap_err().to_string();
    let says = "`seed` is 18446744073709551616, but must be an integer from -9223372036854775808 to \
                18446744073709551615";
    assert!(error.contains(says), "{error}");
    let body: serde_json::Value = serde_json::from_str(text).unwrap();
    let error = OxPainter::try_from(body.clone()).unwrap_err().to_string();
    assert!(error.contains(says), "{error}");
    let error = AnyRequest::for_model(OxPainter::MODEL, body).unwrap_err().to_string();
    assert!(error.contains(says), "{error}");
    let highest = text.replace("616}", "615}");
    assert_eq!(
        serde_json::from_str::<OxPainter>(&highest).unwrap().get("seed"),
        Some(json!(u64::MAX))
    );
}

#[test]
fn extra_sets_unknown_parameters() {
    let body = json!({"prompt": "an ox", "aspect_ratio": "1:1"});
    let request = AnyRequest::for_model(OxPainter::MODEL, body).unwrap();
    let request = request.extra("brush", "wide").unwrap().extra("layers", 2).unwrap();
    assert_eq!(
        request.to_json(),
        json!({"model": "ox-painter", "prompt": "an ox", "aspect_ratio": "1:1", "brush": "wide", "layers": 2})
    );
    let error = request.clone().extra("seed", "one").unwrap_err();
    assert_eq!(error.violations()[0].to_string(), "`seed` is \"one\", but must be an integer");
    request.extra("model", "other").unwrap_err();
}

#[test]
fn a_closed_schema_reports_an_unknown_parameter_once() {
    const CLOSED: &Model = &Model {
        record: Some(
            r#"{"request_schema": {"properties": {"seed": {"type": "integer"}}, "additionalProperties": false}}"#,
        ),
        ..Model::new("closed")
    };
    let error = AnyRequest::for_model(CLOSED, json!({"sede": 1})).unwrap_err();
    assert_eq!(
        error.to_string(),
        "invalid request for `closed`:\n- `sede` is not a known parameter; did you mean `seed`?"
    );
    let open =
        AnyRequest::for_model(CLOSED, json!({"seed": 1})).unwrap().extra("newer", 2).unwrap();
    assert_eq!(open.to_json(), json!({"model": "closed", "seed": 1, "newer": 2}));
}

#[test]
fn malformed_bodies_are_refused() {
    for (body, found) in [
        (json!(null), "null"),
        (json!(true), "a boolean"),
        (json!(1), "a number"),
        (json!("x"), "a string"),
        (json!([{}]), "an array"),
    ] {
        let error = AnyRequest::for_model(OxPainter::MODEL, body).unwrap_err();
        let expected = format!("a request for `ox-painter` is a JSON object, but this is {found}");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn a_body_for_another_model_is_refused() {
    for (model, found) in
        [(json!("flux-2-pro"), "\"flux-2-pro\""), (json!(null), "null"), (json!([1]), "[1]")]
    {
        let error = AnyRequest::for_model(OxPainter::MODEL, json!({"model": model})).unwrap_err();
        let expected =
            format!("the request is for `ox-painter`, but its body has {found} as `model`");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn unknown_models_are_refused_with_suggestions() {
    let error = AnyRequest::new("no-such-model-at-all", json!({})).unwrap_err();
    assert!(matches!(error, AnyRequestError::UnknownModel(_)));
    assert_eq!(error.to_string(), "no model is called `no-such-model-at-all`");
    for id in ["flux-1-pro", "no-such-model-at-all", "flux-2-por"] {
        let error = AnyRequest::new(id, json!({})).unwrap_err();
        assert_eq!(error.to_string(), Model::find(id).unwrap_err().to_string());
    }
    let withdrawn = Model::find("flux-1-pro").unwrap_err();
    let told =
        "`flux-1-pro` was withdrawn from the catalog of 2026-07-27; did you mean `flux-2-pro`?";
    assert_eq!(withdrawn.to_string(), told);
    let long = AnyRequest::new(&"x".repeat(100_000), json!({})).unwrap_err();
    assert!(long.to_string().len() < 200);
}

#[test]
fn every_model_of_this_build_is_found_and_has_a_schema() {
    let models = Model::all();
    assert!(models.is_sorted_by(|one, next| one.id < next.id));
    for model in models {
        assert_eq!(Model::find(model.id), Ok(*model));
        assert!(!model.parameters().is_empty(), "{}", model.id);
        assert!(!matches!(
            AnyRequest::new(model.id, json!({})),
            Err(AnyRequestError::UnknownModel(_))
        ));
    }
}

#[test]
fn deeply_nested_bodies_are_refused() {
    let mut deep = json!(1);
    for _ in 0..1_000 {
        deep = serde_json::Value::Array(vec![deep]);
    }
    let body = json!({"prompt": "an ox", "aspect_ratio": "1:1", "anything": deep});
    let error = AnyRequest::for_model(OxPainter::MODEL, body).unwrap_err();
    assert!(error.to_string().contains("`anything` is nested too deeply"), "{error}");
}

#[test]
fn parameters_of_a_model() {
    let steps = OxPainter::MODEL.parameter("num_inference_steps").unwrap();
    assert_eq!(steps.default_value(), Some(&json!(30)));
    assert!(!steps.is_required());
    assert!(OxPainter::MODEL.parameter("prompt").unwrap().is_required());
    let names: Vec<_> =
        OxPainter::MODEL.parameters().iter().map(oxen_models::Parameter::name).collect();
    assert_eq!(names[..3], ["prompt", "aspect_ratio", "input_image"]);
    // The parameters that the endpoint and the queue add.
    assert!(names.contains(&"response_format") && names.contains(&"num_generations"));
    // The schema is read once.
    assert!(std::ptr::eq(OxPainter::MODEL.parameters(), OxPainter::MODEL.parameters()));
    assert!(DeepseekV4Flash::MODEL.parameter("frequency_penalty").is_some());
}

/// The enum is handwritten; the schema determines what the endpoint accepts.
#[test]
fn the_response_formats_of_media_endpoints() {
    let parameter = OxPainter::MODEL.parameter("response_format").unwrap();
    let values = ResponseFormat::ALL.iter().map(|format| format.value().to_json().unwrap());
    assert_eq!(parameter.schema().values().unwrap(), values.collect::<Vec<_>>());
}

#[test]
fn models_of_one_record_differ_by_endpoint() {
    const CHAT: &Model = &Model { endpoint: Endpoint::ChatCompletions, ..*OxPainter::MODEL };
    assert!(CHAT.parameter("num_generations").is_none());
    assert!(OxPainter::MODEL.parameter("num_generations").is_some());
}

#[test]
fn the_provider_takes_precedence_over_the_developer() {
    const OPEN: &Model = &Model { developer: Some("OpenAI"), ..Model::new("one") };
    const MOVED: &Model = &Model { provider: Some("Anthropic"), ..*OPEN };
    assert!(OPEN.parameter("frequency_penalty").is_some());
    assert!(MOVED.parameter("frequency_penalty").is_none());
    let body =
        json!({"messages": [{"role": "user", "content": "Hi"}], "temperature": 1, "top_p": 1});
    AnyRequest::for_model(OPEN, body.clone()).unwrap();
    AnyRequest::for_model(MOVED, body).unwrap_err();
}

#[test]
fn a_broken_record_is_an_error() {
    const NO_JSON: &Model = &Model { record: Some("{"), ..Model::new("no-json") };
    const NO_SCHEMA: &Model =
        &Model { record: Some(r#"{"request_schema": [1]}"#), ..Model::new("no-schema") };
    assert!(matches!(NO_JSON.request_schema(), Err(ModelSchemaError::Record { .. })));
    assert!(matches!(NO_SCHEMA.request_schema(), Err(ModelSchemaError::Schema { .. })));
    assert!(NO_JSON.parameters().is_empty());
    let Err(AnyRequestError::Invalid(error)) = AnyRequest::for_model(NO_SCHEMA, json!({})) else {
        panic!("a request that can't be checked is refused");
    };
    assert!(matches!(error.violations(), [Violation::Unreadable(_)]));
    assert_eq!(
        error.to_string(),
        "invalid request for `no-schema`:\n\
         - the request schema of `no-schema` can't be read: a request schema is a JSON object, but this is an array"
    );
}

#[test]
fn debug_output_is_short() {
    let body = json!({"prompt": "ox ".repeat(100_000), "aspect_ratio": "1:1"});
    let request = AnyRequest::for_model(OxPainter::MODEL, body).unwrap();
    let debug = format!("{request:?}");
    assert!(debug.starts_with("AnyRequest { model: \"ox-painter\", prompt: \"ox ox"), "{debug}");
    assert!(debug.len() < 300, "{debug}");
    assert!(format!("{:?}", OxPainter::MODEL).len() < 300);
}
