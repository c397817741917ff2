//! The blocking client.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use oxen_hub_sim::Hub;
use oxen_models::generations::GenerationFilter;
use oxen_models::models::flux_2_pro::Flux2Pro;
use oxen_models::{ErrorKind, blocking};

#[test]
fn the_blocking_client_waits_and_downloads() {
    let hub = Hub::start_blocking().unwrap();
    let client = blocking::Client::new(super::client(&hub)).unwrap();
    let poster = Flux2Pro::builder().prompt("an ox").build().unwrap();
    let images = client.send(&poster).unwrap();
    let bytes = client.run(images.first().unwrap().bytes()).unwrap();
    assert!(bytes.starts_with(b"\x89PNG"));
    let models = client.run(client.calls().models().featured()).unwrap();
    assert!(!models.models().is_empty());
    let elsewhere = client.clone();
    std::thread::spawn(move || elsewhere.send(&poster).unwrap()).join().unwrap();
}

#[tokio::test]
async fn within_a_runtime_calls_are_errors_and_the_client_can_be_dropped() {
    let hub = Hub::start().await.unwrap();
    let client = blocking::Client::new(super::client(&hub)).unwrap();
    let poster = Flux2Pro::builder().prompt("an ox").build().unwrap();
    let error = client.send(&poster).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
    drop(client);
    assert_eq!(hub.requests().len(), 0);
}

#[test]
fn the_blocking_client_runs_through_the_queue_and_leaves_no_tasks() {
    let hub = Hub::start_blocking().unwrap();
    let client = blocking::Client::new(super::client(&hub)).unwrap();
    let poster = Flux2Pro::builder().prompt("an ox").build().unwrap();
    let images = client.run(client.calls().run(&poster)).unwrap();
    assert!(client.run(images.first().unwrap().bytes()).unwrap().starts_with(b"\x89PNG"));
    let queued = client.run(client.calls().enqueue(&poster).generations(5)).unwrap();
    let ends: Result<Vec<_>, _> = client.iterate(client.calls().wait_all(queued.ids())).collect();
    assert_eq!(ends.unwrap().len(), 5);
    let history = client.calls().generations().list(GenerationFilter::new()).stream();
    assert_eq!(client.iterate(history).map(Result::unwrap).count(), 6);
    // A stream that is not read to its end.
    let queued = client.run(client.calls().enqueue(&poster).generations(5)).unwrap();
    assert!(client.iterate(client.calls().wait_all(queued.ids())).next().unwrap().is_ok());
    let events = hub.requests().into_iter().filter(|request| request.path == "/api/events");
    let streams: HashSet<u64> = events.map(|request| request.connection).collect();
    assert_eq!(streams.len(), 3);
    // The connections of the streams are closed although the client runs nothing; the others are idle.
    let patience = Instant::now() + Duration::from_secs(20);
    while hub.open_connection_ids().iter().any(|id| streams.contains(id)) {
        assert!(Instant::now() < patience, "a stream of events stays open");
        std::thread::sleep(Duration::from_millis(2));
    }
}
