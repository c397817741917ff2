//! Waits and runs that are dropped, at every point where they wait.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use oxen_hub_sim::Hub;

use crate::support::{client, hub, made, prompt};

/// A waker that records that it was woken.
struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Polls a future this many times, each time after it was woken, and drops it. Returns whether it was ready before.
async fn drop_after<F: Future>(future: F, polls: usize) -> bool {
    let flag = Arc::new(Flag(AtomicBool::new(true)));
    let waker = Waker::from(Arc::clone(&flag));
    let mut future = pin!(future);
    for _ in 0..polls {
        while !flag.0.swap(false, Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        if future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            return true;
        }
    }
    false
}

async fn is_quiet(hub: &Hub) {
    tokio::time::timeout(Duration::from_secs(20), hub.wait_until_idle())
        .await
        .expect("a connection stays open");
    let before = hub.requests().len();
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(hub.requests().len(), before, "something still asks");
}

#[tokio::test]
async fn a_run_can_be_dropped_at_any_point() {
    let mut polls = 0;
    loop {
        let hub = hub().start().await.unwrap();
        let client = client(&hub);
        let known = Arc::new(Mutex::new(Vec::new()));
        let tell = Arc::clone(&known);
        let run = client
            .run("painter", &prompt("an ox"))
            .generations(5)
            .on_enqueued(move |queued| tell.lock().unwrap().push(queued.id.to_string()));
        let is_done = drop_after(run.into_future(), polls).await;
        // The poller and its connection are gone; idle connections belong to the client.
        drop(client);
        is_quiet(&hub).await;
        let (known, made) = (known.lock().unwrap().clone(), made(&hub));
        // The results of a pending POST are unknown: `recover` finds them.
        assert!(made.starts_with(&known) && made.len() - known.len() <= 4, "{polls}");
        if is_done {
            assert_eq!(known.len(), 5);
            break;
        }
        polls += 1;
    }
    assert!(polls > 3);
}

#[tokio::test]
async fn dropped_waits_leave_nothing_running_and_cancel_nothing() {
    for polls in 0..6 {
        let hub = hub().manual_queue().start().await.unwrap();
        let client = client(&hub);
        let ids = crate::support::enqueue(&client, 3).await;
        let mut all = client.wait_all(&ids);
        let one = client.wait(&ids[0]).into_future();
        assert!(!drop_after(async { (all.next().await, one.await) }, polls).await);
        drop(all);
        let before = hub.count("DELETE /queue/*");
        // Only the connection for events belongs to the poller; after its end the client sends nothing.
        tokio::time::sleep(Duration::from_millis(20)).await;
        let requests = hub.requests().len();
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!((hub.requests().len(), before), (requests, 0), "{polls}");
        drop(client);
        is_quiet(&hub).await;
        assert!(hub.generations().iter().all(|generation| generation["status"] == "queued"));
    }
}
