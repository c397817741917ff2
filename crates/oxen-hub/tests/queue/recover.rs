//! Recovery of the generations of an interrupted enqueue.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use oxen_hub::Clock;
use oxen_hub_sim::{End, Fault, Outcome};
use serde_json::json;

use crate::support::{FastClock, builder, client, error_ids, hub, ids, made, parameters, prompt};

fn minutes_ago(minutes: u64) -> SystemTime {
    SystemTime::now() - Duration::from_mins(minutes)
}

#[tokio::test]
async fn two_hundred_interrupted_enqueues_are_all_found() {
    let hub = hub().manual_queue().listing_cap(100).start().await.unwrap();
    let client = client(&hub);
    fastrand::seed(7);
    let mut known = Vec::new();
    for number in 0..200 {
        // The head and the body of an answer have about 250 bytes.
        hub.clear_faults();
        let end = if number % 2 == 0 { End::Reset } else { End::Close };
        hub.inject(Fault::cut(fastrand::u64(0..300), end).on("POST /queue").times(1));
        let request = prompt(&format!("ox {number}"));
        let since = SystemTime::now();
        let ids_of_it = match client.enqueue("painter", &request).await {
            Ok(enqueued) => enqueued.ids().map(ToString::to_string).collect(),
            Err(error) => {
                assert!(error.may_have_run(), "{error}");
                assert_eq!(error_ids(&error).len(), 0);
                ids(&client.queue().recover("painter", &request, since).await.unwrap())
            }
        };
        assert_eq!(ids_of_it.len(), 1, "{number}");
        known.extend(ids_of_it);
        // Half of the generations have left the queue by the time of later searches.
        if number % 2 == 0 {
            hub.finish(known.last().unwrap(), &Outcome::Natural);
        }
    }
    assert_eq!(known, made(&hub));
    assert_eq!(hub.count("POST /queue"), 200);
    hub.assert_key_stayed_home();
}

/// A clock that is ahead of the hub's.
#[derive(Debug)]
struct Ahead(Duration);

impl Clock for Ahead {
    fn now(&self) -> SystemTime {
        SystemTime::now() + self.0
    }

    fn chance(&self) -> f64 {
        0.5
    }

    fn pause(&self, length: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        FastClock.pause(length)
    }
}

#[tokio::test]
async fn a_clock_that_is_ahead_of_the_hubs_hides_nothing() {
    for seconds in [2, 60, 24 * 60 * 60] {
        let hub = hub().manual_queue().start().await.unwrap();
        let clock = Ahead(Duration::from_secs(seconds));
        let since = clock.now();
        let client = builder(&hub).clock(Arc::new(clock)).build().unwrap();
        hub.inject(Fault::cut(0, End::Close).on("POST /queue").times(1));
        client.enqueue("painter", &prompt("ox")).await.unwrap_err();
        let found = client.queue().recover("painter", &prompt("ox"), since).await.unwrap();
        assert_eq!(ids(&found), made(&hub), "{seconds}");
        hub.finish(&made(&hub)[0], &Outcome::Natural);
        let found = client.queue().recover("painter", &prompt("ox"), since).await.unwrap();
        assert_eq!(ids(&found), made(&hub), "{seconds}");
    }
}

#[tokio::test]
async fn only_the_same_request_since_then_is_found() {
    let hub = hub().manual_queue().start().await.unwrap();
    let client = client(&hub);
    let same = parameters(json!({"prompt": "ox", "steps": 4, "num_generations": 2}));
    client.enqueue("painter", &same).await.unwrap();
    client.enqueue("filmer", &same).await.unwrap();
    for other in [json!({"prompt": "ox"}), json!({"prompt": "ox", "steps": 4, "width": 8})] {
        client.enqueue("painter", &parameters(other)).await.unwrap();
    }
    let found = client.queue().recover("painter", &same, minutes_ago(1)).await.unwrap();
    let mut expected = made(&hub)[..2].to_vec();
    expected.sort();
    // All were enqueued in the same second, so they are sorted by id.
    assert_eq!(ids(&found), expected);
    // Parameters as another program may have written them.
    let written = parameters(json!({"prompt": "ox", "steps": 4.0, "target_namespace": "ox"}));
    let found = client.queue().recover("painter", &written, minutes_ago(1)).await.unwrap();
    assert_eq!(found.len(), 2);
    // `width` is not among the model's parameters, so it counts as a field of the hub.
    let names =
        client.queue().recover("painter", &same, minutes_ago(1)).parameters(["prompt", "steps"]);
    assert_eq!(names.await.unwrap().len(), 3);
    let later = SystemTime::now() + Duration::from_mins(1);
    assert_eq!(client.queue().recover("painter", &same, later).await.unwrap(), []);
}
