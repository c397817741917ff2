//! Recovery at a hub that sends no `Date`; the other tests are in `tests/queue/recover.rs`.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use oxen_hub::{Clock as _, ErrorKind};
use serde_json::{Map, json};

use crate::support::clock::TestClock;
use crate::support::server::{Reply, Server};
use crate::support::{client, run};

#[test]
fn without_the_hubs_time_the_search_begins_earlier() {
    let now = TestClock::default().now();
    let seconds = now.duration_since(UNIX_EPOCH).unwrap().as_secs();
    let server = Server::start(move |request, _| {
        let record = |id: &str, before: u64| json!({"generation_id": id, "status": "queued", "model_name": "m", "enqueued_at": seconds - before});
        let is_queue = request.target.starts_with("/api/ai/queue");
        let records = if is_queue { vec![record("a", 200), record("b", 400)] } else { Vec::new() };
        Reply::json(json!({"count": records.len(), "generations": records}).to_string())
    });
    let client = client(&server.url());
    let recover = |since: SystemTime| client.queue().recover("m", &Map::new(), since);
    let found = run(async { recover(now).await }).unwrap();
    assert_eq!(found.iter().map(|found| found.id.as_str()).collect::<Vec<_>>(), ["a"]);
    let found = run(async { recover(now + Duration::from_mins(10)).await }).unwrap();
    assert_eq!(found, []);
}

#[test]
fn a_deadline_is_that_of_the_whole_search() {
    // More pages than are read.
    let record = json!({"generation_id": "a", "status": "queued", "model_name": "m"});
    let server = Server::start(move |_, _| {
        let page = json!({"generations": [record], "total_pages": 5000});
        Reply::json(page.to_string()).delayed(Duration::from_millis(20))
    });
    let client = client(&server.url());
    let search = client.queue().recover("m", &Map::new(), UNIX_EPOCH);
    let error = run(async { search.deadline(Duration::from_secs(1)).await }).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Timeout { .. }), "{error}");
    assert!(server.count() <= 100);
}
