//! Sending requests of every kind.

use oxen_hub_sim::Hub;
use oxen_models::answers::{ChatCompletion, Images};
use oxen_models::chat::{Message, Part};
use oxen_models::models::deepseek_v4_flash::DeepseekV4Flash;
use oxen_models::models::flux_2_pro::Flux2Pro;
use oxen_models::{Answer, AnyRequest, Client, ErrorKind, Media, ModelRequest, NotFound, request};
use serde_json::json;

use super::client;

#[derive(ModelRequest)]
#[model("flux-2-pro")]
struct Poster {
    prompt: String,
    num_inference_steps: Option<u32>,
}

#[tokio::test]
async fn the_request_determines_the_type_of_the_answer() {
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let hello = DeepseekV4Flash::builder().user("Hello!").stream(true).build().unwrap();
    let answer: ChatCompletion = client.send(&hello).await.unwrap();
    assert!(!answer.text().is_empty());
    assert_eq!(answer.meta().model(), Some("deepseek-v4-flash"));

    let poster = Flux2Pro::builder().prompt("an ox").build().unwrap();
    let images: Images = client.send(&poster).await.unwrap();
    assert!(images.first().unwrap().bytes().await.unwrap().starts_with(b"\x89PNG"));

    let poster = Poster { prompt: "an ox".to_owned(), num_inference_steps: Some(20) };
    let images: Images = client.send(&poster).await.unwrap();
    assert_eq!(images.len(), 1);

    let body = json!({"prompt": "an ox", "response_format": "b64_json"});
    let any = AnyRequest::new("flux-2-pro", body).unwrap();
    let Answer::Images(images) = client.send(&any).await.unwrap() else { panic!("no images") };
    assert_eq!(images.first().unwrap().url(), None);
    assert!(images.first().unwrap().bytes().await.unwrap().starts_with(b"\x89PNG"));
    hub.assert_key_stayed_home();
}

#[tokio::test]
async fn invalid_requests_are_refused_before_sending() {
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let poster = Poster { prompt: "an ox".to_owned(), num_inference_steps: Some(60) };
    let error = client.send(&poster).await.unwrap_err();
    let ErrorKind::Invalid { violations } = error.kind() else { panic!("{error}") };
    assert!(violations[0].contains("`num_inference_steps` is 60"), "{error}");
    let source = std::error::Error::source(&error).unwrap();
    assert!(source.downcast_ref::<oxen_models::InvalidRequest>().is_some());

    let queued =
        AnyRequest::new("flux-2-pro", json!({"prompt": "x", "num_generations": 2})).unwrap();
    let error = client.send(&queued).await.unwrap_err();
    assert!(error.to_string().contains("enqueue"), "{error}");
    assert_eq!(hub.requests().len(), 0);
}

/// The macros know the types of expressions, but not their values.
#[tokio::test]
async fn values_unknown_to_a_macro_are_checked_before_sending() {
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let relative = Media::from("ox.png");
    // Not in the order of the schema, which is restored.
    let edit = request!({"model": "flux-kontext-dev", "prompt": "a horn", "input_image": relative});
    let error = client.enqueue(&edit).await.unwrap_err();
    let ErrorKind::Invalid { violations } = error.kind() else { panic!("{error}") };
    assert!(violations[0].contains("`input_image`"), "{error}");

    let message = Message::user([Part::text("What is it?"), Part::image("ox.png")]);
    let question = request!({"model": "deepseek-v4-flash", "messages": message});
    let error = client.send(&question).await.unwrap_err();
    let ErrorKind::Invalid { violations } = error.kind() else { panic!("{error}") };
    assert!(violations[0].contains("messages[0].content"), "{error}");
    assert_eq!(hub.requests().len(), 0);
}

#[tokio::test]
async fn a_model_unknown_to_the_hub_is_not_found() {
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let call = client.generate::<ChatCompletion>(
        "/chat/completions",
        "deepseek-v4-flesh",
        json!({"messages": [{"role": "user", "content": "Hello!"}]}).as_object().unwrap(),
    );
    let error = call.await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound(NotFound::Model { .. })), "{error}");
}

#[test]
fn calls_can_be_sent_between_threads() {
    fn check<T: Send>(_: &T) {}
    fn shared<T: Clone + Send + Sync + std::fmt::Debug>() {}
    let client = Client::builder().build().unwrap();
    let poster = Flux2Pro::builder().prompt("an ox").build().unwrap();
    check(&async { client.send(&poster).await });
    check(&async { client.models().get("x").await });
    shared::<Client>();
}
