//! The history page by page and as one stream.

use std::collections::HashSet;

use oxen_hub::ErrorKind;
use oxen_hub::generations::{GenerationFilter, GenerationStatus};
use oxen_hub_sim::{Fault, Outcome};
use serde_json::json;

use crate::support::{client, enqueue, hub, ids, made};

#[tokio::test]
async fn a_page_states_the_total_cost_of_all_pages() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = client(&hub);
    enqueue(&client, 5).await;
    hub.run_queue();
    let page =
        client.generations().list(GenerationFilter::new()).page(2).page_size(2).await.unwrap();
    let mut expected = made(&hub);
    expected.reverse();
    assert_eq!(ids(&page.generations), expected[2..4]);
    assert_eq!((page.total_pages, page.total_entries), (Some(3), Some(5)));
    assert_eq!(page.total_cost.as_deref(), Some("0.2"));
    assert_eq!(page.generations[0].cost.as_deref(), Some("0.04"));
}

#[tokio::test]
async fn the_stream_yields_each_generation_once_although_rows_move() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = client(&hub);
    let known: HashSet<_> = enqueue(&client, 10).await.into_iter().collect();
    let call = client.generations().list(GenerationFilter::new()).page_size(3);
    let mut stream = call.stream();
    let mut seen = Vec::new();
    while let Some(generation) = stream.next().await {
        seen.push(generation.unwrap().id);
        if seen.len() < 8 {
            // Each new generation moves all others towards the end.
            enqueue(&client, 1).await;
        }
    }
    let once: HashSet<_> = seen.iter().cloned().collect();
    assert_eq!(once.len(), seen.len());
    assert!(known.is_subset(&once));
}

#[tokio::test]
async fn the_stream_misses_none_although_rows_leave_the_filter() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = client(&hub);
    enqueue(&client, 12).await;
    let filter = GenerationFilter::new().status(GenerationStatus::Queued);
    let mut stream = client.generations().list(filter).page_size(4).stream();
    let mut seen = HashSet::new();
    while let Some(generation) = stream.next().await {
        let id = generation.unwrap().id;
        // Rows of later pages move to the front as earlier rows leave the filter.
        if seen.len() < 4 {
            hub.finish(id.as_str(), &Outcome::Natural);
        }
        seen.insert(id);
    }
    assert_eq!(seen.len(), 12);
}

#[tokio::test]
async fn repeated_pages_are_an_error() {
    let hub = hub().start().await.unwrap();
    let page = json!({"generations": [{"generation_id": "a", "status": "failed"}], "total_pages": u64::MAX});
    hub.inject(Fault::answer(200, "application/json", page.to_string()).on("GET /generations"));
    let mut stream = client(&hub).generations().list(GenerationFilter::new()).stream();
    assert!(stream.next().await.unwrap().is_ok());
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Malformed { .. }), "{error}");
    assert!(stream.next().await.is_none());
    assert_eq!(hub.requests().len(), 101);
}
