//! Runs the examples on the simulated hub.
#![allow(clippy::unwrap_used, reason = "a test that meets the unexpected should stop")]

use oxen_hub_sim::Hub;
use oxen_models::Client;

#[allow(dead_code, reason = "its `main` is for the command line")]
#[path = "../../../../crates/oxen-models/examples/batch.rs"]
mod batch;
#[allow(dead_code, reason = "its `main` is for the command line")]
#[path = "../../../../crates/oxen-models/examples/discover.rs"]
mod discover;
#[allow(dead_code, reason = "its `main` is for the command line")]
#[path = "../../../../crates/oxen-models/examples/queue_progress.rs"]
mod queue_progress;
#[allow(dead_code, reason = "its `main` is for the command line")]
#[path = "../../../../crates/oxen-models/examples/quickstart.rs"]
mod quickstart;
#[allow(dead_code, reason = "its `main` is for the command line")]
#[path = "../../../../crates/oxen-models/examples/streaming.rs"]
mod streaming;
#[allow(dead_code, reason = "its `main` is for the command line")]
#[path = "../../../../crates/oxen-models/examples/structured.rs"]
mod structured;
#[allow(dead_code, reason = "its `main` is for the command line")]
#[path = "../../../../crates/oxen-models/examples/testing.rs"]
mod testing;
#[allow(dead_code, reason = "its `main` is for the command line")]
#[path = "../../../../crates/oxen-models/examples/tools.rs"]
mod tools;

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

#[tokio::test]
async fn streaming_reads_a_stream() {
    let hub = Hub::start().await.unwrap();
    streaming::run(&client(&hub)).await.unwrap();
    assert_eq!(hub.requests()[0].json().unwrap()["stream"], true);
}

#[tokio::test]
async fn structured_gets_a_value() {
    let hub = Hub::start().await.unwrap();
    structured::run(&client(&hub)).await.unwrap();
    assert_eq!(hub.requests()[0].json().unwrap()["response_format"]["type"], "json_schema");
}

#[tokio::test]
async fn tools_are_called() {
    let hub = Hub::start().await.unwrap();
    let text = tools::run(&client(&hub)).await.unwrap();
    assert_eq!(text, "{\"sky\":\"clear\",\"degrees\":21}\n1050");
    assert_eq!(hub.count("POST /chat/completions"), 2);
}

#[tokio::test]
async fn a_batch_that_is_stopped_goes_on_where_it_was() {
    let hub = Hub::start().await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let client = client(&hub);
    for stop_at in [10, 40, 41] {
        let running = batch::run(&client, directory.path(), 100);
        let stop = async {
            while hub.count("POST /queue") < stop_at {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            _ = running => panic!("it ends before it is stopped"),
            () = stop => {}
        }
    }
    batch::run(&client, directory.path(), 100).await.unwrap();
    assert_eq!(hub.generations().len(), 100, "no picture is made twice");
    for number in 0..100 {
        let picture = std::fs::read(directory.path().join(format!("{number}.png"))).unwrap();
        assert!(picture.starts_with(b"\x89PNG"));
    }
    hub.assert_key_stayed_home();
}

#[tokio::test]
async fn queue_progress_leaves_an_id_that_can_be_waited_for() {
    let hub = Hub::start().await.unwrap();
    let client = client(&hub);
    let id = queue_progress::enqueue(&client).await.unwrap();
    let generation = queue_progress::wait(&client, &id).await.unwrap();
    assert!(generation.result_url.is_some());
}
