//! The client against the simulated hub, both over the frozen catalog.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use oxen_hub_sim_frozen::{End, Fault, Hub};
use oxen_models_frozen::hub_models::{ModelFilter, ModelInfo};
use oxen_models_frozen::{Answer, AnyRequest, Client, Clock, Endpoint, Error, ErrorKind, Model};
use serde_json::json;

/// A clock without pauses.
#[derive(Debug)]
struct NoPauses;

impl Clock for NoPauses {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn chance(&self) -> f64 {
        0.0
    }

    fn pause(&self, _: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(std::future::ready(()))
    }
}

fn client(hub: &Hub) -> Client {
    let builder = Client::builder().base_url(&hub.base_url()).unwrap().key(hub.key()).unwrap();
    builder.clock(Arc::new(NoPauses)).build().unwrap()
}

/// Returns the smallest request of the first model of an endpoint.
fn request(endpoint: &Endpoint) -> AnyRequest {
    let model = Model::all().iter().find(|model| model.endpoint == *endpoint).unwrap();
    let body = super::requests::body_of(model.request_schema().unwrap(), 1, true);
    AnyRequest::new(model.id, json!(body)).unwrap()
}

fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[test]
fn every_endpoint_answers_and_its_results_are_saved_without_the_key() {
    run(async {
        let hub = Hub::start().await.unwrap();
        let client = client(&hub);
        let folder = tempfile::tempdir().unwrap();
        for endpoint in [
            Endpoint::ChatCompletions,
            Endpoint::ImagesGenerate,
            Endpoint::ImagesEdit,
            Endpoint::VideosGenerate,
            Endpoint::AudioGenerate,
        ] {
            let request = request(&endpoint);
            let answer = client.send(&request).await.unwrap();
            assert_eq!(answer.meta().model(), Some(request.model().id));
            assert_eq!(hub.count(&format!("POST {endpoint}")), 1);
            let saved = match &answer {
                Answer::Chat(chat) => {
                    assert!(chat.message().is_some(), "{chat:?}");
                    continue;
                }
                Answer::Images(images) => images.save_all(folder.path()).await,
                Answer::Videos(videos) => videos.save_all(folder.path()).await,
                Answer::Audio(audio) => audio.save_all(folder.path()).await,
                other => panic!("{other:?}"),
            };
            assert_eq!(saved.unwrap().len(), 1);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 4);
        hub.assert_key_stayed_home();
    });
}

#[test]
fn models_are_listed_found_and_marked_as_favorites() {
    run(async {
        let hub = Hub::start().await.unwrap();
        let client = client(&hub);
        let listed = client.models().list(ModelFilter::new()).await.unwrap();
        let ids: Vec<&str> = listed.models().iter().map(ModelInfo::id).collect();
        assert!(Model::all().iter().all(|model| ids.contains(&model.id)), "{ids:?}");
        let first = Model::all()[0];
        let found = client.models().get(first.id).await.unwrap();
        assert_eq!(found.id(), first.id);
        client.models().favorite(first.id).await.unwrap();
        let favorites = client.models().favorites().await.unwrap();
        assert_eq!(favorites.models().iter().map(ModelInfo::id).collect::<Vec<_>>(), [first.id]);
        client.models().unfavorite(first.id).await.unwrap();
        assert!(client.models().favorites().await.unwrap().models().is_empty());
    });
}

/// Returns the error of a POST, with the number of requests that the hub received.
async fn failed(hub: &Hub, client: &Client, request: &AnyRequest) -> (Error, usize) {
    let before = hub.requests().len();
    let error = client.send(request).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains(hub.key()), "{error:?}");
    (error, hub.requests().len() - before)
}

#[test]
fn a_post_that_may_have_run_is_never_sent_twice_wherever_its_answer_breaks() {
    run(async {
        let hub = Hub::builder().frozen_clock(1).start().await.unwrap();
        let client = client(&hub);
        let request = request(&Endpoint::ChatCompletions);
        client.send(&request).await.unwrap();
        let length = hub.requests()[0].bytes_sent();
        for end in [End::Reset, End::Close] {
            for bytes in 0..length {
                hub.inject(Fault::cut(bytes, end).times(1));
                let (error, requests) = failed(&hub, &client, &request).await;
                assert_eq!(requests, 1, "{end:?} after {bytes}: {error}");
                assert!(error.may_have_run(), "{end:?} after {bytes}: {error:?}");
                assert!(matches!(error.kind(), ErrorKind::Interrupted), "{bytes}: {error:?}");
            }
        }
        for fault in [
            Fault::refuse(),
            Fault::wrong_length(1),
            Fault::answer(200, "application/json", "{\"id\":"),
        ] {
            hub.inject(fault.clone().times(1));
            let (error, requests) = failed(&hub, &client, &request).await;
            assert_eq!((requests, error.may_have_run()), (1, true), "{fault:?}: {error:?}");
        }
        hub.assert_key_stayed_home();
    });
}

#[test]
fn refused_posts_and_all_gets_are_sent_again() {
    run(async {
        let hub = Hub::start().await.unwrap();
        let client = client(&hub);
        let request = request(&Endpoint::ChatCompletions);
        hub.inject(Fault::status(429).on("POST").times(2));
        client.send(&request).await.unwrap();
        assert_eq!(hub.requests().len(), 3);
        for fault in [
            Fault::status(503),
            Fault::refuse(),
            Fault::cut(0, End::Reset),
            Fault::cut(300, End::Close),
            Fault::wrong_length(5),
        ] {
            let before = hub.requests().len();
            hub.inject(fault.on("GET").times(2));
            client.models().get(request.model().id).await.unwrap();
            assert_eq!(hub.requests().len() - before, 3);
        }
    });
}

#[test]
fn a_stale_connection_causes_no_second_generation() {
    run(async {
        let hub = Hub::start().await.unwrap();
        let client = client(&hub);
        let request = request(&Endpoint::ChatCompletions);
        hub.inject(Fault::stale().times(1));
        client.send(&request).await.unwrap();
        // The hub resets the connection as soon as the second request arrives, which it may have read.
        let second = client.send(&request).await;
        let seen = hub.count("POST *");
        match second {
            Ok(_) => assert_eq!(seen, 2),
            Err(error) => assert!(seen == 1 && error.may_have_run(), "{seen}: {error:?}"),
        }
    });
}
