//! The ends of waits.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use oxen_hub::generations::{GenerationId, GenerationStatus};
use oxen_hub::{Client, Error, ErrorKind, NotFound};
use oxen_hub_sim::{End, Fault, Hub, Outcome};
use serde_json::{Value, json};

use crate::support::{assert_no_key, builder, client, enqueue, error_ids, hub, ids, made, prompt};

/// Returns a hub without a stream of events.
async fn polled() -> Hub {
    let hub = hub().manual_queue().start().await.unwrap();
    hub.inject(Fault::status(404).on("GET /api/events"));
    hub
}

/// Waits for a generation whose record is this from now on.
async fn wait_with_record(record: Value) -> Error {
    let hub = polled().await;
    hub.inject(Fault::answer(200, "application/json", record.to_string()).on("GET /queue/*"));
    let id: GenerationId = "a".parse().unwrap();
    let error = client(&hub).wait(&id).await.unwrap_err();
    assert_eq!(error.generation_ids(), [id]);
    error
}

#[tokio::test]
async fn a_succeeded_generation_is_returned_with_its_link() {
    for with_events in [false, true] {
        let hub = hub().manual_queue().start().await.unwrap();
        if !with_events {
            hub.inject(Fault::status(503).on("GET /api/events"));
        }
        let client = client(&hub);
        let id = enqueue(&client, 1).await.remove(0);
        let told = Arc::new(Mutex::new(Vec::new()));
        let tell = Arc::clone(&told);
        let wait = client
            .wait(&id)
            .progress(move |progress| tell.lock().unwrap().push(progress.status.clone().unwrap()));
        let ending = async {
            // The first listing has been seen.
            hub.wait_for_requests(4).await;
            hub.begin(id.as_str());
            tokio::time::sleep(Duration::from_millis(100)).await;
            hub.finish(id.as_str(), &Outcome::Natural);
        };
        let (generation, ()) = tokio::join!(wait.into_future(), ending);
        let generation = generation.unwrap();
        assert_eq!(generation.status, GenerationStatus::Succeeded);
        assert!(generation.result_url.is_some());
        let told = told.lock().unwrap();
        assert!(told.iter().all(GenerationStatus::is_active), "{told:?}");
        assert!(!told.is_empty());
    }
}

#[tokio::test]
async fn every_other_end_is_an_error_of_its_own_kind() {
    let record =
        |status: &str| json!({"generation_id": "a", "status": status, "error_message": "no luck"});
    let error = wait_with_record(record("failed")).await;
    let ErrorKind::Failed(generation) = error.kind() else { panic!("{error}") };
    assert_eq!(generation.error_message.as_deref(), Some("no luck"));
    assert!(error.to_string().contains("no luck"), "{error}");
    let error = wait_with_record(record("cancelled")).await;
    assert!(matches!(error.kind(), ErrorKind::Cancelled(_)), "{error}");
    let error = wait_with_record(record("succeeded")).await;
    assert!(matches!(error.kind(), ErrorKind::NoResult(_)), "{error}");
    let error = wait_with_record(record("evaporated")).await;
    let ErrorKind::UnknownStatus(generation) = error.kind() else { panic!("{error}") };
    assert_eq!(generation.status.as_str(), "evaporated");
    // A record without any known field.
    let error = wait_with_record(json!({"what": "else"})).await;
    assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");

    let hub = polled().await;
    let id: GenerationId = "gone".parse().unwrap();
    let error = client(&hub).wait(&id).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::NotFound(NotFound::Generation("gone".to_owned())));
    assert_eq!(error_ids(&error), ["gone"]);
}

#[tokio::test]
async fn an_unknown_status_that_is_listed_as_active_is_waited_for() {
    let hub = polled().await;
    let client = client(&hub);
    let id = enqueue(&client, 1).await.remove(0);
    let listing = json!({"generations": [{"generation_id": id, "status": "warming-up"}]});
    hub.inject(
        Fault::answer(200, "application/json", listing.to_string()).on("GET /queue").times(5),
    );
    hub.finish(id.as_str(), &Outcome::Natural);
    assert!(client.wait(&id).await.is_ok());
    assert_eq!(hub.count("GET /queue/*"), 1);
    assert_eq!(hub.count("GET /queue"), 6);
}

#[tokio::test]
async fn a_deadline_ends_the_wait_but_not_the_generation() {
    let hub = polled().await;
    let client = client(&hub);
    let id = enqueue(&client, 1).await.remove(0);
    let error = client.wait(&id).deadline(Duration::from_millis(80)).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Unfinished { status: Some(GenerationStatus::Queued) });
    assert_eq!(error.generation_ids(), std::slice::from_ref(&id));
    assert_eq!(hub.count("DELETE /queue/*"), 0);
    hub.run_queue();
    assert!(client.wait(&id).await.is_ok());
    // The hub never reports anything.
    hub.inject(Fault::status(503).on("GET"));
    let error = client.wait(&id).deadline(Duration::from_millis(80)).await.unwrap_err();
    assert_eq!(error.kind(), &ErrorKind::Unfinished { status: None });
    let mut ends = client.wait_all([&id, &id]).deadline(Duration::from_millis(30));
    assert!(matches!(ends.next().await.unwrap().unwrap_err().kind(), ErrorKind::Unfinished { .. }));
    assert!(ends.next().await.is_none());
}

#[tokio::test]
async fn a_key_that_is_refused_ends_all_waits() {
    for route in ["GET /api/events", "GET /queue", "GET /queue/*"] {
        let hub = hub().manual_queue().start().await.unwrap();
        let client = client(&hub);
        let ids = enqueue(&client, 3).await;
        hub.run_queue();
        hub.inject(Fault::status(401).on(route));
        let mut ends = client.wait_all(&ids).no_deadline();
        let mut refused = 0;
        while let Some(end) = ends.next().await {
            let error = end.unwrap_err();
            assert_eq!(error.kind(), &ErrorKind::Authentication { key_sent: true }, "{route}");
            assert_eq!(error.generation_ids().len(), 1);
            assert_no_key(&hub, &error);
            refused += 1;
        }
        assert_eq!(refused, 3, "{route}");
        // Waiting works again once the key is accepted again.
        hub.clear_faults();
        assert!(client.wait(&ids[0]).await.is_ok());
    }
}

#[tokio::test]
async fn polling_finds_generations_of_other_namespaces() {
    let hub = polled().await;
    let client = builder(&hub).namespace("herd").build().unwrap();
    let id = enqueue(&client, 1).await.remove(0);
    let elsewhere = crate::support::parameters(json!({"prompt": "ox", "target_namespace": "yard"}));
    let other = client.enqueue("filmer", &elsewhere).await.unwrap()[0].id.clone();
    let ending = async {
        while !hub.requests().iter().any(|request| request.query.contains("namespace=yard")) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        hub.run_queue();
    };
    let mut waiting = client.wait_all([&id, &other]);
    let (first, ()) = tokio::join!(waiting.next(), ending);
    assert!(first.unwrap().is_ok());
    assert!(waiting.next().await.unwrap().is_ok());
    assert!(hub.requests().iter().any(|request| request.query.contains("namespace=herd")));
}

#[tokio::test]
async fn a_run_listens_before_it_enqueues() {
    let hub = hub().start().await.unwrap();
    let client = client(&hub);
    let known = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&known);
    let generations = client
        .run("painter", &prompt("an ox"))
        .generations(5)
        .on_enqueued(move |queued| tell.lock().unwrap().push(queued.id.to_string()))
        .await
        .unwrap();
    assert_eq!(ids(&generations), made(&hub));
    assert_eq!(*known.lock().unwrap(), made(&hub));
    let routes: Vec<String> = hub.requests().iter().map(oxen_hub_sim::Request::route).collect();
    assert_eq!(routes[..2], ["GET /api/events", "POST /queue"]);
    hub.assert_key_stayed_home();
}

#[tokio::test]
async fn a_run_that_fails_carries_all_ids() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = client(&hub);
    let call = client.run("painter", &prompt("an ox")).generations(3);
    let ending = async {
        while made(&hub).len() < 3 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        hub.finish(&made(&hub)[1], &Outcome::Failure("Insufficient credits".to_owned()));
    };
    let (result, ()) = tokio::join!(call.into_future(), ending);
    let error = result.unwrap_err();
    let ErrorKind::Failed(generation) = error.kind() else { panic!("{error}") };
    assert_eq!(generation.id.as_str(), made(&hub)[1]);
    let mut known = error_ids(&error);
    known.sort();
    let mut all = made(&hub);
    all.sort();
    assert_eq!(known, all);

    hub.inject(Fault::cut(0, End::Reset).on("POST /queue").times(1));
    let error = client.run("painter", &prompt("a lost ox")).await.unwrap_err();
    assert!(error.may_have_run());
    assert_eq!(error.kind(), &ErrorKind::Interrupted);
    // Without any answer to the request for events, the request is sent nevertheless.
    hub.inject(Fault::status(503).on("GET /api/events"));
    let ending = async {
        while made(&hub).len() < 5 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        hub.run_queue();
    };
    let (generations, ()) =
        tokio::join!(client.run("painter", &prompt("ox")).into_future(), ending);
    assert_eq!(generations.unwrap().len(), 1);
}

#[test]
fn waiting_without_a_runtime_is_an_error() {
    let client = Client::builder().base_url("http://127.0.0.1:1").unwrap().build().unwrap();
    let id: GenerationId = "a".parse().unwrap();
    let mut wait = client.wait(&id).into_future();
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Err(error)) = wait.as_mut().poll(&mut context) else {
        panic!("it waits")
    };
    assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
}

#[test]
fn waits_outlive_the_runtime_of_the_first() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (first, second) = (runtime(), runtime());
    let hub = hub().manual_queue().start_blocking().unwrap();
    let client = client(&hub);
    let ids = second.block_on(enqueue(&client, 2));
    // The poller runs on the first runtime, which ends while the second waits.
    let mut held = client.wait(&ids[0]).into_future();
    first.block_on(async {
        let _ = tokio::time::timeout(Duration::from_millis(50), &mut held).await;
    });
    drop(first);
    hub.run_queue();
    assert!(second.block_on(client.wait(&ids[1]).into_future()).is_ok());
    assert!(second.block_on(held).is_ok());
}

#[tokio::test]
async fn a_record_that_no_listing_has_is_requested_as_often_as_the_hub_advises() {
    let hub = hub().manual_queue().listing_cap(0).start().await.unwrap();
    hub.inject(Fault::status(404).on("GET /api/events"));
    let client = client(&hub);
    let id = enqueue(&client, 1).await.remove(0);
    let ending = async {
        while hub.count("GET /queue") < 30 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        hub.run_queue();
    };
    let (generation, ()) = tokio::join!(client.wait(&id).into_future(), ending);
    assert!(generation.is_ok());
    assert!(hub.count("GET /queue/*") >= 20, "{}", hub.count("GET /queue/*"));
}

#[tokio::test]
async fn a_page_of_a_proxy_does_not_say_that_a_generation_is_gone() {
    let hub = polled().await;
    let client = client(&hub);
    let id = enqueue(&client, 1).await.remove(0);
    hub.run_queue();
    let page = Fault::answer(404, "text/html", "<html>Not here</html>");
    hub.inject(page.on("GET /queue/*").times(2));
    assert!(client.wait(&id).await.is_ok());
}
