//! The client that waits.

use oxen_hub_sim::Hub;
use oxen_models::models::flux_2_pro::Flux2Pro;
use oxen_models::{ErrorKind, blocking};

#[test]
fn it_waits_and_downloads() {
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
async fn within_a_runtime_it_is_an_error_and_may_be_dropped() {
    let hub = Hub::start().await.unwrap();
    let client = blocking::Client::new(super::client(&hub)).unwrap();
    let poster = Flux2Pro::builder().prompt("an ox").build().unwrap();
    let error = client.send(&poster).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Configuration { .. }), "{error}");
    drop(client);
    assert_eq!(hub.requests().len(), 0);
}
