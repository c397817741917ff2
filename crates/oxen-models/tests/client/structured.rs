//! Answers in the shape of a type.

use oxen_hub_sim::{Fault, Hub};
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::{AnyRequest, Error, ErrorKind, Model};
use serde_json::{Value, json};

use super::client;

#[derive(Debug, PartialEq, schemars::JsonSchema, serde::Deserialize)]
struct Herd {
    oxen: u8,
    names: Vec<String>,
}

fn request() -> DeepseekV4Flash {
    DeepseekV4Flash::builder().user("Which herd?").build().unwrap()
}

/// Returns the parsed value of an answer, or the error.
async fn read(message: Value, finish_reason: &str) -> Result<Herd, Error> {
    let hub = Hub::start().await.unwrap();
    let choice = json!({"message": message, "finish_reason": finish_reason});
    let body = json!({"choices": [choice]}).to_string();
    hub.inject(Fault::answer(200, "application/json", body).on("POST /chat/completions"));
    Ok(client(&hub).structured(&request()).await?.value)
}

#[tokio::test]
async fn the_schema_is_sent_and_the_value_returned() {
    let hub = Hub::start().await.unwrap();
    let answer = client(&hub).structured::<Herd>(&request()).await.unwrap();
    assert_eq!(answer.value, answer.answer.parse().unwrap());
    let format = hub.requests()[0].json().unwrap()["response_format"].clone();
    assert_eq!(format["type"], "json_schema");
    assert_eq!(format["json_schema"]["name"], "Herd");
    assert_eq!(format["json_schema"]["schema"]["required"], json!(["oxen", "names"]));
}

#[tokio::test]
async fn a_stream_is_joined_before_deserialization() {
    let hub = Hub::start().await.unwrap();
    let request = DeepseekV4Flash::builder().user("Which herd?").stream(true).build().unwrap();
    assert!(client(&hub).structured::<Herd>(&request).await.is_ok());
    assert_eq!(hub.requests()[0].json().unwrap()["stream"], true);
}

#[tokio::test]
async fn a_model_without_structured_outputs_is_asked_in_words() {
    const MODEL: &Model =
        &Model { structured_outputs: Some(false), ..Model::new("deepseek-v4-flash") };
    #[derive(schemars::JsonSchema, serde::Deserialize)]
    struct Echo {
        echo: String,
    }
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let user = json!({"role": "user", "content": "Which herd?"});
    let system = json!({"role": "system", "content": "You are an ox."});
    let parts = json!({"role": "system", "content": [{"type": "text", "text": "You are an ox."}]});
    for (messages, count) in
        [(json!([user]), 2), (json!([system, user]), 2), (json!([parts, user]), 2)]
    {
        let request = AnyRequest::for_model(MODEL, json!({"messages": messages})).unwrap();
        let answer = client.structured::<Echo>(&request).await.unwrap();
        assert_eq!(answer.value.echo, "Which herd?");
        let body = hub.requests().last().unwrap().json().unwrap();
        assert_eq!(body["response_format"], json!({"type": "json_object"}));
        assert_eq!(body["messages"].as_array().unwrap().len(), count);
        let first = body["messages"][0].to_string();
        assert!(first.contains("fits this schema") && first.contains("echo"), "{first}");
    }
}

#[tokio::test]
async fn a_fenced_block_may_surround_the_value() {
    let herd = Herd { oxen: 2, names: vec!["Bill".to_owned()] };
    let text = r#"{"oxen": 2, "names": ["Bill"]}"#;
    for text in [text.to_owned(), format!("```json\n{text}\n```"), format!("\n```\n{text}```\n")] {
        assert_eq!(read(json!({"content": text}), "stop").await.unwrap(), herd, "{text}");
    }
    for wrong in
        [format!("Here: {text}"), format!("{text}{text}"), format!("```{text}```"), String::new()]
    {
        let error = read(json!({"content": wrong}), "stop").await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");
    }
}

#[tokio::test]
async fn a_mismatch_names_the_place() {
    let error = read(json!({"content": r#"{"oxen": 2, "names": ["Bill", 7]}"#}), "stop").await;
    let error = error.unwrap_err();
    let ErrorKind::Malformed { path, excerpt } = error.kind() else { panic!("{error}") };
    assert_eq!(path, "/names/1");
    assert!(excerpt.contains("expected a string") && excerpt.contains("Bill"), "{excerpt}");
    assert!(error.may_have_run() && error.status() == Some(200));
    assert!(
        error.to_string().starts_with("POST /chat/completions for `deepseek-v4-flash`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_truncated_answer_is_not_a_json_error() {
    for (text, reason) in [
        ("{\"oxen\": ", "length"),
        ("{\"oxen\": 2, \"names\": []}", "length"),
        ("", "content_filter"),
    ] {
        let error = read(json!({"content": text}), reason).await.unwrap_err();
        let ErrorKind::Truncated { partial } = error.kind() else { panic!("{error}") };
        assert_eq!(partial.text(), text);
        assert!(!error.is_transient());
    }
    let error =
        read(json!({"refusal": "I'd rather not.", "content": null}), "stop").await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Refused { .. }), "{error}");
    assert_eq!(error.hub_message(), Some("I'd rather not."));
}
