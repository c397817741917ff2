//! Enqueuing, listing and cancelling.

use std::sync::{Arc, Mutex};

use oxen_hub::generations::{GenerationFilter, GenerationStatus};
use oxen_hub::{ErrorKind, NotFound};
use oxen_hub_sim::{End, Fault, Outcome};
use serde_json::json;

use crate::support::{assert_no_key, client, enqueue, error_ids, hub, made, parameters, prompt};

#[tokio::test]
async fn more_than_four_generations_take_several_posts() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = client(&hub);
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let enqueued = client
        .enqueue("painter", &prompt("an ox"))
        .generations(10)
        .on_enqueued(move |queued| tell.lock().unwrap().push(queued.id.to_string()))
        .await
        .unwrap();
    let bodies: Vec<_> = hub
        .requests()
        .iter()
        .map(|request| request.json().unwrap()["num_generations"].clone())
        .collect();
    assert_eq!(bodies, [4, 4, 2]);
    assert_eq!(*told.lock().unwrap(), made(&hub));
    assert_eq!(enqueued.ids().map(ToString::to_string).collect::<Vec<_>>(), made(&hub));
    assert!(
        enqueued.is_as_asked() && enqueued.iter().all(|it| it.status == GenerationStatus::Queued)
    );
}

#[tokio::test]
async fn the_request_may_state_the_number_and_the_namespace() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = crate::support::builder(&hub).namespace("herd").build().unwrap();
    let request = parameters(json!({"prompt": "ox", "num_generations": 5}));
    assert_eq!(client.enqueue("painter", &request).await.unwrap().len(), 5);
    let elsewhere = parameters(json!({"prompt": "ox", "target_namespace": "yard"}));
    client.enqueue("painter", &elsewhere).await.unwrap();
    let namespaces: Vec<_> =
        hub.generations().iter().map(|it| it["target_namespace"].clone()).collect();
    assert_eq!(namespaces, ["herd", "herd", "herd", "herd", "herd", "yard"]);
    for wrong in [json!({"num_generations": 0}), json!({"num_generations": "two"})] {
        let error = client.enqueue("painter", &parameters(wrong)).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Invalid { .. }), "{error}");
    }
    let error = client.enqueue("painter", &prompt("ox")).generations(0).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Invalid { .. }), "{error}");
    assert_eq!(hub.count("POST /queue"), 3);
}

#[tokio::test]
async fn a_failure_in_the_middle_carries_the_ids_so_far() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = client(&hub);
    hub.inject(Fault::cut(0, End::Reset).on("POST /queue").after(1).times(1));
    let error = client.enqueue("painter", &prompt("an ox")).generations(12).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Interrupted);
    assert!(error.may_have_run());
    // The hub has made four more than the client knows, and none of them twice.
    assert_eq!(error_ids(&error), made(&hub)[..4]);
    assert_eq!(made(&hub).len(), 8);
    assert!(error.to_string().contains(&made(&hub)[0]), "{error}");

    hub.inject(Fault::status(402).on("POST /queue").after(1).times(1));
    let error = client.enqueue("painter", &prompt("an ox")).generations(8).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::InsufficientCredits);
    assert!(!error.may_have_run());
    assert_eq!(error_ids(&error), made(&hub)[8..]);
    assert_no_key(&hub, &error);
}

#[tokio::test]
async fn a_post_is_repeated_only_where_nothing_was_made() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = client(&hub);
    for status in [408, 500, 502, 503, 504] {
        let before = hub.count("POST /queue");
        hub.inject(Fault::status(status).on("POST /queue").times(1));
        let error = client.enqueue("painter", &prompt("an ox")).await.unwrap_err();
        assert!(error.may_have_run(), "{status}");
        assert_eq!(hub.count("POST /queue"), before + 1, "{status}");
    }
    for end in [End::Reset, End::Close] {
        let before = hub.count("POST /queue");
        hub.inject(Fault::cut(0, end).on("POST /queue").times(1));
        let error = client.enqueue("painter", &prompt("an ox")).await.unwrap_err();
        assert!(error.may_have_run() && error.kind() == &ErrorKind::Interrupted, "{error}");
        assert_eq!(hub.count("POST /queue"), before + 1);
    }
    assert_eq!(made(&hub).len(), 2);
    hub.inject(Fault::status(429).header("retry-after", "0").on("POST /queue").times(1));
    client.enqueue("painter", &prompt("an ox")).await.unwrap();
    assert_eq!(made(&hub).len(), 3);
    for status in [400, 401, 402, 403, 422] {
        hub.inject(Fault::status(status).on("POST /queue").times(1));
        let before = hub.count("POST /queue");
        let error = client.enqueue("painter", &prompt("an ox")).await.unwrap_err();
        assert!(!error.may_have_run(), "{status}");
        assert_eq!(hub.count("POST /queue"), before + 1);
    }
    // Nothing listens: the call was repeated, and definitely not sent.
    let url = hub.base_url();
    hub.stop().await;
    let gone = oxen_hub::Client::builder().base_url(&url).unwrap();
    let gone = gone.clock(Arc::new(crate::support::FastClock)).build().unwrap();
    let error = gone.enqueue("painter", &prompt("an ox")).await.unwrap_err();
    assert_eq!((error.kind(), error.may_have_run()), (&ErrorKind::Unreachable, false));
    assert_eq!(error.attempts(), 5);
}

#[tokio::test]
async fn a_different_number_than_requested_is_reported() {
    let hub = hub().start().await.unwrap();
    let client = client(&hub);
    let answer = |text: &str| {
        Fault::answer(200, "application/json", text.to_owned()).on("POST /queue").times(1)
    };
    hub.inject(answer(
        r#"{"generations": [{"generation_id": "a", "status": "processing"}, {"generation_id": "b", "status": "new"}]}"#,
    ));
    let more = client.enqueue("painter", &prompt("an ox")).await.unwrap();
    assert_eq!((more.len(), more.asked(), more.is_as_asked()), (2, 1, false));
    assert_eq!(more[1].status.as_str(), "new");
    hub.inject(answer(r#"{"generations": [{"generation_id": "a"}, {"generation_id": 7}, null]}"#));
    let fewer = client.enqueue("painter", &prompt("an ox")).generations(3).await.unwrap();
    assert_eq!((fewer.len(), fewer.is_as_asked()), (1, false));
    for text in ["{}", r#"{"generations": [{"generation_id": ""}]}"#, "[]", "<html>"] {
        hub.inject(answer(text));
        let error = client.enqueue("painter", &prompt("an ox")).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{text}: {error}");
        // A generation with an unknown id may be running.
        assert!(error.may_have_run(), "{text}");
    }
}

#[tokio::test]
async fn refusals_are_errors_of_their_own_kinds() {
    let hub = hub().start().await.unwrap();
    let client = client(&hub);
    let error = client.enqueue("nobody", &prompt("an ox")).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NotFound(NotFound::Model { .. })), "{error}");
    let error = client.enqueue("talker", &prompt("an ox")).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Refused { .. }), "{error}");
    assert_eq!(hub.generations().len(), 0);
}

#[tokio::test]
async fn cancelling_returns_the_state_afterwards() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = client(&hub);
    let ids = enqueue(&client, 2).await;
    hub.finish(ids[0].as_str(), &Outcome::Natural);
    let ended = client.queue().cancel(&ids[0]).await.unwrap();
    assert_eq!(ended.status, GenerationStatus::Succeeded);
    let cancelled = client.queue().cancel(&ids[1]).await.unwrap();
    assert_eq!(cancelled.status, GenerationStatus::Cancelled);

    // The answer to the removal is lost: the generation stays cancelled.
    let ids = enqueue(&client, 1).await;
    hub.inject(Fault::cut(0, End::Reset).on("DELETE /queue/*").times(1));
    let cancelled = client.queue().cancel(&ids[0]).await.unwrap();
    assert_eq!(cancelled.status, GenerationStatus::Cancelled);

    // A refusal in an answer whose status is a success.
    let ids = enqueue(&client, 1).await;
    let refusal = r#"{"error":{"type":"unknown_error","title":"The ox says no"}}"#;
    let fault = Fault::answer(200, "application/json", refusal);
    hub.inject(fault.on("DELETE /queue/*").times(1));
    let error = client.queue().cancel(&ids[0]).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Hub { .. }), "{error}");
    assert_eq!(error.generation_ids(), ids);

    let nothing: oxen_hub::generations::GenerationId = "nothing".parse().unwrap();
    let error = client.queue().cancel(&nothing).await.unwrap_err();
    let expected = ErrorKind::NotFound(NotFound::Generation("nothing".to_owned()));
    assert_eq!(error.kind(), &expected);
    assert_eq!(error.generation_ids(), [nothing]);
}

#[tokio::test]
async fn listings_can_be_filtered() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = client(&hub);
    let ids = enqueue(&client, 2).await;
    client.enqueue("filmer", &prompt("an ox")).await.unwrap();
    hub.finish(ids[0].as_str(), &Outcome::Failure("no luck".to_owned()));
    let list = async |filter| client.queue().list(filter).await.unwrap().generations.len();
    assert_eq!(list(GenerationFilter::new()).await, 2);
    assert_eq!(list(GenerationFilter::new().model("painter")).await, 1);
    assert_eq!(list(GenerationFilter::new().status(GenerationStatus::Failed)).await, 1);
    assert_eq!(list(GenerationFilter::new().namespace("elsewhere")).await, 0);
    let failed = client.queue().get(&ids[0]).await.unwrap();
    assert_eq!(failed.error_message.as_deref(), Some("no luck"));
    let with_cost = client.generations().get(&ids[0]).await.unwrap();
    assert_eq!((with_cost.cost, with_cost.username.as_deref()), (None, Some("ox")));
}
