//! Waiting for a thousand generations, with all faults of the hub at once.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use oxen_hub::Client;
use oxen_hub_sim::{Fault, Hub, Origin, Outcome};

use crate::support::{client, enqueue, hub, made};

/// Finishes all generations in ten batches, with five restarts in between.
async fn run(hub: &Hub) {
    let ids = made(hub);
    for (number, batch) in ids.chunks(ids.len().div_ceil(10)).enumerate() {
        for id in batch {
            hub.finish(id, &Outcome::Natural);
        }
        if number % 2 == 1 {
            hub.restart().await;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

async fn wait_for_all(
    client: &Client,
    ids: Vec<oxen_hub::generations::GenerationId>,
) -> Vec<String> {
    let mut ends = client.wait_all(ids);
    let mut ended = Vec::new();
    while let Some(end) = ends.next().await {
        ended.push(end.unwrap().id.to_string());
    }
    ended
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_generations_through_restarts_lost_events_and_failures() {
    let hub = hub().manual_queue().listing_cap(100).start().await.unwrap();
    let hub = Arc::new(hub);
    let client = client(&hub);
    let ids = enqueue(&client, 1000).await;
    assert_eq!(hub.count("POST /queue"), 250);
    hub.lose_events(0.5);
    hub.inject(Fault::status(503).on("GET").share(0.1));
    let running = tokio::spawn({
        let hub = Arc::clone(&hub);
        async move { run(&hub).await }
    });
    let ended = wait_for_all(&client, ids).await;
    running.await.unwrap();

    let once: HashSet<&String> = ended.iter().collect();
    assert_eq!((ended.len(), once.len()), (1000, 1000));
    assert_eq!(hub.count("POST /queue"), 250, "nothing is enqueued a second time");
    assert!(hub.most_open_connections() <= 8, "{}", hub.most_open_connections());
    let (listings, records) = (hub.count("GET /queue"), hub.count("GET /queue/*"));
    let streams = hub.count("GET /api/events");
    println!("{listings} listings, {records} records, {streams} streams");
    // One request for each record at its end, and others for each generation that is missing from the capped listing:
    // at its beginning, at twice the age, and after a failure.
    assert!(records <= 3000, "{records}");
    assert!(listings <= 300, "{listings}");
    assert!(streams <= 50, "{streams}");
    hub.assert_key_stayed_home();
}

#[tokio::test]
async fn a_complete_listing_costs_one_record_request_each() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = client(&hub);
    let ids = enqueue(&client, 200).await;
    // Without events.
    hub.inject(Fault::status(404).on("GET /api/events"));
    let (ended, ()) = tokio::join!(wait_for_all(&client, ids), run(&hub));
    assert_eq!(ended.len(), 200);
    assert_eq!(hub.count("GET /queue/*"), 200);
}

#[tokio::test]
async fn events_alone_cost_one_record_request_each_and_few_listings() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client =
        crate::support::builder(&hub).clock(Arc::new(oxen_hub::SystemClock)).build().unwrap();
    let ids = enqueue(&client, 200).await;
    let ending = async {
        while hub.count("GET /queue") == 0 || hub.open_connections(Origin::Api) < 2 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        hub.run_queue();
    };
    let (ended, ()) = tokio::join!(wait_for_all(&client, ids), ending);
    assert_eq!(ended.len(), 200);
    assert_eq!(hub.count("GET /queue/*"), 200);
    assert_eq!(hub.count("GET /api/events"), 1);
}
