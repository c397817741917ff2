//! Runs the examples on the simulated hub.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

use oxen_hub_sim::Hub;
use oxen_models::Client;

#[allow(dead_code, reason = "its `main` is for the command line")]
#[path = "../../../../crates/oxen-models/examples/discover.rs"]
mod discover;
#[allow(dead_code, reason = "its `main` is for the command line")]
#[path = "../../../../crates/oxen-models/examples/quickstart.rs"]
mod quickstart;
#[allow(dead_code, reason = "its `main` is for the command line")]
#[path = "../../../../crates/oxen-models/examples/testing.rs"]
mod testing;

/// A client of the simulated hub.
fn client(hub: &Hub) -> Client {
    Client::builder().base_url(&hub.base_url()).unwrap().key(hub.key()).unwrap().build().unwrap()
}

#[tokio::test]
async fn quickstart_saves_a_picture() {
    let hub = Hub::start().await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    quickstart::run(&client(&hub), directory.path()).await.unwrap();
    let names: Vec<_> = std::fs::read_dir(directory.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(names, ["flux-2-pro-1.png"]);
    hub.assert_key_stayed_home();
}

#[tokio::test]
async fn discover_checks_before_it_sends() {
    let hub = Hub::start().await.unwrap();
    discover::run(&client(&hub)).await.unwrap();
    assert_eq!(hub.count("POST /images/edit"), 1);
}

#[tokio::test]
async fn testing_tests() {
    testing::run().await.unwrap();
}
